"""The only writers of the matrix and its duties."""

from pilotage.raci.operations.duties import (
    answer_question,
    raise_duty,
    settle_duty,
    tell_of_questions,
    unsettle_duty,
)
from pilotage.raci.operations.matrix import reset_phase_matrix, save_matrix, save_phase_matrix

__all__ = [
    "answer_question",
    "raise_duty",
    "reset_phase_matrix",
    "save_matrix",
    "save_phase_matrix",
    "settle_duty",
    "tell_of_questions",
    "unsettle_duty",
]
