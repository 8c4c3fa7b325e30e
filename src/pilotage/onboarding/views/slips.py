"""Baselines of a plan, and why its go-live moved."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core.exports import KINDS, table_file
from pilotage.onboarding import operations, queries
from pilotage.onboarding.forms import BaselineForm, CompareForm
from pilotage.onboarding.models import Baseline, Project
from pilotage.onboarding.permissions import may_plan
from pilotage.onboarding.project_tabs import tabs_of
from pilotage.onboarding.scheduling import read_plan
from pilotage.onboarding.slip_drawing import draw
from pilotage.onboarding.views.project_frame import find_project, today_at
from pilotage.onboarding.why_moved import Explained, compared, explain, with_words
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, export_urls, form_page
from pilotage.planner.errors import PlanError

LEDGER_HEADERS = ("task", "code", "party", "cause", "working_days", "first_day", "last_day", "evidence")
COMPARE_HEADERS = (
    "code", "task", "start_before", "finish_before", "start_now", "finish_now", "start_days", "finish_days", "duration_days",
)  # fmt: skip


@staff_page
@require_GET
def why(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The lost-days ledger: every working day by which the go-live moved, on whom it stands and why; `?as=csv` or `xlsx`."""
    found = find_project(request, pk)
    today, held = today_at(found), queries.baselines_of(found)
    form = CompareForm(request.GET, baselines=held)
    first, to = _chosen(form, held)
    if first is None:
        return render(request, "onboarding/why.html", _frame(request, found, form) | {"is_empty": True})
    try:
        answer = explain(read_plan(found), first, today, to)
    except PlanError as problem:
        return render(request, "onboarding/why.html", _frame(request, found, form) | {"problem": str(problem)})
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "lost-days", LEDGER_HEADERS, _ledger_rows(answer))
    entries = with_words(answer.entries, request.viewer)
    context = _frame(request, found, form) | {
        "finding": answer.words,
        "answer": answer,
        "entries": entries,
        "drawing": draw(entries, _("All others")),
        "baseline": first,
        "to": to,
        "today": today,
        "days_words": _days_in_words(answer.ledger.days),
        **export_urls(request),
    }
    return render(request, "onboarding/why.html", context)


