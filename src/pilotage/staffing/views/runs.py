"""Runs: ask, watch, read, change by hand, run again, compare, accept, take back."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.pages import act, export_urls, form_page, page_of
from pilotage.staffing import operations, queries
from pilotage.staffing.enums import RunKind, RunState
from pilotage.staffing.forms import AssignForm, LevelForm
from pilotage.staffing.models import Run
from pilotage.staffing.permissions import may_staff
from pilotage.staffing.views import shown

MOST_COMPARED = 20
WORKERS = ("pm", "im", "os", "tsm", "csm", "cs_agent")


@staff_page
@require_GET
def run_list(request: PageRequest) -> HttpResponse:
    """All runs, the newest first."""
    kind = request.GET.get("kind", "")
    page = page_of(request, queries.runs(request.viewer, kind if kind in list(RunKind) else ""))
    context = {
        "page_title": _("Staffing runs"),
        "breadcrumbs": _crumbs(),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "may_staff": may_staff(request.viewer),
    }
    return render(request, "staffing/runs.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def ask_assign(request: PageRequest) -> HttpResponse:
    """Who takes which biller: choices, then a run."""
    return _ask(request, AssignForm(request.POST or None), RunKind.ASSIGN, _("Who takes which biller?"))


@staff_page
@require_http_methods(["GET", "POST"])
def ask_level(request: PageRequest) -> HttpResponse:
    """All running projects over the people: choices, then a run."""
    form = LevelForm(request.POST or None, roles=WORKERS)
    return _ask(request, form, RunKind.LEVEL, _("Level the projects over people"))


def _ask(request: PageRequest, form: Any, kind: str, title: str) -> HttpResponse:
    def run_it(given: Any) -> str:
        by, now = request.viewer, timezone.now()
        made = operations.ask_for_run(kind=kind, asked=form.asked(), name=given["name"], by=by, now=now)
        return reverse("staffing:run", args=[made.pk])

    context = {
        "page_title": title,
        "page_lead": _("It only proposes: nothing is assigned or moved until you accept it."),
        "breadcrumbs": _crumbs(),
        "submit_label": _("Work it out"),
        "cancel_url": reverse("staffing:overview"),
    }
    return form_page(request, form, run_it, context=context)


@staff_page
@require_GET
def run(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """How it stands; then its answer with the reasons. `?as=csv` or `xlsx` gives it as a file."""
    found = _run(request, pk)
    is_assign = found.kind == RunKind.ASSIGN
    if request.GET.get("as") in KINDS and found.found:
        headers = shown.ASSIGN_HEADERS if is_assign else shown.LEVEL_HEADERS
        rows = shown.assign_export(found) if is_assign else shown.level_export(found)
        return table_file(request.GET["as"], "staffing-run", headers, rows)
    context = {
        "page_title": found.name,
        "breadcrumbs": [*_crumbs(), (_("Runs"), reverse("staffing:runs"))],
        "staffing_run": found,
        "run": shown.progress_of(found),
        "others": _others(request, found),
        "may_staff": may_staff(request.viewer),
        "is_open": found.state in (RunState.DONE, RunState.UNDONE),
        **export_urls(request),
    }
    if not found.found:
        return render(request, "staffing/run.html", context)
    context |= shown.assign_shown(found) if is_assign else shown.level_shown(found)
    return render(request, "staffing/run_assign.html" if is_assign else "staffing/run_level.html", context)


def _others(request: PageRequest, found: Run) -> list[Run]:
    rows = queries.runs(request.viewer, found.kind).exclude(pk=found.pk).exclude(finished_at=None)
    return list(rows[:MOST_COMPARED])


@staff_page
@require_POST
def again(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The same question with present data; people chosen by hand are locked (`take-<need>`, `lock-<need>`)."""
    found = _run(request, pk)
    asked = dict(found.asked)
    if found.kind == RunKind.ASSIGN and found.found:
        asked["locks"] = _locks(request, found)
    with refusal_to_message(request):
        by, now = request.viewer, timezone.now()
        made = operations.ask_for_run(kind=found.kind, asked=asked, name=found.name, came_from=found, by=by, now=now)
        return redirect("staffing:run", pk=made.pk)
    return redirect("staffing:run", pk=pk)


def _locks(request: PageRequest, found: Run) -> dict[str, int]:
    """What was chosen by hand, and what was locked as proposed."""
    locks: dict[str, int] = {}
    for row in found.found["proposals"]:
        chosen = request.POST.get(f"take-{row['need']}", "")
        taken = int(chosen) if chosen.isdecimal() else row["user"]
        if taken is not None and (taken != row["user"] or request.POST.get(f"lock-{row['need']}")):
            locks[row["need"]] = taken
    return locks


@staff_page
@require_POST
def repeat(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The same inputs once more."""
    found = _run(request, pk)
    with refusal_to_message(request):
        made = operations.repeat_run(run=found, by=request.viewer, now=timezone.now())
        return redirect("staffing:run", pk=made.pk)
    return redirect("staffing:run", pk=pk)


@staff_page
@require_POST
def accept(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes over what is ticked."""
    found, ticked = _run(request, pk), request.POST.getlist("selected")

    def take() -> None:
        by, now = request.viewer, timezone.now()
        if found.kind == RunKind.ASSIGN:
            operations.accept_assignments(run=found, needs=ticked, by=by, now=now)
        else:
            operations.accept_starts(run=found, tasks=ticked, by=by, now=now)

    then = reverse("staffing:run", args=[pk])
    return act(request, take, said=_("Accepted. You can take it back on this page."), then=then)


@staff_page
@require_POST
def undo(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Puts back what was before."""
    found = _run(request, pk)
    return act(
        request,
        lambda: operations.undo_run(run=found, by=request.viewer, now=timezone.now()),
        said=_("Taken back: it is as it was before."),
        then=reverse("staffing:run", args=[pk]),
    )


@staff_page
@require_GET
def compare(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Two runs side by side (`?with=`): what differs, and which is better by what measure."""
    found = _run(request, pk)
    if not request.GET.get("with"):
        return redirect("staffing:run", pk=pk)
    try:
        other = _run(request, uuid.UUID(request.GET.get("with", "")))
    except ValueError:
        raise Http404 from None
    if other.kind != found.kind or not (found.found and other.found):
        raise Http404
    facts, differences = shown.compared(found, other)
    n = len(differences)
    context = {
        "page_title": _("%(one)s beside %(other)s") % {"one": found.name, "other": other.name},
        "breadcrumbs": [*_crumbs(), (found.name, reverse("staffing:run", args=[pk]))],
        "finding": ngettext("They differ in %(n)d place.", "They differ in %(n)d places.", n) % {"n": n},
        "one": found,
        "other": other,
        "facts": facts,
        "differences": differences,
        "is_assign": found.kind == RunKind.ASSIGN,
        "is_same_input": found.fingerprint == other.fingerprint,
    }
    return render(request, "staffing/compare.html", context)


def _run(request: PageRequest, pk: uuid.UUID) -> Run:
    try:
        return queries.run_for(request.viewer, pk)
    except Run.DoesNotExist:
        raise Http404 from None


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Staffing"), reverse("staffing:overview"))]
