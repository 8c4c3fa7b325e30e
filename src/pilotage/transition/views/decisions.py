"""One transition: facts, the policy's proposal with its row, deciding, and the steps before go-live."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.queries import phase_for
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import system
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import act, form_page
from pilotage.transition import operations, queries
from pilotage.transition.enums import CHOICE_NAMES, SUPPORT_NAMES, Choice, Support
from pilotage.transition.forms import DecideForm, ReasonForm
from pilotage.transition.models import TransitionDecision
from pilotage.transition.permissions import ASKERS, DECIDERS, HELPERS
from pilotage.transition.policy import policy

CRUMBS = [(gettext_lazy("Pending transition"), "/transition/")]


@staff_page
@require_http_methods(["GET", "POST"])
def of_phase(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Leads to the transition of a phase; where it isn't worked out yet, a button does it."""
    try:
        phase = phase_for(request.viewer, pk)
    except Phase.DoesNotExist:
        raise Http404 from None
    found = queries.decision_of(pk)
    if found is None and request.method == "POST":
        with refusal_to_message(request):
            found = operations.work_out_decision(phase=phase, by=system(), now=timezone.now())
    if found is not None:
        return redirect("transition:decision", pk=found.pk)
    context = {
        "page_title": _("Transition of %(phase)s") % {"phase": phase},
        "question": _("The support tier is being worked out; that takes a few seconds. Work it out now?"),
        "submit_label": _("Work it out now"),
        "cancel_url": reverse("transition:pending"),
    }
    return render(request, "ui/page_confirm.html", context)


