"""Records what tests came to."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.testing.enums import OUTCOME_NAMES, Outcome, Severity
from pilotage.testing.models import TestCase, TestResult
from pilotage.testing.operations.defects import raise_defect
from pilotage.testing.operations.planning import hold_unsigned
from pilotage.testing.permissions import require_tester
from pilotage.work.texts import no_card

RAN = "testing.case_run"


def record_result(*, case: TestCase, outcome: str, note: str = "", by: Viewer, now: datetime) -> TestResult:
    """A run of a case; the case shows its newest one, all are kept.

    Refuses an unknown outcome, anything but a pass without a note, signed plans, and card numbers. Also: event
    `testing.case_run`.
    """
    require_tester(by, case.plan.kind)
    text = note.strip()
    if outcome not in OUTCOME_NAMES:
        raise Refused(_("Say what came of it: passed, failed, blocked or not needed."), field="outcome")
    if outcome != Outcome.PASSED and not text:
        raise Refused(_("Say what happened; whoever mends or retests it needs that."), field="note")
    no_card(text, field="note")
    with change(by=by, now=now) as c:
        hold_unsigned(case.plan)
        row = c.create(
            TestResult, event=RAN, remark=text, note=text, scope=case.biller_id, biller_id=case.biller_id, plan_id=case.plan_id, case=case,
            outcome=outcome, made_by_id=by.user_id, made_by_name=by.name, made_at=now,
        )  # fmt: skip
        c.save(case, outcome=outcome, tested_at=now)
        return row


def record_results(*, cases: Iterable[TestCase], outcome: str, note: str = "", by: Viewer, now: datetime) -> int:
    """The same for several cases: all of them, or none. Returns how many."""
    with change(by=by, now=now):
        return len([record_result(case=case, outcome=outcome, note=note, by=by, now=now) for case in cases])


def record_failure(*, case: TestCase, note: str, by: Viewer, now: datetime) -> TestResult:
    """A failed run together with its defect, major until somebody says otherwise. Refuses as both do. Also: the events of both."""
    with change(by=by, now=now):
        row = record_result(case=case, outcome=Outcome.FAILED, note=note, by=by, now=now)
        raise_defect(
            plan=case.plan, case=case, title=case.title, severity=Severity.MAJOR, description=note, by=by, now=now
        )
        return row
