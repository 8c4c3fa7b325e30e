"""A layout's fields as they are kept (a list) and as people write them (by name). Pure.

PostgreSQL keeps JSON without the order of its names, and the order of fields says which column is which in a file without a heading.
"""

from collections.abc import Mapping
from typing import Any


def in_order(layout: Mapping[str, Any]) -> dict[str, Any]:
    """The layout with its fields, and those of each kind of record, as lists of settings with a `name`."""
    return _with_fields(layout, _listed)


def by_name(layout: Mapping[str, Any]) -> dict[str, Any]:
    """The same with fields by name, in their order."""
    return _with_fields(layout, _named)


def pairs_of(fields: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """Names and settings of fields, however they are written: by name, in a list, a bare word for the type."""
    pairs: list[tuple[Any, Any]]
    if isinstance(fields, Mapping):
        pairs = list(fields.items())
    else:
        pairs = [
            (one["name"], {key: value for key, value in one.items() if key != "name"}) if isinstance(one, Mapping) else (one, None)
            for one in fields or ()
        ]  # fmt: skip
    return [(str(name), about if isinstance(about, Mapping) else {"type": about or "text"}) for name, about in pairs]


def _with_fields(layout: Mapping[str, Any], made: Any) -> dict[str, Any]:
    found = dict(layout)
    if "fields" in found:
        found["fields"] = made(found["fields"])
    if isinstance(found.get("records"), Mapping):
        found["records"] = {
            kind: {**about, "fields": made(about["fields"])} if isinstance(about, Mapping) and "fields" in about else about
            for kind, about in found["records"].items()
        }  # fmt: skip
    return found


def _listed(fields: Any) -> Any:
    if not isinstance(fields, Mapping):
        return fields
    return [{"name": name, **about} for name, about in pairs_of(fields)]


def _named(fields: Any) -> Any:
    """Fields that stand in a list, by name; what is no such list stays as it is, so that whoever reads it says what is wrong."""
    if not isinstance(fields, list) or not all(isinstance(one, Mapping) and "name" in one for one in fields):
        return fields
    found = dict(pairs_of(fields))
    return found if len(found) == len(fields) else fields
