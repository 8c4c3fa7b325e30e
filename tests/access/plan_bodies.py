"""What is sent to the pages of plans and of working days."""

from typing import Any

_NONE = ("no_earlier_date", "finish_by_date", "percent_done", "actual_start_date", "spans", "party", "waits_for")
_DAYS = {"is_own": "own", "days_off": "", "vendor": "Northstar"}
PLAN_BODIES: dict[str, Any] = {
    "settings/people/<int:pk>/working-days/": _DAYS,
    "settings/teams/<int:pk>/working-days/": _DAYS,
    "billers/<uuid:pk>/working-days/": _DAYS,
    "catalogue/vendor-days/": _DAYS,
    "plan-tasks/<uuid:pk>/dates/": dict.fromkeys(_NONE, "") | {"fixed_date": "2030-03-04", "shape": "task"},
    "plan-tasks/<uuid:pk>/row/": {
        "fixed_date": "2030-03-04",
        "finish_by_date": "",
        "percent_done": "",
        "waits_for": "",
    },
    "plan-tasks/<uuid:pk>/hold/": {"party": "bank", "since": "", "expected": ""},
    "plan-tasks/<uuid:pk>/release/": {"no form": True},
    "holds/<int:pk>/edit/": {"party": "biller", "expected": ""},
    "projects/<uuid:pk>/<slug:to>/": {"party": "bank", "since": "", "expected": ""},
    "projects/<uuid:pk>/replan/": {"anchor": "kickoff", "status_date": "2020-01-02"},
}
