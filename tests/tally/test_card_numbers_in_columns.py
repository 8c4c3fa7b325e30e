"""Columns are judged as a whole: account numbers pass, cards do not, and the cell is named without its number."""

import random
import tracemalloc

import pytest

from pilotage.tally.forbidden import ColumnJudge, Finding
from pilotage.tally.forbidden.brands import luhn_holds
from pilotage.tally.forbidden.judging import at_least, at_most

VISA = "4539578763621486"


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def checked(body: str) -> str:
    return next(body + last for last in "0123456789" if luhn_holds(body + last))


def card(rng: random.Random) -> str:
    prefix, length = rng.choice((("4", 16), ("53", 16), ("2300", 16), ("37", 15), ("6011", 16)))
    return checked(prefix + digits(rng, length - len(prefix) - 1))


def unlucky(rng: random.Random) -> str:
    """A random number that happens to read as a card."""
    return checked("4" + digits(rng, 14))


def judged(values: list[object], header: str = "account") -> list[Finding]:
    judge = ColumnJudge([header])
    for row, value in enumerate(values, 2):
        judge.feed(row, header, value)
    return judge.findings()


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("rows", [30, 100, 1_000, 5_000])
def test_a_column_of_random_account_numbers_passes(seed: int, rows: int) -> None:
    rng = random.Random(f"{seed} {rows}")
    assert judged([digits(rng, 16) for _ in range(rows)]) == []


def test_an_account_column_passes_although_some_of_its_numbers_read_as_cards() -> None:
    rng = random.Random(1)
    values: list[object] = [digits(rng, 16) for _ in range(1_000)]
    values[100:120] = [unlucky(rng) for _ in range(2)]
    assert judged(values) == []


@pytest.mark.parametrize("prefix", ["4", "51", "62", "400012", "0", "99"])
def test_a_scheme_in_which_every_account_begins_alike_passes(prefix: str) -> None:
    rng = random.Random(prefix)
    assert judged([prefix + digits(rng, 16 - len(prefix)) for _ in range(500)]) == []


def test_account_numbers_counted_up_or_with_a_check_digit_or_in_groups_pass() -> None:
    rng = random.Random(2)
    assert judged([str(4_000_123_412_340_000 + place) for place in range(300)]) == []
    assert judged([checked(digits(rng, 15)) for _ in range(300)]) == []
    assert judged(["-".join(digits(rng, 4) for _ in range(4)) for _ in range(300)]) == []
    assert judged([f"ACCT NO {digits(rng, 16)}" for _ in range(300)]) == []


def test_one_account_that_repeats_on_many_rows_does_not_convict_its_column() -> None:
    rng = random.Random(3)
    accounts = [digits(rng, 16) for _ in range(60)] + [unlucky(rng)]
    assert judged([*accounts, *([accounts[-1]] * 500)]) == []


@pytest.mark.parametrize("rows", [1, 2, 3, 5, 20, 500])
def test_a_column_of_cards_is_refused_and_every_cell_is_named(rows: int) -> None:
    rng = random.Random(rows)
    found = judged([unlucky(rng) for _ in range(rows)])
    assert len(found) + sum(finding.others for finding in found) == rows
    assert found[0].row == 2
    assert found[0].column == "account"


@pytest.mark.parametrize("kind", [int, float, str])
def test_number_cells_are_judged_as_texts_are(kind: type) -> None:
    rng = random.Random(4)
    assert len(judged([kind(unlucky(rng)) for _ in range(20)])) == 20
    assert judged([kind("1" + digits(rng, 15)) for _ in range(50)]) == []


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, True, 12, 1e300, b"x"])
def test_other_values_are_no_numbers_of_cards(value: object) -> None:
    assert judged([value] * 3) == []


@pytest.mark.parametrize("seed", range(20))
def test_a_single_card_in_a_column_of_remarks_names_or_short_numbers_is_refused(seed: int) -> None:
    rng = random.Random(seed)
    for other in ("paid late, called twice", "Ann Smith", "10234", "", "A-77"):
        values: list[object] = [other] * 200
        place = rng.randrange(200)
        values[place] = card(rng)
        (found,) = judged(values, "note")
        assert found.row == place + 2


@pytest.mark.parametrize("seed", range(20))
def test_a_few_cards_among_account_numbers_of_another_length_or_form_are_refused(seed: int) -> None:
    rng = random.Random(seed)
    values: list[object] = [digits(rng, 12) for _ in range(200)]
    values[50], values[90] = card(rng), card(rng)
    assert {finding.row for finding in judged(values)} == {52, 92}
    values = [digits(rng, 16) for _ in range(200)]
    written = unlucky(rng)
    values[50] = " ".join(written[place : place + 4] for place in range(0, 16, 4))
    assert [finding.row for finding in judged(values)] == [52]


def test_a_card_among_accounts_that_are_counted_up_is_the_odd_one_out() -> None:
    values: list[object] = [str(1_000_000_000_000_000 + place) for place in range(400)]
    values[7] = VISA
    assert [finding.row for finding in judged(values)] == [9]


