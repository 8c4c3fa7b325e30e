"""The first rows of a file that somebody sends, to build a mapping from; card numbers anywhere in it are refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, BinaryIO, cast

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.tally.forbidden import scan_upload
from pilotage.tally.tables import TableUnreadable, open_table

LOOKED_AT, KEPT = 500, 20


@dataclass(frozen=True)
class Sample:
    """Columns, up to 500 rows, and what `tally` calls the format (with a delimiter where it isn't a comma)."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    format: str
    delimiter: str = ""

    def side(self) -> dict[str, Any]:
        """What a spec says about such a file."""
        return {"format": self.format} | ({"delimiter": self.delimiter} if self.delimiter else {})


def read_sample(stream: IO[Any], name: str, *, field: str) -> Sample:
    """Refuses what is no table, has no rows or unnamed columns, and card numbers; `field` is the form's."""
    refuse_cards(stream, name, field=field)
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
    if is_book:
        return Sample(columns, rows, "xlsx")
    return Sample(
        columns, rows, "csv" if delimiter in ("", ",") else "delimited", "" if delimiter == "," else delimiter
    )


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
