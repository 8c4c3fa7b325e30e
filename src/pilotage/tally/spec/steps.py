"""The closed set of transforms: what each takes, and what it makes of a text. Pure, on one text at a time."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pilotage.tally.spec.checks import At
from pilotage.tally.spec.model import Transform

Reader = Callable[[Any, At], Any]


def _nothing(value: Any, at: At) -> None:
    if value is not None and value is not True:
        at.refuse("This takes nothing. Write the verb alone")


def _case(value: Any, at: At) -> str:
    return at.one_of(value, ("upper", "lower"))


def _strip(value: Any, at: At) -> dict[str, str]:
    told = value if isinstance(value, Mapping) else {"of": value}
    at.known(told, ("of", "from"))
    return {"of": at.word(told.get("of", " ")), "from": at.one_of(told.get("from", "left"), ("left", "right", "both"))}


def _pad(value: Any, at: At) -> dict[str, Any]:
    told = value if isinstance(value, Mapping) else {"to": value}
    at.known(told, ("to", "with", "on"))
    sign = at.word(told.get("with", "0"))
    if len(sign) != 1:
        at.refuse("One character fills up. Write one, as '0'")
    return {
        "to": at.inside("to").whole(told.get("to"), 1, 1_000),
        "with": sign,
        "on": at.one_of(told.get("on", "left"), ("left", "right")),
    }


def _table(value: Any, at: At) -> dict[str, str]:
    return at.words(value)


def _sign(value: Any, at: At) -> str:
    return at.one_of(value or "flip", ("flip", "trailing"))


def _scale(value: Any, at: At) -> int:
    return at.whole(value, -12, 12)


def _default(value: Any, at: At) -> str:
    return at.word(value)


def _split(value: Any, at: At) -> dict[str, Any]:
    told = value if isinstance(value, Mapping) else {}
    at.known(told, ("by", "part"))
    by = at.word(told.get("by", " "))
    if not by:
        at.refuse("A text is split by something. Add `by: '-'`")
    return {"by": by, "part": at.inside("part").whole(told.get("part", 1), -50, 50) or at.refuse("Parts count from 1")}


def _concat(value: Any, at: At) -> dict[str, Any]:
    told = value if isinstance(value, Mapping) else {"with": value}
    at.known(told, ("with", "by"))
    names = told.get("with")
    return {"with": at.texts([names] if isinstance(names, str) else names), "by": at.word(told.get("by", ""))}


VERBS: dict[str, Reader] = {
    "trim": _nothing,
    "squeeze": _nothing,
    "case": _case,
    "pad": _pad,
    "strip": _strip,
    "table": _table,
    "sign": _sign,
    "scale": _scale,
    "concat": _concat,
    "split": _split,
    "default": _default,
}


def transformed(text: str, steps: Iterable[Transform]) -> str:
    """The text after every step but `concat`, which is done where the other columns are."""
    for step in steps:
        if step.verb in _DOING:
            text = _DOING[step.verb](text, step.value)
    return text


def _shifted(text: str, places: int) -> str:
    """Moves the decimal point by a number of places; a text that is no plain number stays."""
    body = text.strip()
    sign, digits = (body[:1], body[1:]) if body[:1] in ("-", "+") else ("", body)
    whole, _, part = digits.partition(".")
    if not (whole + part).isdigit() or not places:
        return text
    all_digits = whole + part
    point = len(whole) + places
    if point <= 0:
        all_digits, point = "0" * (1 - point) + all_digits, 1
    all_digits = all_digits.ljust(point, "0")
    tail = all_digits[point:]
    return f"{sign}{all_digits[:point]}{'.' if tail else ''}{tail}"


def _signed(text: str, how: str) -> str:
    body = text.strip()
    if how == "trailing":
        return f"-{body[:-1].strip()}" if body.endswith("-") else body.removesuffix("+")
    if body.startswith("-"):
        return body[1:]
    return f"-{body.removeprefix('+')}" if body.strip("+0.,") else body


def _part(text: str, value: Mapping[str, Any]) -> str:
    parts = text.split(value["by"])
    place = value["part"] - 1 if value["part"] > 0 else value["part"]
    return parts[place] if -len(parts) <= place < len(parts) else ""


def _stripped(text: str, value: Mapping[str, str]) -> str:
    if value["from"] == "left":
        return text.lstrip(value["of"])
    return text.rstrip(value["of"]) if value["from"] == "right" else text.strip(value["of"])


def _padded(text: str, value: Mapping[str, Any]) -> str:
    if not text:
        return text
    return text.rjust(value["to"], value["with"]) if value["on"] == "left" else text.ljust(value["to"], value["with"])


_DOING: dict[str, Callable[[str, Any], str]] = {
    "trim": lambda text, _: text.strip(),
    "squeeze": lambda text, _: " ".join(text.split()),
    "case": lambda text, how: text.upper() if how == "upper" else text.lower(),
    "pad": _padded,
    "strip": _stripped,
    "table": lambda text, table: table.get(text, text),
    "sign": _signed,
    "scale": _shifted,
    "split": _part,
    "default": lambda text, usual: text if text.strip() else usual,
}
