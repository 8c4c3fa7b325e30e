"""Re-planning: from which end and as of which day, with what would move shown before anything is stored."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.onboarding import operations
from pilotage.onboarding.enums import Anchor
from pilotage.onboarding.forms import ReplanForm
from pilotage.onboarding.models import Project
from pilotage.onboarding.scheduling import read_plan, working_days_late
from pilotage.onboarding.views.project_frame import find_project, today_at
from pilotage.onboarding.what_moves import Moves, what_moves
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.planner.errors import PlanError

TEMPLATE = "onboarding/replan.html"
SHOWN = 200


@staff_page
@require_http_methods(["GET", "POST"])
def project_replan(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """`do=preview` works out what would move and changes nothing."""
    found = find_project(request, pk)
    first = {"anchor": found.anchor, "status_date": today_at(found), "version": found.record.version}
    form = ReplanForm(request.POST or None, initial=first)
    context = _context(found)
    if request.method == "GET" or request.POST.get("do") == "preview":
        shown = _preview(found, form, first)
        status = 422 if form.is_bound and form.errors else 200
        return render(request, TEMPLATE, context | {"form": form} | _words(found, shown), status=status)

    def run(given: Any) -> str:
        operations.bring_up_to_date(
            project=found, anchor=given["anchor"], status_date=given["status_date"], expect=given["version"],
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("onboarding:project", args=[pk])

    return form_page(
        request,
        form,
        run,
        context=context,
        record=found.record,
        said=_("The plan is worked out anew."),
        template=TEMPLATE,
    )


def _preview(found: Project, form: ReplanForm, first: dict[str, Any]) -> Moves | None:
    given = first if not form.is_bound else form.cleaned_data if form.is_valid() else None
    if given is None:
        return None
    if given["anchor"] == Anchor.TARGET and found.phase.target_go_live_date is None:
        if form.is_bound:
            form.add_error("anchor", _("Set the target go-live of the phase first, or plan from the kickoff."))
        return None
    try:
        return what_moves(read_plan(found), anchor=given["anchor"], status_date=given["status_date"])
    except PlanError as problem:
        if form.is_bound:
            form.add_error(None, str(problem))
        return None


def _words(found: Project, shown: Moves | None) -> dict[str, Any]:
    if shown is None:
        return {"preview": None}
    target = found.phase.target_go_live_date
    return {
        "preview": shown,
        "moves": shown.moves[:SHOWN],
        "more": max(0, len(shown.moves) - SHOWN),
        "target": target,
        "late": working_days_late(target, shown.go_live_after),
    }


def _context(found: Project) -> dict[str, Any]:
    back = reverse("onboarding:project", args=[found.pk])
    return {
        "page_title": _("Re-plan %(name)s") % {"name": found.name},
        "page_lead": _("See what would move, then say yes. Dates that a person fixed stay."),
        "breadcrumbs": [(_("Projects"), reverse("onboarding:list")), (found.name, back)],
        "project": found,
        "submit_label": _("Move the plan"),
        "cancel_url": back,
    }
