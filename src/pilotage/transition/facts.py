"""The facts of a phase that the policy asks for, read from the database, and the proposal that follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from pilotage.billers.enums import Stage
from pilotage.billers.models import Phase
from pilotage.transition import policy
from pilotage.transition.new_integration import GoLive, GoLiveHistory
from pilotage.transition.rules import TierProposal, propose_tier


@dataclass(frozen=True)
class Proposed:
    """A proposal with the facts that it stands on."""

    proposal: TierProposal
    facts: dict[str, Any]


def propose(phases: Iterable[Phase], *, today: date) -> dict[Any, Proposed]:
    """The proposal of each phase, by its id. Three queries for any number of phases.

    Under the version in force today: what is decided today is decided under today's policy. New or existing is counted
    as of the go-live date.
    """
    chosen = list(phases)
    counting = policy.counting()
    version = policy.policy().in_force(today)
    history = GoLiveHistory(_go_lives(chosen))
    found: dict[Any, Proposed] = {}
    for phase in chosen:
        own, vertical = _go_live(phase), phase.biller.vertical or ""
        judged = history.judge(own, vertical, counting)
        integration = {True: "new", False: "existing", None: None}[judged.is_new]
        proposal = propose_tier(
            version,
            vertical=vertical or None,
            integration=integration,
            mrr=phase.biller.mrr_amount,
            why_integration=judged.reason,
            lacking=judged.lacking,
        )
        found[phase.pk] = Proposed(proposal, _facts(phase, integration, judged.reason, list(judged.counted)))
    return found


def _facts(phase: Phase, integration: str | None, why: str, counted: list[str]) -> dict[str, Any]:
    biller, used = phase.biller, phase.integration
    return {
        "vertical": biller.vertical,
        "state": biller.state,
        "mrr": str(biller.mrr_amount) if biller.mrr_amount is not None else None,
        "is_enterprise": biller.is_enterprise,
        "product": str(used.product) if used is not None and used.product is not None else None,
        "integrator": used.integrator if used is not None else None,
        "integration": integration,
        "why_integration": why,
        "counted": counted,
        "target_go_live": phase.target_go_live_date.isoformat() if phase.target_go_live_date else None,
        "contract_date": biller.contract_date.isoformat() if biller.contract_date else None,
    }


def _go_lives(phases: list[Phase]) -> list[GoLive]:
    """All go-lives on the products of these phases."""
    products = {phase.integration.product_id for phase in phases if phase.integration and phase.integration.product_id}
    rows = Phase.objects.everywhere().filter(integration__product__in=products)
    rows = rows.exclude(Q(went_live_date=None) & Q(target_go_live_date=None))
    return [_go_live(phase) for phase in rows.select_related("biller", "integration__product")]


def _go_live(phase: Phase) -> GoLive:
    used, biller = phase.integration, phase.biller
    return GoLive(
        biller=biller.external_id,
        product=str(used.product) if used is not None and used.product is not None else "",
        integrator=used.integrator if used is not None else "",
        date=phase.went_live_date or phase.target_go_live_date,
        contract_date=biller.contract_date,
        state=biller.state,
        is_cancelled=phase.stage == Stage.CANCELLED,
        name=biller.name,
    )
