"""Fixed-width samples whose digits stand side by side are cut where a person would see it."""

from datetime import date, timedelta
from pathlib import Path

from pilotage.tally.layouts.proposing import propose


def _cuts(folder: Path, lines: list[str]) -> list[list[int]]:
    path = folder / "sample.txt"
    path.write_text("\n".join(lines) + "\n")
    return [guess.settings["at"] for guess in propose(path).fields]


def _rows() -> list[tuple[str, date, date, str, str]]:
    first = date(2024, 1, 1)
    return [
        (
            f"40{row * 7919 * 613 % 10**8:08d}",
            first + timedelta(days=row * 37 % 700),
            first + timedelta(days=row * 53 % 700),
            f"{row * 4211 % 300_000:08d}{'}ABCDEFGHR'[row % 10]}",
            f"{row * 6737 % 200_000:09d}",
        )
        for row in range(1, 101)
    ]


def test_dates_of_six_digits_are_found_between_digits(tmp_path: Path) -> None:
    lines = [f"{account}1{a:%y%j}{b:%y%m%d}{balance}{due}Y" for account, a, b, balance, due in _rows()]
    assert _cuts(tmp_path, lines) == [[1, 10], [11, 6], [17, 6], [23, 9], [32, 9], [41, 1]]


def test_a_comma_in_each_name_does_not_make_a_delimited_file(tmp_path: Path) -> None:
    names = ["SMITH, JOHN", "OKONKWO-HALL, ANN", "NG, LI", "GARCIA, MARIA"]
    lines = [f"{account}{names[at % 4]:<25}{balance}" for at, (account, _, _, balance, _) in enumerate(_rows())]
    assert _cuts(tmp_path, lines) == [[1, 10], [11, 25], [36, 9]]


def test_a_street_that_begins_with_an_overpunch_letter_is_not_cut(tmp_path: Path) -> None:
    streets = ["PARK LANE", "ELM BLVD", "OAK AVE", "2ND ST NW"]
    lines = [
        f"{['MARY NG', 'AL SMITH', 'JOHN DAVIS'][at % 3]:<12}{f'{10 ** (at % 4) + at % 7} {streets[at // 4 % 4]}':<24}{due}"
        for at, (_, _, _, _, due) in enumerate(_rows())
    ]
    assert _cuts(tmp_path, lines) == [[1, 12], [13, 24], [37, 9]]


def test_an_amount_with_a_point_ends_after_its_cents_and_begins_with_its_longest_value(tmp_path: Path) -> None:
    lines = [f"{account} {int(due) % 4000 / 1.3:10.2f}{a:%Y%m%d}" for account, a, _, _, due in _rows()]
    assert [at for at in _cuts(tmp_path, lines) if at[0] > 11] == [[15, 7], [22, 8]]


def test_digits_that_begin_anew_with_zeros_are_cut_from_those_before(tmp_path: Path) -> None:
    lines = [f"{due}{balance}" for _, _, _, balance, due in _rows()]
    assert _cuts(tmp_path, lines) == [[1, 9], [10, 9]]


def test_numbers_given_one_after_another_are_no_dates(tmp_path: Path) -> None:
    lines = [f"000112{row * 2:03d}NAME" for row in range(1, 101)]
    assert _cuts(tmp_path, lines)[0] == [1, 9]
