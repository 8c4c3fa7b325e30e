"""Every row ends in exactly one state, and the states add up to what was read; else the run fails."""

from typing import TYPE_CHECKING

from pilotage.tally.errors import TallyError
from pilotage.tally.spec.model import SideName

if TYPE_CHECKING:
    from pilotage.tally.engines import Outcome
    from pilotage.tally.verify.taking import Taken


def states(taken: "Taken", outcome: "Outcome", side: SideName) -> dict[str, int]:
    """Rows of one side by state: refused, of a repeated key, on this side only, on both."""
    repeated, only = (
        (outcome.repeated_left, outcome.only_left) if side == "left" else (outcome.repeated_right, outcome.only_right)
    )
    return {
        "rejected": len(taken.rejects),
        "duplicate": repeated.num_rows,
        "only_here": only.num_rows,
        "matched": outcome.matched,
    }


def check_sums(takens: "dict[SideName, Taken]", outcome: "Outcome") -> None:
    """Errors: `TallyError` where the states of a side do not add up to its rows."""
    for side, taken in takens.items():
        found = states(taken, outcome, side)
        if sum(found.values()) != taken.rows or outcome.matched < 0:
            told = ", ".join(f"{count} {name}" for name, count in found.items())
            words = f"The rows do not add up: {taken.rows} were read, but {told}. Nothing was written; report this as a fault."
            raise TallyError(words, place=str(taken.source.path))
