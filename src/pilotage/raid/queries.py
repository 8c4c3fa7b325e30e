"""Questions about RAID logs."""

import uuid
from collections import Counter
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.raid.enums import EntryState
from pilotage.raid.models import RaidEntry

SORTS = {
    "score": ("score", "-review_date", "pk"),
    "-score": ("-score", "review_date", "pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "pk"),
    "biller": ("biller__name", "phase__number", "-score", "pk"),
    "-biller": ("-biller__name", "phase__number", "-score", "pk"),
    "review": (F("review_date").asc(nulls_last=True), "pk"),
    "-review": (F("review_date").desc(nulls_last=True), "pk"),
    "due": (F("due_date").asc(nulls_last=True), "pk"),
    "-due": (F("due_date").desc(nulls_last=True), "pk"),
}
ALIVE = (EntryState.OPEN, EntryState.IN_WORK)


def entries(viewer: Viewer, asked: dict[str, Any], *, today: date, sort: str = "") -> QuerySet[RaidEntry]:
    """Entries with biller, phase and owner, the highest score first.

    `asked`: q, biller, phase (ids), kind, state (`alive` unless given; `all` for every one), rating, party, owner (user id),
    review (`due`), likelihood and impact (a cell of the matrix).
    """
    found = RaidEntry.objects.visible_to(viewer).select_related("record", "biller", "phase__biller", "owner")
    if text := asked.get("q"):
        found = found.filter(
            Q(title__icontains=text) | Q(description__icontains=text) | Q(biller__name__icontains=text)
        )
    state = asked.get("state") or "alive"
    if state == "alive":
        found = found.filter(state__in=ALIVE)
    elif state != "all":
        found = found.filter(state=state)
    for name in ("biller", "phase", "kind", "rating", "party", "owner", "likelihood", "impact"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("review") == "due":
        found = found.filter(review_date__lte=today)
    return found.order_by(*SORTS.get(sort, SORTS["-score"]))


def entry_for(viewer: Viewer, pk: uuid.UUID) -> RaidEntry:
    """Raises `RaidEntry.DoesNotExist` when the viewer doesn't see it."""
    found = RaidEntry.objects.visible_to(viewer).select_related(
        "record", "biller", "phase__biller", "owner", "came_from"
    )
    entry: RaidEntry = found.get(pk=pk)
    return entry


def matrix(found: QuerySet[RaidEntry]) -> dict[tuple[int, int], int]:
    """How many of these stand in each cell (likelihood, impact); what is sure counts as 5."""
    counted: Counter[tuple[int, int]] = Counter()
    for likelihood, impact in found.order_by().values_list("likelihood", "impact"):
        counted[likelihood or 5, impact] += 1
    return dict(counted)


def seeds_raised(phase_id: uuid.UUID) -> dict[str, RaidEntry]:
    """Entries that came from the pre-mortem, by question."""
    found = RaidEntry.objects.everywhere().filter(phase_id=phase_id).exclude(seed="")
    return {entry.seed: entry for entry in found}


def reviews_due(today: date) -> QuerySet[RaidEntry]:
    """Open entries with an owner whose look is due."""
    found = RaidEntry.objects.everywhere().filter(state__in=ALIVE, review_date__lte=today, owner__isnull=False)
    return found.select_related("phase__biller", "owner", "record").order_by("review_date", "pk")
