"""Raises defects, changes them, and moves them through fix and retest."""

from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.testing import rules
from pilotage.testing.enums import DEFECT_STATE_NAMES, SEVERITY_NAMES, DefectState
from pilotage.testing.models import Defect, TestCase, TestPlan
from pilotage.testing.permissions import require_tester
from pilotage.work.texts import no_card

MOVED = "testing.defect_moved"


def raise_defect(
    *,
    plan: TestPlan,
    title: str,
    severity: str,
    description: str = "",
    case: TestCase | None = None,
    owner: User | None = None,
    due_date: date | None = None,
    by: Viewer,
    now: datetime,
) -> Defect:
    """What a test found. Refuses no title, an unknown severity, card numbers. Also: `testing.defect_created`; the owner is told."""
    require_tester(by, plan.kind)
    words = _words(title=title, description=description)
    _check_severity(severity)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=plan.pk)
        last = Defect.objects.everywhere().filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
        row = c.create(
            Defect, scope=plan.biller_id, biller_id=plan.biller_id, plan=plan, case=case, number=last + 1, severity=severity,
            owner=owner, due_date=due_date, raised_at=now, **words,
        )  # fmt: skip
        _tell_owner(row, by, now)
        return row


def change_defect(*, defect: Defect, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Words, severity, owner, due date. Raises `Stale`. Also: event `testing.defect_changed`; a new owner is told."""
    require_tester(by, defect.plan.kind)
    words = _words(**{name: fields.pop(name) for name in ("title", "description") if name in fields})
    _check_severity(fields.get("severity", defect.severity))
    with change(by=by, now=now) as c:
        had = defect.owner_id
        done = c.save(defect, expect=expect, **fields, **words)
        if defect.owner_id != had:
            _tell_owner(defect, by, now)
        return done


def move_defect(
    *, defect: Defect, to: str, note: str = "", expect: int | None = None, by: Viewer, now: datetime
) -> None:
    """Fixed (to retest), closed by the retest, accepted with a workaround, or open again.

    Refuses moves that leave a step out, and an acceptance without its workaround. Raises `Stale`. Also: event
    `testing.defect_moved`; the owner is told when it opens again.
    """
    require_tester(by, defect.plan.kind)
    text = note.strip()
    no_card(text, field="note")
    if to == DefectState.ACCEPTED and not text:
        raise Refused(_("Say how people get around it; the biller signs with this open."), field="note")
    with change(by=by, now=now) as c:
        held = Defect.objects.everywhere().select_for_update(of=("self",)).get(pk=defect.pk)
        if to not in DEFECT_STATE_NAMES or not rules.may_move(held.state, to):
            words = {"code": defect.code, "state": DEFECT_STATE_NAMES[DefectState(held.state)].lower()}
            raise Refused(_("%(code)s is %(state)s; it can't go there from here.") % words)
        defect.state = held.state
        fields: dict[str, Any] = {
            "state": to,
            "closed_at": now if to in (DefectState.CLOSED, DefectState.ACCEPTED) else None,
        }
        if to == DefectState.ACCEPTED:
            fields["workaround"] = text
        c.save(defect, expect=expect, kind=MOVED, note=text, **fields)
        if to == DefectState.OPEN:
            _tell_owner(defect, by, now)


def _check_severity(severity: str) -> None:
    if severity not in SEVERITY_NAMES:
        raise Refused(_("Say how much it hurts: critical, major, minor or cosmetic."), field="severity")


def _words(**given: str) -> dict[str, str]:
    if "title" in given:
        given["title"] = " ".join(given["title"].split())[:200]
        if not given["title"]:
            raise Refused(_("Say in one line what is wrong."), field="title")
    for name, text in given.items():
        no_card(text, field=name)
    return given


def _tell_owner(defect: Defect, by: Viewer, now: datetime) -> None:
    tell(
        users=[defect.owner],
        kind="defect_assigned",
        text=f"{defect.code} “{defect.title}” of {defect.plan} is yours to mend.",
        url=f"/defects/{defect.pk}/",
        record=defect.record,
        key=f"defect:{defect.pk}:{defect.owner_id}:{now.date()}",
        by=by,
        now=now,
    )
