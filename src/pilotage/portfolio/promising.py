"""What the sample's billers were promised: promises, scope lines and what they are followed to."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask
from pilotage.scope.models import Promise, ScopeLine
from pilotage.scope.operations import add_line, add_promise, keep_scope_plan, link_line, mark_not_needed
from pilotage.technical.models import CheckItem
from pilotage.testing.models import TestCase

#: Promise, where it stands, its line, the code of its checklist item, its test case, and its KPI.
PROMISES = (
    ("AutoPay customers need not enrol again", "sales", "Proposal, page 6", "AutoPay migration by token transfer", "REC3", "T48",
     "99 % of AutoPay customers drawn once in the first cycle"),
    ("Customers pay by card, bank and wallet on the web and by phone", "contract", "Schedule B, 2.1",
     "Web and IVR payments by card, bank account and two wallets", "PAY3", "T23", "60 % of payments by self-service in month 6"),
    ("Payments post to the CIS the same day", "solution_design", "Interfaces, 3.2", "Posting file at 18:00 on each business day", "REC1",
     "T63", "Nothing unposted after one business day"),
    ("Bill notices come from the biller's own domain", "contract", "Schedule B, 4.2", "Notices with SPF, DKIM and DMARC of the biller",
     "NOT4", "T52", "Fewer than 1 % of notices bounce"),
)  # fmt: skip
Step = tuple[date, Callable[[datetime], None]]


def promising_steps(
    phase: Phase, place: int, kickoff: date, target: date, person: Callable[[str], Viewer]
) -> list[Step]:
    """Days and what happened on them; what could stop the story's go-live is settled before it."""
    if place % 3 == 2:
        return []
    pm, im = person("pm"), person("im")
    return [
        (kickoff - timedelta(days=3), partial(_promise, phase, pm)),
        (kickoff + timedelta(days=6), partial(_scope, phase, pm)),
        (target - timedelta(days=32), partial(_follow, phase, im, False)),
        (target - timedelta(days=6), partial(_follow, phase, im, True)),
        (target - timedelta(days=5), partial(_keep, phase, pm)),
    ]


def _promise(phase: Phase, by: Viewer, at: datetime) -> None:
    for title, source, reference, *_rest in PROMISES:
        add_promise(phase=phase, title=title, source=source, reference=reference, said_on=at.date(), by=by, now=at)


def _scope(phase: Phase, by: Viewer, at: datetime) -> None:
    held = {one.title: one for one in Promise.objects.everywhere().filter(phase=phase).select_related("record")}
    for title, _source, _reference, line, *_rest in PROMISES:
        add_line(phase=phase, title=line, promises=[held[title]], by=by, now=at)


def _follow(phase: Phase, by: Viewer, is_whole: bool, at: datetime) -> None:
    """Lines are followed to what there is; what there isn't is said to be not needed, once everything is asked for."""
    lines = {one.title: one for one in ScopeLine.objects.everywhere().filter(phase=phase).select_related("record")}
    training = PlanTask.objects.everywhere().filter(project__phase=phase, task__title__icontains="train").first()
    for place, (_title, _source, _reference, name, item, case, kpi) in enumerate(PROMISES):
        line = lines.get(name)
        if line is None or (place == 3 and not is_whole):
            continue
        row = CheckItem.objects.everywhere().filter(phase=phase, code=item).exclude(state="not_applicable").first()
        test = TestCase.objects.everywhere().filter(plan__phase=phase, code=case).select_related("plan").first()
        for step, target in (("configuration", row), ("test", test), ("training", training)):
            if target is not None:
                link_line(line=line, step=step, target=target, by=by, now=at)
            elif is_whole:
                mark_not_needed(line=line, step=step, reason="Held on the provider's own list.", by=by, now=at)
        link_line(line=line, step="kpi", text=kpi, by=by, now=at)


def _keep(phase: Phase, by: Viewer, at: datetime) -> None:
    keep_scope_plan(phase=phase, is_shared=True, by=by, now=at)
