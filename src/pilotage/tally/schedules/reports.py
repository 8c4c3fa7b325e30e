"""Reports against data: how old is the newest data that each report shows."""

import datetime
from collections import Counter
from pathlib import Path

from pilotage.tally.intake.cells import read_cells
from pilotage.tally.schedules.findings import Check
from pilotage.tally.schedules.spec import ScheduleSpec

_USUAL = {
    "report": "report report_name name".split(),
    "shown": "shown shown_at generated_at report_time run_at".split(),
    "data": "data data_at latest_data_at newest_data data_as_of as_of".split(),
}
_USUAL_MINUTES = 60


def check_reports(path: Path, spec: ScheduleSpec) -> Check:
    """States: on_time within the minutes allowed for the report (60 where none are named), else lagging; or from_the_future."""
    check = Check("reports")
    lags: Counter[int] = Counter()
    for cells in read_cells(path, _USUAL, ("report", "shown", "data"), spec.columns.get("reports", {})):
        shown, data = (cells.moment(role, spec.date_format, spec.zone) for role in ("shown", "data"))
        name = cells.needed("report")
        minutes = (shown - data) // datetime.timedelta(minutes=1)
        allowed = spec.report_minutes.get(name, _USUAL_MINUTES)
        check.planned += 1
        lags[minutes] += 1
        state = "from_the_future" if minutes < 0 else "lagging" if minutes > allowed else "on_time"
        check.plan(state, report=name, row=cells.row, minutes=minutes, at_most_minutes=allowed)
    if lags:
        ordered = sorted(lags.elements())
        check.facts["lag_minutes"] = {
            "p50": ordered[-(-len(ordered) * 50 // 100) - 1], "p95": ordered[-(-len(ordered) * 95 // 100) - 1], "longest": ordered[-1],
        }  # fmt: skip
    return check
