"""The body of a long table, drawn without a template: its cells are most of what a list page costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """Who reads it when: the reader's day, and the days that working-day counts leave out."""

    today: date
    days_off: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Column:
    """A column that can be left out. `sort` is the key of its order.

    `drawer` is asked once for a page and gives what draws a cell as HTML; what people typed it must escape.
    """

    key: str
    label: Any
    drawer: Callable[[Reading], Callable[[Row], str]]
    kind: str = ""
    sort: str = ""


def body(
    columns: Sequence[Column], rows: Iterable[Row], reading: Reading, *, address: str, has_pick: bool = False
) -> SafeString:
    """Rows with `pk` and `name`: a tick box where they can be picked, the name as a link, then a cell for each column.

    `address` is where a row leads, with `{}` for its key.
    """
    before, after = address.split("{}")
    cells = [(_opening(column), column.drawer(reading)) for column in columns]
    ticked = escape(gettext("Select %(what)s"))
    drawn = []
    for row in rows:
        key, name = row["pk"], escape(row["name"])
        pick = ""
        if has_pick:
            spoken = ticked % {"what": name}
            pick = (
                '<td class="pick"><input class="form-check-input" type="checkbox" name="selected"'
                f' value="{key}" form="bulk" data-select aria-label="{spoken}"></td>'
            )
        inner = "".join([f"{opening}{draw(row)}</td>" for opening, draw in cells])
        drawn.append(f'<tr data-row>{pick}<th scope="row"><a href="{before}{key}{after}">{name}</a></th>{inner}</tr>')
    return SafeString("".join(drawn))


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
