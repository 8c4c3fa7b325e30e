"""Go-lives: the list, the readiness of one phase, approvals, waivers, and the go-live itself."""

import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.exports import KINDS, table_file
from pilotage.golive import operations, queries
from pilotage.golive.enums import APPROVAL_NAMES, ApprovalSide
from pilotage.golive.forms import GoLiveFilter, LiveForm, ReasonForm, WaiveForm
from pilotage.golive.gates import Gate
from pilotage.golive.models import Approval, Waiver
from pilotage.golive.permissions import DOERS, LEADERS, side_of
from pilotage.meetings.permissions import ORGANISERS
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls, form_page, page_of
from pilotage.transition.meeting_moves import misfits

CRUMBS = [(gettext_lazy("Go-lives"), "/go-lives/")]
VIEWS = {"ahead": gettext_lazy("Ahead"), "waiting": gettext_lazy("Waits for a signature"), "done": gettext_lazy("Live")}
HEADERS = (
    "biller",
    "phase",
    "stage",
    "target_go_live",
    "went_live",
    "approved_by_project",
    "approved_by_client_services",
    "owner",
)


@staff_page
@require_GET
def go_lives(request: PageRequest) -> HttpResponseBase:
    """Go-lives ahead, waiting for a signature, and done."""
    form, sort, view = GoLiveFilter(request.GET), request.GET.get("sort", ""), request.GET.get("view", "ahead")
    who = request.viewer.user_id if request.GET.get("mine") else None
    found = queries.go_lives(request.viewer, view=view, text=asked(form).get("q", ""), who=who, sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "go-lives", HEADERS, _export(found))
    page, home = page_of(request, found), reverse("golive:list")
    context = {
        "page_title": _("Go-lives"),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "view": view,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "tabs": [
            *(
                {"label": label, "url": f"{home}?view={key}", "active": key == view and not who}
                for key, label in VIEWS.items()
            ),
            {"label": _("Mine"), "url": f"{home}?mine=1", "active": bool(who)},
        ],
        **export_urls(request),
    }
    return render(request, "golive/list.html", context)


