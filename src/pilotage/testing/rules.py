"""When a plan may be signed, which cells of the coverage matrix are covered, and how a defect may move. Pure.

Source: mission O10; onboarding, UAT coverage matrix: cycle by bill type by channel by event, and a gate on what no case covers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from pilotage.testing.enums import DefectState, Outcome, Severity

#: Defects that stop a sign-off until they are closed or accepted with a workaround.
STOPPING = (Severity.CRITICAL, Severity.MAJOR)
DEFECT_MOVES: dict[str, tuple[str, ...]] = {
    DefectState.OPEN: (DefectState.FIXED, DefectState.ACCEPTED),
    DefectState.FIXED: (DefectState.CLOSED, DefectState.OPEN),
    DefectState.CLOSED: (DefectState.OPEN,),
    DefectState.ACCEPTED: (DefectState.OPEN,),
}
Cell = tuple[str, str, str, str]
UNTESTED, COVERED, FAILING, EMPTY, NOT_NEEDED = "untested", "covered", "failing", "empty", "not_needed"


@dataclass(frozen=True)
class CaseFacts:
    """A case as the matrix sees it: its cell, what it came to ("" untested), and whether it must pass."""

    cycle: str
    bill_type: str
    channel: str
    event: str
    outcome: str
    is_required: bool = True


def cells(
    cycles: Sequence[str], bill_types: Sequence[str], channels: Sequence[str], events: Sequence[str]
) -> list[Cell]:
    """Every cell; a dimension that nobody named is one empty word."""
    return list(product(cycles or [""], bill_types or [""], channels or [""], events or [""]))


def coverage(wanted: Iterable[Cell], cases: Iterable[CaseFacts], not_needed: Iterable[Cell] = ()) -> dict[Cell, str]:
    """How each cell stands: covered by a passed case, failing, planned and untested, empty, or not needed.

    A failed or blocked case outweighs a passed one. A case that leaves a side open covers none of its words,
    unless the plan leaves it open too.
    """
    found: dict[Cell, set[str]] = {}
    for case in cases:
        found.setdefault((case.cycle, case.bill_type, case.channel, case.event), set()).add(case.outcome)
    gone = set(not_needed)
    return {cell: _standing(found.get(cell, set()), cell in gone) for cell in wanted}


def _standing(outcomes: set[str], is_gone: bool) -> str:
    if outcomes & {Outcome.FAILED, Outcome.BLOCKED}:
        return FAILING
    if Outcome.PASSED in outcomes:
        return COVERED
    if is_gone:
        return NOT_NEEDED
    return UNTESTED if "" in outcomes else EMPTY


def why_unsigned(
    cases: Iterable[CaseFacts],
    defects: Iterable[tuple[str, str]],
    matrix: Mapping[Cell, str],
    names: Mapping[Cell, str],
) -> list[str]:
    """What stands between a plan and its sign-off, in words; empty when nothing does. `defects`: pairs (severity, state)."""
    found = []
    required = [case for case in cases if case.is_required]
    if not required:
        found.append("The plan has no case that must pass.")
    undone = [case for case in required if case.outcome not in (Outcome.PASSED, Outcome.SKIPPED)]
    if undone:
        failed = sum(case.outcome in (Outcome.FAILED, Outcome.BLOCKED) for case in undone)
        words = f"{len(undone)} of {len(required)} cases {_has(len(undone))} not passed"
        found.append(f"{words}, {failed} of them failed or blocked." if failed else f"{words}.")
    stopping = [pair for pair in defects if pair[0] in STOPPING and pair[1] in (DefectState.OPEN, DefectState.FIXED)]
    if stopping:
        words = (
            "1 critical or major defect is" if len(stopping) == 1 else f"{len(stopping)} critical or major defects are"
        )
        found.append(f"{words} neither closed nor accepted.")
    bare = [names[cell] for cell, standing in matrix.items() if standing in (EMPTY, UNTESTED)]
    if bare and any(any(cell) for cell in matrix):
        more = f" and {len(bare) - 3} more" if len(bare) > 3 else ""
        cells_are = "1 cell of the matrix is" if len(bare) == 1 else f"{len(bare)} cells of the matrix are"
        found.append(f"{cells_are} uncovered: {'; '.join(bare[:3])}{more}.")
    return found


def _has(n: int) -> str:
    return "has" if n == 1 else "have"


def may_move(now: str, to: str) -> bool:
    """Whether a defect may go from one state to another."""
    return to in DEFECT_MOVES[now]
