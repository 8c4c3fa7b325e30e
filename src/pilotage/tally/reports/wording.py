"""The words of the report for reasons and codes: what is so, then what to do."""

from typing import Any, Final

REASONS: Final[dict[str, tuple[str, str]]] = {
    "sign": ("Sign", "Same amount, opposite sign. Ask which side counts credits as negative, and add a sign rule to the mapping."),
    "scale_100": ("100 times", "One side is a hundred times the other. One file has implied decimals: say so in its layout."),
    "rounding": ("Rounding", "Less than one unit of the coarser side apart. Agree on one rounding, or set a tolerance."),
    "truncated": ("Cut short", "One text is the beginning of the other. A field is too narrow on one side: widen it."),
    "leading_zeros": ("Leading zeros", "The same digits, with zeros in front on one side. Pad or strip them in the mapping."),
    "date_shifted": ("Date shifted", "Dates a few days apart. Look for a time zone, a cut-off or a business-day rule."),
    "day_month_swapped": ("Day and month", "Day and month changed places. Set the date form of one side."),
    "digits_transposed": ("Digits swapped", "Two neighbouring digits changed places: typed by hand. Correct the record."),
    "null_zero": ("Empty or zero", "Empty on one side, zero on the other. Agree on which it is, and name it in nulls."),
    "code_unknown": ("Unknown code", "A code that the table does not hold. Add it to the table, or correct the record."),
    "stale": ("Stale", "The value of an earlier day. One side has not taken the newest file."),
    "other": ("Other", "No known cause. Look at the rows."),
}  # fmt: skip


_MOST_AGES: Final = 3


def reason_name(reason: str) -> str:
    """The short name of a reason."""
    return REASONS.get(reason, (reason.replace("_", " ").capitalize(), ""))[0]


def reason_advice(reason: str) -> str:
    """What a reason means and what to do."""
    return REASONS.get(reason, ("", ""))[1]


def headline(result: dict[str, Any]) -> str:
    """One sentence that says what is so."""
    different = [name for name, one in result["fields"].items() if one["different"]]
    matched, equal = result["matched"] or 0, result["equal"] or 0
    told = []
    if different:
        told.append(
            f"{matched - equal:,} of {matched:,} rows differ, in {len(different)} of {len(result['fields'])} fields"
        )
    for key, word in (("missing", "missing"), ("duplicates", "repeated"), ("rejected", "refused")):
        told += [f"{result[key][side]:,} {word} on the {side}" for side in ("left", "right") if result[key][side]]
    return "; ".join(told) + "." if told else f"Both files agree on all {matched:,} rows."


def reason_count(reason: str, count: int, details: dict[str, Any]) -> str:
    """A reason with its count; old values with their ages: “Stale 13 (12 by 4 days, 1 by 41 days)”."""
    ages = details.get("stale_days") if reason == "stale" else None
    if not ages:
        return f"{reason_name(reason)} {count:,}"
    most = sorted(ages.items(), key=lambda pair: (-pair[1], int(pair[0])))[:_MOST_AGES]
    told = ", ".join(f"{cells:,} by {days} day{'' if days == '1' else 's'}" for days, cells in most)
    return f"{reason_name(reason)} {count:,} ({told}{', …' if len(ages) > _MOST_AGES else ''})"
