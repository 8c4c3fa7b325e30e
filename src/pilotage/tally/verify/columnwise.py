"""Why cells differ, told for whole columns at once where both cells are plain: ASCII texts, canonical numbers, days.

What it decides is what `judge_cells` would say; whatever is not certain by simple arithmetic is left to it (`ASKED`), cell by cell.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pilotage.tally.spec.model import FieldRule
from pilotage.tally.verify.reasons import MOST_SHIFTED_DAYS, REASONS

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

#: The place of a reason that only a look at the two cells themselves can tell.
ASKED = -1
_OTHER, _SIGN, _SCALE, _ROUNDING, _TRUNCATED, _TRANSPOSED, _SHIFTED, _SWAPPED = (
    REASONS.index(name)
    for name in ("other", "sign", "scale_100", "rounding", "truncated", "digits_transposed", "date_shifted", "day_month_swapped")
)  # fmt: skip
#: Texts of more bytes are looked at one by one.
_WIDEST = 128
#: Numbers of so many digits, a hundred times as large, fit 64 bits.
_DIGITS = 16
_TIMES = ("%H", "%I", "%M", "%S", "%f", "%p", "%z")
_DAY = r"^[1-9][0-9]{3}-[01][0-9]-[0-3][0-9]$"


@dataclass(frozen=True)
class Judged:
    """`reasons` are places in `REASONS`, or `ASKED`; `values` the texts of both sides, where not asked; `units` the distances, right
    minus left, in the smallest unit or in days (none for texts)."""

    reasons: "np.ndarray[Any, Any]"
    values: "tuple[pa.Array, pa.Array]"
    units: "np.ndarray[Any, Any] | None" = None


def judge_column(rule: FieldRule, left: "pa.Array", right: "pa.Array") -> Judged | None:
    """The reasons of cells of one field, given in the form in which they are compared; None where none can be told so."""
    if rule.tolerance is not None or (rule.reads_alike and (rule.left or rule.nulls)) or not len(left):
        return None
    if rule.type == "text":
        return _judge_texts(rule, left, right)
    if rule.type in ("money", "integer"):
        return _judge_numbers(rule, left, right)
    if rule.type == "date" and not (rule.reads_alike and rule.left_format != "%Y-%m-%d"):
        is_timed = any(sign in form for form in (rule.left_format, rule.right_format) for sign in _TIMES)
        return None if is_timed else _judge_days(left, right)
    return None


def _judge_texts(rule: FieldRule, left: "pa.Array", right: "pa.Array") -> Judged:
    import numpy as np
    import pyarrow.compute as pc

    if rule.ignore_case:
        left, right = pc.ascii_lower(left), pc.ascii_lower(right)
    plain = np.logical_and(_is_plain_text(left), _is_plain_text(right))
    reasons = np.full(len(left), ASKED, dtype=np.int8)
    places = np.flatnonzero(plain)
    if not len(places):
        return Judged(reasons, (left, right))
    one, sizes = _matrix(left, places)
    two, others = _matrix(right, places)
    width = max(one.shape[1], two.shape[1])
    one, two = (np.pad(side, ((0, 0), (0, width - side.shape[1]))) for side in (one, two))
    unlike = one != two
    apart = np.count_nonzero(unlike, axis=1)
    first = np.argmax(unlike, axis=1)
    found = np.full(len(places), _OTHER, dtype=np.int8)
    is_even = sizes == others
    rows = np.flatnonzero(is_even & (apart == 2))
    at = first[rows]
    after = np.minimum(at + 1, width - 1)
    swaps = (one[rows, at] == two[rows, after]) & (one[rows, after] == two[rows, at]) & (at + 1 < width)
    swaps &= _is_digit(one[rows, at]) & _is_digit(one[rows, after])
    found[rows[swaps]] = _TRANSPOSED
    found[~is_even & (first >= np.minimum(sizes, others))] = _TRUNCATED
    # Zeros at the beginning may be the difference; texts that are the same so far differ in case or white space at most.
    zeros = (one[:, 0] == ord("0")) | (two[:, 0] == ord("0"))
    found[(zeros & (found != _TRUNCATED)) | (apart == 0)] = ASKED
    reasons[places] = found
    return Judged(reasons, (left, right))


def _is_plain_text(column: "pa.Array") -> "np.ndarray[Any, Any]":
    """ASCII, neither empty nor too long, and no white space at its ends."""
    import pyarrow.compute as pc

    is_plain = pc.match_substring_regex(column, rf"^[\x21-\x7e]([\x20-\x7e]{{0,{_WIDEST - 2}}}[\x21-\x7e])?$")
    return _flags(is_plain)


def _matrix(column: "pa.Array", places: "np.ndarray[Any, Any]") -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    """The bytes of these texts, one to a row with zeros behind it, and their lengths."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = column.take(pa.array(places))
    sizes = pc.binary_length(texts).to_numpy()
    width = int(sizes.max())
    padded = pc.ascii_rpad(texts, width, padding="\0")
    data = np.frombuffer(padded.buffers()[2], dtype=np.uint8, count=width * len(places))
    return data.reshape(len(places), width), sizes


def _flags(column: "pa.Array") -> "np.ndarray[Any, Any]":
    flags: np.ndarray[Any, Any] = column.to_numpy(zero_copy_only=False)
    return flags


