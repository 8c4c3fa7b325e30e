"""Who may be phased, and the facts behind the five signs: five queries for any number of billers."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from pilotage.billers.enums import Stage
from pilotage.billers.models import Biller, InvoiceType, Phase
from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import MeetingKind, MeetingState
from pilotage.meetings.models import Meeting
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Project
from pilotage.phased.models import Standing
from pilotage.phased.rules import REGULAR, Facts, PhaseFact
from pilotage.raid.enums import EntryState
from pilotage.raid.models import RaidEntry
from pilotage.scope.models import ScopeLine

MOST_NAMES = 4


def candidates(viewer: Viewer, asked: dict[str, Any]) -> QuerySet[Biller]:
    """Billers of which a phase is live while another lies ahead, and those that a person spoke about. `asked`: q, said (yes, no, open)."""
    mine = Phase.objects.everywhere().filter(biller=OuterRef("pk")).exclude(stage=Stage.CANCELLED)
    said = Standing.objects.everywhere().filter(biller=OuterRef("pk"))
    both = Exists(mine.filter(went_live_date=None)) & Exists(mine.filter(went_live_date__isnull=False))
    found = Biller.objects.visible_to(viewer)
    wanted = asked.get("said")
    if wanted in ("yes", "no"):
        found = found.filter(Exists(said.filter(is_phased=wanted == "yes")))
    else:
        found = found.filter(both, ~Exists(said)) if wanted == "open" else found.filter(both | Exists(said))
    if text := (asked.get("q") or "").strip():
        found = found.filter(name__icontains=text)
    return found.order_by("name", "pk")


def facts_of(biller_ids: Iterable[uuid.UUID], now: datetime) -> dict[uuid.UUID, Facts]:
    """The facts of each biller."""
    ids = list(biller_ids)
    meetings, raid, phases = _steering(ids, now), _raid(ids), _phases(ids)
    return {
        one: Facts(phases=tuple(phases[one]), steering_held=tuple(meetings[one][0]),
                   steering_next=min(meetings[one][1], default=None), **raid.get(one, {}))
        for one in ids
    }  # fmt: skip


def standing_of(viewer: Viewer, biller_id: uuid.UUID) -> Standing | None:
    """What a person said about a biller, if anybody did."""
    found = Standing.objects.visible_to(viewer).select_related("record", "biller").filter(biller=biller_id)
    return found.first()


def standings_of(biller_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Standing]:
    """The same for many."""
    return {one.biller_id: one for one in Standing.objects.everywhere().filter(biller__in=list(biller_ids))}


def phases_of(viewer: Viewer, biller_id: uuid.UUID) -> QuerySet[Phase]:
    """A biller's phases with what goes live with each, its projects (closed ones too) and its window."""
    found = Phase.objects.visible_to(viewer).filter(biller=biller_id).select_related("window", "integration__product")
    return found.prefetch_related("invoice_types", "projects").order_by("number")


def _steering(ids: list[uuid.UUID], now: datetime) -> dict[uuid.UUID, tuple[list[Any], list[Any]]]:
    found: dict[uuid.UUID, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    rows = Meeting.objects.everywhere().filter(biller__in=ids, kind=MeetingKind.STEERING)
    rows = rows.exclude(state=MeetingState.CANCELLED).filter(starts_at__gte=now - REGULAR)
    for biller, starts_at, state in rows.values_list("biller", "starts_at", "state"):
        if state == MeetingState.HELD:
            found[biller][0].append(starts_at.date())
        elif starts_at > now:
            found[biller][1].append(starts_at.date())
    return found


def _raid(ids: list[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    rows = RaidEntry.objects.everywhere().filter(biller__in=ids).exclude(state=EntryState.CLOSED)
    counted = rows.order_by().values("biller").annotate(n=Count("pk"), last=Max("record__updated_at"))
    return {row["biller"]: {"raid_open": row["n"], "raid_touched": row["last"].date()} for row in counted}


def _phases(ids: list[uuid.UUID]) -> dict[uuid.UUID, list[PhaseFact]]:
    streams: dict[uuid.UUID, list[str]] = defaultdict(list)
    running: dict[uuid.UUID, list[str]] = defaultdict(list)
    closed: dict[uuid.UUID, list[str]] = defaultdict(list)
    alive = Q(phase__went_live_date=None, phase__biller__in=ids)
    for table, name in ((InvoiceType, "name"), (ScopeLine, "title")):
        rows = table.objects.everywhere().filter(alive)
        if table is ScopeLine:
            rows = rows.exclude(state="dropped")
        for phase, words in rows.order_by("pk").values_list("phase", name):
            streams[phase].append(words)
    projects = Project.objects.everywhere().filter(biller__in=ids).exclude(state=ProjectState.CANCELLED)
    for phase, name, state in projects.order_by("pk").values_list("phase", "name", "state"):
        (closed if state == ProjectState.DONE else running)[phase].append(name)
    found: dict[uuid.UUID, list[PhaseFact]] = defaultdict(list)
    for phase in Phase.objects.everywhere().filter(biller__in=ids).exclude(stage=Stage.CANCELLED).order_by("number"):
        found[phase.biller_id].append(
            PhaseFact(
                phase.name, phase.went_live_date, _few(streams[phase.pk]), tuple(running[phase.pk]), tuple(closed[phase.pk])
            )
        )  # fmt: skip
    return found


def _few(words: list[str]) -> tuple[str, ...]:
    more = len(words) - MOST_NAMES
    return tuple(words[:MOST_NAMES]) + ((f"{more} more",) if more > 0 else ())
