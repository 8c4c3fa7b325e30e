"""Reads monthly recurring revenue as people write it, or says that it is none. Pure."""

import re
from decimal import Decimal

_AMOUNT = re.compile(r"[0-9]{1,17}(?:\.[0-9]{1,2})?")


def amount_from(written: object) -> Decimal | None:
    """US dollars from ASCII digits with at most two decimals (spaces around are ignored); None for anything else.

    No sign, no thousands mark, no currency, no exponent: `1,000`, `-5`, `$5`, `1e3` and `5.` are not amounts
    (transition policy: "an unknown, negative or non-numeric MRR is never guessed"). A `Decimal` or `int` passes when
    it has such a form.
    """
    if isinstance(written, bool):
        return None
    if isinstance(written, Decimal | int):
        written = f"{written:f}" if isinstance(written, Decimal) else str(written)
    if not isinstance(written, str) or not _AMOUNT.fullmatch(written.strip(" ")):
        return None
    return Decimal(written.strip(" "))
