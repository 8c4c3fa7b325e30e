"""Reads the rule of one field."""

from collections.abc import Mapping
from typing import Any

from pilotage.tally.spec.checks import At
from pilotage.tally.spec.dates import DateForm
from pilotage.tally.spec.model import NO, TYPES, YES, FieldRule, Tolerance, Transform
from pilotage.tally.spec.steps import VERBS

_KEYS = (
    "type scale format left_format right_format trim ignore_case true false left_true left_false right_true right_false "
    "nulls table tolerance left right description owner"
).split()
_ONLY_FOR = {
    "scale": ("money",),
    "format": ("date", "datetime"),
    "left_format": ("date", "datetime"),
    "right_format": ("date", "datetime"),
    "left_true": ("flag",),
    "left_false": ("flag",),
    "right_true": ("flag",),
    "right_false": ("flag",),
    "true": ("flag",),
    "false": ("flag",),
    "table": ("code",),
}
_FORMS = {"date": "%Y-%m-%d", "datetime": "iso"}


def read_field(name: str, told: Any, at: At) -> FieldRule:
    """The rule that a mapping, or the bare name of a type, tells."""
    if told is None:
        told = {}
    if isinstance(told, str):
        told = {"type": told}
    if not isinstance(told, Mapping):
        at.refuse("A rule is a mapping, as `{type: money, scale: 2}`")
    told = {_PLAIN.get(key, key): value for key, value in told.items()}
    at.known(told, _KEYS)
    kind = at.inside("type").one_of(told.get("type", "text"), TYPES)
    for key, kinds in _ONLY_FOR.items():
        if key in told and kind not in kinds:
            at.inside(key).refuse(f"This belongs to {' and '.join(kinds)} fields, and this one is {kind}. Remove it")
    if kind == "code" and not told.get("table"):
        at.refuse("A code needs its table. Add `table: {A: Active, C: Closed}`, or make the field text")
    words = _flag_words(told, at)
    return FieldRule(
        name=name,
        type=kind,
        scale=at.inside("scale").whole(told.get("scale", 2), 0, 12),
        left_format=_form(told, "left_format", kind, at),
        right_format=_form(told, "right_format", kind, at),
        trim=at.inside("trim").flag(told.get("trim", False)),
        ignore_case=at.inside("ignore_case").flag(told.get("ignore_case", False)),
        nulls=at.inside("nulls").texts(told.get("nulls", [])),
        table=at.inside("table").words(told.get("table", {})),
        tolerance=_tolerance(told.get("tolerance"), kind, at.inside("tolerance")),
        left=_steps(told.get("left", []), at.inside("left")),
        right=_steps(told.get("right", []), at.inside("right")),
        left_true=words["left_true"],
        left_false=words["left_false"],
        right_true=words["right_true"],
        right_false=words["right_false"],
    )


_PLAIN = {True: "true", False: "false"}  # YAML reads these two names as values


def _form(told: Mapping[Any, Any], key: str, kind: str, at: At) -> str:
    if kind not in _FORMS:
        return ""
    used = key if key in told else "format"
    text = at.inside(used).text(told.get(used, _FORMS[kind]))
    try:
        DateForm(text)
    except ValueError as problem:
        at.inside(used).refuse(f"{problem}. Write it as %Y-%m-%d or YYYYMMDD")
    return text


def _flag_words(told: Mapping[Any, Any], at: At) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for side in ("left", "right"):
        for word, usual in (("true", YES), ("false", NO)):
            key = f"{side}_{word}"
            value = told.get(key, told.get(word))
            texts = usual if value is None else at.inside(key).texts(value if isinstance(value, list) else [value])
            found[key] = tuple(text.strip().lower() for text in texts)
        twice = set(found[f"{side}_true"]) & set(found[f"{side}_false"])
        if twice:
            given = f"{side}_true" if f"{side}_true" in told else f"{side}_false"
            other = f"{side}_false" if given.endswith("true") else f"{side}_true"
            if other in told or ("true" in told and "false" in told):
                at.inside(given).refuse(f"“{min(twice)}” means both true and false. Leave it in one list")
            found[other] = tuple(word for word in found[other] if word not in twice)
    return found


def _tolerance(told: Any, kind: str, at: At) -> Tolerance | None:
    if told is None:
        return None
    if not isinstance(told, Mapping):
        told = {"days" if kind in ("date", "datetime") else "absolute": told}
    at.known(told, ("absolute", "percent", "days", "direction"))
    if kind in ("text", "flag", "code"):
        at.refuse(f"A {kind} has no tolerance. Remove it, or make the field a number or a date")
    is_date = kind in ("date", "datetime")
    for key in ("absolute", "percent") if is_date else ("days",):
        if key in told:
            at.inside(key).refuse(
                f"A {kind} takes {'`days`' if is_date else '`absolute` or `percent`'}. Use that instead"
            )
    return Tolerance(
        absolute=at.inside("absolute").number(told["absolute"]) if "absolute" in told else None,
        percent=at.inside("percent").number(told["percent"]) if "percent" in told else None,
        days=at.inside("days").whole(told["days"], 0, 36_600) if "days" in told else None,
        direction=at.inside("direction").one_of(told.get("direction", "both"), ("both", "up", "down")),
    )


def _steps(told: Any, at: At) -> tuple[Transform, ...]:
    """Transforms: a list of `{verb: value}` or bare verbs."""
    if not isinstance(told, list | tuple):
        at.refuse("Transforms are a list, as [trim, {strip: '0'}]")
    found = []
    for place, one in enumerate(told):
        here = at.inside(f"[{place}]")
        step = {one: None} if isinstance(one, str) else one
        if not isinstance(step, Mapping) or len(step) != 1:
            here.refuse("A transform is one verb with what it takes, as {strip: '0'}")
        [(verb, value)] = step.items()
        here.known(step, VERBS)
        found.append(Transform(verb, VERBS[verb](value, here.inside(verb))))
    return tuple(found)
