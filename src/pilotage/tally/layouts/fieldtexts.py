"""Reads the fields of a layout and the checks on them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.forms import date_form
from pilotage.tally.layouts.model import SIGNS, STORAGES, TYPES, Check, Field

KEYS = frozenset({
    "type", "source", "at", "width", "format", "pivot", "decimals", "scale", "sign", "storage", "pad", "align", "trim",
    "nulls", "true", "false", "decimal_mark", "thousands", "symbol", "table", "range", "set", "pattern", "refers",
    "required", "note",
})  # fmt: skip


def read_fields(value: Any, layout: Mapping[str, Any], place: str, folder: Path) -> tuple[Field, ...]:
    """The fields, written as a mapping of names or as a list with `name`. A bare word is the type. Errors: `TallyError`."""
    if value is None:
        return ()
    pairs: list[tuple[Any, Any]]
    if isinstance(value, Mapping):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = [_named(one, place) for one in value]
    else:
        raise TallyError("fields must be a list or map names to their settings.", place=place)
    names = [str(name) for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
    if twice:
        raise TallyError(f"the field {twice} is there twice. Give each its own name.", place=place)
    return tuple(_field(str(name), about, layout, f"{place}, field {name}", folder) for name, about in pairs)


def _named(one: Any, place: str) -> tuple[Any, Any]:
    if isinstance(one, str):
        return one, None
    if isinstance(one, Mapping) and "name" in one:
        return one["name"], {key: value for key, value in one.items() if key != "name"}
    raise TallyError("each field of a list needs a name.", place=place)


def _field(name: str, about: Any, layout: Mapping[str, Any], place: str, folder: Path) -> Field:
    if about is None or isinstance(about, str):
        about = {"type": about or "text"}
    if not isinstance(about, Mapping):
        raise TallyError("write its settings as {type: …}.", place=place)
    unknown = sorted(str(key) for key in about if key not in KEYS)
    if unknown:
        raise TallyError(f"“{unknown[0]}” is no setting of a field. Use one of {', '.join(sorted(KEYS))}.", place=place)
    kind = _word(about, "type", TYPES, place)
    start, width = _position(about, place)
    pad = _text(about, "pad", place)
    field = Field(
        name=name,
        type=kind,
        source=_text(about, "source", place) or name,
        start=start,
        width=width,
        form=_form(about, layout, kind, place),
        pivot=_number(about, layout, "pivot", 69, 100, place),
        decimals=_number(about, {}, "decimals", None, 18, place),
        scale=_scale(about, kind, place),
        sign=_word(about, "sign", SIGNS, place),
        storage=_word(about, "storage", STORAGES, place),
        pad=pad,
        align=_word(about, "align", ("right" if pad.isdigit() else "left", "left", "right"), place),
        trim=_yes(about, "trim", True, place),
        nulls=_list(about.get("nulls", layout.get("nulls")), "nulls", place),
        true=_list(about.get("true"), "true", place),
        false=_list(about.get("false"), "false", place),
        decimal_mark=_text({**layout, **about}, "decimal_mark", place) or ".",
        thousands=_text({**layout, **about}, "thousands", place),
        symbol=_text(about, "symbol", place),
        table=_table(about.get("table"), place),
        checks=_checks(about, kind, place, folder),
    )
    if len(field.pad) > 1 or len(field.decimal_mark) != 1 or len(field.thousands) > 1:
        raise TallyError("pad, decimal_mark and thousands are one character each.", place=place)
    if field.decimal_mark == field.thousands:
        raise TallyError("decimal_mark and thousands must differ.", place=place)
    if field.storage != "text" and kind not in ("money", "decimal", "integer"):
        raise TallyError("only numbers are packed or binary.", place=place)
    return field


def _position(about: Mapping[str, Any], place: str) -> tuple[int, int]:
    at, width = about.get("at", 0), about.get("width", 0)
    if isinstance(at, list | tuple):
        if len(at) != 2:
            raise TallyError("write at as [first character, width].", place=place)
        at, width = at
    if any(isinstance(part, bool) or not isinstance(part, int) or not 0 <= part <= 1_000_000 for part in (at, width)):
        raise TallyError("at and width are whole numbers; the first character is 1.", place=place)
    return at, width


def _form(about: Mapping[str, Any], layout: Mapping[str, Any], kind: str, place: str) -> str:
    form = _text(about, "format", place)
    if form and kind not in ("date", "datetime"):
        raise TallyError(f"format is for dates; this field is {kind}.", place=place)
    if form:
        try:
            date_form(form, _number(about, layout, "pivot", 69, 100, place))
        except ValueError as wrong:
            raise TallyError(str(wrong), place=place) from None
    return form


def _scale(about: Mapping[str, Any], kind: str, place: str) -> int | None:
    default = {"money": 2, "integer": 0}.get(kind)
    scale: int | None = _number(about, {}, "scale", default, 18, place)
    return scale


def _number(about: Mapping[str, Any], layout: Mapping[str, Any], key: str, default: Any, most: int, place: str) -> Any:
    number = about.get(key, layout.get(key, default))
    if number is not None and (isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= most):
        raise TallyError(f"{key} is {number!r}. Write a whole number up to {most}.", place=place)
    return number


def _word(about: Mapping[str, Any], key: str, words: tuple[str, ...], place: str) -> str:
    word = about.get(key, words[0])
    if word not in words:
        raise TallyError(f"{key} is {word!r}. Write one of {', '.join(dict.fromkeys(words))}.", place=place)
    return str(word)


def _yes(about: Mapping[str, Any], key: str, default: bool, place: str) -> bool:
    value = about.get(key, default)
    if not isinstance(value, bool):
        raise TallyError(f"{key} is {value!r}. Write true or false.", place=place)
    return value


def _text(about: Mapping[str, Any], key: str, place: str) -> str:
    value = about.get(key, "")
    if isinstance(value, bool | list | Mapping):
        raise TallyError(f"{key} must be a text.", place=place)
    return "" if value is None else str(value)


def _list(value: Any, key: str, place: str) -> tuple[str, ...]:
    values = [] if value is None else value if isinstance(value, list | tuple) else [value]
    if any(isinstance(one, list | Mapping) for one in values):
        raise TallyError(f"{key} must be a list of texts.", place=place)
    return tuple(_spelled(one) for one in values)


def _spelled(one: Any) -> str:
    """YAML takes Y, N and NULL for itself; here they are texts again."""
    return (
        {None: "NULL", True: "true", False: "false"}.get(one, str(one))
        if one is None or isinstance(one, bool)
        else str(one)
    )


def _table(value: Any, place: str) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise TallyError("table must map each code to its value.", place=place)
    return tuple((_spelled(code), _spelled(meaning)) for code, meaning in value.items())


def _checks(about: Mapping[str, Any], kind: str, place: str, folder: Path) -> tuple[Check, ...]:
    found = []
    if _yes(about, "required", False, place):
        found.append(Check("required"))
    if "range" in about:
        found.append(_range(about["range"], kind, place))
    if "set" in about:
        found.append(Check("set", values=_list(about["set"], "set", place)))
    if "pattern" in about:
        try:
            re.compile(str(about["pattern"]))
        except (re.error, RecursionError, OverflowError):
            raise TallyError(f"the pattern {about['pattern']!r} is no regular expression.", place=place) from None
        found.append(Check("pattern", pattern=str(about["pattern"])))
    if "refers" in about:
        refers = about["refers"]
        if not isinstance(refers, Mapping) or "file" not in refers or "column" not in refers:
            raise TallyError("write refers as {file: accounts.csv, column: account_no}.", place=place)
        found.append(Check("refers", file=str(folder / str(refers["file"])), column=str(refers["column"])))
    return tuple(found)


def _range(value: Any, kind: str, place: str) -> Check:
    if not isinstance(value, list | tuple) or len(value) != 2 or value == [None, None]:
        raise TallyError("write range as [lowest, highest]; null leaves a side open.", place=place)
    for bound in value:
        if bound is None or kind not in ("money", "decimal", "integer"):
            continue
        if not re.fullmatch(r"-?\d{1,30}(\.\d{1,18})?", str(bound)):
            raise TallyError(f"the range's {bound!r} is no plain number.", place=place)
    return Check("range", low=value[0], high=value[1])
