"""One entry: read, raise, edit, review, start, close, reopen, turn into an issue."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.views.phases import find_phase
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, form_page
from pilotage.raid import operations, queries, rules
from pilotage.raid.enums import EntryState, Kind
from pilotage.raid.forms import EntryForm, OutcomeForm, ReviewForm
from pilotage.raid.memory import alike
from pilotage.raid.models import RaidEntry
from pilotage.raid.permissions import may_write
from pilotage.work.queries import tasks_of
from pilotage.work.views.tasks import talk_about

KEPT = (
    "title", "description", "likelihood", "impact", "party", "trigger", "response", "response_text", "strikes_on", "due_date",
    "review_date",
)  # fmt: skip


@staff_page
@require_GET
def entry(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What it is, where it stands, what is done about it, its tasks, what was said."""
    found = _entry(request, pk)
    context = {
        "page_title": found.title,
        "breadcrumbs": [(_("RAID log"), _log_of(found.phase_id))],
        "entry": found,
        "facts_rows": _facts(found),
        "tasks": tasks_of(found.record_id, request.viewer),
        "became": list(found.became.all()),
        "is_closed": found.state == EntryState.CLOSED,
        "may_write": may_write(request.viewer),
        "may_happen": found.kind in rules.UNSURE,
        "alike": alike(f"{found.title} {found.description}", request.viewer, besides=found.pk),
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "raid/entry.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def entry_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """An entry in a phase's log."""
    phase = find_phase(request, pk)
    kind = request.GET.get("kind", Kind.RISK)
    form = EntryForm(request.POST or None, initial={"kind": kind, "likelihood": 3, "owner": request.viewer.user_id})

    def run(given: Any) -> str:
        made = operations.raise_entry(phase=phase, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("raid:entry", args=[made.pk])

    context = {
        "page_title": _("New entry for %(phase)s") % {"phase": phase},
        "page_lead": _("Likelihood times impact gives its score: high from 15, medium from 6."),
        "breadcrumbs": [(_("RAID log"), _log_of(pk))],
        "submit_label": _("Add entry"),
        "cancel_url": _log_of(pk),
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def entry_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Words, score, response, dates."""
    found = _entry(request, pk)
    first = {name: getattr(found, name) for name in KEPT}
    first |= {"owner": found.owner_id, "version": found.record.version}
    form = EntryForm(request.POST or None, initial=first, is_new=False)

    def run(given: Any) -> str:
        operations.change_entry(
            entry=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("raid:entry", args=[pk])

    context = _context(found, _("Edit %(code)s"), _("Save entry"))
    return form_page(request, form, run, context=context, record=found.record, said=_("The entry is saved."))


@staff_page
@require_http_methods(["GET", "POST"])
def entry_review(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A look at it: its score now, and the next look."""
    found = _entry(request, pk)
    first = {"likelihood": found.likelihood, "impact": found.impact, "version": found.record.version}
    form = ReviewForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.review_entry(
            entry=found, likelihood=given["likelihood"], impact=given["impact"], note=given["note"],
            next_on=given["next_on"], expect=given["version"], by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("raid:entry", args=[pk])

    context = _context(found, _("Look at %(code)s again"), _("Save review"))
    return form_page(request, form, run, context=context, record=found.record, said=_("The review is kept."))


@staff_page
@require_http_methods(["GET", "POST"])
def entry_close(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Closes it with what came of it; `?happened=1`: an issue takes its place."""
    found, has_happened = _entry(request, pk), bool(request.GET.get("happened"))
    form = OutcomeForm(request.POST or None, initial={"version": found.record.version})
    if has_happened:
        form.fields["outcome"].label = _("What has happened")

    def run(given: Any) -> str:
        by, now = request.viewer, timezone.now()
        if has_happened:
            issue = operations.turn_into_issue(
                entry=found, what=given["outcome"], expect=given["version"], by=by, now=now
            )
            return reverse("raid:entry", args=[issue.pk])
        operations.close_entry(entry=found, outcome=given["outcome"], expect=given["version"], by=by, now=now)
        return reverse("raid:entry", args=[pk])

    title = _("%(code)s has happened") if has_happened else _("Close %(code)s")
    context = _context(found, title, _("Make it an issue") if has_happened else _("Close entry"))
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_POST
def entry_move(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """`to` start or reopen."""
    found = _entry(request, pk)
    moves = {
        "start": (operations.start_entry, _("In work now.")),
        "reopen": (operations.reopen_entry, _("Open again.")),
    }
    if request.POST.get("to") not in moves:
        raise Http404
    move, said = moves[request.POST["to"]]
    return act(
        request,
        lambda: move(entry=found, by=request.viewer, now=timezone.now()),
        said=said,
        then=reverse("raid:entry", args=[pk]),
    )


def _entry(request: PageRequest, pk: uuid.UUID) -> RaidEntry:
    try:
        return queries.entry_for(request.viewer, pk)
    except RaidEntry.DoesNotExist:
        raise Http404 from None


def _log_of(phase_id: uuid.UUID) -> str:
    return f"{reverse('raid:log')}?{urlencode({'phase': phase_id})}"


def _context(found: RaidEntry, title: str, label: str) -> dict[str, Any]:
    here = reverse("raid:entry", args=[found.pk])
    return {
        "page_title": title % {"code": found.code},
        "page_lead": found.title,
        "breadcrumbs": [(_("RAID log"), _log_of(found.phase_id)), (found.title, here)],
        "submit_label": label,
        "cancel_url": here,
    }


def _facts(found: RaidEntry) -> list[Any]:
    rows: list[Any] = [
        (_("Phase"), str(found.phase), reverse("golive:readiness", args=[found.phase_id])),
        (_("Kind"), found.get_kind_display()),
        (_("Score"), f"{found.score} ({found.likelihood or 5} × {found.impact})"),
        (_("Who has to act"), found.get_party_display()),
        (_("Owner"), found.owner.name if found.owner else None),
        (_("Response"), found.get_response_display() or None),
        (_("Trigger"), found.trigger or None),
        (_("May strike from"), found.strikes_on),
        (_("Answer due"), found.due_date),
        (_("Next look"), found.review_date),
    ]
    if found.came_from is not None:
        rows.append((_("Came from"), found.came_from.code, reverse("raid:entry", args=[found.came_from_id])))
    return rows
