"""What happened to a record, newest first, in plain words."""

import uuid
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

from pilotage.core.models import Event, Record
from pilotage.core.viewer import Viewer
from pilotage.desk import event_words
from pilotage.people.models import User

Row = dict[str, Any]
ERASED = "erased"


def history_of(record_id: uuid.UUID, viewer: Viewer, limit: int = 20, *, before: int | None = None) -> list[Row]:
    """The record's events as `{% history %}` draws them, newest first; nothing for a biller's people.

    `before` is the number of an event: only older ones. Each row also has `seq`. Two queries at most.
    """
    return in_words(list(events_of(record_id, viewer, before=before)[:limit]), viewer)


def events_of(record_id: uuid.UUID, viewer: Viewer, *, before: int | None = None) -> QuerySet[Event]:
    """The bare events of a record that this person may see, newest first."""
    if not viewer.is_provider:
        return Event.objects.none()
    found = Event.objects.filter(record_id=record_id).order_by("-seq")
    return found if before is None else found.filter(seq__lt=before)


def in_words(events: Sequence[Event], viewer: Viewer) -> list[Row]:
    """Events as rows with actor, text, detail, source and changes; names are looked up for all at once."""
    names = _names(events)
    zone = ZoneInfo(viewer.time_zone)
    return [_row(event, names, zone) for event in events]


def _row(event: Event, names: dict[str, str], zone: ZoneInfo) -> Row:
    payload: dict[str, Any] = event.payload or {}
    before, after = payload.get("before") or {}, payload.get("after") or {}
    actor = payload.get("actor") or (ERASED if event.payload is None else "Pilotage")
    title = payload.get("title", "")
    return {
        "seq": event.seq,
        "at": event.at,
        "kind": event.kind,
        "record_id": event.record_id,
        "actor": actor,
        "text": event_words.kind_words(event.kind),
        "title": "" if title == actor else title,
        "detail": payload.get("note", ""),
        "source": event_words.source_words(payload.get("source", "")),
        "address": payload.get("address", ""),
        "changes": [
            (
                event_words.field_words(name),
                event_words.value_words(name, _named(name, before.get(name), names), names, zone),
                event_words.value_words(name, _named(name, after.get(name), names), names, zone),
            )
            for name in event_words.changed_fields(payload)
        ],
    }


def _names(events: Iterable[Event]) -> dict[str, str]:
    """Titles of records and names of people that the events mention, by id as text: one query."""
    records: set[str] = set()
    people: set[str] = set()
    for event in events:
        payload = event.payload or {}
        for side in ("before", "after"):
            for name, value in (payload.get(side) or {}).items():
                for item in value if isinstance(value, list) else (value,):
                    if isinstance(item, str) and event_words.UUID_TEXT.match(item):
                        records.add(item)
                    elif name in person_columns() and isinstance(item, int):
                        people.add(f"{item}")
    key = Cast("pk", CharField(max_length=40))
    titles = Record.objects.filter(pk__in=records).annotate(key=key).values_list("key", "title", Value(""))
    named = User.objects.filter(pk__in=map(int, people)).annotate(key=key).values_list("key", "name", Value("person "))
    by_key = {f"{kind}{key.replace('-', '')}": words for key, words, kind in titles.union(named, all=True)}
    return by_key | {text: by_key[plain] for text in records if (plain := text.replace("-", "").lower()) in by_key}


@cache
def person_columns() -> frozenset[str]:
    """Columns that hold a person's number in every table that has them, read from the models."""
    people: set[str] = set()
    others: set[str] = set()
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if column.is_relation:
                (people if column.related_model is User else others).add(column.attname)
    return frozenset(people - others)


def _named(name: str, value: Any, names: dict[str, str]) -> Any:
    return names.get(f"person {value}", value) if name in person_columns() else value
