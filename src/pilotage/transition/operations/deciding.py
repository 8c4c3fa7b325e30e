"""Records what client services decides about a phase."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.billers.operations import assign_care
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Refused, Stale
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer, system
from pilotage.notices.operations import tell
from pilotage.onboarding.operations import apply_tier
from pilotage.people.enums import ROLE_NAMES
from pilotage.people.models import User
from pilotage.transition import policy
from pilotage.transition.choosing import NoChoice, Terms, chosen_terms, is_step_down
from pilotage.transition.enums import CHOICE_NAMES, FACT_NAMES, SUPPORT_NAMES, Choice, Support
from pilotage.transition.facts import propose
from pilotage.transition.models import TransitionDecision, TsmRequest
from pilotage.transition.operations.room import check_room, hold_takers
from pilotage.transition.operations.working_out import is_other_outcome, proposal_values, work_out_decisions
from pilotage.transition.permissions import LEADERS, require_decider
from pilotage.transition.queries import asked_by
from pilotage.work.texts import no_card

DECIDED = "transition.decided"
ANSWERED = "transition.tsm_answered"
ROLES_OF_CHOICE: dict[str, tuple[str, ...]] = {
    Choice.TSM: ("tsm",),
    Choice.TAM: ("tam",),
    Choice.HELP_DESK: ("cs_agent", "cs_leader"),
}


def decide(
    *,
    decision: TransitionDecision,
    choice: str,
    assignee: User | None,
    support: str | None = None,
    window_days: int | None = None,
    meetings: int | None = None,
    reason: str = "",
    over_capacity: bool = False,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> TransitionDecision:
    """Client services takes the biller with a TSM, a TAM or the help desk, and names the person.

    `support`, `window_days` and `meetings` are the proposal's unless given. Whatever differs from the proposal is an
    override and needs a reason; less than proposed needs a leader's. Refuses decided ones (reopen first), a TSM or TAM
    without a person of that role, one who is full in a week of it (unless a leader means it: `over_capacity`, with a
    reason), and taking the proposal while facts are missing. Raises `Stale` when somebody else was first, or when the facts
    give another proposal by now. Also: event `transition.decided`; open requests are answered,
    care is assigned, the plan fits the tier, PM, IM and the person are told.
    """
    require_decider(by)
    _bring_facts_up_to_date(decision, expect, now)
    with change(by=by, now=now) as c:
        hold_takers([assignee])
        lock_decision(c, decision, expect)
        if decision.decided_at is not None:
            raise Refused(_("This transition is decided already. Reopen it to decide anew."))
        values = proposal_values(propose([decision.phase], today=policy.today(now))[decision.phase_id])
        if expect is not None and is_other_outcome(decision, values):
            raise Stale(str(decision))
        chosen = _chosen(values, choice, assignee, (support, window_days, meetings))
        over = _over_capacity(c, decision, chosen, choice, assignee, over_capacity, reason.strip())
        _store(c, decision, values, chosen, choice, assignee, reason.strip(), over)
        _follow(c, decision)
        return decision


def decide_as_proposed(
    *,
    decisions: Iterable[TransitionDecision],
    assignee: User | None,
    expect: Mapping[Any, int] | None = None,
    by: Viewer,
    now: datetime,
) -> int:
    """Decides several as the policy proposes, with one TSM: all of them, or none. Help-desk proposals need nobody.

    `expect` are the record versions that the person saw, by id. Refuses when one needs a look of its own: facts are
    missing, the help desk is proposed for an enterprise or where a TSM is asked for, or the TSM is full. Returns how many. Also: as
    `decide`.
    """
    require_decider(by)
    chosen = list(decisions)
    work_out_decisions(phases=[one.phase for one in chosen], by=system(), now=now)
    done = 0
    with change(by=by, now=now):
        hold_takers([assignee])
        for one in chosen:
            one.refresh_from_db()
            _require_plain(one)
            is_help_desk = one.support == Support.HELP_DESK
            choice = Choice.HELP_DESK if is_help_desk else Choice.TSM
            seen = (expect or {}).get(one.pk)
            person = None if is_help_desk else assignee
            decide(decision=one, choice=choice, assignee=person, expect=seen, by=by, now=now)
            done += 1
    return done


def _require_plain(one: TransitionDecision) -> None:
    """Refuses what client services should look at by itself."""
    words = {"phase": one.phase, "facts": listed(one.missing)}
    if one.missing:
        raise Refused(_("%(phase)s lacks facts: %(facts)s. Decide it by itself.") % words)
    if one.support != Support.HELP_DESK:
        return
    if one.facts.get("is_enterprise"):
        raise Refused(_("%(phase)s: an enterprise usually gets a TSM. Decide it by itself.") % words)
    if one.requests.filter(answered_at=None).exists():
        raise Refused(_("%(phase)s: a TSM is asked for. Decide it by itself.") % words)


def _bring_facts_up_to_date(decision: TransitionDecision, expect: int | None, now: datetime) -> None:
    """Who decides on a proposal that is no longer so sees the present one first."""
    if expect is None or decision.decided_at is not None:
        return
    phase = Phase.objects.everywhere().select_related("biller", "integration__product").get(pk=decision.phase_id)
    values = proposal_values(propose([phase], today=policy.today(now))[phase.pk])
    if is_other_outcome(decision, values):
        work_out_decisions(phases=[phase], by=system(), now=now)
        raise Stale(str(decision))


def lock_decision(c: Change, decision: TransitionDecision, expect: int | None) -> None:
    """Locks the decision and its phase, reads both anew, and checks that nobody was faster. The phase is ahead of its go-live."""
    found = Phase.objects.everywhere().select_for_update(of=("self",)).select_related("biller", "integration__product")
    phase = found.get(pk=decision.phase_id)
    held = TransitionDecision.objects.everywhere().select_for_update(of=("self",)).get(pk=decision.pk)
    c.save(held, expect=expect)
    for field in TransitionDecision._meta.concrete_fields:
        if not field.is_relation:
            setattr(decision, field.attname, getattr(held, field.attname))
    decision.assignee, decision.decided_by = held.assignee, held.decided_by
    decision.phase = phase
    if phase.stage not in BEFORE_LIVE:
        raise Refused(_("%(phase)s is live or cancelled; its transition is history.") % {"phase": phase})


def _chosen(
    values: dict[str, Any], choice: str, assignee: User | None, asked: tuple[str | None, int | None, int | None]
) -> Terms:
    """What is chosen, by somebody who can be; refuses what can't be."""
    try:
        chosen = chosen_terms(terms_of(values), choice, *asked)
    except NoChoice as problem:
        raise Refused(str(problem), field=problem.field) from None
    _check_person(choice, assignee)
    return chosen