def _is_digit(signs: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    digits: np.ndarray[Any, Any] = (signs >= ord("0")) & (signs <= ord("9"))
    return digits


def _judge_numbers(rule: FieldRule, left: "pa.Array", right: "pa.Array") -> Judged:
    import numpy as np

    scale = rule.scale if rule.type == "money" else 0
    plain = np.logical_and(_is_canonical(left, scale), _is_canonical(right, scale))
    reasons = np.full(len(left), ASKED, dtype=np.int8)
    units = np.zeros(len(left), dtype=np.int64)
    places = np.flatnonzero(plain)
    if not len(places):
        return Judged(reasons, (left, right), units)
    one, two = _units(left, places), _units(right, places)
    apart = two - one
    sizes = np.abs(one), np.abs(two)
    is_same_sign = (one < 0) == (two < 0)
    found = np.full(len(places), _OTHER, dtype=np.int8)
    found[is_same_sign & _is_transposed(*sizes)] = _TRANSPOSED
    if rule.type == "money":
        # One may be the other with decimals taken off, which changes it by less than a whole unit.
        found[(np.abs(apart) < 10**scale) & (_decimals(sizes[0], scale) != _decimals(sizes[1], scale))] = ASKED
        found[np.abs(apart) == 1] = _ROUNDING
    else:
        found[is_same_sign & (_digits(sizes[0]) != _digits(sizes[1]))] = ASKED
    is_both = (one != 0) & (two != 0)
    found[is_both & ((one == two * 100) | (two == one * 100))] = _SCALE
    found[is_both & (one == -two)] = _SIGN
    found[apart == 0] = ASKED
    reasons[places], units[places] = found, apart
    return Judged(reasons, (left, right), units)


def _is_transposed(one: "np.ndarray[Any, Any]", two: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Whether two numbers without sign differ by a swap of two digits next to each other, which makes a multiple of nine."""
    import numpy as np

    found = np.zeros(len(one), dtype=bool)
    places = np.flatnonzero((one != two) & ((one - two) % 9 == 0))
    one, two = one[places], two[places]
    for place in range(_DIGITS):
        unit = 10**place
        ours, theirs = one // unit % 100, two // unit % 100
        is_swap = (ours // 10 == theirs % 10) & (ours % 10 == theirs // 10) & (ours != theirs)
        found[places[is_swap & (one - ours * unit == two - theirs * unit)]] = True
    return found


def _is_canonical(column: "pa.Array", scale: int) -> "np.ndarray[Any, Any]":
    """Numbers as they are shown, short enough to be reckoned with; nought has no sign."""
    import pyarrow.compute as pc

    part = rf"\.[0-9]{{{scale}}}" if scale else ""
    is_number = pc.match_substring_regex(column, rf"^-?(?:0|[1-9][0-9]{{0,{_DIGITS - scale - 1}}}){part}$")
    is_signed_nought = pc.match_substring_regex(column, r"^-[0.]*$")
    return _flags(pc.and_not(is_number, is_signed_nought))


def _units(column: "pa.Array", places: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    import pyarrow as pa
    import pyarrow.compute as pc

    digits = pc.replace_substring(column.take(pa.array(places)), ".", "")
    units: np.ndarray[Any, Any] = pc.cast(digits, pa.int64()).to_numpy()
    return units


def _decimals(units: "np.ndarray[Any, Any]", scale: int) -> "np.ndarray[Any, Any]":
    """How many decimals each amount really has."""
    import numpy as np

    left = np.full(len(units), scale)
    for place in range(1, scale + 1):
        left -= units % 10**place == 0
    return left


def _digits(sizes: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    import numpy as np

    return np.searchsorted([10**place for place in range(1, 18)], sizes, side="right")


def _judge_days(left: "pa.Array", right: "pa.Array") -> Judged:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    is_day = pc.and_(pc.match_substring_regex(left, _DAY), pc.match_substring_regex(right, _DAY))
    reasons = np.full(len(left), ASKED, dtype=np.int8)
    units = np.zeros(len(left), dtype=np.int64)
    places = np.flatnonzero(_flags(is_day))
    index = pa.array(places)
    one, two = (pc.cast(side.take(index), pa.date32()) for side in (left, right))
    days = two.cast(pa.int32()).to_numpy().astype(np.int64) - one.cast(pa.int32()).to_numpy()
    years, months, dates = ([part(side).to_numpy() for side in (one, two)] for part in (pc.year, pc.month, pc.day))
    swapped = (years[0] == years[1]) & (months[0] == dates[1]) & (dates[0] == months[1])
    calendar = (years[1] - years[0]) * 12 + months[1] - months[0]
    shifted = (np.abs(days) <= MOST_SHIFTED_DAYS) | ((dates[0] == dates[1]) & (np.abs(calendar) <= 12))
    written = [years[side] * 10_000 + months[side] * 100 + dates[side] for side in (0, 1)]
    found = np.where(_is_transposed(*written), _TRANSPOSED, _OTHER).astype(np.int8)
    found[shifted] = _SHIFTED
    found[swapped] = _SWAPPED
    found[days == 0] = ASKED
    reasons[places], units[places] = found, days
    return Judged(reasons, (left, right), units)
