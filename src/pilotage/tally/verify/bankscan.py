"""Looks for bank account numbers while the blocks of a file go by: only columns and cells that could matter reach the judge."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pilotage.tally.errors import TallyError
from pilotage.tally.forbidden.banking import DIGITS_FORM, TELLING_FORM, BankAccountJudge
from pilotage.tally.forbidden.findings import Finding
from pilotage.tally.forbidden.wording import names_bank_account, names_routing, says_nothing
from pilotage.tally.spec.model import SideName, Spec
from pilotage.tally.verify.pairing import Pairing
from pilotage.tally.verify.rows import Block, Source
from pilotage.tally.verify.sifting import cells_of, long_cells, telling_places

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

#: So many cells of a column and block are looked at one by one; the rest is counted.
_LOOKED_AT, _READ = 200, 5_000
#: An IBAN, a routing number with its account, and a told account number in its sentence are at least so long.
_SHORTEST_TEXT = 15


class BankScanner:
    """Feed it the blocks of one file, then ask for the `findings`."""

    def __init__(self, headers: Sequence[str], *, allowed: Iterable[str] = (), key: Iterable[str] = ()) -> None:
        self._headers, self._allowed = list(headers), set(allowed)
        self._judge = BankAccountJudge(headers, allowed=self._allowed, key=key)
        self._watched = _watched(self._headers)

    def feed(self, block: Block) -> None:
        """One block, with the texts of its refused rows."""
        if not self._allowed:
            for reject in block.rejects:
                self._judge.feed_refused(reject.line, reject.raw)
        if not block.table.num_rows:
            return
        for place, name in enumerate(self._headers):
            if name in self._allowed:
                continue
            column, cells = block.column(place), block.cells(place)
            if place in self._watched:
                self._judge.count(name, cells.filled)
                self._feed_digits(name, column, block)
            if cells.longest >= _SHORTEST_TEXT:
                self._feed_texts(name, column, block, long_cells(cells.sizes, _SHORTEST_TEXT))

    def _feed_digits(self, name: str, column: "pa.Array", block: Block) -> None:
        import pyarrow.compute as pc

        is_digits = pc.match_substring_regex(column, DIGITS_FORM)
        fits = pc.indices_nonzero(is_digits)
        looked = fits.slice(0, _LOOKED_AT)
        for place, text in zip(looked.to_pylist(), column.take(looked).to_pylist(), strict=True):
            self._judge.feed(int(block.lines[place]), name, text)
        self._judge.count_digits(name, len(fits) - len(looked))
        others = pc.indices_nonzero(pc.and_not(pc.match_substring_regex(column, _MASKED), is_digits)).slice(0, _READ)
        for place, text in zip(others.to_pylist(), column.take(others).to_pylist(), strict=True):
            self._judge.feed(int(block.lines[place]), name, text)

    def _feed_texts(self, name: str, column: "pa.Array", block: Block, places: "np.ndarray[Any, Any] | None") -> None:
        """The cells at these places (None for all): those that could tell an account are found by their bytes, then read."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if places is not None:
            column = column.take(pa.array(places))
        likely = telling_places(cells_of(column))
        if not len(likely):
            return
        column, lines = column.take(pa.array(likely)), block.lines[likely if places is None else places[likely]]
        told = pc.indices_nonzero(pc.match_substring_regex(column, TELLING_FORM)).slice(0, _READ)
        for place, text in zip(told.to_pylist(), column.take(told).to_pylist(), strict=True):
            self._judge.feed_text(int(lines[place]), name, text)

    def findings(self) -> list[Finding]:
        """Every bank account number where none may stand."""
        return self._judge.findings()


#: Masked numbers, and cells with signs that may be other digits.
_MASKED = r"^\s*[*•xX#.…]+[ \-]?[0-9]{2,4}\s*$|[^\x00-\x7f]"


def bank_scanner(spec: Spec, side: SideName, pairing: Pairing, source: Source) -> BankScanner:
    """For one side of a comparison: what spec or layout allow may hold bank accounts, and the key is the customer's.

    Errors: `TallyError` for a name that the file has not.
    """
    columns, found = pairing.columns(side), set(getattr(source, "bank_accounts", ()))
    for name in spec.side(side).bank_accounts:
        if name not in columns and name not in source.headers:
            words = f"{side}.bank_accounts names a column “{name}” that is not there. Name a column of this file, or take it out."
            raise TallyError(words, place=str(source.path))
        found.add(name if name in source.headers else columns[name])
    key = {columns[name] for name in spec.key}
    return BankScanner(source.headers, allowed=found, key=key)


def _watched(headers: Sequence[str]) -> set[int]:
    """Columns whose digits matter: told of a bank account or routing number, beside the latter, and those whose header says nothing."""
    found = {place for place, name in enumerate(headers) if names_bank_account(name) or says_nothing(name)}
    for place, name in enumerate(headers):
        if names_routing(name):
            found |= set(range(max(0, place - 1), min(len(headers), place + 3)))
    return found
