"""When notes are stale, in what order triage looks at cases, and where a case may go. Pure.

Source: mission R13 (critical first), R15 (tracker or change control), R16 (resolution notes are kept current; the days are our default).
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from pilotage.meetings.enums import Cadence
from pilotage.meetings.rules import Rhythm
from pilotage.people.enums import Role
from pilotage.support.enums import CaseState, Path, Severity

#: Triage calls: Tuesdays and Thursdays, 10:00 to 11:00 US Eastern (R13, RACI 3). A holiday falls out.
TRIAGE = Rhythm((1, 3), time(10), "America/New_York", Cadence.WEEKLY, date(2024, 8, 1))
TRIAGE_MINUTES = 60
#: Who comes: IM, PM, TSM, TSM manager, experts, and the leaders of client services.
TRIAGE_ROLES = (Role.IM, Role.PM, Role.TSM, Role.TSM_MANAGER, Role.SME, Role.CS_LEADER)
LEADERS = (Role.TSM_MANAGER, Role.CS_LEADER)

#: How long resolution notes stay fresh as shipped, in days, by severity; a setting.
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


def stale_from(severity: int, noted_at: datetime, fresh: Mapping[Severity, int]) -> datetime:
    """From when on the notes of an open case are stale; without notes count from its opening. `fresh` are days by severity."""
    return noted_at + timedelta(days=fresh[Severity(severity)])


def is_stale(severity: int, state: str, noted_at: datetime, now: datetime, fresh: Mapping[Severity, int]) -> bool:
    """Whether the notes should have been written anew."""
    return state != CaseState.CLOSED and now >= stale_from(severity, noted_at, fresh)


def code(number: int) -> str:
    """C-12."""
    return f"C-{number}"


def is_leader(roles: Collection[str]) -> bool:
    """Whether somebody leads the TSM team or client services; at least one of them has to be on a triage call (R13)."""
    return any(role in roles for role in LEADERS)