def _over_capacity(
    c: Change, decision: TransitionDecision, chosen: Terms, choice: str, who: User | None, is_meant: bool, why: str
) -> str:
    """Why the person takes it over their capacity; "" where there is room, and for the help desk."""
    if choice == Choice.HELP_DESK:
        return ""
    today = policy.today(c.now)
    more = asked_by(decision.phase, days=chosen.window_days, meetings=chosen.meetings, today=today)
    return check_room(who, more, is_meant=is_meant, why=why, by=c.by, now=c.now, field="assignee")


def _store(
    c: Change,
    decision: TransitionDecision,
    values: dict[str, Any],
    chosen: Terms,
    choice: str,
    assignee: User | None,
    why: str,
    over: str,
) -> None:
    proposed = terms_of(values)
    check_override(proposed, chosen, values, why, c.by)
    is_override = chosen != proposed
    c.save(
        decision, kind=DECIDED, note=why, **values, worked_out_at=c.now, newer=None, newer_at=None,
        choice=choice, assignee=assignee, decided_by_id=c.by.user_id, decided_at=c.now,
        chosen_support=chosen.support, chosen_window_days=chosen.window_days, chosen_meetings=chosen.meetings,
        is_override=is_override, override_reason=why if is_override else "", over_capacity_reason=over,
    )  # fmt: skip


