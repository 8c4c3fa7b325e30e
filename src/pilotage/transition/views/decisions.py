"""One transition: facts, the policy's proposal with its row, deciding, and the steps before go-live."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.queries import phase_for
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import system
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import act, form_page
from pilotage.transition import operations, queries
from pilotage.transition.choosing import proposed_choice
from pilotage.transition.enums import CHOICE_NAMES, FACT_NAMES, SUPPORT_NAMES, Choice, Support
from pilotage.transition.forms import DecideForm, KeepForm, ReasonForm
from pilotage.transition.models import TransitionDecision, TsmRequest
from pilotage.transition.permissions import ASKERS, DECIDERS, HELPERS
from pilotage.transition.policy import table_of, today
from pilotage.transition.views.policy import table_rows
from pilotage.transition.views.wording import after_window_words, facts_rows, newer_words, proposal_words, signs_shown

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
    return _page(request, _decision(request, pk))


@staff_page
@require_POST
def decide(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Records the decision; a refusal stays beside its field."""
    found, form = _decision(request, pk), DecideForm(request.POST)

    def run(given: Any) -> str:
        assignee = User.objects.filter(pk=given["assignee"]).first() if given["assignee"] else None
        operations.decide(
            decision=found, choice=given["choice"], assignee=assignee, support=given["support"] or None,
            window_days=given["window_days"], meetings=given["meetings"], reason=given["reason"],
            over_capacity=given["over_capacity"], expect=given["version"], by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        follows = queries.next_to_decide(request.viewer, found.phase) if request.POST.get("then") == "next" else None
        return reverse("transition:decision", args=[follows.pk if follows is not None else pk])

    return form_page(
        request,
        form,
        run,
        context=_context(request, found),
        record=found.record,
        said=_("The transition is decided: %(phase)s.") % {"phase": found.phase},
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
    found = _decision(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.reopen_decision(
            decision=found, reason=given["reason"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return reverse("transition:decision", args=[pk])

    context = _form_context(found, _("Decide %(phase)s anew"), _("Reopen"))
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_http_methods(["GET", "POST"])
def keep(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The decision stands although its facts changed."""
    found = _decision(request, pk)
    form = KeepForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.keep_decision(
            decision=found, reason=given["reason"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return reverse("transition:decision", args=[pk])

    context = _form_context(found, _("Keep the decision on %(phase)s"), _("Keep it"))
    return form_page(request, form, run, context=context, record=found.record, said=_("The decision stands."))


@staff_page
@require_http_methods(["GET", "POST"])
def decline(request: PageRequest, pk: int) -> HttpResponse:
    """Answers a request for a TSM with no."""
    try:
        asked_for = queries.tsm_request_for(request.viewer, pk)
    except TsmRequest.DoesNotExist:
        raise Http404 from None
    found, form = asked_for.decision, ReasonForm(request.POST or None)

    def run(given: Any) -> str:
        operations.decline_tsm_request(request=asked_for, answer=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("transition:decision", args=[found.pk])

    context = _form_context(found, _("No TSM for %(phase)s"), _("Answer"))
    return form_page(request, form, run, context=context, said=_("Who asked has been told."))


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

    def run() -> None:
        made = operations.propose_meetings(phase=found.phase, by=request.viewer, now=timezone.now())
        if late := queries.outside_hours(made):
            words = _("No hour of these days lies in everybody's working hours, 9 to 17. Outside them: %(who)s.")
            messages.warning(request, words % {"who": ", ".join(late)})

    said = _("The meetings are scheduled at the proposed dates; move them as you like.")
    return act(request, run, said=said, then=f"{reverse('golive:readiness', args=[found.phase_id])}#meetings")


def _page(request: PageRequest, found: TransitionDecision) -> HttpResponse:
    context = _context(request, found)
    if context["may_decide"]:
        choice = proposed_choice(found.support, is_enterprise=bool(found.facts.get("is_enterprise")))
        people = queries.candidates(found, today(timezone.now()))
        likely = queries.likely_taker(choice, people)
        first = {"choice": choice, "assignee": likely.pk if likely else "", "version": found.record.version}
        context["form"] = DecideForm(initial=first, people=queries.takers(found=people))
    return render(request, "transition/decision.html", context)


def _context(request: PageRequest, found: TransitionDecision) -> dict[str, Any]:
    is_open = found.decided_at is None and found.phase.stage in BEFORE_LIVE
    viewer = request.viewer
    asked_for = list(found.requests.select_related("asked_by", "answered_by").order_by("-asked_at"))
    is_asked = any(one.answered_at is None for one in asked_for)
    chosen = found.decided_at is not None
    is_ahead = found.phase.stage in BEFORE_LIVE
    table = table_of(found.policy_version)
    signs = queries.risk_signs([found.phase], timezone.now()).get(found.phase_id, []) if is_ahead else []
    return {
        "page_title": str(found.phase),
        "breadcrumbs": CRUMBS,
        "decision": found,
        "question": _("Who supports %(name)s after its go-live?") % {"name": found.biller.name},
        "proposal": proposal_words(found),
        "missing_facts": [
            _("Not known: %(fact)s. Nothing is guessed.") % {"fact": FACT_NAMES.get(fact, fact)}
            for fact in found.missing
        ],
        "facts_rows": facts_rows(found),
        "signs": signs_shown(signs),
        "asked_for": asked_for,
        "is_decided": chosen,
        "chosen_words": CHOICE_NAMES[Choice(found.choice)] if chosen else "",
        "support_words": SUPPORT_NAMES[Support(found.chosen_support)] if chosen and found.chosen_support else "",
        "newer": newer_words(found) if found.newer and is_ahead else None,
        "may_keep": bool(found.newer) and is_ahead and viewer.has(*DECIDERS),
        "after_window": after_window_words(found, table),
        "may_decide": is_open and viewer.has(*DECIDERS),
        "follows": queries.next_to_decide(viewer, found.phase) if viewer.has(*DECIDERS) and is_ahead else None,
        "may_ask": is_ahead and found.choice != Choice.TSM and viewer.has(*ASKERS) and not is_asked,
        "may_answer": viewer.has(*DECIDERS),
        "may_reopen": chosen and is_ahead and viewer.has(*DECIDERS),
        "may_step": viewer.has(*HELPERS),
        "may_schedule": chosen and is_ahead and bool(found.phase.target_go_live_date),
        "policy_rows": table_rows(table, found.row) if table is not None else [],
        "history_url": reverse("desk:history", args=[found.pk]),
    }


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
