"""The only writers of first bill cycles: figures, and duties that were done."""

from pilotage.firstcycles.operations.duties import do_duty, undo_duty
from pilotage.firstcycles.operations.figures import keep_figures, take_file

__all__ = ["do_duty", "keep_figures", "take_file", "undo_duty"]
