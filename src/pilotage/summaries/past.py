"""An Integration Summary as it read at an earlier moment, from its history; and two of them side by side."""

from datetime import datetime
from typing import Any

from pilotage.core.models import Event
from pilotage.summaries.models import IntegrationSummary
from pilotage.summaries.queries import fields_of, filled_fields, words_of

KINDS = ("summaries.summaryfield_created", "summaries.summaryfield_changed", "summaries.summaryfield_removed")


def words_at(summary: IntegrationSummary, at: datetime | None) -> dict[str, str]:
    """What each field said then, by key; now where no moment is given. What was erased by law is left out."""
    if at is None:
        return {key: words_of(row) for key, row in filled_fields(summary).items()}
    states: dict[str, dict[str, Any]] = {}
    events = Event.objects.filter(record_id=summary.pk, kind__in=KINDS, at__lte=at).order_by("seq")
    for event in events.iterator(chunk_size=500):
        payload = event.payload or {}
        key = str(payload.get("title", "")).rpartition(": ")[2]
        if event.kind.endswith("_removed"):
            states.pop(key, None)
        else:
            states.setdefault(key, {}).update(payload.get("after") or {})
    return {
        key: f"N/A: {one.get('reason', '')}" if one.get("is_not_applicable") else one.get("value", "")
        for key, one in states.items()
    }


def side_by_side(
    left: IntegrationSummary,
    right: IntegrationSummary,
    *,
    left_at: datetime | None = None,
    right_at: datetime | None = None,
) -> list[dict[str, Any]]:
    """`{area, label, left, right, is_same}` of every field that either has; invoice types meet by their names."""
    ours, theirs = words_at(left, left_at), words_at(right, right_at)
    mine = {(field.area, field.label): ours.get(field.key, "") for field in fields_of(left)}
    other = {(field.area, field.label): theirs.get(field.key, "") for field in fields_of(right)}
    names = list(dict.fromkeys([*mine, *other]))
    areas = list(dict.fromkeys(area for area, _label in names))
    return [
        {
            "area": area, "label": label, "left": mine.get((area, label), ""), "right": other.get((area, label), ""),
            "is_same": mine.get((area, label), "") == other.get((area, label), ""),
        }
        for area, label in sorted(names, key=lambda name: areas.index(name[0]))
    ]  # fmt: skip
