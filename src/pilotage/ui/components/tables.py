"""The body of a long table, drawn without a template: its cells are most of what a list page costs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """Who reads it when: the reader's day, and the days that working-day counts leave out."""

    today: date
    days_off: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Column:
    """A column that can be left out. `sort` is the key of its order.

    `drawer` is asked once for a day and language and gives what draws a cell as HTML; what people typed it must escape.
    """

    key: str
    label: Any
    drawer: Callable[[Reading], Callable[[Row], str]]
    kind: str = ""
    sort: str = ""


Cells = list[tuple[str, Callable[[Row], str]]]
# A row that was drawn is kept by all that it shows; whoever changes a value sees another row.
_rows: dict[tuple[Any, ...], tuple[Cells, str]] = {}
ROWS_KEPT_AT_MOST = 5_000


def body(
    columns: Sequence[Column], rows: Iterable[Row], reading: Reading, *, address: str, has_pick: bool = False
) -> SafeString:
    """Rows with `pk` and `name`: a tick box where they can be picked, the name as a link, then a cell for each column.

    `address` is where a row leads, with `{}` for its key.
    """
    place, cells, drawn = address.split("{}"), _cells(columns, reading), []
    same = (tuple(place), has_pick, id(cells))
    for row in rows:
        key = (same, *row.values())
        found = _rows.get(key)
        if found is None:
            if len(_rows) >= ROWS_KEPT_AT_MOST:
                _rows.clear()
            # The cells are kept along, so that no others can come to have their id.
            found = _rows[key] = cells, _row(row, cells, place, has_pick)
        drawn.append(found[1])
    return SafeString("".join(drawn))


def _row(row: Row, cells: Cells, place: list[str], has_pick: bool) -> str:
    key, name, pick = row["pk"], escape(row["name"]), ""
    if has_pick:
        spoken = escape(gettext("Select %(what)s")) % {"what": name}
        pick = (
            '<td class="pick"><input class="form-check-input" type="checkbox" name="selected"'
            f' value="{key}" form="bulk" data-select aria-label="{spoken}"></td>'
        )
    inner = "".join([f"{opening}{draw(row)}</td>" for opening, draw in cells])
    before, after = place
    return f'<tr data-row>{pick}<th scope="row"><a href="{before}{key}{after}">{name}</a></th>{inner}</tr>'


_kept: dict[tuple[Any, ...], tuple[Sequence[Column], Any]] = {}
KEPT_AT_MOST = 300


def head(columns: Sequence[Column], depends_on: Hashable, draw: Callable[[Column], str]) -> SafeString:
    """A head cell for each column; drawn once for these columns, what else they depend on, and the language."""
    return _once(columns, depends_on, lambda: SafeString("".join(map(draw, columns))))  # type: ignore[no-any-return]


def _cells(columns: Sequence[Column], reading: Reading) -> Cells:
    """How each cell opens and is drawn; the same for everybody who looks at these columns on one day in one language."""
    return _once(  # type: ignore[no-any-return]
        columns, reading, lambda: [(_opening(column), column.drawer(reading)) for column in columns]
    )


def _once(columns: Sequence[Column], depends_on: Hashable, make: Callable[[], Any]) -> Any:
    key = (*map(id, columns), depends_on, get_language())
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= KEPT_AT_MOST:
            _kept.clear()
        # The columns are kept along, so that no other column can come to have the id of one of them.
        found = _kept[key] = columns, make()
    return found[1]


def kind_of(column: Column) -> SafeString:
    """The class of its cells."""
    return SafeString(f' class="{column.kind}"' if column.kind else "")


def _opening(column: Column) -> str:
    return f'<td{kind_of(column)} data-label="{escape(str(column.label))}">'


def none(words: str) -> str:
    """What stands where there is nothing, in words."""
    return f'<span class="ui-none">{escape(words)}</span>'


def text(value: object) -> str:
    """Escaped; a dash where there is nothing."""
    return escape(str(value)) if value else "–"
