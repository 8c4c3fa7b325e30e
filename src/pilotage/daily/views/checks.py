"""One check: read, set up, edit, pause, run by hand, send a file."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.views.phases import find_phase
from pilotage.daily import drawing, operations, queries
from pilotage.daily.enums import KIND_HELP, KIND_NAMES, OPEN_NAMES, ROLE_NAMES, ROLES, WEEK, Kind
from pilotage.daily.forms import CheckForm, DayFileForm, RunForm, first_values, new_values
from pilotage.daily.models import DailyCheck
from pilotage.daily.permissions import may_write
from pilotage.daily.views.finding import crumbs, find_check
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.pages import act, form_page, page_of


@staff_page
@require_GET
def check(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """How it is set up, where its files come from, and every day."""
    one, now = find_check(request, pk), timezone.now()
    today = queries.rhythm_of(one).today(now)
    days = queries.days_between([pk], today - timedelta(days=drawing.SHOWN_DAYS), today).get(pk, {})
    page = page_of(request, queries.days_of(one, request.viewer), 30)
    context = {
        "page_title": one.name,
        "page_lead": KIND_HELP[Kind(one.kind)],
        "breadcrumbs": crumbs(one.biller),
        "check": one,
        "facts_rows": _facts(one),
        "page": page,
        "rows": page,
        "trend": drawing.trend(days, today),
        "sources": queries.sources_of(one),
        "files": list(queries.files_of(one, request.viewer)[:12]),
        "open_name": OPEN_NAMES[Kind(one.kind)],
        "may_write": may_write(request.viewer),
        "today": today,
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "daily/check.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def check_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """First what is checked, then how."""
    phase = find_phase(request, pk)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    context: dict[str, Any] = {
        "page_title": _("New daily check of %(phase)s") % {"phase": phase},
        "breadcrumbs": crumbs(phase.biller),
        "cancel_url": reverse("daily:board", args=[phase.biller_id]),
    }
    if kind not in list(Kind):
        kinds = [(key, KIND_NAMES[key], KIND_HELP[key], [ROLE_NAMES[role] for role in ROLES[key]]) for key in Kind]
        lead = (
            _("What is checked?")
            if phase.went_live_date
            else _("This phase isn't live yet. Daily checks begin with the go-live.")
        )
        shown = context | {"kinds": kinds, "page_lead": lead, "phase": phase}
        return render(request, "daily/kinds.html", shown, status=422 if request.method == "POST" else 200)
    specs = queries.verification_sides(phase.biller_id, request.viewer)
    form = CheckForm(request.POST or None, initial=new_values(kind), kind=kind, specs=specs)

    def run(_given: Any) -> str:
        made = operations.set_up_check(
            phase=phase, kind=kind, sources=form.sources(), by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("daily:check", args=[made.pk])

    context |= {"page_lead": KIND_HELP[Kind(kind)], "submit_label": _("Set up check")}
    return form_page(request, form, run, context=context, said=_("The check is set up."))


@staff_page
@require_http_methods(["GET", "POST"])
def check_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything but its kind; days that have run stay as they are."""
    one = find_check(request, pk)
    specs = queries.verification_sides(one.biller_id, request.viewer)
    first = first_values(one, queries.sources_of(one))
    form = CheckForm(request.POST or None, initial=first, kind=one.kind, specs=specs)

    def run(given: Any) -> str:
        operations.change_check(
            check=one, sources=form.sources(), expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )  # fmt: skip
        return reverse("daily:check", args=[pk])

    context = {
        "page_title": _("Edit %(name)s") % {"name": one.name},
        "page_lead": KIND_HELP[Kind(one.kind)],
        "breadcrumbs": crumbs(one.biller, one),
        "submit_label": _("Save check"),
        "cancel_url": reverse("daily:check", args=[pk]),
    }
    return form_page(request, form, run, context=context, record=one.record)


@staff_page
@require_POST
def check_pause(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Pauses or resumes."""
    one = find_check(request, pk)
    turn = operations.resume_check if request.POST.get("to") == "resume" else operations.pause_check
    said = _("The check runs again.") if request.POST.get("to") == "resume" else _("The check is paused.")
    return act(
        request, lambda: turn(check=one, by=request.viewer, now=timezone.now()), said=said,
        then=reverse("daily:check", args=[pk]),
    )  # fmt: skip


@staff_page
@require_POST
def check_run(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Runs a day now, the last one or the one that is named, and shows its page."""
    one = find_check(request, pk)
    chosen, begun = RunForm(request.POST).chosen(), None
    with refusal_to_message(request):
        begun = operations.run_now(check=one, day=chosen, by=request.viewer, now=timezone.now())
    return redirect("daily:check", pk) if begun is None else redirect("daily:day", begun.pk)


@staff_page
@require_http_methods(["GET", "POST"])
def file_new(request: PageRequest, pk: uuid.UUID, role: str) -> HttpResponse:
    """Takes a file for a day."""
    one = find_check(request, pk)
    if role not in ROLES[one.kind]:
        raise Http404
    form = DayFileForm(request.POST, request.FILES) if request.method == "POST" else DayFileForm()

    def run(given: Any) -> str:
        file = given["file"]
        kept = operations.receive_file(
            check=one, role=role, name=file.name, stream=file, day=given["day"], by=request.viewer, now=timezone.now()
        )
        ran = queries.day_that_ran(one, kept.day)
        if ran is None:
            messages.success(request, _("The file is here. Run the check, or wait for its time."))
            return reverse("daily:check", args=[pk])
        if any(told["sha256"] == kept.sha256 for told in ran.files):
            messages.info(request, _("This file was here already, and the day was checked with it."))
        else:
            messages.warning(request, _("The file is here. This day was checked without it: choose Run again."))
        return reverse("daily:day", args=[ran.pk])

    context = {
        "page_title": _("%(file)s for %(check)s") % {"file": ROLE_NAMES[role], "check": one.name},
        "page_lead": _("Up to 100 MB. Card numbers are looked for before anything is kept."),
        "breadcrumbs": crumbs(one.biller, one),
        "submit_label": _("Take file"),
        "cancel_url": reverse("daily:check", args=[pk]),
        "is_upload": True,
    }
    return form_page(request, form, run, context=context)


def _facts(one: DailyCheck) -> list[Any]:
    days = ", ".join(WEEK[day] for day in one.weekdays)
    alarm = _("more than %(n)d banking days") % {"n": one.alarm_days}
    rows: list[Any] = [
        (_("Biller"), one.biller.name, reverse("daily:board", args=[one.biller_id])),
        (_("Phase"), one.phase.name),
        (_("Files expected by"), f"{one.due_time} {one.phase.biller.time_zone}"),
        (_("On"), days + (_(", not on bank holidays") if one.skips_holidays else "")),
        (_("Owner"), one.owner.name if one.owner else None),
    ]
    if one.kind != Kind.BALANCE:
        rows.append((_("Alarm when open for"), alarm))
    if one.look_back > 1:
        rows.append((_("Files taken together"), _("%(n)d days") % {"n": one.look_back}))
    if one.cut_off:
        rows.append((_("Files count for the next day after"), one.cut_off))
    if one.spec is not None:
        rows.append((_("Mapping"), one.spec.name, reverse("verification:spec", args=[one.spec_id])))
    if one.case is not None:
        rows.append((_("Case"), str(one.case), reverse("support:case", args=[one.case_id])))
    return rows
