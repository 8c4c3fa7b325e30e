"""The support policy as a table that explains itself: its versions, what each row says, and what it would say."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pilotage.catalogue.enums import VERTICAL_NAMES, Vertical
from pilotage.core.decision_tables import DecisionTable, Row, TableVersion, VersionedTable
from pilotage.core.decision_tables.conditions import Condition, OneOf
from pilotage.people.doors import PageRequest, staff_page
from pilotage.transition import policy as policies
from pilotage.transition import queries
from pilotage.transition.enums import SUPPORT_NAMES, Support
from pilotage.transition.forms import TryForm
from pilotage.transition.permissions import POLICY_MAKERS
from pilotage.transition.policy_rows import AFTER_WINDOW, changed_rows, row_sentence
from pilotage.transition.rules import propose_tier

CRUMBS = [(gettext_lazy("Settings"), "/settings/")]
CHANGES = {"new": gettext_lazy("new"), "changed": gettext_lazy("changed"), "gone": gettext_lazy("gone")}


@staff_page
@require_GET
def policy(request: PageRequest) -> HttpResponse:
    """The version in force as a table, how to read it, all versions, and a try of it."""
    today, tables = policies.today(timezone.now()), policies.policy()
    wanted = request.GET.get("version")
    shown = next((one for one in tables.versions if one.version == wanted), None) or tables.in_force(today)
    form = TryForm(request.GET if "mrr" in request.GET else None)
    answer = None
    if form.is_bound and form.is_valid():
        answer = propose_tier(shown, **{key: form.cleaned_data[key] for key in ("vertical", "integration", "mrr")})
    before = _version_before(tables, shown)
    context = {
        "page_title": _("Support policy"),
        "page_lead": _("Which biller gets which support after go-live, for how long, and what comes before and after."),
        "breadcrumbs": CRUMBS,
        "shown": shown,
        "before": before,
        "rows": table_rows(shown.table, answer.row or "" if answer else "", before.table if before else None),
        "versions": policies.versions(),
        "drafts": queries.open_drafts(),
        "in_force": tables.in_force(today).version,
        "until": next((one for one in tables.versions if one.effective_date > shown.effective_date), None),
        "try_form": form,
        "answer": answer,
        "counting": policies.counting(),
        "may_publish": request.viewer.has(*POLICY_MAKERS),
    }
    return render(request, "transition/policy.html", context)


def _version_before(tables: VersionedTable, shown: TableVersion) -> TableVersion | None:
    earlier = [one for one in tables.versions if one.effective_date < shown.effective_date]
    return earlier[-1] if earlier else None


def table_rows(table: DecisionTable, hit: str = "", before: DecisionTable | None = None) -> list[dict[str, Any]]:
    """The rows as people read them; `hit` marks the one that decided, `before` those that differ from another table."""
    changes = changed_rows(before, table) if before is not None else {}
    gone = [row for row in before.rows if changes.get(row.id) == "gone"] if before is not None else []
    return [_row(row, hit, changes.get(row.id, "")) for row in [*table.rows, *gone]]


def _row(row: Row, hit: str, change: str) -> dict[str, Any]:
    then, days = row.then, row.then["window_days"]
    words = _("%(n)s days at least") if then["window_is_minimum"] else _("%(n)s days")
    return {
        "id": row.id,
        "integration": _integration(row.when.get("integration")),
        "verticals": _verticals(row.when.get("vertical")),
        "has_verticals": "vertical" in row.when,
        "mrr": _bounds(row.when.get("mrr")),
        "support": SUPPORT_NAMES[Support(str(then["support"]))],
        "window": words % {"n": days} if days else _("none"),
        "is_minimum": then["window_is_minimum"],
        "meetings": then["meetings"],
        "after": AFTER_WINDOW.get(str(then.get("after_window")), "–"),
        "note": row.note,
        "sentence": row_sentence(row),
        "is_hit": row.id == hit,
        "change": change,
        "change_words": CHANGES.get(change, ""),
    }


def _integration(condition: Condition | None) -> str:
    return ", ".join(str(value) for value in condition.values) if isinstance(condition, OneOf) else _("any")


def _verticals(condition: Condition | None) -> str:
    if not isinstance(condition, OneOf):
        return _("any")
    return ", ".join(str(VERTICAL_NAMES[Vertical(str(value))]) for value in condition.values)


def _bounds(condition: Condition | None) -> str:
    if condition is None:
        return _("any")
    if isinstance(condition, OneOf):
        return ", ".join(f"{value:,}" for value in condition.values)
    lower, upper = (f"{bound or 0:,.2f}".removesuffix(".00") for bound in (condition.lower, condition.upper))
    if condition.upper is None:
        return _("%(lower)s and more") % {"lower": lower}
    if not condition.lower:
        return _("under %(upper)s") % {"upper": upper}
    return _("%(lower)s to under %(upper)s") % {"lower": lower, "upper": upper}
