"""Cut-over plans: list, one with its steps, new, edit, copy, review, sheet for paper."""

import uuid
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.cutover import operations, queries, rules
from pilotage.cutover.enums import PlanState, StepKind
from pilotage.cutover.forms import CopyForm, NoteForm, PlanFilter, PlanForm
from pilotage.cutover.models import CutoverPlan
from pilotage.cutover.permissions import may_plan, may_work
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of
from pilotage.work.views.tasks import talk_about

HEADERS = (
    "code", "section", "kind", "step", "owner", "minutes", "waits_for", "planned_start", "planned_end", "start", "end", "state", "decision",
)  # fmt: skip


@staff_page
@require_GET
def plan_list(request: PageRequest) -> HttpResponse:
    """Every cut-over and rehearsal, of one phase or all."""
    form, sort = PlanFilter(request.GET), request.GET.get("sort", "")
    given = asked(form)
    page = page_of(request, queries.plans(request.viewer, given, sort=sort))
    phase = find_phase(request, given["phase"]) if given.get("phase") else None
    context = {
        "page_title": _("Cut-over of %(phase)s") % {"phase": phase} if phase else _("Cut-overs"),
        "breadcrumbs": crumbs(phase) if phase else [],
        "filter_form": form,
        "chips": chips_of(form, leave=("phase",)),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "phase": phase,
        "may_plan": may_plan(request.viewer),
    }
    return render(request, "cutover/list.html", context)


