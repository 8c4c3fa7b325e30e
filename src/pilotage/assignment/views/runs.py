"""Runs: ask, watch, read, lock, run again, take over, take back."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.assignment import operations, queries
from pilotage.assignment.enums import OPEN_STATES, AssignState
from pilotage.assignment.forms import AskForm
from pilotage.assignment.models import AssignmentRun
from pilotage.assignment.permissions import may_assign
from pilotage.assignment.views import shown
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.pages import act, export_urls, form_page, page_of

#: Rows on a page, and how many are taken over at once while the page waits; more go to the background.
ROWS = 50
HEADERS = (
    "biller", "target", "row", "support", "points", "proposed", "role", "why", "locked", "over_capacity", "differs",
    "next_best", "next_best_costs_more",
)  # fmt: skip


@staff_page
@require_GET
def run_list(request: PageRequest) -> HttpResponse:
    """All runs, the newest first, and how many wait for a person."""
    page = page_of(request, queries.assignment_runs(request.viewer))
    waiting = queries.waiting(request.viewer)
    words = ngettext("%(n)d go-live ahead waits for a person.", "%(n)d go-lives ahead wait for a person.", waiting)
    context = {
        "page_title": _("Assignment of TSMs and TAMs"),
        "page_lead": words % {"n": waiting},
        "breadcrumbs": _crumbs()[:1],
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "may_assign": may_assign(request.viewer),
    }
    return render(request, "assignment/runs.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def ask(request: PageRequest) -> HttpResponse:
    """Choices, then a run."""
    form = AskForm(request.POST or None)

    def run_it(given: Any) -> str:
        made = operations.ask_for_assignment(
            asked=form.asked(), name=given["name"], by=request.viewer, now=timezone.now()
        )
        return reverse("assignment:run", args=[made.pk])

    context = {
        "page_title": _("Who takes which go-live?"),
        "page_lead": _("It only proposes: nobody is assigned before you accept it."),
        "breadcrumbs": _crumbs(),
        "submit_label": _("Work it out"),
        "cancel_url": reverse("assignment:list"),
    }
    return form_page(request, form, run_it, context=context)


@staff_page
@require_GET
def run(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """How it stands; then who is proposed, why, and what the next best costs. `?as=csv` or `xlsx` gives it as a file."""
    found = _run(request, pk)
    if request.GET.get("as") in KINDS and found.found:
        return table_file(request.GET["as"], "assignment", HEADERS, _export(found))
    context = {
        "page_title": found.name,
        "breadcrumbs": _crumbs(),
        "assigned": found,
        "run": shown.progress_of(found),
        "may_assign": may_assign(request.viewer),
        "is_open": found.state in OPEN_STATES,
        **export_urls(request),
    }
    if not found.found or found.state in (AssignState.WAITING, AssignState.TAKING):
        return render(request, "assignment/run.html", context)
    page = page_of(request, shown.rows_of(found), ROWS)
    context |= shown.whole(found, list(page)) | {"page": page if page.has_other_pages() else None}
    return render(request, "assignment/run_shown.html", context)


@staff_page
@require_POST
def again(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The same question with present facts; who was chosen by hand or locked stays (`take-<need>`, `lock-<need>`)."""
    found = _run(request, pk)
    with refusal_to_message(request):
        asked = found.asked | {"locks": shown.locks_of(found, request.POST)}
        by, now = request.viewer, timezone.now()
        made = operations.ask_for_assignment(asked=asked, name=found.name, came_from=found, by=by, now=now)
        return redirect("assignment:run", pk=made.pk)
    return redirect("assignment:run", pk=pk)


@staff_page
@require_POST
def accept(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes over what is ticked, or with `all` everything that can be without a reason of its own."""
    found = _run(request, pk)
    needs = shown.plain_needs(found) if request.POST.get("all") else request.POST.getlist("selected")
    by, now, reason = request.viewer, timezone.now(), request.POST.get("reason", "")
    with refusal_to_message(request):
        if len(needs) > ROWS:
            operations.begin_taking(run=found, needs=needs, reason=reason, by=by, now=now)
        else:
            n = operations.accept_proposals(run=found, needs=needs, reason=reason, by=by, now=now)
            said = ngettext("%(n)d transition is decided.", "%(n)d transitions are decided.", n) % {"n": n}
            messages.success(request, said + " " + _("You can take it back on this page."))
    return redirect("assignment:run", pk=pk)


@staff_page
@require_POST
def undo(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Opens again what was taken over."""
    found, now = _run(request, pk), timezone.now()
    then = reverse("assignment:run", args=[pk])
    if len(found.kept) > ROWS:
        with refusal_to_message(request):
            operations.begin_taking(run=found, needs=[], reason="", is_undo=True, by=request.viewer, now=now)
        return redirect(then)
    return act(
        request,
        lambda: operations.undo_run(run=found, by=request.viewer, now=now),
        said=_("Taken back: what nobody decided anew since is open again."),
        then=then,
    )


def _run(request: PageRequest, pk: uuid.UUID) -> AssignmentRun:
    try:
        return queries.assignment_run_for(request.viewer, pk)
    except AssignmentRun.DoesNotExist:
        raise Http404 from None


def _crumbs() -> list[tuple[str, str]]:
    return [
        (_("Pending transition"), reverse("transition:pending")),
        (_("Assignment"), reverse("assignment:list")),
    ]


def _export(found: AssignmentRun) -> Iterator[list[object]]:
    for row in (found.found or {})["proposals"]:
        near = row["near"][0] if row["near"] else {"name": "", "more": ""}
        yield [
            row["name"], row["target"], row["row"], row["support"], row["points"], row["person"], row["role"], row["why"],
            "yes" if row["is_locked"] else "no", row["over"], row["differs"], near["name"], near["more"],
        ]  # fmt: skip
