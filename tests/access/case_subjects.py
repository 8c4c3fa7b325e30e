"""Cases in the access world."""

from datetime import time, timedelta
from typing import Any

from pilotage.billers.models import Phase
from pilotage.core.viewer import system
from pilotage.escalation import operations as escalation
from pilotage.raci import operations as raci
from pilotage.raci import rules
from pilotage.raci.enums import Work
from pilotage.support import operations as support
from pilotage.support.models import Case, TriageCall


def keep_cases(world: Any, which: str, phase: Phase) -> None:
    """A case that is open, and one that was closed; triage calls of all billers, one ahead and one that began."""
    now, pm, tsm = world.now, world.viewer("signing_pm"), world.viewer("tsm")
    cases = {
        word: support.open_case(biller=phase.biller, phase=phase, title=word, severity=2, by=pm, now=now)
        for word in ("case", "closed_case")
    }
    support.close_case(case=cases["closed_case"], outcome="Mended", by=tsm, now=now)
    support.make_calls(by=system(), now=now - timedelta(days=7))
    ahead, begun = (TriageCall.objects.filter(**{f"starts_at__{to}": now}).first() for to in ("gt", "lt"))
    leader = begun.attendances.filter(is_leader=True).first()
    world.keep(which, triage_call=ahead, begun_call=begun, leader_on_call=leader, **cases)
    keep_raci(world, which, phase, cases["case"])
    keep_help(world, which, cases["closed_case"])


def keep_raci(world: Any, which: str, phase: Phase, case: Case) -> None:
    """A matrix of the phase's own, and a question to the IM."""
    now, pm = world.now, world.viewer("signing_pm")
    cells = rules.laid_over(rules.SHIPPED, {"1": {"pm": "C", "im": "I", "tsm": "RA", "csm": "I"}})
    raci.save_phase_matrix(phase=phase, cells=cells, reason="The PM knows them", by=pm, now=now)
    duty = raci.raise_duty(
        work=Work.TRIAGE, phase=phase, subject=case.record, key="case", title="Triage", by=pm, now=now
    )
    world.keep(which, raci_question=duty.shares.everywhere().get(letter="C"))


def keep_help(world: Any, which: str, case: Case) -> None:
    """An expert, a question to them, a policy and an escalation that climbs it."""
    now, leader, sme = world.now, world.viewer("cs_leader"), world.users["sme"]
    hours = {"begins": time(0), "ends": time(23, 59), "backup": None, "remark": "", "is_retired": False}
    expert = escalation.save_expert(area=f"Files {which}", person=sme, by=leader, now=now, **hours)
    advice = escalation.ask_expert(
        subject=case.record, biller=case.biller, expert=expert, question="Why?", by=leader, now=now
    )
    policy = escalation.save_policy(
        department=f"Desk {which}", levels=[{"hours": 4, "role": "tsm"}], severity_from=1, by=leader, now=now
    )
    other = support.open_case(biller=case.biller, title="climbs", severity=2, by=leader, now=now)
    up = escalation.escalate(case=other, policy=policy, reason="Money", by=leader, now=now)
    world.keep(which, expert=expert, advice=advice, policy_up=policy, escalation=up)
