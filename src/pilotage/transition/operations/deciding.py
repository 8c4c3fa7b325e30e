"""Works the support decision of a phase out, and records what client services decides."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.billers.operations import assign_care
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer, system
from pilotage.notices.operations import tell
from pilotage.onboarding.operations import apply_tier
from pilotage.people.enums import ROLE_NAMES
from pilotage.people.models import User
from pilotage.people.queries import users_with_role
from pilotage.transition.enums import CHOICE_NAMES, SUPPORT_NAMES, Choice, Support
from pilotage.transition.facts import propose
from pilotage.transition.models import TransitionDecision
from pilotage.transition.permissions import LEADERS, require, require_decider

WORKED_OUT = "transition.worked_out"
DECIDED = "transition.decided"
REOPENED = "transition.reopened"
_ROLES: dict[str, tuple[str, ...]] = {
    Choice.TSM: ("tsm",),
    Choice.TAM: ("tam",),
    Choice.HELP_DESK: ("cs_agent", "cs_leader"),
}


def work_out_decision(*, phase: Phase, by: Viewer, now: datetime) -> TransitionDecision:
    """The decision of a phase with the policy's proposal brought up to date; made when it is missing.

    What people decided stays. Also: event `transition.worked_out` when the proposal changed; leaders are told of a new one.
    """
    fresh = Phase.objects.everywhere().select_related("biller", "integration__product").get(pk=phase.pk)
    found = propose([fresh], today=now.date())[fresh.pk]
    proposal = found.proposal
    values: dict[str, Any] = {
        "support": proposal.support,
        "row": proposal.row or "",
        "policy_version": proposal.policy_version,
        "window_days": proposal.window_days,
        "is_window_minimum": proposal.window_is_minimum,
        "meetings_required": proposal.meetings,
        "facts": found.facts,
        "missing": list(proposal.missing),
        "reason": proposal.reason,
    }
    with change(by=by, now=now) as c:
        held: TransitionDecision | None = (
            TransitionDecision.objects.everywhere()
            .select_related("phase__biller", "record")
            .filter(phase=fresh)
            .first()
        )
        if held is not None:
            if any(getattr(held, name) != value for name, value in values.items()):
                c.save(held, kind=WORKED_OUT, **values, worked_out_at=now)
            return held
        made = c.create(
            TransitionDecision, event=WORKED_OUT, scope=fresh.biller_id, biller=fresh.biller, phase=fresh,
            worked_out_at=now, **values,
        )  # fmt: skip
        tell(
            users=users_with_role("cs_leader", "tsm_manager"),
            kind="decision_waiting",
            text=f"{fresh} goes live on {fresh.target_go_live_date:%-d %b %Y}: decide who supports it."
            if fresh.target_go_live_date
            else f"{fresh}: decide who supports it.",
            url=f"/transition/{made.pk}/",
            record=made.record,
            key=f"decision:{made.pk}",
            by=by,
            now=now,
        )
        return made


def decide(
    *,
    decision: TransitionDecision,
    choice: str,
    assignee: User | None,
    support: str | None = None,
    window_days: int | None = None,
    meetings: int | None = None,
    reason: str = "",
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> TransitionDecision:
    """Client services takes the biller with a TSM, a TAM or the help desk, and names the person.

    `support`, `window_days` and `meetings` are the proposal's unless given. Whatever differs from the proposal is an
    override and needs a reason. Refuses decided ones (reopen first), a TSM or TAM without a person of that role, and
    taking the proposal while facts are missing. Raises `Stale`. Also: event `transition.decided`; care is assigned, the
    plan fits the tier, PM, IM and the person are told.
    """
    require_decider(by)
    chosen = _chosen(decision, choice, support, window_days, meetings)
    _check_person(choice, assignee)
    is_override = _differs(decision, chosen)
    why = reason.strip()
    if is_override and not why:
        raise Refused(_override_words(decision), field="reason")
    with change(by=by, now=now) as c:
        held = TransitionDecision.objects.everywhere().select_for_update().get(pk=decision.pk)
        if held.decided_at is not None and expect is None:
            raise Refused(_("This transition is decided already. Reopen it to decide anew."))
        _require_before_live(decision)
        fields = {"choice": choice, "assignee": assignee, "decided_by_id": by.user_id, "decided_at": now}
        override = {"is_override": is_override, "override_reason": why if is_override else ""}
        stored = {f"chosen_{name}": value for name, value in chosen.items()}
        c.save(decision, expect=expect, kind=DECIDED, note=why, **fields, **override, **stored)
        if assignee is not None and choice in (Choice.TSM, Choice.TAM):
            assign_care(biller=decision.biller, user=assignee, role=choice, by=by, now=now)
        apply_tier(
            phase=decision.phase, support=chosen["support"], window_days=chosen["window_days"], by=system(), now=now
        )
        _tell_decided(decision, by, now)
        return decision


def decide_as_proposed(*, decisions: Iterable[TransitionDecision], assignee: User, by: Viewer, now: datetime) -> int:
    """Decides several as the policy proposes, with one TSM: all of them, or none. Help-desk proposals need nobody.

    Refuses when one lacks facts. Returns how many. Also: as `decide`.
    """
    done = 0
    with change(by=by, now=now):
        for one in decisions:
            if one.missing:
                words = {"phase": one.phase, "facts": ", ".join(one.missing)}
                raise Refused(_("%(phase)s lacks facts: %(facts)s. Decide it by itself.") % words)
            is_help_desk = one.support == Support.HELP_DESK
            choice = Choice.HELP_DESK if is_help_desk else Choice.TSM
            decide(decision=one, choice=choice, assignee=None if is_help_desk else assignee, by=by, now=now)
            done += 1
    return done


def reopen_decision(*, decision: TransitionDecision, reason: str, by: Viewer, now: datetime) -> None:
    """Takes a decision back, so that it is pending again. Refuses without a reason, and once the phase is live.

    Also: event `transition.reopened`.
    """
    require(by, (*LEADERS, "admin"), _("Only a leader may reopen a decision."))
    if not reason.strip():
        raise Refused(_("Say why it is decided anew."), field="reason")
    with change(by=by, now=now) as c:
        _require_before_live(decision)
        c.save(
            decision, kind=REOPENED, note=reason.strip(), choice="", chosen_support="", chosen_window_days=None,
            chosen_meetings=None, assignee=None, is_override=False, override_reason="", decided_by=None, decided_at=None,
        )  # fmt: skip


def _chosen(
    decision: TransitionDecision, choice: str, support: str | None, window_days: int | None, meetings: int | None
) -> dict[str, Any]:
    if choice not in CHOICE_NAMES:
        raise Refused(_("Choose TSM, TAM or help desk."), field="choice")
    if choice == Choice.HELP_DESK:
        return {"support": Support.HELP_DESK, "window_days": 0, "meetings": 0}
    is_offered = decision.support in (Support.SUCCESS, Support.LIGHT)
    named = support or (decision.support if is_offered else Support.SUCCESS)
    if named not in (Support.SUCCESS, Support.LIGHT):
        raise Refused(_("A TSM or TAM gives Transition Success or its light form."), field="support")
    days = window_days if window_days is not None else (decision.window_days if is_offered else 30)
    count = meetings if meetings is not None else (decision.meetings_required if is_offered else 1)
    if not days or not 1 <= days <= 365:
        raise Refused(_("A support window has from 1 to 365 days."), field="window_days")
    if count is None or not 0 <= count <= 20:
        raise Refused(_("From 0 to 20 meetings can be asked for."), field="meetings")
    return {"support": named, "window_days": days, "meetings": count}


def _differs(decision: TransitionDecision, chosen: dict[str, Any]) -> bool:
    proposed = {
        "support": decision.support,
        "window_days": decision.window_days,
        "meetings": decision.meetings_required,
    }
    return chosen != proposed


def _override_words(decision: TransitionDecision) -> str:
    if decision.support == Support.FACTS_MISSING:
        words = _(
            "Facts are missing (%(facts)s), so the policy proposes nothing. Add them, or say why you decide without."
        )
        return words % {"facts": ", ".join(decision.missing)}
    return _("The policy proposes %(support)s (row %(row)s). Say why you decide otherwise.") % {
        "support": SUPPORT_NAMES[Support(decision.support)], "row": decision.row,
    }  # fmt: skip


def _check_person(choice: str, assignee: User | None) -> None:
    roles = _ROLES[choice]
    if assignee is None:
        if choice == Choice.HELP_DESK:
            return
        raise Refused(_("Name the %(role)s.") % {"role": CHOICE_NAMES[Choice(choice)]}, field="assignee")
    if not set(roles) & set(assignee.roles) or not assignee.is_active:
        words = " or ".join(ROLE_NAMES[role].lower() for role in roles)
        raise Refused(_("%(name)s is no active %(role)s.") % {"name": assignee.name, "role": words}, field="assignee")


def _require_before_live(decision: TransitionDecision) -> None:
    phase = Phase.objects.everywhere().select_for_update().get(pk=decision.phase_id)
    if phase.stage not in BEFORE_LIVE:
        raise Refused(_("%(phase)s is live or cancelled; its transition is history.") % {"phase": decision.phase})


def _tell_decided(decision: TransitionDecision, by: Viewer, now: datetime) -> None:
    people = list(User.objects.filter(cares__biller_id=decision.biller_id, cares__role__in=["pm", "im"]))
    who = decision.assignee.name if decision.assignee else CHOICE_NAMES[Choice.HELP_DESK]
    tell(
        users=[*people, decision.assignee],
        kind="decision_made",
        text=f"{decision.phase}: {CHOICE_NAMES[Choice(decision.choice)]}, {who}.",
        url=f"/transition/{decision.pk}/",
        record=decision.record,
        key=f"decided:{decision.pk}:{now.isoformat()}",
        by=by,
        now=now,
    )
