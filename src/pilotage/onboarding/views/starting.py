"""Starting a project: what the chosen playbook and kickoff would give, against the target, then one confirmation."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, FilteredRelation, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.onboarding import operations
from pilotage.onboarding.composing import Basis, Told, compose
from pilotage.onboarding.conditions import FACTS, fact_words
from pilotage.onboarding.enums import Anchor
from pilotage.onboarding.facts import fillings, known_facts
from pilotage.onboarding.forms import OWNER_ROLES
from pilotage.onboarding.past import Past, past_of_phase, proposals
from pilotage.onboarding.playbook_forms import FROM_BEFORE, StartForm
from pilotage.onboarding.previewing import Preview, preview
from pilotage.onboarding.scheduling import calendar, working_days_late
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.models import User
from pilotage.people.pages import form_page
from pilotage.people.queries import users_with_role
from pilotage.planner.errors import PlanError

TEMPLATE = "onboarding/start.html"


@staff_page
@require_http_methods(["GET", "POST"])
def project_start(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A project for a phase, from a playbook. `do=preview` works the dates out and changes nothing."""
    phase = find_phase(request, pk)
    today = _today(phase)
    staff, people = _staff(phase)
    held = {role: user.pk for role, user in people.items()}
    kickoff = calendar().next_working_day(today)
    known, past = known_facts(phase), past_of_phase(phase)
    first = {"name": str(phase), "kickoff_date": kickoff}
    form = StartForm(
        request.POST or None, has_past=bool(past.projects), held=held, staff=staff, known=known, filled=fillings(phase),
        initial=first,
    )  # fmt: skip
    basis = Basis(known, form.sources)
    context = _context(phase, today) | {
        "past": past,
        "known": [
            {"label": FACTS[key].label, "value": fact_words(key, one.value), "source": one.source}
            for key, one in known.items()
            if key in FACTS and not one.source.startswith(FROM_BEFORE)
        ],
    }
    if request.method == "GET" or request.POST.get("do") == "preview":
        shown = _shown(phase, form, kickoff, past, basis, people)
        status = 422 if form.is_bound and not form.is_valid() else 200
        return render(request, TEMPLATE, context | {"form": form} | _words(shown, today, past), status=status)

    def run(given: Any) -> str:
        made = operations.start_project(
            phase=phase, playbook_version=given["playbook"], kickoff_date=given["kickoff_date"], name=given["name"] or None,
            owners=form.owners(), parts=form.chosen_parts(), told=_told(phase, form, past, basis),
            anchor=given["anchor"] or Anchor.KICKOFF, by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("onboarding:project", args=[made.pk])

    return form_page(request, form, run, context=context, said=_("The project has begun."), template=TEMPLATE)


def _staff(phase: Phase) -> tuple[list[User], dict[str, User]]:
    """Whom a start may name, by name, and who looks after the biller, by role; one query."""
    mine = FilteredRelation("cares", condition=Q(cares__biller=phase.biller_id))
    asked = Q(held_role__isnull=False) | Q(pk__in=users_with_role(*OWNER_ROLES).order_by().values("pk"))
    found = User.objects.annotate(mine=mine, held_role=F("mine__role")).filter(asked)
    rows: list[Any] = list(found.order_by("name", "pk"))
    people = {row.held_role: row for row in rows if row.held_role}
    return list({row.pk: row for row in rows if row.is_active}.values()), people


def _today(phase: Phase) -> date:
    now: datetime = timezone.now()
    return now.astimezone(ZoneInfo(phase.biller.time_zone)).date()


def _context(phase: Phase, today: date) -> dict[str, Any]:
    back = reverse("desk:biller", args=[phase.biller_id])
    return {
        "page_title": _("Start a project for %(phase)s") % {"phase": phase},
        "page_lead": _(
            "Every task of the playbook gets its dates from the kickoff, in working days without holidays. You can move them afterwards."
        ),
        "breadcrumbs": [(phase.biller.name, back)],
        "submit_label": _("Start project"),
        "cancel_url": back,
        "phase": phase,
        "today": today,
    }


def _told(phase: Phase, form: StartForm, past: Past, basis: Basis) -> Told:
    """What the form says, with the lengths of past projects where they were accepted."""
    told = form.told()
    if not (form.is_bound and form.cleaned_data.get("use_past")):
        return told
    version, parts = form.cleaned_data["playbook"], form.chosen_parts()
    lines = compose(phase, version, parts=parts, told=told, basis=basis).lines
    return replace(told, lengths={one.code: one.spread.days for one in proposals(past, lines)})


def _shown(
    phase: Phase, form: StartForm, kickoff: date, past: Past, basis: Basis, people: Mapping[str, User]
) -> Preview | None:
    """The preview of what the form says, or of what stands in it at first."""
    anchor: str = Anchor.KICKOFF
    if not form.is_bound:
        version = next(iter(form.versions), None)
    elif form.is_valid():
        version, kickoff = form.cleaned_data["playbook"], form.cleaned_data["kickoff_date"]
        anchor = form.cleaned_data["anchor"] or anchor
    else:
        return None
    try:
        if version is None:
            return None
        told, parts = _told(phase, form, past, basis), form.chosen_parts()
        return preview(phase, version, kickoff, parts=parts, told=told, anchor=anchor, basis=basis, people=people)
    except PlanError as problem:
        if form.is_bound:
            form.add_error("kickoff_date", f"{problem.reason} {problem.remedy}")
        return None


def _words(shown: Preview | None, today: date, past: Past) -> dict[str, Any]:
    if shown is None:
        return {"preview": None}
    latest = shown.latest_kickoff
    return {
        "preview": shown,
        "offered": proposals(past, shown.composition.lines, accepted=shown.composition.accepted),
        "stitched": shown.composition.stitched,
        "unknown": [FACTS[key].label for key in shown.composition.stitched.asked if key not in shown.composition.facts],
        "spare": -shown.days_late,
        "is_latest_past": latest is not None and latest < today,
        "latest_days_ago": working_days_late(latest, today) if latest and latest < today else 0,
    }
