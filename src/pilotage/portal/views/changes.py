"""Changes as a biller's people see them: asked for, what they would do, the sponsor's yes or no."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.billers.models import Phase
from pilotage.changes import operations, queries
from pilotage.changes.enums import ChangeState, Side
from pilotage.changes.forms import AskForm, ReasonForm, YesForm
from pilotage.changes.models import ChangeRequest
from pilotage.changes.permissions import may_ask, may_ask_for, may_withdraw, side_of
from pilotage.changes.views.log import dress
from pilotage.changes.views.one import shown_impact
from pilotage.people.doors import PageRequest, portal_page
from pilotage.people.pages import form_page, page_of
from pilotage.portal.queries import files_on, phases_of


@portal_page
@require_GET
def changes(request: PageRequest) -> HttpResponse:
    """What was asked for, by both sides."""
    page = page_of(request, queries.changes(request.viewer, {}))
    for one in page:
        dress(one)
    billers = may_ask_for(request.viewer)
    phases = [one for one in phases_of(request.viewer) if one.biller_id in billers]
    context = {
        "page_title": _("Changes"),
        "page_lead": _(
            "What you or the provider asked to do differently, what it costs, and how it moves the go-live."
        ),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "phases": phases,
    }
    return render(request, "portal/changes.html", context)


@portal_page
@require_http_methods(["GET", "POST"])
def change_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A change asked for by the biller's sponsor or administrator."""
    phase = Phase.objects.visible_to(request.viewer).select_related("biller").filter(pk=pk).first()
    if phase is None or not may_ask(request.viewer, phase.biller_id):
        raise Http404
    form = AskForm(request.POST or None, phase=phase, is_theirs=True)

    def run(given: Any) -> str:
        made = operations.ask_for_change(phase=phase, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("portal:change", args=[made.pk])

    context = {
        "page_title": _("Ask for a change of %(phase)s") % {"phase": phase},
        "page_lead": _("We work out what it does to the plan and the price. Nothing changes before you agree."),
        "breadcrumbs": [(_("Changes"), reverse("portal:changes"))],
        "submit_label": _("Ask for it"),
        "cancel_url": reverse("portal:changes"),
    }
    return form_page(request, form, run, context=context, said=_("Thank you. Your project team is told."))


@portal_page
@require_GET
def change(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What is asked for, what it costs, how it moves the plan, and whose yes is still to come."""
    found, viewer = _change(request, pk), request.viewer
    left = queries.sides_left(found)
    side = side_of(viewer, found.biller_id)
    is_alive = found.state in (ChangeState.ASKED, ChangeState.OFFERED)
    is_offered = found.state in (ChangeState.OFFERED, ChangeState.APPROVED)
    context = {
        "page_title": found.title,
        "breadcrumbs": [(_("Changes"), reverse("portal:changes"))],
        "change": found,
        "facts_rows": [
            (_("Phase"), str(found.phase)),
            (_("Asked by"), found.asked_by_name),
            (_("Wanted by"), found.wanted_by_date),
            (_("Price, once"), found.once if is_offered else _("not worked out yet")),
            (_("Price, monthly"), found.monthly if is_offered else _("not worked out yet")),
        ],
        **(shown_impact(found) if is_offered else {}),
        "is_offered": is_offered,
        "approvals": queries.approvals_of(found),
        "waits_for_us": Side.BILLER in left,
        "may_approve": side == Side.BILLER and Side.BILLER in left,
        "may_refuse": side == Side.BILLER and is_alive,
        "may_withdraw": may_withdraw(viewer, found) and is_alive,
        "files": list(files_on(found.pk, viewer)),
    }
    return render(request, "portal/change.html", context)


@portal_page
@require_http_methods(["GET", "POST"])
def change_approve(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The sponsor's yes."""
    found = _change(request, pk)
    form = YesForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.approve_change(
            request=found, remark=given["remark"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return reverse("portal:change", args=[pk])

    context = _about(found, _("Approve “%(title)s”"), _("Approve"))
    words = {"once": found.once, "monthly": found.monthly, "days": found.days_moved or 0}
    context["page_lead"] = _("Once %(once)s, monthly %(monthly)s; the go-live moves by %(days)s working days.") % words
    return form_page(request, form, run, context=context, record=found.record, said=_("Thank you. Your yes is kept."))


@portal_page
@require_http_methods(["GET", "POST"])
def change_refuse(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The sponsor's no, with its reason."""
    return _reasoned(request, pk, operations.refuse_change, _("Refuse “%(title)s”"), _("Refuse"))


@portal_page
@require_http_methods(["GET", "POST"])
def change_withdraw(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Whoever asked takes it back."""
    return _reasoned(request, pk, operations.withdraw_change, _("Withdraw “%(title)s”"), _("Withdraw"))


def _change(request: PageRequest, pk: uuid.UUID) -> Any:
    try:
        found = queries.change_for(request.viewer, pk)
    except ChangeRequest.DoesNotExist:
        raise Http404 from None
    dress(found)
    return found


def _reasoned(request: PageRequest, pk: uuid.UUID, run_it: Any, title: str, label: str) -> HttpResponse:
    found = _change(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        run_it(request=found, reason=given["reason"], expect=given["version"], by=request.viewer, now=timezone.now())
        return reverse("portal:change", args=[pk])

    return form_page(request, form, run, context=_about(found, title, label), record=found.record)


def _about(found: ChangeRequest, title: str, label: str) -> dict[str, Any]:
    here = reverse("portal:change", args=[found.pk])
    return {
        "page_title": title % {"title": found.title},
        "breadcrumbs": [(_("Changes"), reverse("portal:changes")), (found.title, here)],
        "submit_label": label,
        "cancel_url": here,
    }
