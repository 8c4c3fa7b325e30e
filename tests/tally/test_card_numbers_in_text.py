"""Card numbers in comments and other texts, however they are written; never shown again."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.tally.forbidden import scan_text
from pilotage.tally.forbidden.brands import TEST_NUMBERS, brand_of, luhn_holds, prefix_share
from pilotage.tally.forbidden.numbers import Number, numbers_in

VISA, AMEX = "4539578763621486", "371449635398431"


def grouped(number: str, sizes: tuple[int, ...], sign: str) -> str:
    parts, start = [], 0
    for size in sizes:
        parts.append(number[start : start + size])
        start += size
    return sign.join(parts)


WRITTEN = [
    VISA,
    *(
        grouped(VISA, (4, 4, 4, 4), sign)
        for sign in (" ", "-", ".", "  ", " - ", "\u00a0", "\u2011", "\u2013", "\u2009", "\u00b7")
    ),
    grouped(VISA, (6, 10), " "),
    grouped(VISA, (8, 8), " "),
    grouped(VISA, (1,) * 16, " "),
    grouped(VISA, (2,) * 8, "-"),
    f"{VISA}.0",
    f"{VISA}.00",
    f"{VISA[0]}.{VISA[1:]}E+15",
    f"{int(VISA):,}",
    VISA.translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
    VISA.translate({48 + digit: 0x0660 + digit for digit in range(10)}),
    "\u200b".join(VISA),
    f"VISA{VISA}",
    f"card:{VISA},",
    f"({VISA})",
    f"%B{VISA}^DOE/JANE^2512101?",
    f";{VISA}=25121010000?",
    f"{grouped(VISA, (4, 4, 4, 4), ' ')} 12 26",
    f"{grouped(VISA, (4, 4, 4, 4), ' ')} 12/26 123",
    f"1 {grouped(VISA, (4, 4, 4, 4), ' ')}",
    grouped(VISA, (4, 4, 4, 4), "\n"),
    AMEX,
    grouped(AMEX, (4, 6, 5), " "),
    grouped(AMEX, (4, 6, 5), "-"),
    grouped("36227206271667", (4, 6, 4), " "),
]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_card_number_is_found_however_it_is_written(written: str) -> None:
    for text in (written, f"please use {written} for the bill", f"line one\n{written}"):
        (found,) = scan_text(text)
        assert found.masked[-4:] in (VISA[-4:], AMEX[-4:], "1667")
        assert set(found.masked[:-4]) == {"•"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4539578763621487",
        "0.4539578763621486",
        "-97.4539578763621486",
        "04539578763621486000000",
        "550e8400-e29b-41d4-a716-446655440000",
        "00000000-0000-4539-5787-636214860000",
        "call 512 555 0134 or 512 555 0199",
        "2026-01-31 10:00 to 2026-02-28 11:00",
        "1700000000000",
        "account 1234567890123456",
        "9400111899223100001234",
        "10.0.0.1 192.168.100.200",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert scan_text(text) == []


@pytest.mark.parametrize("number", sorted(TEST_NUMBERS))
def test_every_test_number_is_a_card_number(number: str) -> None:
    assert luhn_holds(number)
    assert brand_of(number)
    assert len(scan_text(f"try {number} please")) == 1


def test_the_line_is_named_and_all_numbers_are_found() -> None:
    found = scan_text(f"hello\r\n{VISA}\n\nand {AMEX}")
    assert [(finding.row, finding.masked[-4:]) for finding in found] == [(2, VISA[-4:]), (4, AMEX[-4:])]


def test_neither_the_finding_nor_the_number_shows_the_digits() -> None:
    (found,) = scan_text(VISA)
    number = Number(VISA, 0, 16, False)
    for shown in (str(found), repr(found), repr(number), str(number)):
        assert VISA[4:10] not in shown


@pytest.mark.parametrize(
    ("length", "share"), [(13, 0.010), (14, 0.004), (15, 0.002), (16, 0.023), (17, 0.003), (18, 0.003), (19, 0.013)]
)
def test_the_share_of_random_numbers_that_look_like_cards_is_as_documented(length: int, share: float) -> None:
    rng = random.Random(length)
    tries = 40_000
    hits = sum(len(scan_text("".join(rng.choices("0123456789", k=length)))) for _ in range(tries))
    assert abs(hits / tries - share) < 0.004
    assert abs(prefix_share(length) / 10 - share) < 0.001


def test_the_check_digit_agrees_with_the_standard_worked_by_hand() -> None:
    def by_hand(digits: str) -> bool:
        total = 0
        for place, digit in enumerate(reversed(digits)):
            value = int(digit) * (2 if place % 2 else 1)
            total += value - 9 if value > 9 else value
        return total % 10 == 0

    rng = random.Random(3)
    for _ in range(2_000):
        digits = "".join(rng.choices("0123456789", k=rng.randint(13, 19)))
        assert luhn_holds(digits) == by_hand(digits)


@given(st.text("0123456789 .-,eE+abc\n\t\u00a0\uff11", max_size=60))
def test_no_text_breaks_the_search_and_what_is_found_has_a_cards_length(text: str) -> None:
    scan_text(text)
    for number in numbers_in(text):
        assert 13 <= len(number.digits) <= 19
        assert number.digits.isdigit()
        assert 0 <= number.start < number.end <= len(text)


def test_a_long_text_of_digits_is_searched_in_little_time() -> None:
    assert scan_text("1" * 1_000_000) == []
    assert scan_text("1 " * 200_000) == []
    assert scan_text("12-" * 200_000) == []
