"""What is known of a cycle, figure by figure: as somebody entered it, else as the daily checks count it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pilotage.firstcycles.enums import AMOUNTS, DATES, FIGURES, Source
from pilotage.firstcycles.rules import Figures

#: The day of the oldest payment that isn't settled: daily checks count it, no form asks for it.
UNSETTLED = "oldest_unsettled_on"


@dataclass(frozen=True)
class Stood:
    """A figure as it stands, as of which day and from where; `counted` is what daily checks say, where that is something else.

    `is_idle`: a day on which nothing was to be done.
    """

    value: int | Decimal | date
    as_of: date
    source: str
    by: str
    counted: int | Decimal | date | None = None
    counted_by: str = ""
    is_idle: bool = False


def value_of(name: str, plain: Any) -> int | Decimal | date | None:
    """A figure as JSON holds it, as a value."""
    if plain is None:
        return None
    if name in AMOUNTS:
        return Decimal(str(plain))
    return date.fromisoformat(plain) if name in DATES else int(plain)


def stand(
    entered: Mapping[str, Any], origins: Mapping[str, Mapping[str, str]], counted: Mapping[str, Mapping[str, Any]], usual: Mapping[str, str]
) -> dict[str, Stood]:  # fmt: skip
    """What stands: what was entered stays, the rest is as counted. `usual` is the origin of what was entered without one of its own."""
    found = {}
    for name in FIGURES:
        told = counted.get(name)
        mine, theirs = entered.get(name), value_of(name, told["value"]) if told else None
        if mine is not None:
            origin = origins.get(name, usual)
            other = (theirs, str(told["check"])) if told and theirs != mine else (None, "")
            found[name] = Stood(mine, date.fromisoformat(origin["as_of"]), origin["source"], origin["by"], *other)
        elif told and theirs is not None:
            day, is_idle = date.fromisoformat(told["as_of"]), bool(told.get("is_idle"))
            found[name] = Stood(theirs, day, Source.DAILY, str(told["check"]), is_idle=is_idle)
    return found


def figures_from(standing: Mapping[str, Stood], counted: Mapping[str, Mapping[str, Any]]) -> Figures | None:
    """What is judged, as of the newest day; None where nothing is known. What wasn't settled by day holds while settled is as counted."""
    if not standing:
        return None
    oldest, draws = standing.get("oldest_unposted_on"), standing.get("autopay_due_on")
    settled, planned, open_since = standing.get("settled"), standing.get("notices_planned"), counted.get(UNSETTLED)
    is_counted = settled is not None and settled.source == Source.DAILY and open_since is not None
    return Figures(
        max(one.as_of for one in standing.values()), **{name: one.value for name, one in standing.items()},  # type: ignore[arg-type]
        oldest_known_on=oldest.as_of if oldest else None, is_nothing_drawn=bool(draws and draws.is_idle),
        oldest_unsettled_on=date.fromisoformat(open_since["value"]) if is_counted and open_since else None,
        is_notices_by_day=bool(planned and planned.source == Source.DAILY),
    )  # fmt: skip


def shown(value: Any) -> str:
    """A figure as people read it."""
    if isinstance(value, Decimal):
        return f"${value:,.2f}"
    return f"{value:%-d %b %Y}" if isinstance(value, date) else f"{value:,}"
