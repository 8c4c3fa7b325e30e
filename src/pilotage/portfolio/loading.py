"""Loads what is known of the rows in import files, a few hundred keys at a time."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F

from pilotage.billers.models import Biller, Care, Contact, Integration, InvoiceType, Membership, Phase
from pilotage.onboarding.models import Project
from pilotage.people.models import User
from pilotage.portfolio.reading import Read

Values = dict[str, Any]
CHUNK = 500


def _chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    every = sorted(set(values))
    return (every[first : first + CHUNK] for first in range(0, len(every), CHUNK))


def _by_external_id(
    model: Any, refer: tuple[str, ...], joined: tuple[str, ...] = ()
) -> Callable[[list[Values], Read], dict[Any, Any]]:
    """Loads rows by the ids in their own file and in columns of other kinds that refer to them; each with its version."""

    def load(rows: list[Values], found: Read) -> dict[Any, Any]:
        wanted = {values["external_id"] for values in rows}
        for place in refer:
            kind, column = place.split(".")
            wanted |= {values[column] for values in found.rows[kind] if values.get(column)}
        held: dict[Any, Any] = {}
        for chunk in _chunks(wanted):
            query = model.objects.everywhere().filter(external_id__in=chunk).select_related(*joined)
            query = query.annotate(seen_version=F("record__version"))
            held |= {row.external_id: row for row in query}
        return held

    return load


def _users(rows: list[Values], found: Read) -> dict[Any, Any]:
    wanted = {values["email"].casefold() for kind in ("staff", "care", "members") for values in found.rows[kind]}
    held: dict[Any, Any] = {}
    for chunk in _chunks(wanted):
        held |= {user.email.casefold(): user for user in User.objects.filter(email__in=chunk)}
    if len(held) < len(wanted):
        held |= {user.email.casefold(): user for user in User.objects.all() if user.email.casefold() in wanted}
    return held


def _parts(model: Any, key: Callable[[Any], Any], *joined: str) -> Callable[[list[Values], Read], dict[Any, Any]]:
    def load(rows: list[Values], found: Read) -> dict[Any, Any]:
        held: dict[Any, Any] = {}
        for chunk in _chunks(values["biller"] for values in rows):
            query = model.objects.everywhere().filter(biller__external_id__in=chunk).select_related("biller", *joined)
            held |= {key(row): row for row in query}
        return held

    return load


LOADERS: dict[str, Callable[[list[Values], Read], dict[Any, Any]]] = {
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
    "integrations": _by_external_id(Integration, ("phases.integration",), ("biller",)),
    "phases": _by_external_id(Phase, ("projects.phase",), ("biller", "integration__product")),
    "invoice_types": _parts(InvoiceType, lambda row: (row.biller.external_id, row.name.casefold())),
    "contacts": _by_external_id(Contact, (), ("biller",)),
    "care": _parts(Care, lambda row: (row.biller.external_id, row.role), "user"),
    "members": _parts(Membership, lambda row: (row.biller.external_id, row.user.email.casefold()), "user"),
    "projects": _by_external_id(Project, ()),
}
