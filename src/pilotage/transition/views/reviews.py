"""The weekly review: its printable agenda before it, its minutes after it."""

import uuid
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.pages import form_page, page_of
from pilotage.transition import operations, queries
from pilotage.transition.enums import ReviewState
from pilotage.transition.forms import ReviewForm
from pilotage.transition.models import WeeklyReview
from pilotage.transition.permissions import DECIDERS

CRUMBS = [(gettext_lazy("Pending transition"), "/transition/")]
REVIEWS = (gettext_lazy("Weekly reviews"), "/transition/reviews/")


@staff_page
@require_GET
def review_list(request: PageRequest) -> HttpResponse:
    """All weekly reviews, the newest first, with what each decided."""
    page = page_of(request, queries.reviews(request.viewer))
    is_held = False
    for one in page.object_list:
        is_held = is_held or one.state == ReviewState.OPEN
        one.decided, one.left = (len(one.minutes.get(name, [])) for name in ("decided", "left"))
    context = {
        "page_title": _("Weekly reviews"),
        "breadcrumbs": CRUMBS,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "may_open": request.viewer.has(*DECIDERS) and not is_held,
    }
    return render(request, "transition/reviews.html", context)


@staff_page
@require_GET
def agenda(request: PageRequest) -> HttpResponse:
    """What the next review looks at, as it stands now: to read before, and to print."""
    rows = queries.agenda(request.viewer, timezone.now())
    held = queries.open_review_of(request.viewer)
    context = {
        "page_title": _("Agenda of the weekly review"),
        "breadcrumbs": CRUMBS,
        "finding": _finding(rows),
        "items": _shown(rows),
        "is_cut": len(rows) == queries.MOST_ITEMS,
        "held": held,
        "may_open": held is None and request.viewer.has(*DECIDERS),
        "printed_at": timezone.now(),
    }
    return render(request, "transition/agenda.html", context)


@staff_page
@require_POST
def review_open(request: PageRequest) -> HttpResponse:
    """Begins the review of this week and goes to it."""
    with refusal_to_message(request):
        made = operations.open_review(by=request.viewer, now=timezone.now())
        return redirect("transition:review", pk=made.pk)
    return redirect("transition:reviews")


@staff_page
@require_GET
def review(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """One review: its minutes once it is closed, and the agenda that it began with."""
    found = _review(request, pk)
    is_open = found.state == ReviewState.OPEN
    decided = (
        queries.decided_between(request.viewer, found.opened_at, timezone.now())
        if is_open
        else found.minutes.get("decided", [])
    )
    words = ngettext("%(n)d decision so far.", "%(n)d decisions so far.", len(decided))
    if not is_open:
        words = ngettext("%(n)d decision.", "%(n)d decisions.", len(decided))
    context = {
        "page_title": str(found),
        "breadcrumbs": [*CRUMBS, REVIEWS],
        "review": found,
        "is_open": is_open,
        "finding": words % {"n": len(decided)},
        "decided": _shown(decided),
        "left": _shown(found.minutes.get("left", [])),
        "items": _shown(found.agenda),
        "may_close": is_open and request.viewer.has(*DECIDERS),
        "first": next((item for item in found.agenda if item["decision"]), None) if is_open else None,
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "transition/review.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def review_close(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Ends the review with its minutes and sends the decisions to those they concern."""
    found = _review(request, pk)
    first = {"version": found.record.version, "present": found.opened_by.name if found.opened_by else ""}
    form = ReviewForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.close_review(
            review=found, present=given["present"], remarks=given["remarks"], expect=given["version"], by=request.viewer,
            now=timezone.now(),
        )  # fmt: skip
        return reverse("transition:review", args=[pk])

    context = {
        "page_title": _("End the %(review)s") % {"review": str(found).lower()},
        "breadcrumbs": [*CRUMBS, REVIEWS, (str(found), reverse("transition:review", args=[pk]))],
        "submit_label": _("Write the minutes and send them"),
        "cancel_url": reverse("transition:review", args=[pk]),
    }
    return form_page(request, form, run, context=context, record=found.record, said=_("The minutes are written."))


def _review(request: PageRequest, pk: uuid.UUID) -> WeeklyReview:
    try:
        return queries.review_for(request.viewer, pk)
    except WeeklyReview.DoesNotExist:
        raise Http404 from None


def _finding(rows: list[dict[str, Any]]) -> str:
    risky = sum(bool(row["signs"]) for row in rows)
    said = ngettext("%(n)d biller to decide.", "%(n)d billers to decide.", len(rows)) % {"n": len(rows)}
    if risky:
        said += " " + ngettext("%(n)d is not going well.", "%(n)d are not going well.", risky) % {"n": risky}
    return said


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With days as days, for the page."""
    return [
        row
        | {"target": _day(row.get("target"))}
        | {"signs": [sign | {"when": _day(sign["when"])} for sign in row.get("signs", [])]}
        for row in rows
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
