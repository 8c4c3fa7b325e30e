"""Many billers like one that is there: its rows copied inside the database, keys and foreign keys shifted alike."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Field, ForeignKey, Model, UniqueConstraint

from pilotage.billers.models import Biller, Membership
from pilotage.core import rls
from pilotage.core.models import Record

#: Rows of each kind that one copy of the biller gets.
EACH = 2
#: Whole numbers move by this much for each copy.
STEP = 100_000
WORDS = models.CharField | models.TextField


def multiply(biller: Any, copies: range) -> int:
    """Copies the biller with at most EACH rows of each kind; returns how many rows of billers' tables there are now.

    Its people stay with it alone.
    """
    kinds = _in_order(model for model in apps.get_models() if model._meta.db_table in rls.walled_tables([model]))
    chosen: dict[type[Model], list[Any]] = {}
    for kind in kinds:
        chosen[kind] = _choose(kind, biller, chosen)
    for kind, keys in [(Record, _records(chosen)), *chosen.items()]:
        if keys:
            _copy(kind, keys, copies, {Record, *kinds})
    return sum(_all(kind).count() for kind in kinds)


def multiply_rows(kind: type[Model], keys: Iterable[Any], copies: range) -> None:
    """Copies rows that belong to no biller; with a record of their own, that too."""
    own = list(keys)
    if _has_record_key(kind):
        _copy(Record, own, copies, {Record})
    _copy(kind, own, copies, {Record, kind} if _has_record_key(kind) else {kind})


def _all(kind: type[Model]) -> Any:
    return kind._base_manager.all()


def _has_record_key(kind: type[Model]) -> bool:
    return isinstance(kind._meta.pk, ForeignKey) and kind._meta.pk.related_model is Record


def _targets(kind: type[Model]) -> dict[str, type[Model]]:
    return {one.attname: one.related_model for one in kind._meta.concrete_fields if isinstance(one, ForeignKey)}


def _in_order(kinds: Iterable[type[Model]]) -> list[type[Model]]:
    """What is pointed to stands before what points to it; what points to records of any kind stands last."""
    waiting, ordered = list(kinds), []
    while waiting:
        ready = [one for one in waiting if not (set(_targets(one).values()) & set(waiting)) - {one}]
        assert ready, "tables point at each other in a ring"
        ordered += ready
        waiting = [one for one in waiting if one not in ready]
    last: set[type[Model]] = set()
    for one in ordered:
        if _subjects(one) or set(_targets(one).values()) & last:
            last.add(one)
    return sorted(ordered, key=lambda one: one in last)


def _subjects(kind: type[Model]) -> list[str]:
    """Its foreign keys to records that are not its own."""
    return [name for name, target in _targets(kind).items() if target is Record and name != kind._meta.pk.attname]


def _choose(kind: type[Model], biller: Any, chosen: dict[type[Model], list[Any]]) -> list[Any]:
    if kind is Biller:
        return [biller]
    if kind is Membership:
        return []
    rows = _all(kind).filter(biller=biller)
    for name, target in _targets(kind).items():
        if target in chosen:
            rows = rows.filter(models.Q(**{name: None}) | models.Q(**{f"{name}__in": chosen[target]}))
    for name in _subjects(kind):
        rows = rows.filter(models.Q(**{name: None}) | models.Q(**{f"{name}__in": _records(chosen)}))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:EACH])


def _records(chosen: dict[type[Model], list[Any]]) -> list[Any]:
    return [key for kind, keys in chosen.items() if _has_record_key(kind) for key in keys]


def _copy(kind: type[Model], keys: list[Any], copies: range, copied: set[type[Model]]) -> None:
    fields = kind._meta.concrete_fields
    columns = ", ".join(f'"{one.column}"' for one in fields)
    values = ", ".join(_value(one, kind, copied) for one in fields)
    key = kind._meta.pk.column
    marks = ", ".join(["%s"] * len(keys))
    stored = [kind._meta.pk.get_db_prep_value(one, connection) for one in keys]
    sql = (
        f'INSERT INTO "{kind._meta.db_table}" ({columns}) WITH RECURSIVE numbers(n) AS'
        " (SELECT %s UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)"
        f' SELECT {values} FROM "{kind._meta.db_table}", numbers WHERE "{key}" IN ({marks})'
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # what is copied whole needs no check of each foreign key
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, [copies.start, copies.stop - 1, *stored])
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute(f'ANALYZE "{kind._meta.db_table}"')


def _value(field: Field[Any, Any], kind: type[Model], copied: set[type[Model]]) -> str:
    """The SQL of a column in copy n."""
    column = f'"{field.column}"'
    if isinstance(field, ForeignKey):
        return _shifted(field, column) if field.related_model in copied else column
    if field.primary_key:
        return _shifted(field, column)
    if field.unique or _must_differ(field, kind, copied):
        return f"{column} || '-' || n" if isinstance(field, WORDS) else _shifted(field, column)
    return column


def _shifted(field: Field[Any, Any], column: str) -> str:
    if field.db_type(connection) in ("uuid", "char(32)"):
        if connection.vendor == "sqlite":
            return f"substr({column}, 1, 24) || printf('%%08x', n)"
        return f"CAST(substr(replace(CAST({column} AS text), '-', ''), 1, 24) || lpad(to_hex(n), 8, '0') AS uuid)"
    return f"{column} + n * {STEP}"


def _must_differ(field: Field[Any, Any], kind: type[Model], copied: set[type[Model]]) -> bool:
    """True for the first word of a constraint whose foreign keys all stay what they are."""
    for constraint in kind._meta.constraints:
        if not isinstance(constraint, UniqueConstraint) or field.name not in constraint.fields:
            continue
        together = [kind._meta.get_field(name) for name in constraint.fields]
        words = [one for one in together if isinstance(one, WORDS)]
        if words[:1] == [field] and not any(
            one.related_model in copied for one in together if isinstance(one, ForeignKey)
        ):
            return True
    return False
