"""Works out what the policy proposes, and keeps it up to date; what people decided stays as they decided it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.people.queries import users_with_role
from pilotage.transition import policy
from pilotage.transition.enums import SUPPORT_NAMES, Support
from pilotage.transition.facts import Proposed, propose
from pilotage.transition.models import TransitionDecision

WORKED_OUT = "transition.worked_out"
READ = "transition.facts_read"
OVERTAKEN = "transition.facts_changed"
#: What a person decides on; where one of these differs, the policy proposes something else.
_OUTCOME = ("support", "row", "window_days", "is_window_minimum", "meetings_required", "missing")
PORTION = 200


def proposal_values(found: Proposed) -> dict[str, Any]:
    """A proposal as plain values of the decision's columns."""
    proposal = found.proposal
    return {
        "support": proposal.support.value,
        "row": proposal.row or "",
        "policy_version": proposal.policy_version,
        "window_days": proposal.window_days,
        "is_window_minimum": proposal.window_is_minimum,
        "meetings_required": proposal.meetings,
        "facts": found.facts,
        "missing": list(proposal.missing),
        "reason": proposal.reason,
    }


def is_other_outcome(decision: TransitionDecision, values: Mapping[str, Any]) -> bool:
    """Whether the policy proposes something else than what the decision shows."""
    return any(getattr(decision, name) != values[name] for name in _OUTCOME)


def work_out_decision(*, phase: Phase, by: Viewer, now: datetime) -> TransitionDecision:
    """The decision of one phase, brought up to date; made when it is missing. See `work_out_decisions`."""
    return work_out_decisions(phases=[phase], by=by, now=now)[0]


def work_out_decisions(*, phases: Iterable[Phase], by: Viewer, now: datetime) -> list[TransitionDecision]:
    """The decisions of these phases with the policy's proposal brought up to date; made where they are missing.

    A pending one shows the present proposal. A decided one keeps what it was decided on; where the policy proposes
    something else by now, that is kept beside it. Also: events `transition.worked_out`, `transition.facts_read` where the
    proposal stays, and `transition.facts_changed`;
    leaders are told of new ones, leaders and those concerned of decided ones that were overtaken.
    """
    keys = [phase.pk for phase in phases]
    with change(by=by, now=now) as c:
        found = Phase.objects.everywhere().filter(pk__in=keys).select_related("biller", "integration__product")
        fresh = {phase.pk: phase for phase in found.select_for_update(of=("self",)).order_by("pk")}
        proposed = propose(fresh.values(), today=policy.today(now))
        rows = TransitionDecision.objects.everywhere().filter(phase__in=keys).select_related("phase__biller", "record")
        held = {row.phase_id: row for row in rows}
        return [_brought(c, fresh[key], held.get(key), proposal_values(proposed[key])) for key in keys]


def refresh_pending(*, products: Iterable[Any] | None = None, by: Viewer, now: datetime) -> int:
    """Works out every phase ahead of its go-live anew, or those on some products; returns how many.

    A go-live that moved, a cancelled phase, a changed setting or a new version of the policy may change others too.
    """
    found = Phase.objects.everywhere().filter(stage__in=BEFORE_LIVE, target_go_live_date__isnull=False)
    if products is not None:
        found = found.filter(integration__product__in=list(products))
    phases = list(found.only("pk").order_by("pk"))
    for first in range(0, len(phases), PORTION):
        work_out_decisions(phases=phases[first : first + PORTION], by=by, now=now)
    return len(phases)


def _brought(c: Change, phase: Phase, held: TransitionDecision | None, values: dict[str, Any]) -> TransitionDecision:
    if held is None:
        made = c.create(
            TransitionDecision, event=WORKED_OUT, scope=phase.biller_id, biller=phase.biller, phase=phase,
            worked_out_at=c.now, **values,
        )  # fmt: skip
        _tell_waiting(c, made, phase)
        return made
    if held.decided_at is None:
        if any(getattr(held, name) != value for name, value in values.items()):
            kind = WORKED_OUT if is_other_outcome(held, values) else READ
            c.save(held, kind=kind, **values, worked_out_at=c.now)
    elif not is_other_outcome(held, values):
        c.save(held, kind=OVERTAKEN, newer=None, newer_at=None)
    elif held.newer != values:
        is_news = held.newer is None or any(held.newer[name] != values[name] for name in _OUTCOME)
        c.save(held, kind=OVERTAKEN, newer=values, newer_at=c.now)
        if is_news:
            _tell_overtaken(c, held, values)
    return held


def _tell_waiting(c: Change, made: TransitionDecision, phase: Phase) -> None:
    words = _("%(phase)s goes live on %(day)s: decide who supports it.")
    day = f"{phase.target_go_live_date:%-d %b %Y}" if phase.target_go_live_date else ""
    _tell(
        c,
        made,
        [],
        words % {"phase": phase, "day": day} if day else _("%(phase)s: decide who supports it.") % {"phase": phase},
        f"decision:{made.pk}",
    )


def _tell_overtaken(c: Change, decision: TransitionDecision, values: Mapping[str, Any]) -> None:
    words = _("%(phase)s was decided on other facts; the policy now proposes %(support)s. Keep it or decide anew.")
    text = words % {"phase": decision.phase, "support": SUPPORT_NAMES[Support(values["support"])]}
    concerned = User.objects.filter(pk__in=[decision.assignee_id, decision.decided_by_id])
    _tell(c, decision, list(concerned), text, f"overtaken:{decision.pk}:{c.now.isoformat()}")


def _tell(c: Change, decision: TransitionDecision, people: list[User], text: str, key: str) -> None:
    tell(
        users=[*users_with_role("cs_leader", "tsm_manager"), *people], kind="decision_waiting", text=text,
        url=f"/transition/{decision.pk}/", record=decision.record, key=key, by=c.by, now=c.now,
    )  # fmt: skip
