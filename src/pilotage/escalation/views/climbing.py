"""Escalations, the policies that they climb, and the buttons on a case."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.exports import KINDS, table_file
from pilotage.escalation import operations, queries
from pilotage.escalation.forms import EscalateForm, OpenFilter, PolicyForm, TakeForm
from pilotage.escalation.models import Escalation, Policy
from pilotage.escalation.permissions import may_keep
from pilotage.escalation.views.experts import tabs_of
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import ROLE_NAMES
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of
from pilotage.support.models import Case
from pilotage.support.queries import case_for

HEADERS = (
    "department",
    "case",
    "biller",
    "level",
    "next_level_at",
    "started_at",
    "started_by",
    "reason",
    "taken_by",
    "taken_at",
)


@staff_page
@require_GET
def escalation_list(request: PageRequest) -> HttpResponseBase:
    """What climbs, the next level first."""
    form = OpenFilter(request.GET)
    found = queries.escalations(request.viewer, asked(form))
    if request.GET.get("as") in KINDS:
        rows = (
            [e.policy.department, str(e.case), e.biller.name, e.level, e.next_at, e.started_at, e.started_by_name, e.reason,
             e.acknowledged_by_name, e.acknowledged_at]
            for e in found
        )  # fmt: skip
        return table_file(request.GET["as"], "escalations", HEADERS, rows)
    page = page_of(request, found)
    context = {
        "page_title": _("Escalations"),
        "page_lead": _("Cases that climb a department's levels until somebody takes them."),
        "tabs": tabs_of("escalations"),
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        **export_urls(request),
    }
    return render(request, "escalation/escalations.html", context)


@staff_page
@require_GET
def policy_list(request: PageRequest) -> HttpResponse:
    """How each department escalates."""
    page = page_of(request, queries.policies())
    for one in page:
        one.steps_shown = [(level["hours"], ROLE_NAMES.get(level["role"], level["role"])) for level in one.levels]
    context = {
        "page_title": _("Escalation policies"),
        "page_lead": _("Levels, timers and who is told, by department."),
        "tabs": tabs_of("policies"),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "may_keep": may_keep(request.viewer),
    }
    return render(request, "escalation/policies.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def policy_edit(request: PageRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """A department's policy, new or changed."""
    found = Policy.objects.select_related("record").filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise Http404
    form = PolicyForm(request.POST or None, initial=_first(found))

    def run(given: Mapping[str, Any]) -> str:
        operations.save_policy(
            policy=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("escalation:policies")

    context = {
        "page_title": _("Change %(policy)s") % {"policy": found} if found else _("New escalation policy"),
        "page_lead": _("Hours count from the start of the escalation. Leave levels empty that you don't need."),
        "breadcrumbs": [(_("Escalation policies"), reverse("escalation:policies"))],
        "cancel_url": reverse("escalation:policies"),
    }
    record = found.record if found is not None else None
    return form_page(request, form, run, context=context, record=record, said=_("The policy is saved."))


@staff_page
@require_http_methods(["GET", "POST"])
def escalate(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A case begins to climb."""
    try:
        case = case_for(request.viewer, pk)
    except Case.DoesNotExist:
        raise Http404 from None
    form, here = EscalateForm(request.POST or None), reverse("support:case", args=[pk])

    def run(given: Mapping[str, Any]) -> str:
        operations.escalate(
            case=case, policy=form.chosen(), reason=given["reason"], by=request.viewer, now=timezone.now()
        )
        return here

    context = {
        "page_title": _("Escalate %(code)s") % {"code": case.code},
        "page_lead": case.title,
        "breadcrumbs": [(_("Cases"), reverse("support:list")), (case.title, here)],
        "submit_label": _("Escalate"),
        "cancel_url": here,
    }
    return form_page(request, form, run, context=context, said=_("Escalated."))


@staff_page
@require_http_methods(["GET", "POST"])
def take(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody takes an escalation; it climbs no further."""
    try:
        found = queries.escalations(request.viewer, {"state": "all"}).get(pk=pk)
    except Escalation.DoesNotExist:
        raise Http404 from None
    form, here = TakeForm(request.POST or None), reverse("support:case", args=[found.case_id])

    def run(given: Mapping[str, Any]) -> str:
        operations.acknowledge(escalation=found, remark=given["remark"], by=request.viewer, now=timezone.now())
        return here

    context = {
        "page_title": _("Take the escalation of %(code)s") % {"code": found.case.code},
        "page_lead": _("%(department)s, level %(n)d. It climbs no further.")
        % {"department": found.policy.department, "n": found.level},
        "breadcrumbs": [(_("Escalations"), reverse("escalation:escalations")), (found.case.title, here)],
        "submit_label": _("I take it"),
        "cancel_url": here,
    }
    return form_page(request, form, run, context=context, said=_("It is yours now."))


def _first(found: Policy | None) -> dict[str, Any]:
    if found is None:
        return {"holidays": "us-federal", "hours_1": 0, "role_1": "tsm", "hours_2": 4, "role_2": "tsm_manager"}
    names = ("department", "is_automatic", "severity_from", "is_round_the_clock", "holidays", "time_zone", "is_retired")
    first = {name: getattr(found, name) for name in names} | {"version": found.record.version}
    for n, level in enumerate(found.levels, 1):
        first |= {f"hours_{n}": level["hours"], f"role_{n}": level["role"]}
    return first
