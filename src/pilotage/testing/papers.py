"""A test plan on paper: its cases with their newest results, its defects, and who signed."""

from collections.abc import Iterable, Sequence

from pilotage.core.papers import Table
from pilotage.documents.sheets import Row, Sheet, in_words
from pilotage.testing.models import Defect, SignOff, TestPlan

CASE_HEADERS = (
    "plan", "code", "area", "case", "steps", "expected", "cycle", "bill_type", "channel", "event", "tester", "required",
)  # fmt: skip
HEADERS = (*CASE_HEADERS, "result", "tested_at", "note", "by")
SHOWN = (("code", 0.8), ("case", 4), ("result", 1), ("tested_at", 1.7), ("by", 1.6), ("note", 2.5))


def results_sheet(plan: TestPlan, rows: Iterable[Row]) -> Sheet:
    """One plan; `rows` as `HEADERS` names them."""
    more = defects_and_signatures([plan])
    return Sheet("uat_results", f"{plan.kind.upper()} results", HEADERS, list(rows), SHOWN, more=more)


def defects_and_signatures(plans: Sequence[TestPlan]) -> list[Table]:
    """What was found, and who signed, over some plans."""
    defects = Defect.objects.everywhere().filter(plan__in=plans).select_related("plan").order_by("plan", "number")
    signed = SignOff.objects.everywhere().filter(plan__in=plans).select_related("plan").order_by("made_at")
    return [
        Table(
            ("No.", "Defect", "Severity", "State", "Workaround"),
            [(one.code, one.title, one.get_severity_display(), one.get_state_display(), one.workaround) for one in defects],
            (0.7, 4, 1.2, 1.2, 4), "Defects",
        ),
        Table(
            ("Plan", "Signed by", "Title", "On", "Taken back"),
            [(one.plan.name, one.name, one.title, in_words(one.made_at), one.withdrawn_because) for one in signed],
            (3, 2, 2, 2, 3), "Signatures",
        ),
    ]  # fmt: skip
