"""The only writers of first bill cycles: figures given and counted, duties that were done; reminders of what is missing."""

from pilotage.firstcycles.operations.counting import take_counted
from pilotage.firstcycles.operations.duties import do_duty, undo_duty
from pilotage.firstcycles.operations.figures import keep_figures, take_file
from pilotage.firstcycles.operations.reminding import remind_of_figures

__all__ = ["do_duty", "keep_figures", "remind_of_figures", "take_counted", "take_file", "undo_duty"]
