"""What import files hold: kinds of files, their columns, and how each cell is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pilotage.billers import cleaning
from pilotage.billers.rules import CARE_ROLES
from pilotage.core.errors import Refused
from pilotage.people.enums import BillerRole, Role

Read = Callable[[str, date], Any]
_TODAY = re.compile(r"today(?:\s*([+-])\s*(\d{1,5}))?", re.I)
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")


@dataclass(frozen=True)
class Column:
    """One column. `refers_to` names the kind whose `external_id` the cell holds."""

    name: str
    read: Read
    is_required: bool = False
    refers_to: str = ""
    also: tuple[str, ...] = ()
    help_text: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of file. Rows are known by `keys`, together unique."""

    name: str
    label: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ("external_id",)

    def column(self, name: str) -> Column:
        """The column of that name; `KeyError` when there is none."""
        return next(column for column in self.columns if column.name == name)


def _text(most: int = 200) -> Read:
    def read(cell: str, today: date) -> str:
        value = " ".join(cell.split())
        if len(value) > most:
            raise Refused(f"This is longer than {most} signs. Shorten it.")
        return value

    return read


def _via(clean: Callable[[Any], Any]) -> Read:
    return lambda cell, today: clean(cell)


def day(cell: str, today: date) -> date | None:
    """`2027-03-01`, `3/1/2027` (month first), `today`, `today+30`. Errors: `Refused`."""
    text = cell.strip()
    if not text:
        return None
    if relative := _TODAY.fullmatch(text):
        days = int(relative.group(2) or 0)
        return today + timedelta(days=-days if relative.group(1) == "-" else days)
    try:
        if american := _US.fullmatch(text):
            month, number, year = map(int, american.groups())
            return date(year, month, number)
        return date.fromisoformat(text[:10] if text[10:] in (" 00:00:00", "T00:00:00") else text)
    except (ValueError, OverflowError):
        raise Refused(f"“{text[:40]}” is no date. Write 2027-03-01, 3/1/2027 or today+30.") from None


def _flag(cell: str, today: date) -> bool:
    word = cell.strip().lower()
    if word in YES:
        return True
    if word in (*NO, ""):
        return False
    raise Refused(f"“{cell[:40]}” is neither yes nor no. Write yes or no.")


def _one_of(words: tuple[str, ...], what: str) -> Read:
    def read(cell: str, today: date) -> str:
        word = cell.strip().lower()
        if word not in words:
            raise Refused(f"“{cell[:40]}” is no {what}. Use one of: {', '.join(words)}.")
        return word

    return read


def _roles(cell: str, today: date) -> list[str]:
    words = [word.strip().lower() for word in cell.replace(",", ";").split(";") if word.strip()]
    for word in words:
        if word not in set(Role):
            raise Refused(f"“{word[:40]}” is no role of the provider. Use some of: {', '.join(Role)}.")
    return words


def _number(cell: str, today: date) -> int | None:
    text = cell.strip()
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= 999:
        raise Refused(f"“{text[:40]}” is no phase number. Write a whole number from 1.")
    return int(text)


def _zone(cell: str, today: date) -> str:
    return cleaning.time_zone(cell.strip()) if cell.strip() else "America/New_York"


ID = Column(
    "external_id", _text(120), True, also=("id", "externalid", "key"), help_text="Your own id; it never changes."
)
BILLER = Column("biller", _text(120), True, "billers", ("biller_id", "billerid"), "The biller's external_id.")

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "staff",
            "Staff",
            (
                Column("email", _via(cleaning.email), True),
                Column("name", _text(), True),
                Column("roles", _roles, True, help_text="Separated by semicolons: pm;im"),
                Column("time_zone", _zone),
                Column("title", _text(120)),
            ),
            keys=("email",),
        ),
        Kind(
            "billers",
            "Billers",
            (
                ID,
                Column("name", _text(), True),
                Column("vertical", _via(cleaning.vertical)),
                Column("state", _via(cleaning.state)),
                Column("time_zone", _zone, also=("zone", "timezone")),
                Column(
                    "mrr",
                    _via(cleaning.amount),
                    also=("mrr_amount", "monthly recurring revenue"),
                    help_text="USD, such as 4200.50",
                ),
                Column("is_enterprise", _flag, also=("enterprise",)),
                Column("contract_date", day, also=("contract", "signed")),
                Column("website", _text()),
            ),
        ),
        Kind(
            "integrations",
            "Integrations",
            (
                ID,
                BILLER,
                Column(
                    "product", _text(400), also=("cis", "software"), help_text="As in the catalogue: vendor and product"
                ),
                Column("integrator", _text(160)),
            ),
        ),
        Kind(
            "phases",
            "Phases",
            (
                ID,
                BILLER,
                Column("integration", _text(120), False, "integrations", help_text="The integration's external_id."),
                Column("name", _text(120)),
                Column("number", _number),
                Column("target_go_live", day, also=("target",)),
                Column("went_live", day, also=("live",), help_text="A past go-live; for administrators."),
                Column("is_phased", _flag, also=("phased",)),
            ),
        ),
        Kind("invoice_types", "Invoice types", (BILLER, Column("name", _text(120), True)), keys=("biller", "name")),
        Kind(
            "contacts",
            "Contacts",
            (
                ID,
                BILLER,
                Column("name", _text(), True),
                Column("email", _via(cleaning.email)),
                Column("phone", _text(40)),
                Column("role", _text(60)),
            ),
        ),
        Kind(
            "care",
            "Who looks after whom",
            (
                BILLER,
                Column("role", _one_of(CARE_ROLES, "role of care"), True),
                Column("email", _via(cleaning.email), True, "staff"),
            ),
            keys=("biller", "role"),
        ),
        Kind(
            "members",
            "Portal people",
            (
                BILLER,
                Column("email", _via(cleaning.email), True),
                Column("name", _text(), True),
                Column("role", _one_of(tuple(BillerRole), "role of a biller"), True),
            ),
            keys=("biller", "email"),
        ),
        Kind(
            "projects",
            "Projects",
            (
                ID,
                Column("phase", _text(120), True, "phases", help_text="The phase's external_id."),
                Column("playbook", _text(60), help_text="The playbook's short name; the shipped one when empty."),
                Column("kickoff", day, True),
                Column("name", _text()),
            ),
        ),
    )
}


def kind_of(file_name: str, headers: tuple[str, ...]) -> Kind | None:
    """Which kind a file or sheet is: by its name, else by the headers that only one kind has."""
    stem = re.sub(r"[^a-z]", "", file_name.rpartition(".")[0].lower() or file_name.lower())
    for kind in KINDS.values():
        if kind.name.replace("_", "") in stem:
            return kind
    fits = [kind for kind in KINDS.values() if not missing_columns(kind, mapping_for(kind, headers))]
    fits.sort(key=lambda kind: -len(mapping_for(kind, headers)))
    return fits[0] if fits else None


def mapping_for(kind: Kind, headers: tuple[str, ...]) -> dict[str, str]:
    """Our column → the file's header, as far as names tell."""
    plain = {re.sub(r"[^a-z0-9]", "", header.lower()): header for header in headers if header}
    found = {}
    for column in kind.columns:
        for name in (column.name, *column.also):
            header = plain.get(re.sub(r"[^a-z0-9]", "", name.lower()))
            if header is not None:
                found[column.name] = header
                break
    return found


def missing_columns(kind: Kind, mapping: dict[str, str]) -> list[str]:
    """Required columns that nothing is mapped to."""
    return [column.name for column in kind.columns if column.is_required and column.name not in mapping]
