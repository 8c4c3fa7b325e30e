"""Opens cases, changes their words and severity, and gives them to people."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.billers.models import Biller, Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.support.enums import CATEGORY_NAMES, SEVERITY_NAMES, Category
from pilotage.support.models import Case
from pilotage.support.permissions import require_writer
from pilotage.support.texts import clean

WORDS = ("title", "description", "reported_by")


def open_case(
    *,
    biller: Biller,
    title: str,
    severity: int,
    phase: Phase | None = None,
    description: str = "",
    category: str = Category.OTHER,
    owner: User | None = None,
    reported_by: str = "",
    by: Viewer,
    now: datetime,
) -> Case:
    """Opens a case of a biller; without an owner it waits for triage.

    Refuses no title, an unknown severity or category, a phase of another biller, and card numbers. Also: event
    `support.case_created`; the owner is told.
    """
    require_writer(by)
    words = clean({"title": title, "description": description, "reported_by": reported_by})
    _check(biller.pk, phase, severity, category)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=biller.pk)  # one opens at a time: numbers have no gaps
        number = 1 + (Case.objects.everywhere().filter(biller=biller).aggregate(last=Max("number"))["last"] or 0)
        made = c.create(
            Case, scope=biller.pk, biller=biller, phase=phase, number=number, severity=severity, category=category, owner=owner,
            opened_at=now, noted_at=now, **words,
        )  # fmt: skip
        _tell_owner(made, by, now)
        return made


def change_case(*, case: Case, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Sets words, phase, severity, category and owner. False when all was so already.

    Refuses as `open_case` does, and closed cases. Raises `Stale`. Also: event `support.case_changed`; a new owner is told.
    """
    require_writer(by)
    words = clean({name: fields.pop(name) for name in WORDS if name in fields})
    given = {name: fields.get(name, getattr(case, name)) for name in ("phase", "severity", "category")}
    _check(case.biller_id, **given)
    with change(by=by, now=now) as c:
        if case.closed_at is not None:
            raise Refused(_("%(code)s is closed. Open it again to change it.") % {"code": case.code})
        had = case.owner_id
        done = c.save(case, expect=expect, **words, **fields)
        if case.owner_id != had:
            _tell_owner(case, by, now)
        return done


def assign_cases(*, cases: Iterable[Case], owner: User | None, by: Viewer, now: datetime) -> int:
    """Gives several to one person: all, or none. Closed ones are left out. Returns how many changed hands."""
    require_writer(by)
    done = 0
    with change(by=by, now=now):
        for case in cases:
            if case.closed_at is None and case.owner_id != (owner.pk if owner else None):
                done += change_case(case=case, owner=owner, by=by, now=now)
    return done


def _check(biller_id: uuid.UUID, phase: Phase | None, severity: int, category: str) -> None:
    if severity not in SEVERITY_NAMES:
        raise Refused(_("Choose a severity from critical to low."), field="severity")
    if category not in CATEGORY_NAMES:
        raise Refused(_("Choose what the case is about."), field="category")
    if phase is not None and phase.biller_id != biller_id:
        raise Refused(_("This phase belongs to another biller."), field="phase")


def _tell_owner(case: Case, by: Viewer, now: datetime) -> None:
    tell(
        users=[case.owner],
        kind="case_assigned",
        text=f"{case} of {case.biller} is yours.",
        url=f"/cases/{case.pk}/",
        record=case.record,
        key=f"case:{case.pk}:{case.owner_id}:{now.isoformat()}",
        by=by,
        now=now,
    )
