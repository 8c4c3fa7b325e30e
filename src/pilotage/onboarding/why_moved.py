"""Why a project's go-live moved: the ledger of lost days between two states of its plan, with what was written about each task."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from pilotage.core.models import Event
from pilotage.core.viewer import Viewer
from pilotage.onboarding.enums import PARTY_NAMES, Party
from pilotage.onboarding.kept_ledgers import ledger_of
from pilotage.onboarding.models import Baseline
from pilotage.onboarding.plan_states import KeptPlan, read, same_calendars
from pilotage.onboarding.scheduling import ProjectPlan
from pilotage.planner.baselines import Variance, compare
from pilotage.planner.ledger import Cause, Ledger, LostDays
from pilotage.work.models import Comment

CAUSE_NAMES = {
    Cause.KICKOFF: "Kickoff moved",
    Cause.PLAN: "Plan changed",
    Cause.HOLD: "On hold",
    Cause.LATE_START: "Begun late",
    Cause.OVERRAN: "Took longer",
    Cause.EARLY: "Won days",
    Cause.PROGRESS: "Progress",
}
#: What people did about a task; moves that the planner made follow from these.
_TELLING = (
    "work.task_changed",
    "work.task_done",
    "work.task_reopened",
    "onboarding.plantask_changed",
    "onboarding.date_fixed",
    "onboarding.links_changed",
)
_MOST_WORDS = 4


@dataclass(frozen=True)
class Said:
    """One comment or event on a task: when, who, what."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One line of the ledger with its task and what was said about it. `task_id` is None for the kickoff and for what is gone."""

    lost: LostDays
    name: str
    task_id: uuid.UUID | None
    said: Sequence[Said] = field(default=())

    @property
    def party_name(self) -> str:
        return PARTY_NAMES.get(Party(self.lost.party), self.lost.party) if self.lost.party else ""

    @property
    def cause_name(self) -> str:
        return CAUSE_NAMES[self.lost.cause]


@dataclass(frozen=True)
class Explained:
    """The whole answer. The days of `entries` add up to `ledger.days`, and so do those of `parties`."""

    ledger: Ledger
    words: str
    entries: Sequence[Entry]
    parties: Sequence[tuple[str, str, int]]


def explain(plan: ProjectPlan, baseline: Baseline, today: date, to: Baseline | None = None) -> Explained:
    """Why the go-live moved between a baseline and another one, or today. Errors: `PlanError`."""
    before = read(baseline.plan, baseline.name)
    after, calendar, goal, parties, names = _after(plan, today, to)
    both = {**before.parties, **parties}
    found = ledger_of(before.state, after, calendar=calendar, goal=goal, parties=both)
    names = {**before.names, **names}
    by_code = {row.code: row.pk for row in plan.rows}
    entries = [
        Entry(one, names.get(one.task_id or "", one.task_id or _("Kickoff")), by_code.get(one.task_id or ""))
        for one in found.entries
    ]
    words = found.in_words(names, _("Go-live") if goal else _("The end of the plan"))
    sums = [(party, PARTY_NAMES.get(Party(party), party), days) for party, days in found.by_party().items()]
    return Explained(found, words, entries, sums)


def compared(
    plan: ProjectPlan, baseline: Baseline, today: date, to: Baseline | None = None
) -> list[tuple[str, Variance]]:
    """Task by task: where it stood in the baseline and stands now (or in another one), with its name. Errors: `PlanError`."""
    before = read(baseline.plan, baseline.name)
    after, calendar, _goal, _parties, names = _after(plan, today, to)
    names = {**before.names, **names}
    return [(names.get(one.task_id, one.task_id), one) for one in compare(before.state, after, calendar=calendar)]


def _after(plan: ProjectPlan, today: date, to: Baseline | None):  # type: ignore[no-untyped-def]
    if to is not None:
        kept: KeptPlan = read(to.plan, to.name)
        return kept.state, kept.calendar, kept.goal, kept.parties, kept.names
    names = {row.code: row.task.title for row in plan.rows}
    return same_calendars(plan.state("", today)), plan.calendar, plan.goal, plan.parties, names


def with_words(entries: Sequence[Entry], viewer: Viewer) -> list[Entry]:
    """The entries with what people said and did about their tasks, the newest first: two questions for all of them."""
    keys = {one.task_id for one in entries if one.task_id is not None}
    said = _said(keys, viewer)
    return [Entry(one.lost, one.name, one.task_id, said.get(one.task_id, [])[:_MOST_WORDS]) for one in entries]


def _said(keys: set[uuid.UUID], viewer: Viewer) -> Mapping[uuid.UUID | None, list[Said]]:
    found: dict[uuid.UUID | None, list[Said]] = defaultdict(list)
    comments = Comment.objects.visible_to(viewer).filter(subject__in=keys, removed_at=None)
    for row in comments.order_by("-created_at")[:200]:
        found[row.subject_id].append(Said(row.created_at, row.author_name, row.text[:200]))
    for event in Event.objects.filter(record_id__in=keys, kind__in=_TELLING).order_by("-seq")[:400]:
        text = _event_text(event)
        if text:
            found[event.record_id].append(Said(event.at, str((event.payload or {}).get("actor", "")), text))
    return {key: sorted(rows, key=lambda one: one.at, reverse=True) for key, rows in found.items()}


def _event_text(event: Event) -> str:
    payload = event.payload or {}
    before, after = payload.get("before") or {}, payload.get("after") or {}
    parts = [
        f"{name.removesuffix('_date').replace('_', ' ').capitalize()}: {before.get(name) or '–'} → {value or '–'}"
        for name, value in after.items()
        if name not in ("done_at", "done_by_id")
    ]
    note = payload.get("note")
    return ". ".join([*parts, *([str(note)] if note else [])])[:200]
