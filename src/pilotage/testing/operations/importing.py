"""Takes results of many cases from a file: all of them, or none."""

from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.testing.models import TestCase, TestPlan, TestResult
from pilotage.testing.operations.planning import hold_unsigned
from pilotage.testing.operations.running import record_result
from pilotage.testing.permissions import require_tester
from pilotage.testing.result_files import ResultsRefused, read_results

TAKEN = "testing.results_taken"
MOST_TOLD = 20


def take_results(*, plan: TestPlan, stream: IO[Any], name: str, by: Viewer, now: datetime) -> int:
    """Records what a file (XLSX or CSV) says of the plan's cases; what it says already isn't recorded again. Returns how many.

    Refuses files that can't be read, unknown codes and results, anything but a pass without a note (each row and column
    named), signed plans, and card numbers. Also: events `testing.case_run` and `testing.results_taken`.
    """
    require_tester(by, plan.kind)
    with change(by=by, now=now) as c:
        hold_unsigned(plan)
        cases = {case.code: case for case in TestCase.objects.everywhere().filter(plan=plan).select_related("plan")}
        try:
            told = read_results(stream, name, _known(plan, cases))
        except ResultsRefused as refused:
            more = len(refused.problems) - MOST_TOLD
            rest = [f"And {more} more."] if more > 0 else []
            raise Refused("\n".join([*refused.problems[:MOST_TOLD], *rest]), field="file") from None
        for one in told:
            record_result(case=cases[one.code], outcome=one.outcome, note=one.note, by=by, now=now)
        if told:
            c.log(TAKEN, plan, after={"results": len(told)})
        return len(told)


def _known(plan: TestPlan, cases: Mapping[str, TestCase]) -> dict[str, tuple[str, str]]:
    runs = TestResult.objects.everywhere().filter(plan=plan).order_by("made_at", "pk")
    notes = dict(runs.values_list("case", "remark"))
    return {code: (case.outcome, notes.get(case.pk, "")) for code, case in cases.items()}
