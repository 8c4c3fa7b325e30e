"""Large plain files are settled as sums first; the answer is the same as item by item."""

import random
import re
from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.matching import bulk
from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import read_spec

SAME = ("agrees", "as_of", "totals", "states", "reasons", "tiers", "timeline", "duplicates", "by_day")
HEADER = "payment_id,batch_id,date,amount,account\n"
DEPOSITS = "deposit_id,batch_id,date,amount\n"


def write(folder: Path, seed: int, broken: str = "") -> dict[str, Path]:
    """Batches with every fault that the sums must leave to the items."""
    rng = random.Random(seed)
    payments, deposits = [], []
    for batch in range(60):
        total, fault = (
            0,
            rng.choice(
                ["none"] * 6 + ["cent", "missing", "twice", "copy", "other_id", "blank", "written", "case", "undated"]
            ),
        )
        for line in range(rng.randint(1, 8)):
            cents = rng.randint(-500, 90_000)
            total += cents
            name, amount, date = f"P{batch}-{line}", f"{cents / 100:.2f}", f"2026-11-{rng.randint(2, 20):02d}"
            if fault == "written" and line == 0:
                amount = f"{cents / 100:,.2f}" if cents >= 0 else f"({-cents / 100:,.2f})"
            if fault == "other_id" and line == 0:
                name = "P0-0"
            if fault == "undated" and line == 0:
                date = ""
            key = "" if fault == "blank" else f"b{batch}" if fault == "case" and line == 0 else f"B{batch}"
            row = f"{name},{key},{date},{amount},A{line}\n"
            payments += [row, row] if fault == "copy" and line == 0 else [row]
        total += fault == "cent"
        row = f"D{batch},B{batch},2026-11-{rng.randint(18, 24):02d},{total / 100:.2f}\n"
        deposits += {"missing": [], "twice": [row, row.replace("D", "E", 1)]}.get(fault, [row])
    if seed % 2:  # else batch after batch, as most platforms write them
        rng.shuffle(payments)
    (folder / "p.csv").write_text(HEADER + "".join(payments) + broken)
    (folder / "d.csv").write_text(DEPOSITS + "".join(deposits))
    return {"payments": folder / "p.csv", "deposits": folder / "d.csv"}


