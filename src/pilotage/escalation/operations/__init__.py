"""The only writers of experts, advice, policies and escalations."""

from pilotage.escalation.operations.asking import answer_advice, ask_expert, save_expert
from pilotage.escalation.operations.climbing import acknowledge, escalate, raise_level, save_policy, start_automatic

__all__ = [
    "acknowledge",
    "answer_advice",
    "ask_expert",
    "escalate",
    "raise_level",
    "save_expert",
    "save_policy",
    "start_automatic",
]