@staff_page
@require_GET
def readiness(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Every gate of a phase as read now; approvals, waivers, meetings; what to do next."""
    phase, now, viewer = _phase(request, pk), timezone.now(), request.viewer
    signed, waivers = queries.papers_of(phase, now=now)
    read, is_ahead = queries.read_evidence(phase, now=now, is_fresh=True, waivers=waivers), phase.stage in BEFORE_LIVE
    gates = queries.read_gates(phase, now=now, read=read) if is_ahead else []
    is_ready, side = queries.is_ready(gates), side_of(viewer)
    sides = {one.side: one for one in signed}
    context = {
        "page_title": _("Readiness of %(phase)s") % {"phase": phase},
        "breadcrumbs": [*CRUMBS, (phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))],
        "phase": phase,
        "verdict": _verdict(phase, gates, sides),
        "gates": [_drawn(gate) for gate in gates],
        "signatures": [{"label": label, "approval": sides.get(key)} for key, label in APPROVAL_NAMES.items()],
        "waivers": read.waivers,
        "meetings": read.meetings,
        "protections": read.protections,
        "misfits": misfits(phase, now=now, meetings=read.meetings) if is_ahead else [],
        "go_live": None if is_ahead else queries.go_live_of(pk),
        "decision": read.decision,
        "user_id": viewer.user_id,
        "is_ahead": is_ahead,
        "may_approve": is_ahead and is_ready and side is not None and side not in sides,
        "may_waive": is_ahead and viewer.has(*LEADERS) and not is_ready,
        "may_live": is_ahead and is_ready and len(sides) == len(ApprovalSide) and viewer.has(*DOERS),
        "may_organise": viewer.has(*ORGANISERS) and is_ahead,
        "version": phase.record.version,
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "golive/readiness.html", context)


@staff_page
@require_POST
def approve(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Signs for the person's side."""
    phase = _phase(request, pk)
    version = request.POST.get("version", "")
    return act(
        request,
        lambda: operations.approve(
            phase=phase, expect=int(version) if version.isdecimal() else None, by=request.viewer, now=timezone.now()
        ),
        said=_("You approved the go-live."),
        then=reverse("golive:readiness", args=[pk]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Takes a signature back."""
    found = (
        Approval.objects.visible_to(request.viewer)
        .filter(pk=pk, withdrawn_at=None)
        .select_related("phase__biller")
        .first()
    )
    if found is None:
        raise Http404
    form = ReasonForm(request.POST or None)

    def run(given: Any) -> str:
        operations.withdraw_approval(approval=found, reason=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("golive:readiness", args=[found.phase_id])

    return form_page(
        request, form, run, context=_context(found.phase, _("Take the approval of %(phase)s back"), _("Take back"))
    )


@staff_page
@require_http_methods(["GET", "POST"])
def waive(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A leader lets one gate pass for a time."""
    phase = _phase(request, pk)
    form = WaiveForm(request.POST or None, initial={"gate": request.GET.get("gate", "")})

    def run(given: Any) -> str:
        zone = ZoneInfo(phase.biller.time_zone)
        expires = datetime.combine(given["expires"] + timedelta(days=1), time(), tzinfo=zone)
        operations.waive_gate(
            phase=phase,
            gate=given["gate"],
            reason=given["reason"],
            expires_at=expires,
            by=request.viewer,
            now=timezone.now(),
        )
        return reverse("golive:readiness", args=[pk])

    context = _context(phase, _("Waive a gate of %(phase)s"), _("Waive gate"))
    context["page_lead"] = _("Whoever waives is neither of the two who approve.")
    return form_page(request, form, run, context=context)


@staff_page
@require_POST
def unwaive(request: PageRequest, pk: int) -> HttpResponse:
    """The gate counts again."""
    found = Waiver.objects.visible_to(request.viewer).filter(pk=pk, withdrawn_at=None).first()
    if found is None:
        raise Http404
    return act(
        request,
        lambda: operations.withdraw_waiver(waiver=found, by=request.viewer, now=timezone.now()),
        said=_("The gate counts again."),
        then=reverse("golive:readiness", args=[found.phase_id]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def live(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Makes the phase live: asked once, with the day."""
    phase, now = _phase(request, pk), timezone.now()
    today = now.astimezone(ZoneInfo(phase.biller.time_zone)).date()
    form = LiveForm(request.POST or None, initial={"on": today})

    def run(given: Any) -> str:
        operations.go_live(phase=phase, on=given["on"], by=request.viewer, now=timezone.now())
        return reverse("golive:readiness", args=[pk])

    context = _context(phase, _("Make %(phase)s live?"), _("Go live"))
    context["page_lead"] = _(
        "Every gate is read once more. The support window opens, and everybody around the biller is told. This can't be undone."
    )
    return form_page(request, form, run, context=context, said=_("%(phase)s is live.") % {"phase": phase})


def _phase(request: PageRequest, pk: uuid.UUID) -> Phase:
    try:
        return queries.phase_for(request.viewer, pk)
    except Phase.DoesNotExist:
        raise Http404 from None


def _drawn(gate: Gate) -> dict[str, Any]:
    waiver = gate.waiver
    words = ""
    if waiver is not None:
        words = _("Waived by %(name)s until %(day)s: %(reason)s") % {
            "name": waiver.waived_by.name, "day": f"{waiver.expires_at:%-d %b %Y}", "reason": waiver.reason,
        }  # fmt: skip
    drawn: dict[str, Any] = {
        name: getattr(gate, name) for name in ("id", "state", "evidence", "missing", "read_at", "who", "url")
    }
    drawn |= {
        "title": gate.label,
        "waiver": words,
        "action_url": gate.url if gate.missing else "",
        "action_label": _("Supply it"),
    }
    return drawn


def _verdict(phase: Phase, gates: list[Gate], sides: dict[str, Approval]) -> dict[str, str]:
    if phase.went_live_date is not None:
        detail = _("before Pilotage") if phase.is_live_before_pilotage else ""
        return {
            "tone": "good",
            "text": _("Live since %(day)s") % {"day": f"{phase.went_live_date:%-d %b %Y}"},
            "detail": detail,
        }
    if phase.stage not in BEFORE_LIVE:
        return {"tone": "warn", "text": _("Cancelled"), "detail": ""}
    blocked = [gate for gate in gates if gate.state == "blocked"]
    if blocked:
        words = _("%(n)d of %(total)d gates are blocked") % {"n": len(blocked), "total": len(gates)}
        return {"tone": "warn", "text": words, "detail": f"{blocked[0].label}: {blocked[0].missing[0]}"}
    if len(sides) < len(ApprovalSide):
        lacking = [str(label) for key, label in APPROVAL_NAMES.items() if key not in sides]
        return {
            "tone": "good",
            "text": _("Every gate passes"),
            "detail": _("Still to sign: %(who)s.") % {"who": ", ".join(lacking)},
        }
    return {"tone": "good", "text": _("Approved: ready to go live"), "detail": ""}


def _context(phase: Phase, title: str, label: str) -> dict[str, Any]:
    back = reverse("golive:readiness", args=[phase.pk])
    return {
        "page_title": title % {"phase": phase},
        "breadcrumbs": [*CRUMBS, (str(phase), back)],
        "submit_label": label,
        "cancel_url": back,
    }


def _export(found: Any) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=500):
        decision = getattr(one, "decision", None)
        yield [
            one.biller.name, one.name, one.stage, one.target_go_live_date, one.went_live_date, one.has_project, one.has_client,
            decision.assignee.name if decision and decision.assignee else "",
        ]  # fmt: skip
