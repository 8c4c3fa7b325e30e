"""One case: read, open, edit, triage, write notes, link the tracker, close, open again."""

import uuid
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Biller
from pilotage.billers.queries import biller_for
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.models import User
from pilotage.people.pages import act, form_page
from pilotage.support import operations, queries, rules
from pilotage.support.enums import CaseState
from pilotage.support.forms import CaseForm, NotesForm, OutcomeForm, TrackerForm, TriageForm
from pilotage.support.freshness import fresh_days
from pilotage.support.models import Case, TriageCall
from pilotage.support.permissions import may_close, may_write
from pilotage.work.queries import tasks_of
from pilotage.work.views.tasks import talk_about

KEPT = ("title", "description", "severity", "category", "reported_by")


@staff_page
@require_GET
def case(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What is wrong, how it stands, the notes, what was said."""
    found, now = _case(request, pk), timezone.now()
    context = {
        "page_title": found.title,
        "breadcrumbs": [(_("Cases"), reverse("support:list")), (found.biller.name, cases_of(found.biller_id))],
        "case": found,
        "facts_rows": _facts(found),
        "tasks": tasks_of(found.record_id, request.viewer),
        "is_closed": found.state == CaseState.CLOSED,
        "is_stale": rules.is_stale(found.severity, found.state, found.noted_at, now, fresh_days()),
        "may_write": may_write(request.viewer),
        "may_close": may_close(request.viewer, found.phase_id),
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "support/case.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def case_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A case of a biller."""
    try:
        biller = biller_for(request.viewer, pk)
    except Biller.DoesNotExist:
        raise Http404 from None
    phases = queries.phases_to_choose(pk)
    first = {"severity": 3, "category": "other", "phase": request.GET.get("phase", "")}
    form = CaseForm(request.POST or None, initial=first, phases=phases)

    def run(given: Any) -> str:
        words = {name: given[name] for name in KEPT}
        made = operations.open_case(
            biller=biller, phase=queries.phase_of(pk, given["phase"]), owner=form.person(), by=request.viewer,
            now=timezone.now(), **words,
        )  # fmt: skip
        return reverse("support:case", args=[made.pk])

    context = {
        "page_title": _("New case of %(biller)s") % {"biller": biller.name},
        "page_lead": _("A production issue. What changes the integration or the product goes to change control."),
        "breadcrumbs": [(_("Cases"), reverse("support:list")), (biller.name, cases_of(pk))],
        "submit_label": _("Open case"),
        "cancel_url": cases_of(pk),
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def case_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Words, severity, phase, owner."""
    found = _case(request, pk)
    first = {name: getattr(found, name) for name in KEPT}
    first |= {"phase": str(found.phase_id or ""), "owner": found.owner_id, "version": found.record.version}
    form = CaseForm(request.POST or None, initial=first, phases=queries.phases_to_choose(found.biller_id))

    def run(given: Any) -> str:
        words = {name: given[name] for name in KEPT}
        operations.change_case(
            case=found, expect=given["version"], phase=queries.phase_of(found.biller_id, given["phase"]),
            owner=form.person(), by=request.viewer, now=timezone.now(), **words,
        )  # fmt: skip
        return reverse("support:case", args=[pk])

    context = _context(found, _("Edit %(code)s"), _("Save case"))
    return form_page(request, form, run, context=context, record=found.record, said=_("The case is saved."))


@staff_page
@require_http_methods(["GET", "POST"])
def case_triage(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The way to a resolution; `?then=next` goes on with the agenda, `?call=` with that of a triage call."""
    found, call = _case(request, pk), _call_of(request)
    first = {
        "path": found.path or "us", "path_words": found.path_words, "owner": found.owner_id,
        "due_date": found.path_due_date, "version": found.record.version,
    }  # fmt: skip
    form = TriageForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        owner = form.person()
        if owner is None:
            raise Http404
        way = {name: given[name] for name in ("path", "path_words", "due_date")} | {"owner": owner}
        if call is not None:
            operations.triage_in_call(
                call=call, case=found, expect=given["version"], by=request.viewer, now=timezone.now(), **way
            )
            return reverse("support:call", args=[call.pk])
        operations.triage_case(case=found, expect=given["version"], by=request.viewer, now=timezone.now(), **way)
        return reverse("support:triage") if request.GET.get("then") == "next" else reverse("support:case", args=[pk])

    context = _context(found, _("Triage of %(code)s"), _("Send it this way"))
    return form_page(request, form, run, context=context, record=found.record, said=_("The case has its way."))


@staff_page
@require_http_methods(["GET", "POST"])
def case_notes(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The resolution notes; saving them as they are says that they hold still."""
    found = _case(request, pk)
    form = NotesForm(request.POST or None, initial={"notes": found.notes, "version": found.record.version})

    def run(given: Any) -> str:
        operations.write_notes(
            case=found, notes=given["notes"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return reverse("support:case", args=[pk])

    context = _context(found, _("Notes of %(code)s"), _("Save notes"))
    return form_page(request, form, run, context=context, record=found.record, said=_("The notes are fresh."))


@staff_page
@require_http_methods(["GET", "POST"])
def case_tracker(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The issue in the tracker and how it stands there."""
    found = _case(request, pk)
    first = {"key": found.tracker_key, "url": found.tracker_url, "state": found.tracker_state}
    form = TrackerForm(request.POST or None, initial=first | {"version": found.record.version})

    def run(given: Any) -> str:
        operations.link_tracker(
            case=found, key=given["key"], url=given["url"], state=given["state"], expect=given["version"],
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("support:case", args=[pk])

    context = _context(found, _("%(code)s in the tracker"), _("Save issue"))
    return form_page(request, form, run, context=context, record=found.record, said=_("The issue is linked."))


@staff_page
@require_http_methods(["GET", "POST"])
def case_close(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The end, with what it was."""
    found = _case(request, pk)
    form = OutcomeForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.close_case(
            case=found, outcome=given["outcome"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return reverse("support:case", args=[pk])

    context = _context(found, _("Close %(code)s"), _("Close case"))
    return form_page(request, form, run, context=context, record=found.record, said=_("The case is closed."))


@staff_page
@require_POST
def case_move(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """`to` take or reopen."""
    found, by, now = _case(request, pk), request.viewer, timezone.now()
    here = reverse("support:case", args=[pk])
    if request.POST.get("to") == "take":
        me = User.objects.get(pk=by.user_id)
        return act(
            request,
            lambda: operations.take_in_hand(case=found, owner=me, by=by, now=now),
            said=_("In work now."),
            then=here,
        )
    if request.POST.get("to") == "reopen":
        return act(
            request, lambda: operations.reopen_case(case=found, by=by, now=now), said=_("Open again."), then=here
        )
    return redirect(here)


def _call_of(request: PageRequest) -> TriageCall | None:
    """The triage call in which this happens, if it is named."""
    if not (key := request.GET.get("call")):
        return None
    try:
        return queries.call_for(uuid.UUID(key))
    except (ValueError, TriageCall.DoesNotExist):
        raise Http404 from None


def cases_of(biller_id: uuid.UUID) -> str:
    """The list, of one biller."""
    return f"{reverse('support:list')}?{urlencode({'biller': biller_id})}"


def _case(request: PageRequest, pk: uuid.UUID) -> Case:
    try:
        return queries.case_for(request.viewer, pk)
    except Case.DoesNotExist:
        raise Http404 from None


def _context(found: Case, title: str, label: str) -> dict[str, Any]:
    here = reverse("support:case", args=[found.pk])
    return {
        "page_title": title % {"code": found.code},
        "page_lead": found.title,
        "breadcrumbs": [(_("Cases"), reverse("support:list")), (found.title, here)],
        "submit_label": label,
        "cancel_url": here,
    }


def _facts(found: Case) -> list[Any]:
    tracked = f"{found.tracker_key}: {found.tracker_state or _('state not known')}" if found.tracker_key else None
    if tracked and found.tracked_at is not None:
        seen = found.tracked_at.astimezone(ZoneInfo(found.biller.time_zone))
        tracked = _("%(tracked)s, as of %(day)s") % {"tracked": tracked, "day": f"{seen:%-d %b %Y}"}
    return [
        (_("Biller"), found.biller.name, reverse("desk:biller", args=[found.biller_id])),
        (_("Phase"), found.phase.name if found.phase else None),
        (_("About"), found.get_category_display()),
        (_("Reported by"), found.reported_by or None),
        (_("Owner"), found.owner.name if found.owner else None),
        (_("Way to a resolution"), found.get_path_display() or None),
        (_("What happens next"), found.path_words or None),
        (_("By"), found.path_due_date),
        (_("In the tracker"), tracked, *([found.tracker_url] if tracked and found.tracker_url else [])),
    ]
