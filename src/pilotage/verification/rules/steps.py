"""The closed set of transforms as people choose them: one at a time, with what it takes; and what each makes of a text. Pure.

`tally` says what a step does (docs/howto/verification.md); this leads from a choice and two texts to its form in a spec and back.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pilotage.tally.spec.model import Transform
from pilotage.tally.spec.steps import transformed

#: As it stands in a spec: a bare verb, or a verb with what it takes.
Step = str | dict[str, Any]
#: Choice: its name, what the first text is, what the second is.
STEPS: dict[str, tuple[str, str, str]] = {
    "trim": ("Trim white space around", "", ""),
    "squeeze": ("Single spaces inside", "", ""),
    "upper": ("Upper case", "", ""),
    "lower": ("Lower case", "", ""),
    "pad_left": ("Fill up on the left", "length, as 10", "sign, as 0"),
    "pad_right": ("Fill up on the right", "length, as 10", "sign, as 0"),
    "strip_left": ("Take off on the left", "signs, as 0", ""),
    "strip_right": ("Take off on the right", "signs, as *", ""),
    "strip_both": ("Take off on both sides", "signs, as '", ""),
    "table": ("Replace by table", "A=Active; C=Closed", ""),
    "flip": ("Turn the sign", "", ""),
    "trailing": ("Minus from the end to the front", "", ""),
    "scale": ("Move the decimal point", "places, as -2", ""),
    "concat": ("Join with columns", "columns, as CITY, STATE", "sign between them"),
    "split": ("Take one part", "sign between the parts, as -", "which part, as 1; -1 is the last"),
    "default": ("Where empty, take", "text", ""),
}
#: Choices that take nothing.
_ALONE: dict[str, Step] = {
    "trim": "trim", "squeeze": "squeeze", "upper": {"case": "upper"}, "lower": {"case": "lower"}, "flip": {"sign": "flip"},
    "trailing": {"sign": "trailing"},
}  # fmt: skip


def step_of(choice: str, value: str, more: str) -> Step:
    """A choice as it stands in a spec. Errors: `ValueError` with what to do."""
    if choice in _ALONE:
        return _ALONE[choice]
    verb, _, how = choice.partition("_")
    if verb == "pad":
        return {"pad": {"to": _whole(value, "Give the length, as 10."), "with": more or "0", "on": how}}
    if choice == "scale":
        return {"scale": _whole(value, "Give the places, as -2 for cents without a point.")}
    if choice == "split":
        return {"split": {"by": value or " ", "part": _whole(more or "1", "Give the part as a number, as 1.")}}
    if not value.strip() and choice != "strip_left":
        raise ValueError("Say what it takes: " + STEPS[choice][1] + ".")
    if verb == "strip":
        return {"strip": {"of": value or " ", "from": how}}
    if choice == "table":
        return {"table": _table(value)}
    if choice == "concat":
        return {"concat": {"with": [one.strip() for one in value.split(",") if one.strip()], "by": more}}
    return {"default": value}


def _table(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    if not all(sign for _, sign, _ in pairs):
        raise ValueError("Write the table as A=Active; C=Closed.")
    return {left.strip(): right.strip() for left, _, right in pairs}


def _whole(text: str, words: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,4}", text.strip()):
        raise ValueError(words)
    return int(text)


def chosen(step: Step) -> tuple[str, str, str]:
    """What a person would choose and type for a step of a spec: the other way round."""
    if isinstance(step, str):
        return step, "", ""
    [(verb, told)] = step.items()
    given: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
    if verb in ("trim", "squeeze"):
        return verb, "", ""
    if verb == "case":
        return str(told), "", ""
    if verb == "sign":
        return str(told or "flip"), "", ""
    if verb == "pad":
        return f"pad_{given.get('on', 'left')}", str(given.get("to", told)), str(given.get("with", "0"))
    if verb == "strip":
        return f"strip_{given.get('from', 'left')}", str(given.get("of", "" if given else told)), ""
    if verb == "table":
        return verb, "; ".join(f"{left}={right}" for left, right in given.items()), ""
    if verb == "concat":
        names = given.get("with", told)
        return verb, ", ".join([names] if isinstance(names, str) else names), str(given.get("by", ""))
    if verb == "split":
        return verb, str(given.get("by", " ")), str(given.get("part", 1))
    return verb, str(told), ""


def words_of(step: Step) -> str:
    """A step in words."""
    choice, value, more = chosen(step)
    return " ".join(part for part in (STEPS[choice][0].lower(), value, f"({more})" if more.strip() else "") if part)


def problems_of(steps: Sequence[Step], columns: Sequence[str]) -> list[str]:
    """What must be put right: columns are joined first, and must be there."""
    found = []
    for place, step in enumerate(steps):
        if not isinstance(step, dict) or "concat" not in step:
            continue
        before = [one for one in steps[:place] if not (isinstance(one, dict) and "concat" in one)]
        if before:
            found.append("Join columns first: it is done before all other steps.")
        absent = [name for name in step["concat"]["with"] if name not in columns]
        found += [f"There is no column “{name}” in this file." for name in absent]
    return found


def traced(raw: str, steps: Sequence[Transform], row: Mapping[str, str]) -> list[str]:
    """The text after each step. `row` holds the other columns of the file, to join with."""
    found, text = [], raw
    for step in steps:
        if step.verb == "concat":
            text = step.value["by"].join([text, *(row.get(name, "") for name in step.value["with"])])
        else:
            text = transformed(text, [step])
        found.append(text)
    return found
