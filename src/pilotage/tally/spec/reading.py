"""Reads a spec from a file or a mapping; whatever is wrong is named by its place, with what to do."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.spec.checks import At
from pilotage.tally.spec.dates import date_form
from pilotage.tally.spec.fields import read_field
from pilotage.tally.spec.model import FORMATS, FieldRule, History, Side, SideName, Spec

_SPEC_KEYS = ("key", "left", "right", "fields", "ignore", "history", "name", "version")
_SIDE_KEYS = ("format", "layout", "encoding", "delimiter", "header", "columns", "sheet", "rename", "bank_accounts")
_HISTORY_KEYS = ("path", "side", "date", "date_format", "as_of", "rename")
_MOST_BYTES = 4 * 1024 * 1024


def load_spec(path: Path) -> Spec:
    """The spec in a YAML or JSON file; paths in it are relative to its folder.

    Errors: `TallyError` with the file, the place in it, and the remedy.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TallyError("The spec is larger than 4 MB. Name a YAML or JSON file with the spec.", place=str(path))
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise TallyError(f"{problem.strerror}. Name a spec that can be read.", place=str(path)) from problem
    except UnicodeDecodeError as problem:
        raise TallyError("It is no UTF-8 text. Save the spec as UTF-8.", place=str(path)) from problem
    return read_spec(parse_mapping(text, str(path)), place=str(path), folder=path.parent)


def parse_mapping(text: str, place: str) -> Any:
    """YAML or JSON as plain values. Errors: `TallyError` with the line."""
    if text.lstrip()[:1] == "{":
        try:
            return json.loads(text, parse_float=str, object_pairs_hook=_once)
        except json.JSONDecodeError:
            pass  # YAML in its short form begins alike
        except ValueError as problem:
            raise TallyError(f"{problem}. Keep one of them.", place=place) from problem
    import yaml

    try:
        return yaml.load(text, Loader=_loader())
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"{place}, line {mark.line + 1}" if mark is not None else place
        what = getattr(problem, "problem", None) or "it cannot be read"
        raise TallyError(f"This is no YAML or JSON: {what}. Mend that line.", place=where) from problem
    except (ValueError, RecursionError) as problem:
        raise TallyError(f"This is no YAML or JSON: {problem}. Mend the spec.", place=place) from problem


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which no name stands twice."""
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise ValueError(f"“{name}” is there twice")
        made[name] = value
    return made


def _loader() -> Any:
    """A safe YAML loader for which a key that stands twice is a mistake, and dates and numbers stay as they are written."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Safe, and strict about repeated keys."""

    def mapping(loader: Any, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = loader.construct_object(key_node, deep=True)
            if isinstance(key, list | dict):
                raise yaml.constructor.ConstructorError(None, None, "a name must be a text", key_node.start_mark)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"“{key}” is there twice", key_node.start_mark)
            seen.add(key)
        loader.flatten_mapping(node)
        return dict(yaml.constructor.SafeConstructor.construct_mapping(loader, node, deep=deep))

    def pairs(loader: Any, node: Any) -> Any:
        held: dict[Any, Any] = {}
        yield held
        held.update(mapping(loader, node))

    def written(loader: Any, node: Any) -> Any:
        return loader.construct_scalar(node)

    Loader.add_constructor("tag:yaml.org,2002:map", pairs)
    Loader.add_constructor("tag:yaml.org,2002:timestamp", written)
    Loader.add_constructor("tag:yaml.org,2002:float", written)
    return Loader


def read_spec(told: Any, *, place: str = "spec", folder: Path | None = None) -> Spec:
    """The spec that a mapping tells. Errors: `TallyError` with the place of the first mistake."""
    at = At(place)
    if not isinstance(told, Mapping):
        at.refuse("A spec is a mapping. Begin it with `key:`, `left:`, `right:` and `fields:`")
    at.known(told, _SPEC_KEYS)
    fields = _fields(told.get("fields"), at.inside("fields"))
    left, right = (_side(told.get(side), at.inside(side), folder) for side in ("left", "right"))
    sides: tuple[tuple[SideName, Side], ...] = (("left", left), ("right", right))
    iso_sides = tuple(name for name, side in sides if side.tells_days)
    if iso_sides:
        fields = {name: dataclasses.replace(rule, iso_sides=iso_sides) for name, rule in fields.items()}
    history = _history(told.get("history"), at.inside("history"), folder)
    return Spec(
        key=_key(told, at),
        left=left,
        right=right,
        fields=fields,
        ignore=at.inside("ignore").texts(told.get("ignore", [])),
        history=history,
        digest=_digest(told, [left.layout, right.layout, history.path if history else None]),
    )