def check_override(proposed: Terms, chosen: Terms, values: dict[str, Any], why: str, by: Viewer) -> None:
    """Refuses what differs from the proposal without a reason, and less than proposed to anybody but a leader."""
    if why:
        no_card(why, field="reason")
    if chosen == proposed:
        return
    if is_step_down(proposed, chosen) and not by.has(*LEADERS):
        words = _(
            "Less than the policy proposes (row %(row)s) is a client services leader's decision. Ask one of them."
        )
        raise Refused(words % {"row": values["row"]}, field="reason")
    if why:
        return
    if values["missing"]:
        words = _("Facts are missing (%(facts)s), so nothing is proposed. Add them, or say why you decide without.")
        raise Refused(words % {"facts": listed(values["missing"])}, field="reason")
    told = {"support": SUPPORT_NAMES[Support(proposed.support)], "row": values["row"]}
    raise Refused(
        _("The policy proposes %(support)s (row %(row)s). Say why you decide otherwise.") % told, field="reason"
    )


def _follow(c: Change, decision: TransitionDecision) -> None:
    """What follows from a decision: care, plan, answers, notices."""
    who, choice = decision.assignee, decision.choice
    care = "cs_agent" if choice == Choice.HELP_DESK else choice
    if who is not None and care in who.roles:
        assign_care(biller=decision.biller, user=who, role=care, by=c.by, now=c.now)
    apply_tier(
        phase=decision.phase, support=decision.chosen_support, window_days=decision.chosen_window_days or 0,
        by=system(), now=c.now,
    )  # fmt: skip
    outcome = f"{CHOICE_NAMES[Choice(choice)]}, {who.name}" if who else CHOICE_NAMES[Choice(choice)]
    requests = list(
        TsmRequest.objects.everywhere().filter(decision=decision, answered_at=None).select_related("asked_by")
    )
    for request in requests:
        c.save(request, kind=ANSWERED, answered_at=c.now, answered_by_id=c.by.user_id, answer=outcome)
    people = User.objects.filter(cares__biller_id=decision.biller_id, cares__role__in=["pm", "im"])
    told = [*people, who, *(request.asked_by for request in requests)]
    because = f" {decision.override_reason}" if decision.is_override else ""
    tell_decided(
        c, decision, told, f"{decision.phase}: {outcome}.{because}", f"decided:{decision.pk}:{c.now.isoformat()}"
    )


def _check_person(choice: str, assignee: User | None) -> None:
    roles = ROLES_OF_CHOICE[choice]
    if assignee is None:
        if choice == Choice.HELP_DESK:
            return
        raise Refused(_("Name the %(role)s.") % {"role": CHOICE_NAMES[Choice(choice)]}, field="assignee")
    if not set(roles) & set(assignee.roles) or not assignee.is_active:
        words = " or ".join(ROLE_NAMES[role].lower() for role in roles)
        raise Refused(_("%(name)s is no active %(role)s.") % {"name": assignee.name, "role": words}, field="assignee")


def terms_of(values: Mapping[str, Any]) -> Terms:
    """What a proposal's values give."""
    return Terms(values["support"], values["window_days"], values["meetings_required"])


def listed(missing: Iterable[str]) -> str:
    """Facts that are missing, as people call them."""
    return ", ".join(FACT_NAMES.get(name, name.replace("_", " ")) for name in missing)


def tell_decided(c: Change, decision: TransitionDecision, people: list[User | None], text: str, key: str) -> None:
    """Tells people of a decision."""
    tell(
        users=people, kind="decision_made", text=text, url=f"/transition/{decision.pk}/", record=decision.record,
        key=key, by=c.by, now=c.now,
    )  # fmt: skip
