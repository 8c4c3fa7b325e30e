"""When notes are stale, in what order triage looks at cases, and where a case may go. Pure.

Source: mission R13 (critical first), R15 (tracker or change control), R16 (resolution notes are kept current; the days are our default).
"""

from datetime import datetime, timedelta

from pilotage.support.enums import CaseState, Path, Severity

#: How long resolution notes stay fresh, in days, by severity.
FRESH_DAYS = {Severity.CRITICAL: 1, Severity.HIGH: 2, Severity.NORMAL: 5, Severity.LOW: 10}
MOVES: dict[str, tuple[str, ...]] = {
    CaseState.OPEN: (CaseState.IN_WORK, CaseState.WAITING, CaseState.CLOSED),
    CaseState.IN_WORK: (CaseState.OPEN, CaseState.WAITING, CaseState.CLOSED),
    CaseState.WAITING: (CaseState.OPEN, CaseState.IN_WORK, CaseState.CLOSED),
    CaseState.CLOSED: (CaseState.OPEN,),
}
#: What a path makes of a case that is not closed.
STATE_OF_PATH = {
    Path.US: CaseState.IN_WORK,
    Path.SME: CaseState.IN_WORK,
    Path.TRACKER: CaseState.WAITING,
    Path.CHANGE: CaseState.WAITING,
    Path.BILLER: CaseState.WAITING,
    Path.VENDOR: CaseState.WAITING,
}


def may_move(now: str, to: str) -> bool:
    """Whether a case may go from one state to another."""
    return to in MOVES[now]


def stale_from(severity: int, noted_at: datetime) -> datetime:
    """From when on the notes of an open case are stale; without notes count from its opening."""
    return noted_at + timedelta(days=FRESH_DAYS[Severity(severity)])


def is_stale(severity: int, state: str, noted_at: datetime, now: datetime) -> bool:
    """Whether the notes should have been written anew."""
    return state != CaseState.CLOSED and now >= stale_from(severity, noted_at)


def code(number: int) -> str:
    """C-12."""
    return f"C-{number}"
