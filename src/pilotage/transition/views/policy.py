"""The support policy as a table: its versions, what it would say, and a new version."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.decision_tables import DecisionTable
from pilotage.core.decision_tables.conditions import Condition, OneOf
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.transition import operations
from pilotage.transition import policy as policies
from pilotage.transition.enums import SUPPORT_NAMES, Support
from pilotage.transition.forms import PolicyForm, TryForm
from pilotage.transition.permissions import POLICY_MAKERS
from pilotage.transition.rules import propose_tier

CRUMBS = [(gettext_lazy("Settings"), "/settings/")]


@staff_page
@require_GET
def policy(request: PageRequest) -> HttpResponse:
    """The version in force as a table, all versions, and a try of it."""
    today, tables = timezone.now().date(), policies.policy()
    rows = policies.versions()
    wanted = request.GET.get("version")
    shown = next((one for one in tables.versions if one.version == wanted), None) or tables.in_force(today)
    form = TryForm(request.GET if "mrr" in request.GET else None)
    answer = None
    if form.is_bound and form.is_valid():
        answer = propose_tier(shown, **{key: form.cleaned_data[key] for key in ("vertical", "integration", "mrr")})
    context = {
        "page_title": _("Support policy"),
        "page_lead": _(
            "Which biller gets which support after go-live. The lower bound belongs to a row, the upper doesn't."
        ),
        "breadcrumbs": CRUMBS,
        "shown": shown,
        "rows": table_rows(shown.table, answer.row or "" if answer else ""),
        "versions": rows,
        "in_force": tables.in_force(today).version,
        "try_form": form,
        "answer": answer,
        "counting": policies.counting(),
        "may_publish": request.viewer.has(*POLICY_MAKERS),
    }
    return render(request, "transition/policy.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def policy_new(request: PageRequest) -> HttpResponse:
    """Publishes a version, from the one in force."""
    rows = policies.versions()
    content = rows[-1].content if rows else {}
    form = PolicyForm(request.POST or None, initial={"content": json.dumps(content, indent=2)})

    def run(given: Any) -> str:
        operations.publish_policy_version(by=request.viewer, now=timezone.now(), **given)
        return reverse("transition:policy")

    context = {
        "page_title": _("Publish a version of the policy"),
        "page_lead": _("It takes effect on its day; what was decided before stays."),
        "breadcrumbs": [*CRUMBS, (_("Support policy"), reverse("transition:policy"))],
        "submit_label": _("Check and publish"),
        "cancel_url": reverse("transition:policy"),
    }
    return form_page(request, form, run, context=context, said=_("The version is published."))


def table_rows(table: DecisionTable, hit: str) -> list[dict[str, Any]]:
    """The rows as people read them; `hit` marks the one that decided."""
    found = []
    for row in table.rows:
        then = row.then
        days = then["window_days"]
        found.append(
            {
                "id": row.id,
                "when": {name: _words(condition) for name, condition in row.when.items()},
                "support": SUPPORT_NAMES[Support(str(then["support"]))],
                "window": _("none")
                if not days
                else (_("%(n)s days at least") if then["window_is_minimum"] else _("%(n)s days")) % {"n": days},
                "meetings": then["meetings"],
                "note": row.note,
                "is_hit": row.id == hit,
            }
        )
    return found


def _words(condition: Condition) -> str:
    if isinstance(condition, OneOf):
        return ", ".join(str(value) for value in condition.values)
    if condition.lower is None and condition.upper is None:
        return _("any")
    if condition.upper is None:
        return _("%(lower)s and more") % {"lower": f"{condition.lower:,.0f}"}
    if not condition.lower:
        return _("under %(upper)s") % {"upper": f"{condition.upper:,.0f}"}
    return _("%(lower)s to %(upper)s") % {"lower": f"{condition.lower:,.0f}", "upper": f"{condition.upper:,.0f}"}
