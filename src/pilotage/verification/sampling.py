"""The first rows of a file that somebody sends, to build a mapping from; card and bank account numbers in it are refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, BinaryIO, cast

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.tally.forbidden import Finding, scan_bank_accounts, scan_upload
from pilotage.tally.tables import TableUnreadable, open_table

LOOKED_AT, KEPT = 500, 20


@dataclass(frozen=True)
class Sample:
    """Columns, up to 500 rows, and what `tally` calls the format (with a delimiter where it isn't a comma)."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    format: str
    delimiter: str = ""
    bank_accounts: tuple[str, ...] = ()

    def side(self) -> dict[str, Any]:
        """What a spec says about such a file."""
        more = {"delimiter": self.delimiter, "bank_accounts": list(self.bank_accounts)}
        return {"format": self.format} | {key: value for key, value in more.items() if value}


def read_sample(stream: IO[Any], name: str, *, field: str, bank_accounts: Iterable[str] = ()) -> Sample:
    """Refuses what is no table, has no rows or unnamed columns, and card numbers; `field` is the form's.

    Bank account numbers are refused but in the columns `bank_accounts`.
    """
    refuse_cards(stream, name, field=field)
    refuse_accounts(stream, name, bank_accounts, field=field)
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
    allowed = tuple(one for one in columns if one in set(bank_accounts))
    if is_book:
        return Sample(columns, rows, "xlsx", "", allowed)
    kind = "csv" if delimiter in ("", ",") else "delimited"
    return Sample(columns, rows, kind, "" if delimiter == "," else delimiter, allowed)


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
