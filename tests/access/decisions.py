"""Transitions of the world that the access table is tried in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from access.assignment_subjects import keep_assignments
from pilotage.billers import operations as billers
from pilotage.billers.models import Biller
from pilotage.core.viewer import system
from pilotage.transition import operations as transition
from pilotage.transition.shipped_policy import shipped_versions

if TYPE_CHECKING:
    from access.world import World


def decisions_of(world: World, which: str, row: Biller, used: Any) -> None:
    """A transition that the help desk takes, one decided on other facts, and a TSM asked for."""
    now, pm, leader = world.now, world.viewer("signing_pm"), world.viewer("signing_leader")
    phases = {word: billers.add_phase(by=pm, now=now, biller=row, integration=used, name=word) for word in "htx"}
    for phase in phases.values():
        billers.set_target_go_live(phase=phase, date=(now + timedelta(days=70)).date(), by=pm, now=now)
    helped, overtaken = (transition.work_out_decision(phase=phases[word], by=system(), now=now) for word in "ht")
    transition.decide(decision=helped, choice="help_desk", assignee=None, reason="Small", by=leader, now=now)
    transition.decide(decision=overtaken, choice="tsm", assignee=world.users["tsm"], by=leader, now=now)
    billers.change_phase(phase=phases["t"], integration=None, by=pm, now=now)
    overtaken = transition.work_out_decision(phase=phases["t"], by=system(), now=now)
    asked = transition.ask_for_tsm(phase=phases["x"], reason="Weak IT", by=pm, now=now)
    world.keep(which, helped=helped, overtaken=overtaken, tsm_request=asked)
    _drafts(world, which)


def _drafts(world: World, which: str) -> None:
    """A version of the policy that is being written, and one that a second person reviews."""
    now, day = world.now, (world.now + timedelta(days=40 if which == "own" else 50)).date()
    content = shipped_versions()[-1]["content"]
    made = []
    for word in ("written", "reviewed"):
        day += timedelta(days=1)
        made.append(
            transition.save_draft(
                version=f"{word} {which}", effective_date=day, content=content, reason="A better table",
                by=world.viewer("signing_leader"), now=now,
            )
        )  # fmt: skip
    transition.submit_draft(draft=made[1], by=world.viewer("signing_leader"), now=now)
    world.keep(which, policy_draft=made[0], policy_review=made[1])


def keep_review(world: World) -> None:
    """The weekly review that is open, and proposals for it."""
    review = transition.open_review(by=world.viewer("signing_leader"), now=world.now)
    for which in ("own", "other"):
        world.keep(which, weekly_review=review)
    keep_assignments(world)