@staff_page
@require_GET
def compare_baselines(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Every task in a baseline and now, or in two baselines, side by side; `?as=csv` or `xlsx`."""
    found = find_project(request, pk)
    held = queries.baselines_of(found)
    form = CompareForm(request.GET, baselines=held)
    first, to = _chosen(form, held)
    context = _frame(request, found, form) | {"page_title": _("Compare plans of %(name)s") % {"name": found.name}}
    if first is None:
        return render(request, "onboarding/compare.html", context | {"is_empty": True})
    try:
        rows = compared(read_plan(found), first, today_at(found), to)
    except PlanError as problem:
        return render(request, "onboarding/compare.html", context | {"problem": str(problem)})
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "plan-compared", COMPARE_HEADERS, _compare_rows(rows))
    moved = [(name, one) for name, one in rows if one.has_moved]
    shown = rows if request.GET.get("all") else moved
    words = ngettext("%(n)d of %(all)d task differs.", "%(n)d of %(all)d tasks differ.", len(moved))
    more = {
        "rows": shown,
        "finding": words % {"n": len(moved), "all": len(rows)},
        "shows_all": bool(request.GET.get("all")),
        "baseline": first,
        "to": to,
        **export_urls(request),
    }
    return render(request, "onboarding/compare.html", context | more)


@staff_page
@require_http_methods(["GET", "POST"])
def baselines(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The baselines of a project, and a form that takes one of the plan as it stands."""
    found = find_project(request, pk)
    form = BaselineForm(request.POST or None)

    def run(given: Any) -> str:
        operations.take_baseline(
            project=found, name=given["name"], remark=given["remark"], today=today_at(found), by=request.viewer, now=timezone.now()
        )  # fmt: skip
        return reverse("onboarding:baselines", args=[pk])

    context = _frame(request, found, None) | {
        "page_title": _("Baselines of %(name)s") % {"name": found.name},
        "rows": queries.baselines_of(found),
        "may_plan": may_plan(request.viewer),
        "submit_label": _("Take baseline"),
    }
    return form_page(
        request,
        form,
        run,
        context=context,
        said=_("The plan is kept as it stands."),
        template="onboarding/baselines.html",
    )


@staff_page
@require_http_methods(["GET", "POST"])
def baseline_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Another name or remark."""
    found = _baseline(request, pk)
    back = reverse("onboarding:baselines", args=[found.project_id])
    form = BaselineForm(request.POST or None, initial={"name": found.name, "remark": found.remark})

    def run(given: Any) -> str:
        operations.rename_baseline(
            baseline=found, name=given["name"], remark=given["remark"], by=request.viewer, now=timezone.now()
        )
        return back

    context = {
        "page_title": _("Rename %(name)s") % {"name": found.name},
        "page_lead": _("What the baseline holds never changes."),
        "breadcrumbs": [(found.project.name, reverse("onboarding:project", args=[found.project_id])), (_("Baselines"), back)],
        "submit_label": _("Save name"),
        "cancel_url": back,
    }  # fmt: skip
    return form_page(request, form, run, context=context, said=_("The baseline has its new name."))


@staff_page
@require_POST
def baseline_remove(request: PageRequest, pk: int) -> HttpResponse:
    """Takes a baseline away; the first one stays."""
    found = _baseline(request, pk)
    return act(
        request,
        lambda: operations.remove_baseline(baseline=found, by=request.viewer, now=timezone.now()),
        said=_("The baseline is gone."),
        then=reverse("onboarding:baselines", args=[found.project_id]),
    )


def _baseline(request: PageRequest, pk: int) -> Baseline:
    found: Baseline | None = (
        Baseline.objects.visible_to(request.viewer).select_related("project__record").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def _chosen(form: CompareForm, held: list[Baseline]) -> tuple[Baseline | None, Baseline | None]:
    """From which baseline to which; to the plan of today where none is named."""
    by_key, given = {one.pk: one for one in held}, asked(form)
    first = by_key.get(given.get("since") or 0, held[0] if held else None)
    return first, by_key.get(given.get("until") or 0)


def _frame(request: PageRequest, found: Project, form: CompareForm | None) -> dict[str, Any]:
    return {
        "page_title": _("Why the date of %(name)s moved") % {"name": found.name},
        "breadcrumbs": [
            (_("Projects"), reverse("onboarding:list")),
            (found.biller.name, reverse("desk:biller", args=[found.biller_id])),
            (found.name, reverse("onboarding:project", args=[found.pk])),
        ],
        "project": found,
        "compare_form": form,
        "tabs": tabs_of(found, request.path, request.viewer),
    }


def _days_in_words(days: int) -> str:
    count = abs(days)
    if not days:
        return _("on the same day")
    if days > 0:
        return ngettext("%(n)d working day later", "%(n)d working days later", count) % {"n": count}
    return ngettext("%(n)d working day sooner", "%(n)d working days sooner", count) % {"n": count}


def _ledger_rows(answer: Explained) -> Iterator[list[object]]:
    for one in answer.entries:
        lost = one.lost
        yield [
            one.name, lost.task_id or "", one.party_name, one.cause_name, lost.days, lost.first, lost.last, lost.evidence,
        ]  # fmt: skip
    yield [_("Sum"), "", "", "", answer.ledger.days, answer.ledger.was, answer.ledger.now, answer.words]


def _compare_rows(rows: Any) -> Iterator[list[object]]:
    nothing: tuple[date | None, date | None] = (None, None)
    for name, one in rows:
        yield [
            one.task_id, name, *(one.before or nothing), *(one.after or nothing), one.start_days, one.finish_days, one.duration_days,
        ]  # fmt: skip