def test_many_cards_among_random_accounts_are_refused() -> None:
    rng = random.Random(5)
    values: list[object] = [digits(rng, 16) for _ in range(950)] + [card(rng) for _ in range(50)]
    assert judged(values)


def test_a_test_number_is_refused_even_among_random_accounts() -> None:
    rng = random.Random(6)
    values: list[object] = [digits(rng, 16) for _ in range(500)]
    values[3] = "4111111111111111"
    assert [finding.row for finding in judged(values)] == [5]


@pytest.mark.parametrize(
    "header", ["Card Number", "PAN", "cc_num", "creditCardNo", "VISA", "primary account number", "Tarjeta"]
)
def test_a_header_that_speaks_of_cards_makes_every_hit_one(header: str) -> None:
    rng = random.Random(8)
    values: list[object] = [digits(rng, 16) for _ in range(200)]
    values[0] = VISA
    assert any(finding.row == 2 and "header" in finding.reason for finding in judged(values, header))


@pytest.mark.parametrize("header", ["cardinal", "company", "span", "account", "accept", "cardiology unit", "discount"])
def test_other_headers_do_not_speak_of_cards(header: str) -> None:
    rng = random.Random(9)
    assert judged([digits(rng, 16) for _ in range(500)] + [VISA], header) == []


def table_of(headers: list[str], rows: list[list[object]]) -> list[Finding]:
    judge = ColumnJudge(headers)
    for number, row in enumerate(rows, 2):
        judge.feed_row(number, zip(headers, row, strict=True))
    return judge.findings()


def test_a_security_code_or_an_expiry_date_beside_a_column_makes_every_hit_one() -> None:
    rng = random.Random(10)
    numbers = [digits(rng, 16) for _ in range(200)]
    numbers[0] = VISA
    assert table_of(["number", "CVV"], [[number, "123"] for number in numbers])
    assert table_of(["number", "Exp. date"], [[number, "12/27"] for number in numbers])
    assert table_of(["number", "exp"], [[number, "12/2027"] for number in numbers])
    assert table_of(["number", "month"], [[number, "12/27"] for number in numbers]) == []
    assert table_of(["number", "contract expires"], [[number, "2027-12-31"] for number in numbers]) == []


def test_a_header_that_is_itself_a_card_number_is_found() -> None:
    (found,) = ColumnJudge(["name", VISA], header_row=3).findings()
    assert found.row == 3


def test_words_beside_a_number_make_it_a_card_also_in_a_column_of_accounts() -> None:
    rng = random.Random(11)
    values: list[object] = [f"ref {digits(rng, 16)}" for _ in range(300)]
    values[9] = f"visa {VISA}"
    assert [finding.row for finding in judged(values, "reference")] == [11]


def test_what_is_certain_is_known_before_the_end() -> None:
    judge = ColumnJudge(["note"])
    judge.feed(2, "note", f"please charge {VISA} today")
    assert [finding.row for finding in judge.certain] == [2]


def test_no_finding_and_no_part_of_the_judge_shows_the_number() -> None:
    rng = random.Random(12)
    numbers = [unlucky(rng) for _ in range(30)]
    judge = ColumnJudge(["a"])
    for row, number in enumerate(numbers):
        judge.feed(row, "a", number)
    shown = " ".join([*map(str, judge.findings()), repr(judge._columns)])
    assert not any(number[:12] in shown for number in numbers)
    assert numbers[0][-4:] in shown


def test_findings_come_by_column_and_row_and_only_a_hundred_places_are_named() -> None:
    rng = random.Random(13)
    found = table_of(["b", "a"], [[unlucky(rng), unlucky(rng)] for _ in range(250)])
    assert [finding.column for finding in found] == ["b"] * 100 + ["a"] * 100
    assert [finding.row for finding in found[:100]] == list(range(2, 102))
    assert found[99].others == 150


def test_memory_stays_bounded_however_long_the_column_is() -> None:
    rng = random.Random(14)
    judge = ColumnJudge(["account"])
    tracemalloc.start()
    for row in range(50_000):
        judge.feed(row, "account", digits(rng, 16))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 2**20
    assert judge.findings() == []


def test_cards_in_a_very_long_column_are_found_from_a_sample() -> None:
    rng = random.Random(15)
    assert judged([card(rng) if row % 20 == 0 else digits(rng, 16) for row in range(60_000)])


def test_the_chances_are_the_binomial_ones() -> None:
    assert at_least(1, 10, 0.1) == pytest.approx(1 - 0.9**10)
    assert at_least(10, 10, 0.5) == pytest.approx(0.5**10)
    assert at_least(0, 5, 0.3) == 1
    assert at_most(0, 10, 0.1) == pytest.approx(0.9**10)
    assert at_most(4, 10, 0.37) + at_least(5, 10, 0.37) == pytest.approx(1)