@staff_page
@require_GET
def decision(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The question, the facts with their sources, the proposal with its row, and what was decided."""
    return _page(request, _decision(request, pk), None, status=200)


@staff_page
@require_POST
def decide(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Records the decision; a refusal stays beside its field."""
    found, form = _decision(request, pk), DecideForm(request.POST)

    def run(given: Any) -> str:
        assignee = User.objects.filter(pk=given["assignee"]).first() if given["assignee"] else None
        operations.decide(
            decision=found, choice=given["choice"], assignee=assignee, window_days=given["window_days"], meetings=given["meetings"],
            reason=given["reason"], expect=given["version"], by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("transition:decision", args=[pk])

    return form_page(
        request,
        form,
        run,
        context=_context(request, found),
        record=found.record,
        said=_("The transition is decided."),
        template="transition/decision.html",
    )


@staff_page
@require_http_methods(["GET", "POST"])
def ask(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The IM or PM asks for a TSM."""
    found, form = _decision(request, pk), ReasonForm(request.POST or None)

    def run(given: Any) -> str:
        operations.ask_for_tsm(phase=found.phase, reason=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("transition:decision", args=[pk])

    context = _form_context(found, _("Ask for a TSM for %(phase)s"), _("Ask client services"))
    return form_page(request, form, run, context=context, said=_("Client services has been told."))


@staff_page
@require_http_methods(["GET", "POST"])
def reopen(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes the decision back."""
    found, form = _decision(request, pk), ReasonForm(request.POST or None)

    def run(given: Any) -> str:
        operations.reopen_decision(decision=found, reason=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("transition:decision", args=[pk])

    return form_page(request, form, run, context=_form_context(found, _("Decide %(phase)s anew"), _("Reopen")))


@staff_page
@require_POST
def step(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Marks a help-desk step: `step` leaflet or portal, `undo` takes it back."""
    found = _decision(request, pk)
    steps = {"leaflet": operations.share_leaflet, "portal": operations.show_portal}
    mark = steps.get(request.POST.get("step", ""))
    if mark is None:
        raise Http404
    undo = bool(request.POST.get("undo"))
    return act(
        request,
        lambda: mark(decision=found, undo=undo, by=request.viewer, now=timezone.now()),
        said=_("Taken back.") if undo else _("Noted."),
        then=reverse("transition:decision", args=[pk]),
    )


@staff_page
@require_POST
def meetings(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Schedules what the policy asks for before the go-live, at the proposed dates."""
    found = _decision(request, pk)
    return act(
        request,
        lambda: operations.propose_meetings(phase=found.phase, by=request.viewer, now=timezone.now()),
        said=_("The meetings are scheduled at the proposed dates; move them as you like."),
        then=f"{reverse('golive:readiness', args=[found.phase_id])}#meetings",
    )


def _page(request: PageRequest, found: TransitionDecision, form: DecideForm | None, *, status: int) -> HttpResponse:
    context = _context(request, found)
    first = {"choice": _proposed_choice(found), "version": found.record.version}
    return render(
        request, "transition/decision.html", context | {"form": form or DecideForm(initial=first)}, status=status
    )


def _proposed_choice(found: TransitionDecision) -> str:
    return Choice.HELP_DESK if found.support == Support.HELP_DESK else Choice.TSM


def _context(request: PageRequest, found: TransitionDecision) -> dict[str, Any]:
    is_open = found.decided_at is None and found.phase.stage in BEFORE_LIVE
    viewer = request.viewer
    asked_for = list(found.requests.select_related("asked_by").order_by("-asked_at"))
    chosen = found.decided_at is not None
    return {
        "page_title": str(found.phase),
        "breadcrumbs": CRUMBS,
        "decision": found,
        "question": _("Who supports %(name)s after its go-live?") % {"name": found.biller.name},
        "proposal": _proposal(found),
        "missing_facts": [
            _("Not known: %(fact)s. Nothing is guessed.") % {"fact": fact.replace("_", " ")} for fact in found.missing
        ],
        "facts_rows": _facts(found),
        "asked_for": asked_for,
        "is_decided": chosen,
        "chosen_words": CHOICE_NAMES[Choice(found.choice)] if chosen else "",
        "support_words": SUPPORT_NAMES[Support(found.chosen_support)] if chosen and found.chosen_support else "",
        "is_outdated": chosen and not found.is_override and found.support != found.chosen_support,
        "may_decide": is_open and viewer.has(*DECIDERS),
        "may_ask": is_open and viewer.has(*ASKERS) and not asked_for,
        "may_reopen": chosen and found.phase.stage in BEFORE_LIVE and viewer.has(*DECIDERS),
        "may_step": viewer.has(*HELPERS),
        "may_schedule": chosen and found.phase.stage in BEFORE_LIVE and bool(found.phase.target_go_live_date),
        "policy_rows": _rows(found),
        "history_url": reverse("desk:history", args=[found.pk]),
    }


def _proposal(found: TransitionDecision) -> dict[str, Any] | None:
    if found.support == Support.FACTS_MISSING:
        return {"answer": _("No tier yet"), "reason": found.reason, "row": ""}
    window = _("no support window") if not found.window_days else _("%(n)d days") % {"n": found.window_days}
    if found.is_window_minimum:
        window = _("at least %(window)s, then evaluated") % {"window": window}
    n = found.meetings_required or 0
    meetings = ngettext("at least %(n)d meeting before it", "at least %(n)d meetings before it", n) % {"n": n}
    answer = f"{SUPPORT_NAMES[Support(found.support)]}: {window}" + (f", {meetings}" if n else "")
    return {
        "answer": answer,
        "reason": found.reason,
        "row": _("Row %(row)s") % {"row": found.row},
        "row_url": f"{reverse('transition:policy')}#{found.row}",
        "version": _("policy %(version)s") % {"version": found.policy_version},
    }


def _facts(found: TransitionDecision) -> list[Any]:
    facts, biller = found.facts, reverse("desk:biller", args=[found.biller_id])
    edit = reverse("billers:edit", args=[found.biller_id])
    rows: list[Any] = []
    for key, label in (("vertical", _("Vertical")), ("mrr", _("MRR, USD")), ("state", _("State"))):
        value = facts.get(key)
        source = {"source": _("the biller"), "source_url": edit}
        rows.append(
            {
                "label": label,
                "value": value or "",
                "missing": "" if value or key == "state" else _("not known"),
                **source,
            }
        )
    for key, label in (("product", _("CIS product")), ("integrator", _("Integrator"))):
        value = facts.get(key)
        rows.append(
            {
                "label": label,
                "value": value or "",
                "missing": "" if value else _("not known"),
                "source": _("the integration"),
                "source_url": biller,
            }
        )
    rows.append(
        {
            "label": _("Integration"),
            "value": facts.get("integration") or _("can't be told"),
            "source": facts.get("why_integration", ""),
        }
    )
    rows.append(
        {"label": _("Enterprise"), "value": _("yes: a TSM is usual") if facts.get("is_enterprise") else _("no")}
    )
    rows.append(
        {
            "label": _("Target go-live"),
            "value": found.phase.target_go_live_date,
            "source": _("the phase"),
            "source_url": biller,
        }
    )
    return rows


def _rows(found: TransitionDecision) -> list[dict[str, Any]]:
    from pilotage.transition.views.policy import table_rows

    version = next((one for one in policy().versions if one.version == found.policy_version), None)
    return table_rows(version.table, found.row) if version is not None else []


def _decision(request: PageRequest, pk: uuid.UUID) -> TransitionDecision:
    try:
        return queries.decision_for(request.viewer, pk)
    except TransitionDecision.DoesNotExist:
        raise Http404 from None


def _form_context(found: TransitionDecision, title: str, label: str) -> dict[str, Any]:
    back = reverse("transition:decision", args=[found.pk])
    return {
        "page_title": title % {"phase": found.phase},
        "breadcrumbs": [*CRUMBS, (str(found.phase), back)],
        "submit_label": label,
        "cancel_url": back,
    }
