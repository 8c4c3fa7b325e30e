"""Whether a biller's integration is new or existing, counted from go-lives (R6). Pure.

Source: transition policy, "What is a new integration" and "Counting". An integration is a product with its integrator.
"""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_Key = tuple[dt.date, dt.date, str]
_Place = tuple[str, ...]
#: Sorts behind every external id.
_LAST = chr(0x10FFFF)


@dataclass(frozen=True)
class NewIntegrationSettings:
    """How many first billers on an integration count as new, by vertical; and whether Tax also counts by state."""

    first_utility: int = 2
    first_tax: int = 3
    first_other: int = 2
    has_tax_state_rule: bool = True

    def first(self, vertical: str) -> int:
        """How many first billers are new in this vertical."""
        return {"utility": self.first_utility, "tax": self.first_tax}.get(vertical, self.first_other)


@dataclass(frozen=True)
class GoLive:
    """One go-live of a biller on an integration. `date` is the actual one, else the target.

    `biller` is the external id, `name` what people read. Product and integrator are compared without case and spare
    spaces.
    """

    biller: str
    product: str
    integrator: str
    date: dt.date | None
    contract_date: dt.date | None = None
    state: str = ""
    is_cancelled: bool = False
    name: str = ""

    @property
    def place(self) -> _Place:
        """The integration, in comparable form."""
        return _plain(self.product), _plain(self.integrator)

    @property
    def lacking(self) -> tuple[str, ...]:
        """Facts without which nothing can be counted."""
        facts = {"biller": self.biller, "product": self.product, "integrator": self.integrator}
        return tuple(name for name, text in facts.items() if not text.strip()) + (
            ("go_live",) if self.date is None else ()
        )


@dataclass(frozen=True)
class Judgement:
    """`is_new` is None when it cannot be told; `lacking` then names the facts.

    `counted` are the earlier billers, by name.
    """

    is_new: bool | None
    reason: str
    counted: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Earlier:
    """Other billers that are earlier for certain, and those that may be: same day, a contract date not known."""

    certain: tuple[GoLive, ...]
    possible: tuple[GoLive, ...]

    def is_fewer_than(self, limit: int) -> bool | None:
        if len(self.certain) >= limit:
            return False
        return True if len(self.certain) + len(self.possible) < limit else None


@dataclass
class _Line:
    """The go-lives at one place in order, each biller at its earliest; those without a contract date apart."""

    dated: dict[str, tuple[_Key, GoLive]] = field(default_factory=dict)
    undated: dict[str, tuple[_Key, GoLive]] = field(default_factory=dict)
    dated_order: list[tuple[_Key, GoLive]] = field(default_factory=list)
    undated_order: list[tuple[_Key, GoLive]] = field(default_factory=list)

    def add(self, day: dt.date, go_live: GoLive) -> None:
        key = (day, go_live.contract_date or dt.date.min, go_live.biller)
        lines = self.undated if go_live.contract_date is None else self.dated
        if go_live.biller not in lines or key < lines[go_live.biller][0]:
            lines[go_live.biller] = (key, go_live)

    def close(self) -> None:
        self.dated_order = sorted(self.dated.values(), key=lambda entry: entry[0])
        self.undated_order = sorted(self.undated.values(), key=lambda entry: entry[0])

    def earlier(self, own: GoLive, day: dt.date, limit: int) -> _Earlier:
        border: _Key = (day, own.contract_date or dt.date.min, own.biller if own.contract_date else "")
        before, after = (day, dt.date.min, ""), (day, dt.date.max, _LAST)
        certain = _cut(self.dated_order, None, border, own, limit) + _cut(self.undated_order, None, before, own, limit)
        sure = {go_live.biller: go_live for _, go_live in sorted(certain, key=lambda entry: entry[0])}
        tied = _cut(self.undated_order, before, after, own, 2 * limit)
        if own.contract_date is None:
            tied += _cut(self.dated_order, before, after, own, 2 * limit)
        maybe = {go_live.biller: go_live for _, go_live in tied if go_live.biller not in sure}
        return _Earlier(tuple(sure.values())[:limit], tuple(maybe.values())[:limit])


class GoLiveHistory:
    """All go-lives that are known, ready to be counted. Cancelled ones and those without a date are left out."""

    def __init__(self, go_lives: Iterable[GoLive]) -> None:
        self._lines: dict[_Place, _Line] = defaultdict(_Line)
        for go_live in go_lives:
            if go_live.is_cancelled or go_live.date is None or go_live.lacking:
                continue
            self._lines[go_live.place].add(go_live.date, go_live)
            self._lines[(*go_live.place, _plain(go_live.state))].add(go_live.date, go_live)
        for line in self._lines.values():
            line.close()

    def judge(self, own: GoLive, vertical: str, settings: NewIntegrationSettings) -> Judgement:
        """New while fewer than N other billers, each counted once, have an earlier go-live on the integration.

        Ties are ordered by contract date, then external id. Tax is also new when it is the first in its state. A fact
        that would change the answer and is not known gives `is_new` None.
        """
        if own.lacking or own.date is None:
            return Judgement(
                None, f"New or existing cannot be told without {_listed(own.lacking)}.", lacking=own.lacking
            )
        limit = settings.first(vertical)
        earlier = self._earlier(own, own.date, own.place, limit)
        by_count = earlier.is_fewer_than(limit)
        counted = tuple(go_live.name or go_live.biller for go_live in earlier.certain)
        where = f"{own.product.strip()} with {own.integrator.strip()}"
        count = f"Earlier there: {_listed(counted) if counted else 'nobody'}; {vertical} counts the first {limit}."
        if by_count:
            return Judgement(True, f"New on {where}. {count}", counted)
        lacking: tuple[str, ...] = ("contract_date",) if by_count is None else ()
        if vertical == "tax" and settings.has_tax_state_rule:
            first_in_state = self._is_first_in_state(own, own.date)
            if first_in_state:
                return Judgement(True, f"New on {where}: the first in {own.state.strip().upper()}. {count}", counted)
            if first_in_state is None:
                lacking += ("contract_date",) if own.state.strip() else ("state",)
        if lacking:
            lacking = tuple(dict.fromkeys(lacking))
            return Judgement(
                None, f"New or existing on {where} depends on {_listed(lacking)}. {count}", counted, lacking
            )
        return Judgement(False, f"Existing on {where}. {count}", counted)

    def _earlier(self, own: GoLive, day: dt.date, place: _Place, limit: int) -> _Earlier:
        line = self._lines.get(place)
        return line.earlier(own, day, limit) if line else _Earlier((), ())

    def _is_first_in_state(self, own: GoLive, day: dt.date) -> bool | None:
        if not own.state.strip():
            return None
        return self._earlier(own, day, (*own.place, _plain(own.state)), 1).is_fewer_than(1)


def _cut(
    entries: Sequence[tuple[_Key, GoLive]], start: _Key | None, end: _Key, own: GoLive, most: int
) -> list[tuple[_Key, GoLive]]:
    """The first `most` entries from `start` on and before `end`, without the biller's own."""
    first = 0 if start is None else bisect_left(entries, start, key=lambda entry: entry[0])
    found: list[tuple[_Key, GoLive]] = []
    for place in range(first, bisect_left(entries, end, key=lambda entry: entry[0])):
        if len(found) >= most:
            break
        if entries[place][1].biller != own.biller:
            found.append(entries[place])
    return found


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)