@staff_page
@require_GET
def of_phase(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The phase's newest cut-over, else its list."""
    find_phase(request, pk)
    newest = queries.plans(request.viewer, {"phase": pk, "kind": "real"}).first()
    if newest is not None:
        return redirect("cutover:plan", pk=newest.pk)
    return redirect(f"{reverse('cutover:list')}?phase={pk}")


@staff_page
@require_http_methods(["GET", "POST"])
def plan_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A runbook of a phase."""
    phase = find_phase(request, pk)
    first = {"template": "full", "day": phase.target_go_live_date, "time": time(18, 0)}
    form = PlanForm(request.POST or None, zone=phase.biller.time_zone, initial=first)

    def run(given: Any) -> str:
        made = operations.begin_plan(
            phase=phase, name=given["name"], template=given["template"], starts_at=form.starts_at(), remark=given["remark"],
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("cutover:plan", args=[made.pk])

    context = {
        "page_title": _("New cut-over for %(phase)s") % {"phase": phase},
        "breadcrumbs": [*crumbs(phase), (_("Cut-over"), f"{reverse('cutover:list')}?phase={pk}")],
        "submit_label": _("Begin runbook"),
        "cancel_url": f"{reverse('cutover:list')}?phase={pk}",
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def plan_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Name, start, contacts; a new start moves everything along."""
    found = find_plan(request, pk)
    at = found.starts_at.astimezone(ZoneInfo(found.biller.time_zone))
    first = {
        "name": found.name,
        "remark": found.remark,
        "day": at.date(),
        "time": at.time(),
        "version": found.record.version,
    }
    form = PlanForm(request.POST or None, zone=found.biller.time_zone, initial=first, is_new=False)

    def run(given: Any) -> str:
        operations.change_plan(
            plan=found, expect=given["version"], name=given["name"], remark=given["remark"], starts_at=form.starts_at(),
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("cutover:plan", args=[pk])

    return form_page(request, form, run, context=about(found, _("Edit %(name)s"), _("Save")), record=found.record)


@staff_page
@require_http_methods(["GET", "POST"])
def plan_copy(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A rehearsal, or a new plan with the same steps."""
    found = find_plan(request, pk)
    at = timezone.now().astimezone(ZoneInfo(found.biller.time_zone))
    form = CopyForm(request.POST or None, zone=found.biller.time_zone, initial={"day": at.date(), "time": time(9, 0)})

    def run(given: Any) -> str:
        made = operations.copy_plan(
            plan=found, starts_at=form.starts_at(), is_rehearsal=given["is_rehearsal"], name=given["name"], by=request.viewer,
            now=timezone.now(),
        )  # fmt: skip
        return reverse("cutover:plan", args=[made.pk])

    return form_page(request, form, run, context=about(found, _("Rehearse or copy %(name)s"), _("Copy")))


@staff_page
@require_http_methods(["GET", "POST"])
def plan_review(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody has gone through every step."""
    found = find_plan(request, pk)
    form = NoteForm(request.POST or None)

    def run(given: Any) -> str:
        operations.review_plan(plan=found, note=given["note"], by=request.viewer, now=timezone.now())
        return reverse("cutover:plan", args=[pk])

    context = about(found, _("Review %(name)s"), _("Reviewed")) | {
        "page_lead": _(
            "You have gone through every step, owner, time and the way back. A change of the runbook takes the review away."
        )
    }
    return form_page(request, form, run, context=context, said=_("The review is kept."))


@staff_page
@require_GET
def plan(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Steps with times where the biller is, triggers, rehearsals; `?as=csv` or `xlsx` gives the steps as a file."""
    found = find_plan(request, pk)
    lines = queries.lines_of(found, queries.steps_of(found), timezone.now())
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "cutover", HEADERS, _export(lines, found.biller.time_zone))
    context = frame(request, found, lines) | {
        "rehearsals": queries.rehearsals_of(found),
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
        "is_empty": not lines,
        **export_urls(request),
    }
    return render(request, "cutover/plan.html", context)


@staff_page
@require_GET
def sheet(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The runbook for paper: to work on when systems are down."""
    found = find_plan(request, pk)
    lines = queries.lines_of(found, queries.steps_of(found), timezone.now())
    return render(request, "cutover/sheet.html", frame(request, found, lines) | {"printed_at": timezone.now()})


def frame(request: PageRequest, found: CutoverPlan, lines: list[queries.Line]) -> dict[str, Any]:
    """What the pages of a runbook share."""
    way = [line for line in lines if line.step.kind != StepKind.BACKOUT]
    times = [line.planned for line in way if line.planned]
    is_planned = found.state == PlanState.PLANNED
    ends = rules.end_of(times)
    begins = min((one.start for one in times), default=found.starts_at)
    return {
        "page_title": found.name,
        "breadcrumbs": [*crumbs(found.phase), (_("Cut-over"), f"{reverse('cutover:list')}?phase={found.phase_id}")],
        "plan": found,
        "phase": found.phase,
        "zone": found.biller.time_zone,
        "way": way,
        "back": [line for line in lines if line.step.kind == StepKind.BACKOUT],
        "triggers": queries.triggers_of(found),
        "now_at": queries.current(lines, found),
        "planned_end": ends,
        "length": rules.span_words(rules.minutes_late(begins, ends)),
        "may_plan": may_plan(request.viewer) and is_planned,
        "may_run": may_plan(request.viewer),
        "may_work": may_work(request.viewer),
        "is_planned": is_planned,
        "is_live": queries.is_live(found),
    }


def _export(lines: list[queries.Line], zone: str) -> Iterator[list[object]]:
    def there(at: datetime | None) -> str:
        return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if at else ""

    for line in lines:
        step, planned = line.step, line.planned
        yield [
            step.code, step.section, step.kind, step.title, step.who, step.minutes, " ".join(step.depends_on),
            there(planned.start if planned else None), there(planned.end if planned else None), there(step.started_at),
            there(step.ended_at), step.state, step.outcome,
        ]  # fmt: skip


def find_plan(request: PageRequest, pk: uuid.UUID) -> CutoverPlan:
    """The plan, or a page that isn't there."""
    try:
        return queries.plan_for(request.viewer, pk)
    except CutoverPlan.DoesNotExist:
        raise Http404 from None


def crumbs(phase: Phase) -> list[tuple[str, str]]:
    """The biller, the phase."""
    return [
        (phase.biller.name, reverse("desk:biller", args=[phase.biller_id])),
        (phase.name, reverse("golive:readiness", args=[phase.pk])),
    ]


def about(found: CutoverPlan, title: str, label: str, *, is_live: bool = False) -> dict[str, Any]:
    """What a form page about a runbook shows around the form."""
    here = reverse("cutover:live" if is_live else "cutover:plan", args=[found.pk])
    return {
        "page_title": title % {"name": found.name},
        "breadcrumbs": [*crumbs(found.phase), (found.name, here)],
        "submit_label": label,
        "cancel_url": here,
    }
