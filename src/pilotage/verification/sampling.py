"""The first rows of a file that somebody sends, to build a mapping from; card and bank account numbers in it are refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any, BinaryIO, cast

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.tally.forbidden import Finding, scan_bank_accounts, scan_upload
from pilotage.tally.tables import TableUnreadable, open_table
from pilotage.verification.laid_out import head_of, read_laid_out
from pilotage.verification.rules.field_order import in_order

LOOKED_AT, KEPT = 500, 20
#: What is read without a layout.
TABLES = ("csv", "delimited", "xlsx")
#: Fields of a proposal with less confidence (percent) are named.
SURE = 80
#: How the note of a layout begins that nobody has looked at yet.
PROPOSED = "Proposed."


@dataclass(frozen=True)
class Sample:
    """Columns, up to 500 rows, and what `tally` calls the format (with a delimiter where it isn't a comma).

    `layout` says how other files than tables are built; `head` is the beginning of such a sample as base64.
    """

    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    format: str
    delimiter: str = ""
    bank_accounts: tuple[str, ...] = ()
    layout: Mapping[str, Any] = field(default_factory=dict)
    head: str = ""

    def side(self) -> dict[str, Any]:
        """What a spec says about such a file."""
        more = {"delimiter": self.delimiter, "bank_accounts": list(self.bank_accounts), "layout": dict(self.layout)}
        return {"format": self.format} | {key: value for key, value in more.items() if value}


def read_sample(
    stream: IO[Any], name: str, *, field: str, bank_accounts: Iterable[str] = (), layout: str | None = None
) -> Sample:
    """Refuses what can't be read, has no rows or unnamed columns, and card numbers; `field` is the form's.

    What is no table is read by a layout that is proposed, or by `layout`, YAML as a person wrote it. Bank account numbers are
    refused but in the columns `bank_accounts`.
    """
    allowed = tuple(bank_accounts)
    if layout is not None:
        return _laid_out(stream, name, layout, field, allowed)
    if not _is_table(stream, name):
        found = _laid_out(stream, name, None, field, allowed)
        if found.format not in TABLES:
            return found
    refuse_cards(stream, name, field=field)
    refuse_accounts(stream, name, allowed, field=field)
    try:
        with open_table(cast(BinaryIO, stream), name=name) as table:
            rows = [[row.cells.get(one, "") for one in table.headers] for row in islice(table.rows(), LOOKED_AT)]
            columns, delimiter = table.headers, table.delimiter
            is_book = table.kind == "workbook"
    except TableUnreadable as problem:
        raise Refused(str(problem), field=field) from None
    if not rows:
        raise Refused(_("%(name)s has a heading and no rows. Send a sample with rows.") % {"name": name}, field=field)
    if not all(columns):
        raise Refused(_("A column of %(name)s has no name. Give each a heading.") % {"name": name}, field=field)
    held = tuple(one for one in columns if one in set(allowed))
    if is_book:
        return Sample(columns, rows, "xlsx", "", held)
    kind = "csv" if delimiter in ("", ",") else "delimited"
    return Sample(columns, rows, kind, "" if delimiter == "," else delimiter, held)


def _is_table(stream: IO[Any], name: str) -> bool:
    """Whether a file has several columns as it stands: one alone may be lines of fixed width."""
    stream.seek(0)
    head = stream.read(512)
    stream.seek(0)
    if head.startswith(b"PAR1") or head.lstrip().startswith(b"{"):
        return False
    try:
        with open_table(cast(BinaryIO, stream), name=name) as table:
            return len(table.headers) > 1
    except TableUnreadable:
        return head.startswith(b"PK")
    finally:
        stream.seek(0)


def _laid_out(stream: IO[Any], name: str, layout: str | None, field: str, allowed: tuple[str, ...]) -> Sample:
    laid = read_laid_out(stream, name, layout, field=field, most=LOOKED_AT, bank_accounts=allowed)
    if not laid.rows:
        words = _(
            "No row of %(name)s fits the layout (line %(line)d: %(code)s). Put the layout right, or send its file."
        )
        first = laid.refused[0] if laid.refused else {"line": 1, "code": "–"}
        raise Refused(words % {"name": name, "line": first["line"], "code": first["code"]}, field=field)
    told = dict(laid.layout)
    if doubtful := [f"{one['name']} ({one['confidence']} %)" for one in laid.fields if one["confidence"] < SURE]:
        told["note"] = f"{PROPOSED} Look at {', '.join(doubtful[:12])}."
    if held := [one for one in laid.columns if one in set(allowed)]:
        told["bank_accounts"] = list(dict.fromkeys([*(told.get("bank_accounts") or ()), *held]))
    return Sample(laid.columns, laid.rows, laid.format, layout=in_order(told), head=head_of(stream, told))


def refuse_forbidden(stream: IO[Any], name: str, side: Mapping[str, Any], *, key: Iterable[str], field: str) -> None:
    """Raises `Refused` for card numbers, and bank accounts where `side` of a mapping allows none, masked; and for a file that no
    row of the side's layout fits. Leaves the stream at its beginning."""
    allowed = side.get("bank_accounts", ())
    if "layout" not in side:
        refuse_cards(stream, name, field=field)
        refuse_accounts(stream, name, allowed, key=key, field=field)
        return
    laid = read_laid_out(stream, name, side["layout"], field=field, most=1, key=key, bank_accounts=allowed)
    if not laid.read:
        raise Refused(_("No row of %(name)s fits the layout of this side.") % {"name": name}, field=field)


def refuse_accounts(
    stream: IO[Any], name: str, allowed: Iterable[str] = (), *, key: Iterable[str] = (), field: str = "file"
) -> None:
    """Raises `Refused` that says where a bank account number stands, masked. Leaves the stream at its beginning."""
    stream.seek(0)
    found = scan_bank_accounts(cast(BinaryIO, stream), name, allowed=allowed, key=key)
    stream.seek(0)
    if found:
        raise Refused(account_words(name, found[0]), field=field)


def account_words(name: str, found: Finding) -> str:
    """What is told of a bank account number where none may stand."""
    words = _(
        "%(name)s holds a bank account number (row %(row)d, %(column)s: %(masked)s). Nothing was kept. Take it out, or say in the"
        " verification's samples that this column may hold them."
    )
    return words % {"name": name, "row": found.row, "column": found.column, "masked": found.masked}


def refuse_cards(stream: IO[Any], name: str, *, field: str = "file") -> None:
    """Raises `Refused` that says where a card number stands, masked. Leaves the stream at its beginning."""
    try:
        found = scan_upload(cast(BinaryIO, stream), name)
    except TableUnreadable as problem:
        raise Refused(str(problem), field=field) from None
    finally:
        stream.seek(0)
    if found:
        place = ", ".join(str(part) for part in (f"row {found[0].row}", found[0].column) if part)
        words = _(
            "%(name)s holds a card number (%(place)s: %(masked)s). Nothing was kept. Take it out and send the file again."
        )
        raise Refused(words % {"name": name, "place": place, "masked": found[0].masked}, field=field)
