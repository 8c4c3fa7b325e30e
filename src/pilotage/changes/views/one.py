"""One change: read, asked for, edited, worked out, approved, refused, withdrawn."""

import uuid
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.views.phases import find_phase
from pilotage.changes import operations, queries
from pilotage.changes.enums import SIDE_NAMES, ChangeState, Side
from pilotage.changes.forms import AskForm, OfferForm, ReasonForm, SponsorForm, YesForm
from pilotage.changes.impact import impact_of
from pilotage.changes.models import ChangeRequest
from pilotage.changes.permissions import may_ask, may_withdraw, may_work_out, side_of
from pilotage.changes.views.log import changes_of, dress
from pilotage.changes.views.of_case import case_behind, words_of
from pilotage.core.errors import Refused
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, form_page
from pilotage.work.places import page_of_record
from pilotage.work.queries import tasks_of
from pilotage.work.views.tasks import talk_about

KEPT = ("title", "what", "why", "kind", "wanted_by_date")
PRICED = ("one_off_amount", "monthly_amount", "currency", "risk", "risk_text", "target_date")


@staff_page
@require_GET
def change(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What is asked for, what it would do, and whose yes is still to come."""
    found, viewer = find_change(request, pk), request.viewer
    side, left = side_of(viewer, found.biller_id), queries.sides_left(found)
    is_alive = found.state in (ChangeState.ASKED, ChangeState.OFFERED)
    context = {
        "page_title": found.title,
        "breadcrumbs": [(_("Changes"), changes_of(found.phase_id))],
        "change": found,
        "facts_rows": _facts(found),
        "plan_edits": queries.plan_edits_of(found),
        "scope_edits": queries.scope_edits_of(found),
        "approvals": queries.approvals_of(found),
        "left": [SIDE_NAMES[Side(one)] for one in left],
        **shown_impact(found),
        "is_alive": is_alive,
        "may_ask": may_ask(viewer, found.biller_id),
        "may_work_out": may_work_out(viewer) and is_alive,
        "may_withdraw": may_withdraw(viewer, found) and is_alive,
        "may_approve": side in left and not (found.side == Side.PROVIDER and found.asked_by_id == viewer.user_id),
        "may_refuse": side is not None and is_alive,
        "may_write_down": may_work_out(viewer) and Side.BILLER in left,
        "may_reopen": may_work_out(viewer) and found.state in (ChangeState.REFUSED, ChangeState.WITHDRAWN),
        "tasks": tasks_of(found.pk, viewer),
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "changes/change.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def change_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A change of a phase; `?case=` is the production issue that led to it."""
    phase = find_phase(request, pk)
    case = case_behind(request, phase)
    form = AskForm(request.POST or None, phase=phase, initial=words_of(case) if case is not None else None)

    def run(given: Any) -> str:
        made = operations.ask_for_change(
            phase=phase, came_from=case.record if case is not None else None, by=request.viewer, now=timezone.now(),
            **form.values(),
        )  # fmt: skip
        return reverse("changes:change", args=[made.pk])

    context = {
        "page_title": _("Ask for a change of %(phase)s") % {"phase": phase},
        "page_lead": _(
            "Nothing changes before its impact on plan, price and risk is known and the right people said yes."
        ),
        "breadcrumbs": [(_("Changes"), changes_of(pk))],
        "submit_label": _("Ask for it"),
        "cancel_url": changes_of(pk),
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def change_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Its words; what was offered is asked for again."""
    found = find_change(request, pk)
    first = {name: getattr(found, name) for name in KEPT}
    first |= {"raid_entry": str(found.raid_entry_id or ""), "version": found.record.version}
    form = AskForm(request.POST or None, phase=found.phase, initial=first)

    def run(given: Any) -> str:
        operations.change_words(
            request=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("changes:change", args=[pk])

    return form_page(request, form, run, context=about(found, _("Edit %(code)s"), _("Save")), record=found.record)


@staff_page
@require_http_methods(["GET", "POST"])
def change_offer(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Price and risk under the impact as the planner sees it now; then it is open for approval."""
    found = find_change(request, pk)
    first = {name: getattr(found, name) for name in PRICED} | {"version": found.record.version}
    form = OfferForm(request.POST or None, initial=first | {"risk": found.risk or "low"})

    def run(given: Any) -> str:
        values = {name: given[name] for name in PRICED}
        operations.offer_change(request=found, expect=given["version"], by=request.viewer, now=timezone.now(), **values)
        return reverse("changes:change", args=[pk])

    context = about(found, _("Work %(code)s out"), _("Offer for approval")) | shown_impact(found, fresh=True)
    return form_page(
        request, form, run, context=context, record=found.record, template="changes/offer.html",
        said=_("It is open for approval; who has to say yes is told."),
    )  # fmt: skip


@staff_page
@require_http_methods(["GET", "POST"])
def change_approve(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A yes for the provider."""
    found = find_change(request, pk)
    form = YesForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.approve_change(
            request=found, remark=given["remark"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return reverse("changes:change", args=[pk])

    context = about(found, _("Approve %(code)s"), _("Approve"))
    return form_page(request, form, run, context=context, record=found.record, said=_("Your yes is kept."))


@staff_page
@require_http_methods(["GET", "POST"])
def change_sponsor(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The sponsor's yes, written down by PM or IM."""
    found = find_change(request, pk)
    form = SponsorForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.approve_change(
            request=found, sponsor=given["sponsor"], remark=given["remark"], expect=given["version"], by=request.viewer,
            now=timezone.now(),
        )  # fmt: skip
        return reverse("changes:change", args=[pk])

    context = about(found, _("The sponsor's yes to %(code)s"), _("Write it down"))
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_http_methods(["GET", "POST"])
def change_refuse(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A no, with its reason."""
    return _reasoned(request, pk, operations.refuse_change, _("Refuse %(code)s"), _("Refuse"))


@staff_page
@require_http_methods(["GET", "POST"])
def change_withdraw(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Nobody wants it any more."""
    return _reasoned(request, pk, operations.withdraw_change, _("Withdraw %(code)s"), _("Withdraw"))


@staff_page
@require_POST
def change_reopen(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """It is asked for again."""
    found = find_change(request, pk)
    return act(
        request,
        lambda: operations.reopen_change(request=found, by=request.viewer, now=timezone.now()),
        said=_("It is asked for again."),
        then=reverse("changes:change", args=[pk]),
    )


def find_change(request: PageRequest, pk: uuid.UUID) -> ChangeRequest:
    """The change, or a page that isn't there."""
    try:
        found = queries.change_for(request.viewer, pk)
    except ChangeRequest.DoesNotExist:
        raise Http404 from None
    dress(found)
    return found


def shown_impact(found: ChangeRequest, *, fresh: bool = False) -> dict[str, Any]:
    """`impact` with days as days, and `impact_problem` where the plan can't take the edits.

    It is as the plan stood at the last edit or offer; `fresh` works it out anew.
    """
    try:
        impact = impact_of(found, found.target_date) if fresh else found.impact
    except Refused as refused:
        return {"impact": None, "impact_problem": refused.message}
    if not impact:
        return {"impact": None, "impact_problem": ""}
    days = ("go_live_before", "go_live_after", "target_before", "target_after", "baseline")
    shown = impact | {name: date.fromisoformat(impact[name]) for name in days if impact.get(name)}
    shown["moved"] = [
        one | {name: date.fromisoformat(one[name]) for name in ("before", "after") if one[name]}
        for one in impact["moved"]
    ]
    return {"impact": shown, "impact_problem": ""}


def about(found: ChangeRequest, title: str, label: str) -> dict[str, Any]:
    """What a form page about a change shows around the form."""
    here = reverse("changes:change", args=[found.pk])
    return {
        "page_title": title % {"code": found.code},
        "page_lead": found.title,
        "breadcrumbs": [(_("Changes"), changes_of(found.phase_id)), (found.title, here)],
        "submit_label": label,
        "cancel_url": here,
    }


def _reasoned(request: PageRequest, pk: uuid.UUID, run_it: Any, title: str, label: str) -> HttpResponse:
    found = find_change(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        run_it(request=found, reason=given["reason"], expect=given["version"], by=request.viewer, now=timezone.now())
        return reverse("changes:change", args=[pk])

    return form_page(request, form, run, context=about(found, title, label), record=found.record)


def _facts(found: ChangeRequest) -> list[tuple[Any, ...]]:
    project = (
        (_("Project"), found.project.name, reverse("onboarding:project", args=[found.project_id]))
        if found.project else (_("Project"), None)
    )  # fmt: skip
    raid = (
        [(_("RAID entry"), str(found.raid_entry), reverse("raid:entry", args=[found.raid_entry_id]))]
        if found.raid_entry else []
    )  # fmt: skip
    came_from = [(_("Came from"), found.came_from.title, page_of_record(found.came_from))] if found.came_from else []
    return [
        (_("Phase"), str(found.phase), reverse("golive:readiness", args=[found.phase_id])),
        project,
        (_("Kind"), found.get_kind_display()),
        (_("Asked by"), f"{found.asked_by_name} ({_('biller') if found.side == Side.BILLER else _('provider')})"),
        (_("Wanted by"), found.wanted_by_date),
        *raid,
        *came_from,
        (_("Price, once"), found.once),
        (_("Price, monthly"), found.monthly),
        (_("Risk"), f"{found.get_risk_display()} {found.risk_text}".strip() if found.risk else None),
    ]