def _digest(told: Mapping[str, Any], named: list[Any]) -> str:
    """What the spec says and what the files that it names hold; a file that is not there is refused when it is needed."""
    canonical = json.dumps(told, sort_keys=True, default=str, separators=(",", ":"), ensure_ascii=False)
    hashed = hashlib.sha256(canonical.encode("utf-8", "surrogatepass"))
    for one in named:
        if isinstance(one, str | Path) and Path(one).is_file():
            hashed.update(hashlib.sha256(Path(one).read_bytes()).digest())
    return hashed.hexdigest()


def _key(told: Mapping[str, Any], at: At) -> tuple[str, ...]:
    at = at.inside("key")
    if told.get("key") in (None, "", []):
        at.refuse("The key is missing. Name the columns that tell one row from another, as `key: [account_no]`")
    value = told["key"]
    names = at.texts([value] if isinstance(value, str) else value)
    if len(set(names)) != len(names) or not names:
        at.refuse("A column stands in the key twice. Name each once")
    return names


def _fields(told: Any, at: At) -> dict[str, FieldRule]:
    if told is None:
        return {}
    if not isinstance(told, Mapping):
        at.refuse("Fields are a mapping of names to rules, as `balance: {type: money, scale: 2}`")
    return {str(name): read_field(str(name), rule, at.inside(str(name))) for name, rule in told.items()}


def _side(told: Any, at: At, folder: Path | None) -> Side:
    if told is None:
        return Side()
    if isinstance(told, str):
        told = {"format": told}
    if not isinstance(told, Mapping):
        at.refuse("A side is a mapping, as `{format: csv}`")
    at.known(told, _SIDE_KEYS)
    layout = told.get("layout")
    if isinstance(layout, str) and folder is not None:
        layout = str(folder / layout)
    delimiter = at.inside("delimiter").text(told.get("delimiter", ""))
    delimiter = {"tab": "\t", "\\t": "\t", "pipe": "|", "comma": ",", "semicolon": ";"}.get(delimiter, delimiter)
    if delimiter and (len(delimiter) > 1 or delimiter in '"\r\n\0' or not delimiter.isascii()):
        at.inside("delimiter").refuse("A delimiter is one plain character. Write `,` `;` `|` or `tab`")
    rename = at.inside("rename").words(told.get("rename", {}))
    return Side(
        format=at.inside("format").one_of(told.get("format", "csv"), FORMATS),
        layout=layout,
        encoding=_encoding(told.get("encoding", ""), at.inside("encoding")),
        delimiter=delimiter,
        header=at.inside("header").flag(told.get("header", True)),
        columns=at.inside("columns").texts(told.get("columns", [])),
        sheet=at.inside("sheet").text(told.get("sheet", "")),
        bank_accounts=at.inside("bank_accounts").texts(told.get("bank_accounts", [])),
        rename=rename,
    )


def _encoding(told: Any, at: At) -> str:
    import codecs

    name = at.text(told)
    if not name or name.lower() == "auto":
        return ""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        at.refuse(f"No encoding is called “{name}”. Write utf-8, windows-1252 or utf-16, or leave it out")
    return {"cp1252": "windows-1252", "utf-8-sig": "utf-8"}.get(found, found)


def _history(told: Any, at: At, folder: Path | None) -> History | None:
    if told is None:
        return None
    if isinstance(told, str | Path):
        told = {"path": str(told)}
    if not isinstance(told, Mapping):
        at.refuse("History is a file name, or a mapping with `path`, `side` and `date`")
    at.known(told, _HISTORY_KEYS)
    form = at.inside("date_format").text(told.get("date_format", "%Y-%m-%d"))
    try:
        date_form(form)
    except ValueError as problem:
        at.inside("date_format").refuse(f"{problem}. Write it as %Y-%m-%d or YYYYMMDD")
    path = Path(at.inside("path").text(told.get("path", "")) or at.refuse("The path is missing. Add `path: FILE.csv`"))
    return History(
        path=(folder or Path()) / path,
        side=at.inside("side").one_of(told.get("side", "left"), ("left", "right")),
        date=at.inside("date").text(told.get("date", "")),
        date_format=form,
        as_of=at.inside("as_of").text(told.get("as_of", "")),
        rename=at.inside("rename").words(told.get("rename", {})),
    )
