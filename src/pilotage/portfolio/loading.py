"""Loads what is known of the rows in import files, a few hundred keys at a time."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F

from pilotage.billers.models import Biller, Care, Contact, Integration, InvoiceType, Membership, Phase
from pilotage.onboarding.models import Project
from pilotage.people.models import User
from pilotage.portfolio.reading import Read

Values = dict[str, Any]
#: Rows by kind and by what they are known by.
Known = dict[str, dict[Any, Any]]
Load = Callable[[list[Values], Read, Known], dict[Any, Any]]
CHUNK = 500


def _chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    every = sorted(set(values))
    return (every[first : first + CHUNK] for first in range(0, len(every), CHUNK))


def _by_external_id(model: Any, refer: tuple[str, ...], **shared: str) -> Load:
    """Loads rows by the ids in their own file and in columns of other kinds that refer to them; each with its version.

    `shared` says which foreign key leads to which kind that is known already, or to none: many rows hold one and the same object.
    """

    def load(rows: list[Values], found: Read, known: Known) -> dict[Any, Any]:
        wanted = {values["external_id"] for values in rows}
        for place in refer:
            kind, column = place.split(".")
            wanted |= {values[column] for values in found.rows[kind] if values.get(column)}
        held: dict[Any, Any] = {}
        others = {name: {row.pk: row for row in known.get(kind, {}).values()} for name, kind in shared.items()}
        for chunk in _chunks(wanted):
            query = model.objects.everywhere().filter(external_id__in=chunk)
            some = list(query.annotate(seen_version=F("record__version")))
            for name, ours in others.items():
                _share(model, name, some, ours)
            held.update((row.external_id, row) for row in some)
        return held

    return load


def _share(model: Any, name: str, rows: list[Any], held: dict[Any, Any]) -> None:
    """Gives rows the object behind a foreign key; those that aren't held yet are loaded together."""
    column = model._meta.get_field(name)
    wanted = {getattr(row, column.attname) for row in rows} - {None}
    lacking = [key for key in wanted if key not in held]
    if lacking:
        held |= column.related_model._base_manager.in_bulk(lacking)
    for row in rows:
        key = getattr(row, column.attname)
        if key is not None:
            setattr(row, name, held[key])


def _users(rows: list[Values], found: Read, known: Known) -> dict[Any, Any]:
    wanted = {values["email"].casefold() for kind in ("staff", "care", "members") for values in found.rows[kind]}
    held: dict[Any, Any] = {}
    for chunk in _chunks(wanted):
        held |= {user.email.casefold(): user for user in User.objects.filter(email__in=chunk)}
    if len(held) < len(wanted):
        held |= {user.email.casefold(): user for user in User.objects.all() if user.email.casefold() in wanted}
    return held


def _parts(model: Any, key: Callable[[Any], Any], *joined: str) -> Load:
    def load(rows: list[Values], found: Read, known: Known) -> dict[Any, Any]:
        held: dict[Any, Any] = {}
        billers = {row.pk: row for row in known["billers"].values()}
        for chunk in _chunks(values["biller"] for values in rows):
            some = list(model.objects.everywhere().filter(biller__external_id__in=chunk).select_related(*joined))
            _share(model, "biller", some, billers)
            held.update((key(row), row) for row in some)
        return held

    return load


LOADERS: dict[str, Load] = {
    "staff": _users,
    "billers": _by_external_id(
        Biller,
        (
            "integrations.biller",
            "phases.biller",
            "contacts.biller",
            "invoice_types.biller",
            "care.biller",
            "members.biller",
        ),
    ),
    "integrations": _by_external_id(Integration, ("phases.integration",), biller="billers", product=""),
    "phases": _by_external_id(Phase, ("projects.phase",), biller="billers", integration="integrations"),
    "invoice_types": _parts(InvoiceType, lambda row: (row.biller.external_id, row.name.casefold())),
    "contacts": _by_external_id(Contact, (), biller="billers"),
    "care": _parts(Care, lambda row: (row.biller.external_id, row.role), "user"),
    "members": _parts(Membership, lambda row: (row.biller.external_id, row.user.email.casefold()), "user"),
    "projects": _by_external_id(Project, ()),
}
