"""Support windows: list, one window with its days and facts, evaluate, extend, close."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.models import User
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of
from pilotage.transition import operations, queries
from pilotage.transition.enums import WindowState
from pilotage.transition.evaluation import QUESTIONS, average, proposed_scores
from pilotage.transition.forms import CloseForm, EvaluateForm, ExtendForm, WindowFilter
from pilotage.transition.models import SupportWindow
from pilotage.transition.permissions import EVALUATORS, WINDOW_LEADERS
from pilotage.transition.views.window_facts import cases_words, day_of, facts_rows
from pilotage.transition.window_days import days_left, last_day

CRUMBS = [(gettext_lazy("Support windows"), "/support-windows/")]
VIEWS = {
    "open": gettext_lazy("Open"),
    "due": gettext_lazy("To evaluate now"),
    "soon": gettext_lazy("End within 14 days"),
    "closed": gettext_lazy("Closed"),
    "all": gettext_lazy("All"),
}
EMPTY = {
    "due": gettext_lazy("No window is past its end."),
    "soon": gettext_lazy("No window ends within 14 days."),
    "closed": gettext_lazy("A window is here once client services has taken over."),
}
HEADERS = (
    "biller", "external_id", "phase", "support", "owner", "time_zone", "go_live", "day", "days", "at_least", "last_day",
    "days_left", "ends_at", "state", "closed_at", "handed_to", "closing_note",
)  # fmt: skip


@staff_page
@require_GET
def window_list(request: PageRequest) -> HttpResponseBase:
    """The board of windows, those that end first on top, each with its day where the biller is."""
    form, sort, now = WindowFilter(request.GET), request.GET.get("sort", ""), timezone.now()
    view, given, is_mine = request.GET.get("view", "open"), asked(form), bool(request.GET.get("mine"))
    view = view if view in VIEWS else "open"
    who = request.viewer.user_id if is_mine else given.get("who")
    found = queries.windows(
        request.viewer,
        state=view,
        text=given.get("q", ""),
        who=who,
        support=given.get("support", ""),
        sort=sort,
        now=now,
    )
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "support-windows", HEADERS, _export(found, now))
    page = page_of(request, found)
    cases = queries.cases_of([one.biller_id for one in page.object_list], now)
    for one in page.object_list:
        _count_days(one, now)
        one.cases, one.cases_words = cases.get(one.biller_id), cases_words(cases.get(one.biller_id))
    home = reverse("transition:windows")
    mine = {"label": _("Mine"), "url": f"{home}?mine=1", "active": is_mine}
    context = {
        "page_title": _("Support windows"),
        "page_lead": _("Days are counted from go-live, day 0, where the biller is."),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "view": view,
        "is_mine": is_mine,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "empty_words": _("None of the open windows is yours.") if is_mine else EMPTY.get(view, ""),
        "tabs": [
            *(
                {"label": label, "url": f"{home}?view={key}", "active": key == view and not is_mine}
                for key, label in VIEWS.items()
            ),
            mine,
        ],
        **export_urls(request),
    }
    return render(request, "transition/windows.html", context)


def _count_days(one: SupportWindow, now: datetime) -> None:
    """Gives a row what is counted from the clock: its day, what is left, and whether it is to be evaluated."""
    zone = one.biller.time_zone
    one.day, one.last_day = day_of(one, now), last_day(one.ends_at, zone)
    one.left = days_left(one.ends_at, zone, now)
    one.late = max(0, -one.left)
    one.is_due = one.state != WindowState.CLOSED and one.ends_at <= now


@staff_page
@require_GET
def window(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """One window: its days, its facts, its evaluations and extensions."""
    found, now = _window(request, pk), timezone.now()
    extensions = list(found.extensions.select_related("made_by", "approved_by").order_by("-made_at"))
    facts = queries.window_facts(found, now, extensions=len(extensions))
    evaluations = list(found.evaluations.select_related("made_by").order_by("-made_at"))
    for one in evaluations:
        one.mean = average(one.scores)
        one.answers = [(QUESTIONS.get(key, key), score) for key, score in one.scores.items()]
    is_open = found.state != WindowState.CLOSED
    context = {
        "page_title": str(found),
        "breadcrumbs": [*CRUMBS, (found.biller.name, reverse("desk:biller", args=[found.biller_id]))],
        "window": found,
        "day": day_of(found, now),
        "is_due": is_open and found.ends_at <= now,
        "is_open": is_open,
        "facts_rows": facts_rows(found, facts),
        "cycles": facts["first_cycles"],
        "evaluations": evaluations,
        "extensions": extensions,
        "may_evaluate": is_open and request.viewer.has(*EVALUATORS),
        "may_extend": is_open and request.viewer.has(*WINDOW_LEADERS),
        "may_close": is_open and request.viewer.has(*WINDOW_LEADERS if needs_leader(found, now) else EVALUATORS),
        "days_left": days_left(found.ends_at, found.biller.time_zone, now),
        "last_day": last_day(found.ends_at, found.biller.time_zone),
        "is_closed_early": not is_open and found.closed_at is not None and found.closed_at < found.ends_at,
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "transition/window.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def window_evaluate(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The scored form, with the facts beside it."""
    found = _window(request, pk)
    facts = queries.window_facts(found, timezone.now())
    proposed = proposed_scores(facts["production_cases"], facts["first_cycles"])
    first = {"version": found.record.version} | {key: score for key, (score, _why) in proposed.items()}
    form = EvaluateForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.evaluate_window(
            window=found, scores=form.scores(), comment=given["comment"], outcome=given["outcome"], days=given["days"],
            reason=given["reason"], handed_to=_person(given["handed_to"]), over_capacity=given["over_capacity"],
            expect=given["version"], by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("transition:window", args=[pk])

    context = _context(found, _("Evaluate %(name)s"), _("Save evaluation"))
    context |= {"facts_rows": facts_rows(found, facts), "notes": _notes(request, found)}
    context |= {"cycles": facts["first_cycles"], "window": found}
    context["filled"] = [(QUESTIONS[key], score, why) for key, (score, why) in proposed.items()]
    return form_page(request, form, run, context=context, record=found.record, template="transition/evaluate.html")


@staff_page
@require_http_methods(["GET", "POST"])
def window_extend(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """More days, with a reason."""
    found = _window(request, pk)
    form = ExtendForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.extend_window(
            window=found, days=given["days"], reason=given["reason"], over_capacity=given["over_capacity"],
            expect=given["version"], by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("transition:window", args=[pk])

    context = _context(found, _("Extend the support of %(name)s"), _("Extend window"))
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_http_methods(["GET", "POST"])
def window_close(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Hands the biller to client services."""
    found = _window(request, pk)
    form = CloseForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.close_window(
            window=found, note=given["note"], handed_to=_person(given["handed_to"]), expect=given["version"],
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("transition:window", args=[pk])

    context = _context(found, _("Close the support window of %(name)s"), _("Close window"))
    context |= {"notes": _notes(request, found)}
    return form_page(request, form, run, context=context, record=found.record, template="transition/close.html")


def needs_leader(found: SupportWindow, now: datetime) -> bool:
    """Whether only a leader closes it by itself: before its end, and without the evaluation that a minimum asks for."""
    return found.is_minimum or now < found.ends_at


def _notes(request: PageRequest, found: SupportWindow) -> list[str]:
    """What is so before it is closed."""
    left = days_left(found.ends_at, found.biller.time_zone, timezone.now())
    if timezone.now() >= found.ends_at:
        return []
    if request.viewer.has(*WINDOW_LEADERS):
        words = _("The window still runs %(n)d days. Closing it now is a leader's exception; the reason is kept.")
    else:
        words = _("The window still runs %(n)d days. Until its end only a leader closes it.")
    return [words % {"n": left}]


def _person(pk: int | None) -> User | None:
    return User.objects.filter(pk=pk).first() if pk else None


def _window(request: PageRequest, pk: uuid.UUID) -> SupportWindow:
    try:
        return queries.window_for(request.viewer, pk)
    except SupportWindow.DoesNotExist:
        raise Http404 from None


def _context(found: SupportWindow, title: str, label: str) -> dict[str, Any]:
    back = reverse("transition:window", args=[found.pk])
    return {
        "page_title": title % {"name": found.phase},
        "breadcrumbs": [*CRUMBS, (str(found.phase), back)],
        "submit_label": label,
        "cancel_url": back,
    }


def _export(found: Any, now: datetime) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=500):
        _count_days(one, now)
        yield [
            one.biller.name, one.biller.external_id, one.phase.name, one.support, one.owner.name if one.owner else "",
            one.biller.time_zone, one.go_live_date, one.day, one.days, "yes" if one.is_minimum else "no", one.last_day,
            one.left if one.state != WindowState.CLOSED else "", one.ends_at, one.state, one.closed_at,
            one.handed_to.name if one.handed_to else "", one.closing_note,
        ]  # fmt: skip
