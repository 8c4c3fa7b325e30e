"""Numbers as files write them (implied decimals, signs at either end, overpunch, packed), read exactly as plain decimal text."""

import re
from typing import Final

from pilotage.tally.layouts.model import Field

_PLAIN = re.compile(r"([0-9]*)(?:\.([0-9]*))?", re.ASCII)
#: The last digit and the sign in one character; p to y is how ASCII compilers write the negative ones.
OVERPUNCH: Final[dict[str, tuple[str, str]]] = (
    {sign: (str(digit), "") for digit, sign in enumerate("{ABCDEFGHI")}
    | {sign: (str(digit), "-") for digit, sign in enumerate("}JKLMNOPQR")}
    | {sign: (str(digit), "-") for digit, sign in enumerate("pqrstuvwxy")}
    | {str(digit): (str(digit), "") for digit in range(10)}
)
_PACKED_SIGNS: Final = {"a": "", "b": "-", "c": "", "d": "-", "e": "", "f": ""}


class NotANumber(ValueError):
    """The text is no number as the field writes them; `code` says how it fails."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_number(text: str, field: Field) -> str:
    """The number in `text` as plain decimal text: digits, one point where there are decimals, a leading minus.

    Over-scale values are refused (`over_scale`), never rounded. Errors: `NotANumber`.
    """
    negative, body = _signed(text, field)
    if field.symbol:
        body = body.replace(field.symbol, "").strip()
        if body.startswith("-") and not negative and field.sign == "auto":
            negative, body = True, body[1:]
    if field.thousands:
        body = _without_thousands(body, field)
    if field.decimal_mark != ".":
        if "." in body:
            raise NotANumber("not_a_number")
        body = body.replace(field.decimal_mark, ".")
    found = _PLAIN.fullmatch(body)
    if found is None or not (found[1] or found[2]):
        raise NotANumber("not_a_number")
    return plain(negative, found[1], found[2] or "", "." in body, field)


def plain(negative: bool, whole: str, fraction: str, has_point: bool, field: Field) -> str:
    """Digits put together: implied decimals set off, the scale kept, no needless zero in front, no minus zero."""
    if field.decimals:
        if has_point:
            raise NotANumber("point_where_implied")
        whole = whole.rjust(field.decimals + 1, "0")
        whole, fraction = whole[: -field.decimals], whole[-field.decimals :]
    if field.scale is not None:
        if fraction[field.scale :].strip("0"):
            raise NotANumber("over_scale")
        fraction = fraction[: field.scale].ljust(field.scale, "0")
    whole = whole.lstrip("0") or "0"
    text = f"{whole}.{fraction}" if fraction else whole
    return f"-{text}" if negative and text.strip("0.") else text


def _signed(text: str, field: Field) -> tuple[bool, str]:
    """Whether the number is negative, and its digits; the sign must stand where the field says."""
    kind = field.sign
    if kind == "overpunch":
        if not text or text[-1] not in OVERPUNCH:
            raise NotANumber("no_overpunch")
        digit, sign = OVERPUNCH[text[-1]]
        return sign == "-", text[:-1] + digit
    if kind == "overpunch_leading":
        if not text or text[0] not in OVERPUNCH:
            raise NotANumber("no_overpunch")
        digit, sign = OVERPUNCH[text[0]]
        return sign == "-", digit + text[1:]
    if kind in ("auto", "leading") and text[:1] in ("-", "+"):
        return text[0] == "-", text[1:].lstrip()
    if kind in ("auto", "trailing") and text[-1:] in ("-", "+"):
        return text[-1] == "-", text[:-1].rstrip()
    if kind in ("auto", "parentheses") and text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if kind == "crdb" and text[-2:].upper() in ("CR", "DB", "DR"):
        return text[-2:].upper() == "CR", text[:-2].rstrip()
    return False, text


def _without_thousands(body: str, field: Field) -> str:
    whole, mark, rest = body.partition(field.decimal_mark)
    groups = whole.split(field.thousands)
    if len(groups) > 1 and (any(len(group) != 3 for group in groups[1:]) or not 1 <= len(groups[0]) <= 3):
        raise NotANumber("not_a_number")
    return "".join(groups) + mark + rest


def read_packed(raw: bytes, field: Field) -> str:
    """A packed decimal (COMP-3): two digits to a byte, the sign in the last half. Errors: `NotANumber`."""
    digits, sign = raw.hex()[:-1], raw.hex()[-1:]
    if not digits.isdigit() or sign not in _PACKED_SIGNS:
        raise NotANumber("not_packed")
    return plain(_PACKED_SIGNS[sign] == "-", digits, "", False, field)


def read_binary(raw: bytes, field: Field) -> str:
    """A whole number in two's complement, the high byte first (COMP)."""
    number = int.from_bytes(raw, "big", signed=True)
    return plain(number < 0, str(abs(number)), "", False, field)
