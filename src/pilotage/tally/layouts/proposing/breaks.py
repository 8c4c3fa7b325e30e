"""Where the columns of a fixed-width file begin: by blanks that every line has, and by changes of the kind of character."""

from collections.abc import Sequence
from typing import Final

from pilotage.tally.layouts.forms import date_form, reader

_OVERPUNCH: Final = frozenset("{}ABCDEFGHIJKLMNOPQRpqrstuvwxy")
_DATES: Final = ("CCYYMMDD", "MMDDCCYY", "CYYMMDD")
_SHORT_DATES: Final = ("YYMMDD", "CYYDDD")
_RECENT: Final = ("2010", "2040")


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
        return not _is_inside_text(lines, kinds, place)
    if left < 0.7 and right > 0.97 and not _is_word_gap(lines, place) and not _is_inside_number(lines, kinds, place):
        return True  # texts that are seldom so long, then something that always begins here
    if _is_after_cents(lines, kinds, place):
        return True
    if before == "over" and _is_end_of_number(lines, kinds, place - 1):
        return True
    return {before, here} in ({"digit", "text"},) and right > 0.9 and (left > 0.9 or here == "digit")


def _is_word_gap(lines: list[str], place: int) -> bool:
    """Whether the blanks before `place` are mostly single ones, as between the words of one text."""
    blank = [line for line in lines if line[place - 1] == " "]
    wide = sum(place >= 2 and line[place - 2] == " " for line in blank)
    return wide < 0.3 * len(blank)


def _is_inside_text(lines: list[str], kinds: list[str], place: int) -> bool:
    """Whether the one blank before `place` stands between words: only lines whose text reaches it go on behind it."""
    if place < 2 or kinds[place - 2] != "text" or kinds[place] != "text" or _share(lines, place) > 0.9:
        return False
    return all(line[place - 2] != " " for line in lines if line[place] != " ")


def _is_inside_number(lines: list[str], kinds: list[str], place: int) -> bool:
    """Whether digits set to the right go on at `place`: the further left, the fewer lines have one."""
    if place < 2 or kinds[place - 1] != "digit" or kinds[place] not in ("digit", "sign"):
        return False
    return _share(lines, place - 2) < _share(lines, place - 1)


def _is_after_cents(lines: list[str], kinds: list[str], place: int) -> bool:
    """Whether a point and two digits end just before `place`, and at least six further digits follow."""
    if place < 4 or kinds[place - 2 : place + 6] != ["digit"] * 8:
        return False
    return all(line[place - 3] == "." and line[place - 4].isdigit() for line in lines)


def _is_end_of_number(lines: list[str], kinds: list[str], place: int) -> bool:
    """Whether each sign at `place` follows a digit: an overpunched amount ends there, and no street begins there."""
    if place == 0 or kinds[place - 1] != "digit":
        return False
    return all(line[place - 1].isdigit() for line in lines if line[place] != " ")


def _share(lines: list[str], place: int) -> float:
    return sum(line[place] != " " for line in lines) / len(lines)


def _cut_digits(lines: list[str], start: int, end: int, kinds: list[str]) -> list[tuple[int, int, int]]:
    """A run of digits may hold a date that is a day in every line, or begin anew with digits that all lines share."""
    if end - start <= 8 or any(kind not in ("digit", "blank", "over") for kind in kinds[start:end]):
        return [(start, end, 90 if start == 0 or kinds[start - 1] == "blank" else 70)]
    for place in range(start, end - 5):
        long = _date_length(lines, place, end)
        if long:
            before = _cut_shared(lines, start, place) if place > start else []
            after = _cut_digits(lines, place + long, end, kinds) if place + long < end else []
            return [*before, (place, place + long, 70 if long == 8 else 60), *after]
    return _cut_shared(lines, start, end)


def _date_length(lines: list[str], place: int, end: int) -> int:
    """How long the date is that stands at `place` in every line; 0 for none. Six digits need more lines to be believed."""
    if place + 8 <= end:
        texts = {line[place : place + 8] for line in lines}
        if len(texts) > 3 and any(_are_days(texts, form) for form in _DATES[:2]):
            return 8
    found = [line[place : place + 6] for line in lines]
    texts = set(found)
    if len(texts) == len(found) and found == sorted(found):
        return 0  # numbers given one after another
    is_date = len(texts) >= 10 and any(_are_days(texts, form, _RECENT) for form in _SHORT_DATES)
    return 6 if is_date else 0


def _cut_shared(lines: list[str], start: int, end: int) -> list[tuple[int, int, int]]:
    """Cuts where digits that vary freely are followed by two or more that are the same in every line."""
    seen = [{line[place] for line in lines} for place in range(start, end)]
    cuts = [start]
    for at in range(1, end - start - 2):
        is_shared = len(seen[at]) == len(seen[at + 1]) == 1 and " " not in seen[at] | seen[at + 1]
        if is_shared and len(seen[at - 1]) >= 8 and any(len(one) > 1 for one in seen[at + 2 :]):
            cuts.append(start + at)
    return [(one, after, 65 if len(cuts) == 1 else 55) for one, after in zip(cuts, [*cuts[1:], end], strict=True)]


def _are_days(texts: set[str], form: str, years: tuple[str, str] = ("1950", "2060")) -> bool:
    read = reader(date_form(form), False)
    days = [read(text) for text in texts if text.strip(" 0")]
    return bool(days) and all(day is not None and years[0] <= day < years[1] for day in days)
