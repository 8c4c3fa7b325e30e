"""Amounts as whole numbers of a currency's smallest unit: exact, never rounded."""

import re

#: ISO 4217: currencies whose smallest unit is not a hundredth.
_DECIMALS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
_PLAIN = re.compile(r"([+-]?)([0-9]{1,18})(?:[.,]([0-9]*))?")


def decimals_of(currency: str) -> int:
    """How many decimals the currency has; two where it is not known."""
    return _DECIMALS.get(currency, 2)


def smallest_units(text: str, decimals: int) -> int:
    """`12.5` with two decimals is 1250. A point or a comma parts the decimals; zeros beyond the scale are allowed.

    Errors: ValueError where it is no number or has more decimals than the scale: money is refused, never rounded.
    """
    found = _PLAIN.fullmatch(text)
    if not found:
        raise ValueError("no number")
    sign, whole, part = found[1], found[2], found[3] or ""
    if len(part) > decimals:
        if part[decimals:].strip("0"):
            raise ValueError("too many decimals")
        part = part[:decimals]
    units = int(whole + part.ljust(decimals, "0"))
    return -units if sign == "-" else units
