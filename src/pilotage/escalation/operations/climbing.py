"""Keeps policies, starts escalations, raises their levels by the clock, and stops them when somebody takes them."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.escalation import rules
from pilotage.escalation.models import Escalation, EscalationStep, Policy
from pilotage.escalation.permissions import require_keeper
from pilotage.escalation.queries import people_for, policies
from pilotage.notices.operations import tell
from pilotage.planner.calendars import calendar_named
from pilotage.support.enums import CaseState
from pilotage.support.models import Case
from pilotage.support.permissions import require_writer
from pilotage.work.texts import no_card

STARTED = "escalation.started"
CLIMBED = "escalation.climbed"
TAKEN = "escalation.acknowledged"


def save_policy(
    *, policy: Policy | None = None, expect: int | None = None, by: Viewer, now: datetime, **fields: Any
) -> Policy:
    """Keeps a department's policy; escalations under way climb by it from their next level on.

    Refuses a department without a name or twice, no time zone, and levels that don't follow each other. Raises `Stale`. Also: event
    `escalation.policy_created` or `_changed`.
    """
    require_keeper(by)
    fields["department"] = " ".join(str(fields["department"]).split())
    if not fields["department"]:
        raise Refused(_("Name the department."), field="department")
    twice = Policy.objects.filter(department__iexact=fields["department"])
    if twice.exclude(pk=policy.pk if policy is not None else None).exists():
        raise Refused(_("This department has a policy already. Change that one."), field="department")
    if "time_zone" in fields and fields["time_zone"] not in available_timezones():
        raise Refused(_("Name a time zone, such as America/New_York."), field="time_zone")
    if faults := rules.level_faults(fields["levels"]):
        raise Refused(faults[0])
    with change(by=by, now=now) as c:
        if policy is None:
            return c.create(Policy, **fields)
        c.save(policy, expect=expect, **fields)
        return policy


def escalate(*, case: Case, policy: Policy, reason: str, by: Viewer, now: datetime) -> Escalation:
    """The case climbs the policy's levels from now on; a level of no hours is raised at once.

    Refuses a closed case, no reason, and a policy that it climbs already. Also: event `escalation.started`; notices.
    """
    require_writer(by)
    words = " ".join(reason.split())[:300]
    no_card(words, field="reason")
    if not words:
        raise Refused(_("Say why it can't wait."), field="reason")
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=case.pk)
        if Case.objects.everywhere().get(pk=case.pk).state == CaseState.CLOSED:
            raise Refused(_("%(code)s is closed. Open it again to escalate it.") % {"code": case.code})
        if Escalation.objects.everywhere().filter(case=case, policy=policy).exists():
            raise Refused(_("%(code)s climbs this policy already.") % {"code": case.code}, field="policy")
        made = c.create(
            Escalation, scope=case.biller_id, event=STARTED, note=words, biller_id=case.biller_id, case=case, policy=policy,
            reason=words, started_at=now, started_by_name=by.name, next_at=_due(policy, 0, now),
        )  # fmt: skip
        if made.next_at is not None and made.next_at <= now:
            raise_level(pk=made.pk, by=by, now=now)
        return made


def raise_level(*, pk: uuid.UUID, by: Viewer, now: datetime) -> bool:
    """Raises the next level if it is due: once, however often and by whomever it is called. False when nothing was due.

    Also: event `escalation.climbed`; who the level names is told.
    """
    with change(by=by, now=now) as c:
        found = Escalation.objects.everywhere().select_for_update(of=("self",)).filter(pk=pk)
        held = found.select_related("case__record", "policy", "record", "biller").first()
        if held is None or held.acknowledged_at or held.next_at is None or held.next_at > now:
            return False
        levels, number = held.policy.levels, held.level + 1
        if held.case.state == CaseState.CLOSED or number > len(levels):
            return c.save(held, next_at=None)
        people = people_for(levels[number - 1]["role"], held.biller_id)
        c.create(
            EscalationStep, scope=held.biller_id, biller_id=held.biller_id, escalation=held, level=number, raised_at=now,
            told=", ".join(one.name for one in people)[:400],
        )  # fmt: skip
        c.save(held, kind=CLIMBED, level=number, next_at=_due(held.policy, number, held.started_at))
        tell(
            users=people, kind="case_escalated", text=f"Level {number}: {held.case} of {held.biller}. {held.reason}",
            url=f"/cases/{held.case_id}/", record=held.case.record, key=f"escalation:{held.pk}:{number}", by=by, now=now,
        )  # fmt: skip
        return True


def acknowledge(*, escalation: Escalation, remark: str = "", by: Viewer, now: datetime) -> None:
    """Somebody takes it: it climbs no further. Refuses a second time. Also: event `escalation.acknowledged`."""
    require_writer(by)
    words = " ".join(remark.split())[:300]
    no_card(words, field="remark")
    with change(by=by, now=now) as c:
        held = Escalation.objects.everywhere().select_for_update(of=("self",)).get(pk=escalation.pk)
        if held.acknowledged_at is not None:
            raise Refused(_("%(name)s has taken it already.") % {"name": held.acknowledged_by_name})
        c.save(
            escalation,
            kind=TAKEN,
            note=words,
            acknowledged_at=now,
            acknowledged_by_name=by.name,
            remark=words,
            next_at=None,
        )


def start_automatic(*, by: Viewer, now: datetime) -> int:
    """Open cases as severe as an automatic policy names begin to climb it, counted from their opening. Returns how many."""
    started = 0
    for policy in policies().filter(is_automatic=True):
        known = Escalation.objects.everywhere().filter(policy=policy).values("case")
        cases = Case.objects.everywhere().exclude(state=CaseState.CLOSED).filter(severity__lte=policy.severity_from)
        for case in cases.exclude(pk__in=known).select_related("record"):
            with change(by=by, now=now) as c:
                Record.objects.select_for_update().get(pk=case.pk)
                if Escalation.objects.everywhere().filter(case=case, policy=policy).exists():
                    continue
                c.create(
                    Escalation, scope=case.biller_id, event=STARTED, biller_id=case.biller_id, case=case, policy=policy,
                    reason=_("By its severity"), started_at=case.opened_at, started_by_name=by.name,
                    next_at=_due(policy, 0, case.opened_at),
                )  # fmt: skip
                started += 1
    return started


def _due(policy: Policy, level: int, start: datetime) -> datetime | None:
    if level >= len(policy.levels):
        return None
    calendar = None if policy.is_round_the_clock else calendar_named(policy.holidays)
    return rules.due_at(start, int(policy.levels[level]["hours"]), calendar, policy.time_zone)
