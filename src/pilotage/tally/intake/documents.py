"""Reads a spec (YAML or JSON) into checked sections: every wrong or unknown word is named with its place."""

import datetime
import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.intake.dates import read_date

LARGEST_SPEC = 4 * 1024 * 1024


def load_document(path: Path) -> dict[str, Any]:
    """The mapping in a YAML or JSON file; numbers with a point come as Decimal, as they are written.

    Errors: `TallyError` where the file cannot be read or holds no mapping.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_SPEC + 1)
    except OSError as why:
        raise TallyError(
            f"the spec cannot be read ({why.strerror}). Name a file that can be read.", place=str(path)
        ) from why
    if len(raw) > LARGEST_SPEC:
        raise TallyError("the spec is larger than 4 MB. Name the spec, not the data.", place=str(path))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        raise TallyError("the spec is no UTF-8 text. Save it as UTF-8.", place=str(path)) from why
    return parse_document(text, str(path))


def parse_document(text: str, place: str) -> dict[str, Any]:
    """The mapping in a text, as `load_document` reads it from a file called `place`. Errors: `TallyError`."""
    found = _parsed(text, place)
    if found is None:
        raise TallyError("the spec is empty. Write at least one key into it.", place=place)
    if not isinstance(found, dict):
        raise TallyError("the spec must be a mapping of keys to values.", place=place)
    return found


def _parsed(text: str, path: str) -> Any:
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, parse_float=Decimal)
        except ValueError:
            pass  # YAML in flow style looks alike
    import yaml

    try:
        return yaml.load(text, Loader=_loader())
    except (yaml.YAMLError, ValueError, RecursionError) as why:
        mark = getattr(why, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark is not None else ""
        said = getattr(why, "problem", None) or "it cannot be read as YAML"
        raise TallyError(f"{said}. Mend the YAML there.", place=f"{path}{line}") from why


def _loader() -> Any:
    import yaml

    class Exact(yaml.SafeLoader):
        """Safe YAML whose numbers with a point stay decimals."""

    def number(loader: Any, node: Any) -> Any:
        text = loader.construct_scalar(node)
        try:
            return Decimal(str(text).replace("_", ""))
        except InvalidOperation:
            return text

    Exact.add_constructor("tag:yaml.org,2002:float", number)
    return Exact


@dataclass
class Section:
    """One mapping of a spec with its place in it. Every `take…` remembers its key; `close` refuses the keys nobody took."""

    data: Mapping[str, Any]
    place: str
    taken: set[str] = field(default_factory=set)

    def refuse(self, name: str, words: str) -> TallyError:
        """The error for one key of this section."""
        return TallyError(words, place=f"{self.place}: {name}")

    def raw(self, name: str) -> Any:
        self.taken.add(name)
        return self.data.get(name)

    def text(self, name: str, default: str = "") -> str:
        found = self.raw(name)
        if found is None:
            return default
        if isinstance(found, Mapping) or (isinstance(found, Sequence) and not isinstance(found, str)):
            raise self.refuse(name, "must be one text.")
        return str(found)

    def choice(self, name: str, allowed: Sequence[str], default: str) -> str:
        found = self.text(name, default)
        if found not in allowed:
            raise self.refuse(name, f"“{found}” is none of {', '.join(allowed)}.")
        return found

    def integer(self, name: str, default: int, *, least: int = 0, most: int = 10**18) -> int:
        found = self.raw(name)
        if found is None:
            return default
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            raise self.refuse(name, f"must be a whole number from {least} to {most}.")
        return found

    def decimal(self, name: str, default: Decimal | None = None) -> Decimal | None:
        found = self.raw(name)
        if found is None:
            return default
        try:
            number = Decimal(str(found)) if not isinstance(found, bool) else Decimal("nan")
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite():
            raise self.refuse(name, f"“{found}” is no number.")
        return number

    def flag(self, name: str, default: bool = False) -> bool:
        found = self.raw(name)
        if found is None:
            return default
        if not isinstance(found, bool):
            raise self.refuse(name, "must be true or false.")
        return found

    def date(self, name: str) -> datetime.date | None:
        found = self.raw(name)
        if found is None:
            return None
        return as_date(found, f"{self.place}: {name}")

    def texts(self, name: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        found = self.raw(name)
        if found is None:
            return tuple(default)
        many = found if isinstance(found, list) else [found]
        if any(isinstance(one, dict | list) for one in many):
            raise self.refuse(name, "must be a list of texts.")
        return tuple(_word(one) for one in many)

    def section(self, name: str) -> "Section":
        """A part of its own; empty where it is not written."""
        found = self.raw(name)
        return as_section({} if found is None else found, f"{self.place}: {name}")

    def sections(self, name: str) -> list["Section"]:
        found = self.raw(name)
        if found is None:
            return []
        if not isinstance(found, list):
            raise self.refuse(name, "must be a list.")
        return [as_section(one, f"{self.place}: {name}[{at + 1}]") for at, one in enumerate(found)]

    def close(self) -> None:
        """Refuse the first key that nobody took, with the nearest one that exists."""
        for name in self.data:
            if str(name) not in self.taken:
                near = difflib.get_close_matches(str(name), sorted(self.taken), n=1)
                hint = f"Did you mean {near[0]}?" if near else f"It takes {', '.join(sorted(self.taken))}."
                raise self.refuse(str(name), f"this key is not known here. {hint}")


def as_section(found: Any, place: str) -> Section:
    """A mapping as a section. Errors: `TallyError` for anything else."""
    if not isinstance(found, Mapping):
        raise TallyError("must be a mapping of keys to values.", place=place)
    return Section({str(key): value for key, value in found.items()}, place)


def as_date(found: Any, place: str) -> datetime.date:
    """A date of a spec, as YAML gives it or as text YYYY-MM-DD."""
    if isinstance(found, datetime.datetime):
        return found.date()
    if isinstance(found, datetime.date):
        return found
    try:
        return read_date(str(found), "%Y-%m-%d").date()
    except ValueError:
        raise TallyError(f"“{found}” is no date. Write it as YYYY-MM-DD.", place=place) from None


def _word(found: Any) -> str:
    """YAML reads a bare `yes` or `no` as true and false; a list of words means the words."""
    return {True: "true", False: "false"}[found] if isinstance(found, bool) else str(found)
