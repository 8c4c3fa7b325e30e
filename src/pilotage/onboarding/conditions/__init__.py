"""Conditions of playbook tasks: what they may ask, how they are read, whether they hold. Pure."""

from pilotage.onboarding.conditions.facts import FACTS, PRODUCTS, Fact, Facts, fact_words
from pilotage.onboarding.conditions.language import (
    ConditionProblem,
    asked_facts,
    holds,
    is_left_out,
    parse,
    why_bad,
    why_left_out,
)

__all__ = [
    "FACTS", "PRODUCTS", "ConditionProblem", "Fact", "Facts", "asked_facts", "fact_words", "holds", "is_left_out", "parse", "why_bad",
    "why_left_out",
]  # fmt: skip
