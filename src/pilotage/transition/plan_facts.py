"""What a decision tells the plan of its phase: the tier, who supports, whether the integration is new."""

from pilotage.billers.models import Phase
from pilotage.onboarding.facts import Known, KnownFacts, knows_facts
from pilotage.transition.queries import decision_of


@knows_facts
def of_decision(phase: Phase) -> KnownFacts:
    """The tier only once it is decided; a proposal leaves every tier's tasks in the plan."""
    decision = decision_of(phase.pk)
    if decision is None:
        return {}
    found: KnownFacts = {"integration": Known(decision.facts.get("integration"), "the transition policy")}
    if decision.decided_at is not None:
        found["tier"] = Known(decision.chosen_support, "the transition decision")
        found["contact"] = Known(decision.choice, "the transition decision")
        found["window_days"] = Known(decision.chosen_window_days, "the transition decision")
    return found
