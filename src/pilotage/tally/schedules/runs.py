"""Runs the schedule checks for which there are files."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.schedules.arrivals import check_arrivals, read_arrivals
from pilotage.tally.schedules.autopay import check_autopay, read_draws
from pilotage.tally.schedules.bills import read_bills
from pilotage.tally.schedules.findings import Check
from pilotage.tally.schedules.notices import check_notices, read_notices
from pilotage.tally.schedules.reports import check_reports
from pilotage.tally.schedules.spec import ScheduleSpec


def check_schedule(files: Mapping[str, Path], spec: ScheduleSpec) -> dict[str, Any]:
    """Check `bills` with `draws` and `notices`, `arrivals`, `reports`, whichever are given.

    `agrees` is true where nothing is found. Without `as_of` the newest day of the files stands for now: no clock decides.
    Errors: `TallyError`.
    """
    checks: list[Check] = []
    newest: list[datetime.datetime] = []
    bills = read_bills(files["bills"], spec) if "bills" in files else []
    draws = read_draws(files["draws"], spec) if "draws" in files else []
    notices = read_notices(files["notices"], spec) if "notices" in files else []
    arrivals = read_arrivals(files["arrivals"], spec) if "arrivals" in files else []
    newest += [datetime.datetime.combine(draw.date, datetime.time(23, 59)) for draw in draws]
    newest += [datetime.datetime.combine(notice.sent, datetime.time(23, 59)) for notice in notices]
    newest += [one.at for one in arrivals]
    now = spec.as_of or max(newest, default=None)
    _refuse_what_is_missing(files, spec, now)
    if now is not None and "draws" in files:
        checks.append(check_autopay(bills, draws, spec, now.date()))
    if now is not None and "notices" in files:
        checks.append(check_notices(bills, notices, spec, now.date()))
    if now is not None and "arrivals" in files:
        checks.append(check_arrivals(arrivals, spec, now))
    if "reports" in files:
        checks.append(check_reports(files["reports"], spec))
    for check in checks:
        if not check.adds_up():
            raise TallyError(f"the states of {check.name} do not add up to its input. The run is stopped; report this.")
    found = sum(len(check.findings) for check in checks)
    return {
        "agrees": found == 0, "as_of": now.isoformat(sep=" ") if now else None, "found": found,
        "checks": {check.name: check.told(spec.limit) for check in checks},
    }  # fmt: skip


def _refuse_what_is_missing(files: Mapping[str, Path], spec: ScheduleSpec, now: datetime.datetime | None) -> None:
    if not {"draws", "notices", "arrivals", "reports"} & files.keys():
        raise TallyError("Nothing to check. Give --bills with --draws or --notices, --arrivals, or --reports.")
    if {"draws", "notices"} & files.keys() and "bills" not in files:
        raise TallyError("Draws and notices are checked against bills. Give --bills too.")
    if "notices" in files and not spec.notices:
        raise TallyError("The spec has no plan of notices. List them under notices: with name, of and days.")
    if "arrivals" in files and not spec.files:
        raise TallyError("The spec expects no files. List them under files: with name and pattern.")
    if now is None and "reports" not in files:
        raise TallyError("No day is known to check against. Write as_of into the spec.")
