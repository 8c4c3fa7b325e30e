"""Everything that is open for one client, whoever owns it: tasks, cases, RAID entries and changes as one list."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from pilotage.billers.models import Biller
from pilotage.changes.models import ChangeRequest
from pilotage.changes.queries import ALIVE
from pilotage.core.viewer import Viewer
from pilotage.people.enums import ROLE_NAMES
from pilotage.phased.enums import KIND_NAMES, Kind
from pilotage.raid.enums import EntryState
from pilotage.raid.models import RaidEntry
from pilotage.support.enums import CaseState
from pilotage.support.models import Case
from pilotage.work.enums import FINISHED
from pilotage.work.models import Task

FAR = date.max
#: Critical and high cases, then high risks, then the rest; within it by date.
_CASE_RANK = {1: 0, 2: 1, 3: 3, 4: 4}
_RAID_RANK = {"high": 1, "medium": 3, "low": 4}


@dataclass(frozen=True)
class Item:
    """One open thing. `rank` 0 comes first; `side` is who has to act: provider, biller or vendor (any other party)."""

    kind: Kind
    title: str
    mark: str
    url: str
    state: str
    state_words: str
    rank: int
    owner_id: int | None
    owner: str
    side: str
    phase_id: uuid.UUID | None
    phase: str
    due_date: date | None
    since: date

    @property
    def kind_words(self) -> str:
        """Case, task, RAID entry or change."""
        return KIND_NAMES[self.kind]


SORTS: dict[str, Callable[[Item], Any]] = {
    "urgency": lambda one: (one.rank, one.due_date or FAR, one.since, one.title),
    "title": lambda one: one.title.lower(),
    "due": lambda one: (one.due_date or FAR, one.rank, one.title),
    "kind": lambda one: (one.kind_words, one.rank, one.due_date or FAR),
    "owner": lambda one: (not one.owner, one.owner.lower(), one.rank, one.due_date or FAR),
    "since": lambda one: (one.since, one.title),
}


def front(viewer: Viewer, biller: Biller, asked: dict[str, Any], *, today: date, sort: str = "") -> list[Item]:
    """What is open, the most urgent first. `asked`: q, kind, phase (id), owner (user id, or `none`), side, due (overdue, week, none)."""
    found = [*_cases(viewer, biller), *_tasks(viewer, biller), *_raid(viewer, biller), *_changes(viewer, biller)]
    wanted = [one for one in found if _fits(one, asked, today)]
    name = sort.removeprefix("-")
    wanted.sort(key=SORTS.get(name, SORTS["urgency"]), reverse=sort.startswith("-") and name in SORTS)
    return wanted


def _fits(one: Item, asked: dict[str, Any], today: date) -> bool:
    text, owner, due = (asked.get("q") or "").strip().lower(), asked.get("owner"), asked.get("due")
    tests = (
        not text or text in f"{one.mark} {one.title} {one.owner}".lower(),
        not asked.get("kind") or one.kind == asked["kind"],
        not asked.get("side") or one.side == asked["side"],
        not asked.get("phase") or str(one.phase_id) == str(asked["phase"]),
        not owner or (one.owner_id is None if owner == "none" else str(one.owner_id) == str(owner)),
        due != "overdue" or (one.due_date is not None and one.due_date < today),
        due != "week" or (one.due_date is not None and today <= one.due_date <= today + timedelta(days=7)),
        due != "none" or one.due_date is None,
    )
    return all(tests)


def _cases(viewer: Viewer, biller: Biller) -> Iterator[Item]:
    rows = Case.objects.visible_to(viewer).filter(biller=biller).exclude(state=CaseState.CLOSED)
    for row in rows.select_related("owner", "phase"):
        side = {"biller": "biller", "vendor": "vendor"}.get(row.path, "provider")
        yield Item(
            Kind.CASE, row.title, row.code, reverse("support:case", args=[row.pk]), row.state, row.get_state_display(),
            _CASE_RANK[row.severity], row.owner_id, row.owner.name if row.owner else "", side, row.phase_id,
            row.phase.name if row.phase else "", row.path_due_date, row.opened_at.date(),
        )  # fmt: skip


def _tasks(viewer: Viewer, biller: Biller) -> Iterator[Item]:
    rows = Task.objects.visible_to(viewer).filter(biller=biller).exclude(state__in=FINISHED)
    for row in rows.select_related("owner", "record", "plan__project__phase", "subject"):
        phase = row.plan.project.phase if getattr(row, "plan", None) is not None else None
        owner = row.owner.name if row.owner else str(ROLE_NAMES.get(row.owner_role, row.owner_role))
        yield Item(
            Kind.TASK, row.title, "", reverse("work:task", args=[row.pk]), row.state, row.get_state_display(),
            2 if row.state == "blocked" else 3, row.owner_id, owner, str(row.side), phase.pk if phase else None,
            phase.name if phase else "", row.due_date, row.record.created_at.date(),
        )  # fmt: skip


def _raid(viewer: Viewer, biller: Biller) -> Iterator[Item]:
    rows = RaidEntry.objects.visible_to(viewer).filter(biller=biller).exclude(state=EntryState.CLOSED)
    for row in rows.select_related("owner", "phase"):
        side = {"us": "provider", "biller": "biller"}.get(row.party, "vendor")
        yield Item(
            Kind.RAID, row.title, row.code, reverse("raid:entry", args=[row.pk]), row.state, row.get_state_display(),
            _RAID_RANK[row.rating], row.owner_id, row.owner.name if row.owner else "", side, row.phase_id, row.phase.name,
            row.due_date or row.review_date, row.raised_at.date(),
        )  # fmt: skip


def _changes(viewer: Viewer, biller: Biller) -> Iterator[Item]:
    rows = ChangeRequest.objects.visible_to(viewer).filter(biller=biller, state__in=ALIVE)
    for row in rows.select_related("phase"):
        yield Item(
            Kind.CHANGE, row.title, row.code, reverse("changes:change", args=[row.pk]), row.state, row.get_state_display(),
            3, row.asked_by_id, row.asked_by_name, "provider" if row.state == "asked" else "biller", row.phase_id,
            row.phase.name, row.wanted_by_date, row.asked_at.date(),
        )  # fmt: skip
