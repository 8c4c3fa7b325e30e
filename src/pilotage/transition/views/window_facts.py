"""What is so about a support window, as rows and words on its pages."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pilotage.transition.enums import SUPPORT_NAMES, Support
from pilotage.transition.models import SupportWindow
from pilotage.transition.window_days import day_now


def day_of(found: SupportWindow, now: datetime) -> int:
    """Day N of the window where the biller is, from 0 (go-live) to its last; a closed one stays where it was closed."""
    until = found.closed_at if found.closed_at is not None else now
    return max(0, min(day_now(found.go_live_date, found.biller.time_zone, until), found.days))


def facts_rows(found: SupportWindow, facts: dict[str, Any]) -> list[Any]:
    """Label and value of each fact of a window; `facts` are its `window_facts`."""
    board = reverse("firstcycles:board", args=[found.phase_id])
    return [
        (_("Support"), SUPPORT_NAMES[Support(found.support)]),
        (_("Owner"), found.owner.name if found.owner else _("nobody named")),
        (_("Went live"), found.go_live_date),
        (
            _("Length"),
            _("%(n)d days%(least)s") % {"n": found.days, "least": _(", at least") if found.is_minimum else ""},
        ),
        (_("Time zone"), found.biller.time_zone),
        (
            _("Open tasks"),
            _("%(open)d, %(late)d overdue") % {"open": facts["open_tasks"], "late": facts["overdue_tasks"]},
        ),
        (_("TSM meetings before go-live"), facts["tsm_meetings_before_go_live"]),
        (_("Meetings since go-live"), facts["meetings_since_go_live"]),
        (_("Open production cases"), cases_words(facts["production_cases"]) or _("none")),
        (_("First bill cycles"), cycles_words(facts["first_cycles"]) or _("nothing unmet or missing"), board),
        (_("Extensions"), facts["extensions"]),
    ]


def cases_words(cases: dict[str, int] | None) -> str:
    """`3 open, 1 critical, oldest 12 days`; "" without any."""
    if not cases or not cases["open"]:
        return ""
    parts = [_("%(n)d open") % {"n": cases["open"]}]
    names = {"critical": _("critical"), "high": _("high"), "overdue": _("overdue")}
    parts += [f"{cases[key]} {name}" for key, name in names.items() if cases[key]]
    return ", ".join([*parts, _("oldest %(n)d days") % {"n": cases["oldest_days"]}])


def cycles_words(cycles: list[dict[str, Any]]) -> str:
    """`cycle 1: 2 unmet, 1 missing`; "" where nothing is."""
    found = []
    for one in cycles:
        counts = [(len(one["unmet"]), _("unmet")), (len(one["missing"]), _("missing"))]
        if told := ", ".join(f"{n} {word}" for n, word in counts if n):
            found.append(_("cycle %(n)d: %(what)s") % {"n": one["cycle"], "what": told})
    return "; ".join(found)
