"""Where the columns of a fixed-width file begin: by blanks that every line has, and by changes of the kind of character."""

from collections.abc import Sequence
from typing import Final

from pilotage.tally.layouts.forms import date_form, reader

_OVERPUNCH: Final = frozenset("{}ABCDEFGHIJKLMNOPQRpqrstuvwxy")
_DATES: Final = ("CCYYMMDD", "MMDDCCYY", "CYYMMDD")


def find_breaks(lines: Sequence[str]) -> list[tuple[int, int, int]]:
    """Columns as (start from 0, end, how sure in percent). Lines shorter than the longest count as filled up with blanks."""
    width = max((len(line.rstrip()) for line in lines), default=0)
    padded = [line.ljust(width)[:width] for line in lines]
    kinds = [_kind([line[place] for line in padded]) for place in range(width)]
    starts = [0]
    for place in range(1, width):
        if _begins(padded, kinds, place):
            starts.append(place)
    columns = []
    for start, end in zip(starts, [*starts[1:], width], strict=True):
        columns += _cut_digits(padded, start, end, kinds)
    return columns


def _kind(signs: list[str]) -> str:
    """digit, over (digits and overpunch signs), text, or blank."""
    seen = set(signs) - {" "}
    if not seen:
        return "blank"
    if all(sign.isdigit() for sign in seen):
        return "digit"
    if all(sign.isdigit() or sign in _OVERPUNCH for sign in seen) and any(
        sign.isdigit() or sign in "{}" for sign in seen
    ):
        return "over"
    return "sign" if seen <= set("+-.,/: 0123456789") else "text"


def _begins(lines: list[str], kinds: list[str], place: int) -> bool:
    """A column begins after blanks that all lines have, or where digits and letters meet."""
    here, before = kinds[place], kinds[place - 1]
    if here == "blank":
        return False
    left, right = _share(lines, place - 1), _share(lines, place)
    if before == "blank":
        return True
    if left < 0.7 and right > 0.97 and not _is_word_gap(lines, place):
        return True  # texts that are seldom so long, then something that always begins here
    if before == "over" and _is_end_of_number(kinds, place - 1):
        return True
    return {before, here} in ({"digit", "text"},) and right > 0.9 and (left > 0.9 or here == "digit")


def _is_word_gap(lines: list[str], place: int) -> bool:
    """Whether the blanks before `place` are mostly single ones, as between the words of one text."""
    blank = [line for line in lines if line[place - 1] == " "]
    wide = sum(place >= 2 and line[place - 2] == " " for line in blank)
    return wide < 0.3 * len(blank)


def _is_end_of_number(kinds: list[str], place: int) -> bool:
    return place > 0 and kinds[place - 1] == "digit"


def _share(lines: list[str], place: int) -> float:
    return sum(line[place] != " " for line in lines) / len(lines)


def _cut_digits(lines: list[str], start: int, end: int, kinds: list[str]) -> list[tuple[int, int, int]]:
    """A run of digits may hold a date: eight digits that are a day in every line."""
    if end - start <= 8 or any(kind not in ("digit", "blank", "over") for kind in kinds[start:end]):
        return [(start, end, 90 if start == 0 or kinds[start - 1] == "blank" else 70)]
    for place in range(start, end - 7):
        texts = {line[place : place + 8] for line in lines}
        if len(texts) > 3 and any(_are_days(texts, form) for form in _DATES[:2]):
            before = [(start, place, 55)] if place > start else []
            return [
                *before,
                (place, place + 8, 70),
                *(_cut_digits(lines, place + 8, end, kinds) if place + 8 < end else []),
            ]
    return [(start, end, 65)]


def _are_days(texts: set[str], form: str) -> bool:
    read = reader(date_form(form), False)
    days = [read(text) for text in texts if text.strip(" 0")]
    return bool(days) and all(day is not None and "1950" <= day < "2060" for day in days)
