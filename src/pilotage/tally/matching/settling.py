"""Settles the batches of two large plain files by their sums, and makes items of what is left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pilotage.tally.intake.sheets import Record
from pilotage.tally.layouts import arrays
from pilotage.tally.matching.agreeing import Agreed, Deposits, agreed, deposits_of, joined, key_place
from pilotage.tally.matching.asked import Among, Tops, is_among
from pilotage.tally.matching.batchsums import CODE_BITS, Ids, Payments, payments_of, suspects, tops_of
from pilotage.tally.matching.bulk import Keys, PlainText, Settled
from pilotage.tally.matching.columns import Texts, cents_of, different, key_digests
from pilotage.tally.matching.gathered import Gathered
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.per_day import count_settled
from pilotage.tally.matching.plaintexts import Picked, chosen, each_block
from pilotage.tally.matching.reading import KIND_ROLES, ItemBuilder
from pilotage.tally.matching.rowfees import Fees
from pilotage.tally.matching.rowkinds import KindReader
from pilotage.tally.matching.spec import ReconcileSpec
from pilotage.tally.matching.units import tokens
from pilotage.tally.verify.rows import Mark

_NONE = np.zeros(0, np.uint32)


class Settling:
    """One run over both files."""

    def __init__(self, payments: PlainText, deposits: PlainText, keys: Keys, spec: ReconcileSpec) -> None:
        self._texts = {"payments": payments, "deposits": deposits}
        self._builders = {name: ItemBuilder(text.path, text.side, spec) for name, text in self._texts.items()}
        self._paid = self._kinds("payments", (*KIND_ROLES, "method", "authorised"), spec)
        self._deposited = self._kinds("deposits", ("currency", "debit_credit"), spec)
        self._fees = Fees(spec.fees, self._paid) if spec.fees else None
        self._marks: dict[str, list[Mark]] = {"payments": [], "deposits": []}
        self._keys, self._spec = keys, spec

    def settled(self) -> Settled | None:
        """What the sums settle; None where the blocks say less than the whole: then the row reader tells why. Errors: `NotPlain`."""
        gathered, early, known = Gathered(), None, None
        if self._keys.names_deposits:
            early = self._read_deposits()
            known = Among(different(np.concatenate([_NONE, *map(self._references, early)])))
        blocks, ids = self._read_payments(gathered, known)
        with ThreadPoolExecutor(1) as beside:
            contents = [one.contents for one in blocks if one.contents is not None]
            doubtful = beside.submit(suspects, [one.stretch for one in blocks], ids, contents)
            deposits = self._read_deposits() if early is None else early
            if not blocks or not deposits:
                return None
            whole, sums = joined(deposits), gathered.all()
            first = self._keys.deposit.index("reference") if self._keys.by_reference else None
            key = key_place(sums, whole, first)
            apart = np.zeros(len(whole.code), np.bool_)
            if known is not None:
                apart = is_among(self._references(whole), different(np.concatenate([one.named for one in blocks])))
            found = agreed(sums, whole, key, apart, self._fees, doubtful.result)
        del ids
        left = self._items("deposits", found.open_rows(deposits))
        while len(more := _named_in(left, found.good)):
            bad = different(np.concatenate([found.bad, more]))
            found = agreed(sums, whole, key, apart, self._fees, lambda bad=bad: bad)  # type: ignore[misc]
            left = self._items("deposits", found.open_rows(deposits))
        bad_batches = Among(found.bad)
        rows = self._items("payments", [one.stretch.rows_among(bad_batches) for one in blocks])
        settled = self._told(found, key == first, {"payments": rows, "deposits": left})
        sizes = {name: sum(mark.count for mark in marks) for name, marks in self._marks.items()}
        is_whole = all(settled.rows[name] + len(settled.left[name]) == size for name, size in sizes.items())
        return settled if is_whole else None

    def _references(self, deposits: Deposits) -> Tops:
        """The tops of the references of deposits."""
        return tops_of(deposits.keys[self._keys.deposit.index("reference")] << CODE_BITS)

    def _kinds(self, name: str, roles: Sequence[str], spec: ReconcileSpec) -> KindReader:
        text = self._texts[name]
        return KindReader(
            ["date", *(role for role in roles if role in text.roles)], self._builders[name].kind_of,
            reads_times=not text.side.date_format, cut_off=spec.cut_off,
        )  # fmt: skip

    def _read_payments(self, gathered: Gathered, known: Among | None) -> tuple[list[Payments], Ids]:
        text, keys = self._texts["payments"], self._keys
        work = payments_of(self._spec.scale, self._paid, keys.payment, self._fees, known, with_copies=keys.by_reference)
        blocks, ids = [], Ids(text.path.stat().st_size)
        for mark, one in each_block(text, work):
            gathered.add(one.sums)
            ids.add(one.ids, mark.place + mark.size)
            blocks.append(one.without_sums())
            self._marks["payments"].append(mark)
        return blocks, ids

    def _read_deposits(self) -> list[Deposits]:
        blocks = []
        work = deposits_of(self._spec.scale, self._deposited, self._keys.deposit)
        for mark, one in each_block(self._texts["deposits"], work):
            blocks.append(one)
            self._marks["deposits"].append(mark)
        return blocks

    def _told(self, found: Agreed, is_by_reference: bool, left: Mapping[str, list[Item]]) -> Settled:
        lags: dict[str, Counter[int]] = {}
        days: dict[str, Counter[str]] = {}
        rows = money = 0
        newest = []
        for begun, ended, count, total in found.by_kinds:
            paid, deposited = self._paid.kinds[begun], self._deposited.kinds[ended]
            assert paid is not None
            assert deposited is not None
            rows, money = rows + count, money + total
            newest.append(max(paid.day, deposited.day))
            if paid.kind == "payment":
                lags.setdefault(paid.method, Counter())[deposited.number - paid.began] += count
            count_settled(days, (paid.day, paid.kind), count, total)
        alone = found.alone if is_by_reference else 0
        tiers = {"batch": (found.batches - alone, rows - alone), "reference": (alone, alone)}
        return Settled(
            {"payments": rows, "deposits": found.batches}, {"payments": money, "deposits": found.deposited}, tiers, lags,
            max(newest, default=None), days, dict(left),
        )  # fmt: skip

    def _items(self, name: str, rows: Sequence[Picked]) -> list[Item]:
        text, build = self._texts[name], self._builders[name]
        found = chosen(text, self._marks[name], rows)
        if found is None:
            return []
        numbers, columns = found
        cents, sure = cents_of(columns["amount"], self._spec.scale)
        cells = {role: columns[role].column().to_pylist() for role in text.roles}
        if sure.all() and (items := build.plain(numbers.tolist(), cents.tolist(), cells)) is not None:
            return items
        each = zip(numbers.tolist(), zip(*cells.values(), strict=True), strict=True)
        return [build(at, Record(number, dict(zip(cells, row, strict=True)))) for at, (number, row) in enumerate(each)]


def _named_in(deposits: Sequence[Item], good: Tops) -> Tops:
    """The tops of settled batches that the text of an open deposit may name."""
    words = sorted(set().union(*(tokens(one.text) for one in deposits if one.text)))
    if not words:
        return _NONE
    tops = different(tops_of(key_digests(Texts.of(arrays.texts(words)))))
    found: Tops = tops[is_among(tops, good)]
    return found