@pytest.mark.parametrize("seed", range(12))
def test_sums_first_and_item_by_item_give_the_same_answer(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pilotage.tally.matching import gathered, plaintexts

    files, spec = write(tmp_path, seed), read_spec({"tiers": ["reference", "batch"]}, "spec")
    slow = reconcile(files, spec)
    monkeypatch.setattr(bulk, "LARGE", 0)
    monkeypatch.setattr(plaintexts, "BLOCK", 1_500)
    monkeypatch.setattr(gathered, "_WAITING", 7 * seed)
    settled = bulk.settle_batches(files, spec)
    assert settled is not None
    assert settled.rows["deposits"] > 10
    fast = reconcile(files, spec)
    assert {name: fast[name] for name in SAME} == {name: slow[name] for name in SAME}
    assert len(fast["matches"]) + fast["matches_left_off"] == len(slow["matches"])
    assert open_rows(fast) == open_rows(slow)


WAYS = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "semicolons": lambda text: text.replace(",", ";"),
    "bars, and commas in a text": lambda text: text.replace(",", "|").replace("|A1", "|A,1"),
    "tabs and blanks": lambda text: text.replace(",", "\t ").replace("\n", " \n"),
    "quotes": lambda text: "".join('"' + line.replace(",", '","') + '"\n' for line in text.splitlines()),
    "other letters": lambda text: text.replace(",A0", ",Zoë").replace("B1", "Ö1"),
    "no line end": lambda text: text.removesuffix("\n"),
    "american days": lambda text: re.sub(r"2026-(\d\d)-(\d\d)", r"\1/\2/2026", text),
    "short amounts": lambda text: re.sub(r"\.(\d)0(?=,|\n)", r".\1", text).replace(".0,", ","),
    "small letters": str.lower,
    "columns in another order": lambda text: "".join(
        ",".join(reversed(one.split(","))) + "\n" for one in text.splitlines()
    ),
    "some quotes": lambda text: re.sub(r"(B1\d*)", r'"\1"', text),
    "a few long ids": lambda text: re.sub(r"\b(P[12]\d?-)", rf"{'a-very-long-id-' * 9}\1", text),
    "long keys": lambda text: re.sub(r"\b([BP]\d)", r"a-long-key-of-many-letters-\1", text),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("block", [300, 2_000, 3_000_000])
def test_files_that_are_written_otherwise_give_the_same_answer(
    tmp_path: Path, way: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pilotage.tally.matching import plaintexts

    files, spec = write(tmp_path, 5), read_spec({"tiers": ["reference", "batch"]}, "spec")
    for path in files.values():
        path.write_bytes(WAYS[way](path.read_text()).encode())
    slow = reconcile(files, spec)
    monkeypatch.setattr(bulk, "LARGE", 0)
    monkeypatch.setattr(plaintexts, "BLOCK", block)
    settled = bulk.settle_batches(files, spec)
    assert settled is not None
    assert settled.rows["deposits"] > 10
    fast = reconcile(files, spec)
    assert {name: fast[name] for name in SAME} == {name: slow[name] for name in SAME}
    assert open_rows(fast) == open_rows(slow)


def test_blank_lines_are_passed_over_in_a_large_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, spec = write(tmp_path, 5, "\n"), read_spec({"tiers": ["reference", "batch"]}, "spec")
    slow = reconcile(files, spec)
    monkeypatch.setattr(bulk, "LARGE", 0)
    assert reconcile(files, spec) == slow


def test_a_batch_is_left_to_the_rows_where_another_spelling_of_it_or_another_deposit_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone each of these batches agrees with a deposit; together with the other line it does not."""
    (tmp_path / "p.csv").write_text(
        HEADER + "P1,B1,2026-11-02,5.00,A\nP2,b 1,2026-11-02,7.00,A\nP3,B2,2026-11-02,1.00,A\nP4,B3,2026-11-02,2.00,A\n"
    )
    (tmp_path / "d.csv").write_text(
        "deposit_id,batch_id,reference,date,amount\n"
        "D1,B1,,2026-11-03,5.00\nD2,B2,,2026-11-03,1.00\nD3,B9,B2,2026-11-03,1.00\nD4,B3,,2026-11-03,2.00\n"
    )
    files, spec = {"payments": tmp_path / "p.csv", "deposits": tmp_path / "d.csv"}, read_spec({}, "spec")
    slow = reconcile(files, spec)
    monkeypatch.setattr(bulk, "LARGE", 0)
    settled = bulk.settle_batches(files, spec)
    assert settled is not None
    assert settled.rows["deposits"] == 1
    fast = reconcile(files, spec)
    assert {name: fast[name] for name in SAME} == {name: slow[name] for name in SAME}


AMOUNTS = (
    "1.00 -1.00 0.01 -0.05 .5 5 5. 12345678.90 123456789.01 123456789012345.67 1,000.00 +1.00 1.005 1e3 -.50 --1.00 00012.30 "
    "1.0a a.00 1_0.00 10.e0 1.2.3 -0.00 99999999.99 - . -5 (1.00) 1234567890123456.78 12.3 0 $1.00 １.00 1-.00 1.-5"
).split()


@pytest.mark.parametrize("scale", [0, 1, 2, 3, 6])
def test_amounts_of_a_whole_column_are_read_as_one_by_one_or_left_to_that(scale: int) -> None:
    from pilotage.tally.intake.money import read_amount
    from pilotage.tally.matching.columns import cents_of

    texts = [*AMOUNTS, "", " 1.00", "1.00 "]
    found, sure = cents_of(column(texts), scale)
    read = {text: int(cents) for text, cents, is_sure in zip(texts, found, sure, strict=True) if is_sure}
    assert {text: read_amount(text, scale) for text in read} == read
    written = [f"{'-' if cents < 0 else ''}{abs(cents) // 10**scale}" + (f".{abs(cents) % 10**scale:0{scale}d}" if scale else "")
               for cents in (random.Random(scale).randint(-(10**12), 10**12) for _ in range(500))]  # fmt: skip
    found, sure = cents_of(column(written), scale)
    assert sure.all()
    assert found.tolist() == [read_amount(text, scale) for text in written]


def test_ids_that_differ_have_digests_that_differ_and_equal_ones_equal() -> None:
    from pilotage.tally.matching.columns import id_digests, key_digests

    rng = random.Random(3)
    ids = ["".join(rng.choices("abAB01-", k=rng.randint(0, 30))) for _ in range(20_000)]
    found = id_digests(column(ids)).tolist()
    assert len({*zip(ids, found, strict=True)}) == len(set(ids)) == len(set(found))
    assert id_digests(column(["x", " x ", "X"])).tolist()[:2] == id_digests(column(["x", "x"])).tolist()
    assert len(set(key_digests(column(["ab1", " AB 1", "Ab1"])).tolist())) == 1
    assert key_digests(column(["AB1"])).tolist() == key_digests(column(["ab1"])).tolist()


def column(texts: list[str]) -> Any:
    """A column as the blocks give it."""
    from pilotage.tally.layouts import arrays
    from pilotage.tally.matching.columns import Texts

    return Texts.of(arrays.texts(texts))


def open_rows(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["side"], one["row"], one["id"], one["state"], one["reason"]) for one in answer["unmatched"]]


@pytest.mark.parametrize(
    "broken", ["X,B1,2026-11-02,1.005,A\n", "X,B1,2026-11-02,1e3,A\n", 'X,B1,2026-11-02,"1,A\n', "X,B1\n"]
)
def test_what_the_sums_cannot_read_is_named_by_the_row_reader(
    tmp_path: Path, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, spec = write(tmp_path, 1, broken), read_spec({}, "spec")
    with pytest.raises(TallyError) as slow:
        reconcile(files, spec)
    monkeypatch.setattr(bulk, "LARGE", 0)
    with pytest.raises(TallyError) as fast:
        reconcile(files, spec)
    assert str(fast.value) == str(slow.value)
