"""Says a pattern in one sentence whose every number was counted."""

from typing import Any, Final

REASONS: Final = {
    "sign": "have the opposite sign",
    "scale_100": "are 100 times apart",
    "rounding": "are rounded",
    "truncated": "are cut short",
    "leading_zeros": "differ by leading zeros",
    "date_shifted": "are dates shifted by days",
    "day_month_swapped": "have day and month swapped",
    "digits_transposed": "have two digits swapped",
    "null_zero": "are empty against zero",
    "code_unknown": "hold a code that is not in the table",
    "stale": "show an earlier value",
    "other": "have no common cause",
}

_SINGULAR: Final = {"are": "is", "have": "has", "differ": "differs", "show": "shows", "hold": "holds"}


def statement(pattern: dict[str, Any]) -> str:
    """Such as: All 412 differences of balance are exactly 7.50 more on the right, where rate_class is R2."""
    many, of = pattern["rows"], pattern["of"]
    if many == 1:
        which = "The one difference" if of == 1 else f"One of {of:,} differences"
        return f"{which} of {pattern['field']} {_of_one(_what(pattern))}{_where(pattern)}."
    if many == of:
        who = f"All {of:,} differences of {pattern['field']}"
    else:
        who = f"{many:,} of {of:,} differences of {pattern['field']}"
    return f"{who} {_what(pattern)}{_where(pattern)}."


def _of_one(what: str) -> str:
    """The same of one difference alone."""
    verb, _, rest = what.replace("are dates", "is a date").partition(" ")
    return f"{_SINGULAR.get(verb, verb)} {rest}"


def _what(pattern: dict[str, Any]) -> str:
    signature, kind = pattern["signature"], pattern["kind"]
    if kind == "delta":
        delta = signature["delta"]
        if pattern.get("type") == "date":
            days = delta.lstrip("-").removesuffix(".00")
            return f"are exactly {days} day{'' if days == '1' else 's'} {'earlier' if delta.startswith('-') else 'later'} on the right"
        return f"are exactly {delta.lstrip('-')} {'less' if delta.startswith('-') else 'more'} on the right"
    if kind == "ratio":
        return f"are the left times {signature['ratio']}"
    if kind == "value":
        return f"have {_shown(signature['left'])} on the left and {_shown(signature['right'])} on the right"
    if kind == "column":
        side, _, column = signature["column"].partition(".")
        more = "more" if signature["sign"] == "+" else "less"
        return f"are on the right exactly the {side}’s {column} {more}"
    if signature["reason"] == "date_shifted" and pattern.get("type") == "datetime":
        return "are shifted in time"
    return REASONS.get(signature["reason"], f"are {signature['reason']}")


def _shown(value: str) -> str:
    return f"“{value[:60]}”" if value else "nothing"


def _where(pattern: dict[str, Any]) -> str:
    cause = pattern["explanation"]
    if cause is None:
        return ""
    if not cause["exceptions"] and not cause["outside"]:
        return f", and they are all {cause['with_it']:,} rows where {cause['column']} is {cause['value'][:60]}"
    parts = []
    if cause["outside"]:
        parts.append(f"{cause['outside']:,} of them are elsewhere")
    if cause["exceptions"]:
        parts.append(f"{cause['exceptions']:,} of the {cause['with_it']:,} rows with it do not differ so")
    return f", where {cause['column']} is {cause['value'][:60]} ({'; '.join(parts)})"
