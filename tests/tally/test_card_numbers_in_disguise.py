"""Cards behind zeros and cards cut in two are found; accounts with zeros and neighbouring numbers pass."""

import io
import random

import pytest

from pilotage.tally.forbidden import ColumnJudge, Finding, scan_bytes, scan_text, scan_upload
from pilotage.tally.forbidden.brands import luhn_holds

VISA = "4539578763621486"


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def card(rng: random.Random) -> str:
    prefix, length = rng.choice((("4", 16), ("53", 16), ("2300", 16), ("37", 15), ("6011", 16)))
    body = prefix + digits(rng, length - len(prefix) - 1)
    return next(body + last for last in "0123456789" if luhn_holds(body + last))


def judged(rows: list[list[object]], headers: tuple[str, ...]) -> list[Finding]:
    judge = ColumnJudge(headers)
    for number, row in enumerate(rows, 2):
        judge.feed_row(number, zip(headers, row, strict=True))
    return judge.findings()


@pytest.mark.parametrize("width", [17, 19, 20, 24])
@pytest.mark.parametrize("rows", [1, 5, 300])
def test_a_column_of_cards_behind_zeros_is_refused(width: int, rows: int) -> None:
    rng = random.Random(width * rows)
    cells: list[list[object]] = [[card(rng).zfill(width)] for _ in range(rows)]
    found = judged(cells, ("value",))
    assert sum(1 + one.others for one in found) == rows
    assert found[0].masked.endswith(str(cells[0][0])[-4:]) and "0" * 4 not in found[0].masked


def test_a_card_behind_zeros_is_found_among_short_numbers_in_a_text_and_in_an_upload() -> None:
    rng = random.Random(3)
    rows: list[list[object]] = [[digits(rng, 10)] for _ in range(300)]
    rows[70] = [VISA.zfill(19)]
    assert [one.row for one in judged(rows, ("value",))] == [72]
    assert scan_text(f"please use {VISA.zfill(20)} from now on")
    assert scan_bytes("\n".join(f"{n},{card(rng).zfill(19)}" for n in range(50)).encode())


@pytest.mark.parametrize("seed", range(8))
def test_accounts_behind_zeros_pass(seed: int) -> None:
    rng = random.Random(seed)
    for significant, width in ((12, 16), (14, 19), (15, 19), (16, 19), (16, 16)):
        assert judged([[digits(rng, significant).zfill(width)] for _ in range(300)], ("account",)) == []


@pytest.mark.parametrize("cut", [4, 6, 8, 10])
def test_cards_cut_in_two_are_refused_in_tables_and_uploads(cut: int) -> None:
    rng = random.Random(cut)
    cards = [card(rng) for _ in range(40)]
    rows: list[list[object]] = [[f"N{n}", one[:cut], one[cut:]] for n, one in enumerate(cards)]
    assert sum(1 + one.others for one in judged(rows, ("name", "one", "two"))) == 40
    text = "name,one,two\n" + "".join(f'N{n},"{one[:cut]}","{one[cut:]}"\n' for n, one in enumerate(cards))
    found = scan_upload(io.BytesIO(text.encode()), "cut.csv")
    assert [one.row for one in found] == list(range(2, 42))
    assert {one.column for one in found} == {"column 2 + column 3"}
    assert not any(one[:12] in repr(found) for one in cards)


def test_one_card_cut_in_two_where_nothing_else_is_a_number_is_refused() -> None:
    rows: list[list[object]] = [["Ann", "", ""] for _ in range(30)]
    rows[4] = ["Bo", VISA[:8], VISA[8:]]
    assert [(one.row, one.column) for one in judged(rows, ("name", "one", "two"))] == [(6, "one + two")]


@pytest.mark.parametrize("seed", range(8))
def test_neighbouring_numbers_pass(seed: int) -> None:
    rng = random.Random(seed)
    rows: list[list[object]] = [[digits(rng, 8), digits(rng, 8), f"4{digits(rng, 7)}", "4012"] for _ in range(300)]
    assert judged(rows, ("account", "parcel", "meter", "district")) == []
    half = "".join(f"{','.join(map(str, row))}\n" for row in rows)
    assert scan_bytes(half.encode()) == []


def test_one_first_part_that_all_rows_share_does_not_make_cards_of_accounts_with_a_check_digit() -> None:
    rng = random.Random(2)
    accounts: list[list[object]] = []
    while len(accounts) < 200:
        account = digits(rng, 12)
        if luhn_holds(f"4000{account}"):
            accounts.append(["4000", account])
    assert judged(accounts, ("district", "account")) == []
