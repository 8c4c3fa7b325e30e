"""What went wrong in the sample after go-lives: cases in every state."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.support.enums import Category, Path, Severity
from pilotage.support.models import Case
from pilotage.support.operations import close_case, link_tracker, open_case, triage_case, write_notes

Step = tuple[date, Callable[[datetime], None]]
Issue = tuple[str, Severity, Category, Path, str, str]
#: Title, severity, category, way, notes, what it was (empty: still open).
ISSUES: tuple[Issue, ...] = (
    (
        "Payments of one evening are not posted", Severity.CRITICAL, Category.PAYMENT, Path.TRACKER,
        "The posting file of the 17:00 cut is one batch short. The batch is found; it is sent again tonight.",
        "The batch was sent twice by hand; the job now waits for its receipt.",
    ),
    (
        "The bank's deposit is short by the returns", Severity.HIGH, Category.RECONCILIATION, Path.US,
        "Returns are netted in the deposit and listed apart in the report. Finance gets the list with both.",
        "Finance reads the report with returns beside the deposit.",
    ),
    (
        "Two supervisors see no reports", Severity.NORMAL, Category.ACCESS, Path.US, "The role lacks the right to reports.",
        "The role was corrected.",
    ),
    (
        "IVR reads the balance of yesterday", Severity.HIGH, Category.SYNC, Path.VENDOR,
        "The CIS writes its balance file after our read. The vendor is asked to write it at 04:00.", "",
    ),
    ("A customer asks for the receipt by post", Severity.LOW, Category.OTHER, Path.BILLER, "", ""),
)  # fmt: skip


def report_cases(phase: Phase, place: int, target: date, days_left: int, person: Callable[[str], Viewer]) -> list[Step]:
    """Days on which cases came and what became of them; every third biller had none."""
    if place % 3 == 2:
        return []
    tsm, today = person("tsm"), target - timedelta(days=days_left)
    found: list[Step] = []
    for step in range(1 + place % 3):
        issue = ISSUES[(place + step * 2) % len(ISSUES)]
        day = target + timedelta(days=2 + 3 * step)
        if day < today:
            found.append((day, partial(_report, phase, issue, tsm)))
        if issue[5] and day + timedelta(days=4) < today:
            found.append((day + timedelta(days=4), partial(_end, phase, issue, tsm)))
    return found


def _report(phase: Phase, issue: Issue, tsm: Viewer, at: datetime) -> None:
    title, severity, category, path, notes, end = issue
    owner = User.objects.filter(pk=tsm.user_id or 0).first()
    case = open_case(
        biller=phase.biller, phase=phase, title=title, severity=int(severity), category=category, owner=owner,
        reported_by=f"{phase.biller.name}, by phone", by=tsm, now=at,
    )  # fmt: skip
    if owner is not None and notes:
        triage_case(
            case=case, path=path, path_words=notes.split(". ")[-1].rstrip(".") or "We look", owner=owner,
            due_date=(at + timedelta(days=5)).date(), by=tsm, now=at,
        )  # fmt: skip
        write_notes(case=case, notes=notes, by=tsm, now=at)
    if path == Path.TRACKER:
        link_tracker(case=case, key=f"PAY-{case.number + 1200}", state="Done" if end else "In progress", by=tsm, now=at)


def _end(phase: Phase, issue: Issue, tsm: Viewer, at: datetime) -> None:
    case = Case.objects.everywhere().filter(phase=phase, title=issue[0], closed_at=None).first()
    if case is not None:
        close_case(case=case, outcome=issue[5], by=tsm, now=at)
