"""Reads a layout from its YAML or JSON file, or from a mapping, and refuses what it does not understand by name."""

import codecs
import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.fieldtexts import read_fields
from pilotage.tally.layouts.model import FORMATS, ROLES, Control, Field, Layout, RecordType
from pilotage.tally.layouts.yamlfiles import read_document

KEYS = frozenset({
    "name", "format", "encoding", "delimiter", "quote", "header", "header_lines", "footer_lines", "record_length", "short",
    "extra", "sheet", "key", "nulls", "pivot", "fields", "records", "record_at", "carry", "controls", "empty", "decimal_mark",
    "thousands", "version", "note", "bank_accounts",
})  # fmt: skip
_DELIMITERS = {"tab": "\t", "\\t": "\t", "pipe": "|", "comma": ",", "semicolon": ";", "space": " "}
_EBCDIC = {"ebcdic": "cp037"}


def load_layout(source: Mapping[str, Any] | Path | str) -> Layout:
    """The layout in a file (YAML or JSON) or in a mapping. Files that its checks name are looked for beside it.

    Errors: `TallyError` that names the file and the key.
    """
    if isinstance(source, Mapping):
        return _layout(source, "layout", Path())
    path = Path(source)
    document = read_document(path, "layout")
    return _layout(document, str(path), path.parent)


def _layout(given: Mapping[str, Any], place: str, folder: Path) -> Layout:
    unknown = sorted(str(key) for key in given if key not in KEYS)
    if unknown:
        raise TallyError(f"“{unknown[0]}” is no key of a layout. Use one of {', '.join(sorted(KEYS))}.", place=place)
    kind = given.get("format")
    if kind not in FORMATS:
        raise TallyError(f"format is {kind!r}. Write one of {', '.join(FORMATS)}.", place=place)
    records = _records(given, place, folder)
    fields = read_fields(given.get("fields"), given, place, folder)
    if records:
        fields = tuple(field for record in records if record.role == "detail" for field in record.fields)
        fields = tuple({field.name: field for field in reversed(fields)}.values())[::-1]
    layout = Layout(
        format=kind,
        fields=fields,
        name=str(given.get("name", "")),
        encoding=_encoding(given.get("encoding", "auto"), place),
        delimiter=_delimiter(given.get("delimiter", ""), place),
        quote=str(given.get("quote", '"') or ""),
        header=bool(given.get("header", True)),
        sheet=str(given.get("sheet", "")),
        key=_names(given.get("key", ()), "key", place),
        records=records,
        record_at=_record_at(given, place),
        carry=_carry(given.get("carry", ()), place),
        controls=_controls(given.get("controls", ()), place),
        bank_accounts=_names(given.get("bank_accounts", ()), "bank_accounts", place),
        place=place,
        header_lines=_count(given, "header_lines", place),
        footer_lines=_count(given, "footer_lines", place),
        record_length=_count(given, "record_length", place),
        short=_one_of(given, "short", ("pad", "reject"), place),
        extra=_one_of(given, "extra", ("keep", "drop", "refuse"), place),
        empty=_one_of(given, "empty", ("refuse", "allow"), place),
    )
    _check(layout)
    return layout


def _one_of(given: Mapping[str, Any], key: str, words: tuple[str, ...], place: str) -> str:
    word = given.get(key, words[0])
    if word not in words:
        raise TallyError(f"{key} is {word!r}. Write {' or '.join(words)}.", place=place)
    return str(word)


def _count(given: Mapping[str, Any], key: str, place: str) -> int:
    number = given.get(key, 0)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= 1_000_000:
        raise TallyError(f"{key} is {number!r}. Write a whole number.", place=place)
    return number


def _encoding(word: Any, place: str) -> str:
    name = _EBCDIC.get(str(word).lower(), str(word).lower())
    if name == "auto":
        return name
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        raise TallyError(
            f"The encoding {word!r} is not known. Write utf-8, cp1252, cp037 or cp500.", place=place
        ) from None
    if not getattr(found, "_is_text_encoding", True):
        raise TallyError(f"{word!r} is no encoding of text. Write utf-8, cp1252, cp037 or cp500.", place=place)
    return found.name


def _delimiter(word: Any, place: str) -> str:
    text = _DELIMITERS.get(str(word).lower(), str(word))
    if len(text) > 1 or text in ("\n", "\r"):
        raise TallyError(f"delimiter is {word!r}. Write one character, or tab, pipe, comma, semicolon.", place=place)
    return text


def _names(value: Any, key: str, place: str) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise TallyError(f"{key} must be a list of field names.", place=place)
    return tuple(names)


def _record_at(given: Mapping[str, Any], place: str) -> tuple[int, int]:
    at = given.get("record_at")
    if at is None:
        return (0, 0)
    pair = list(at) if isinstance(at, list | tuple) else [at, 1]
    if len(pair) != 2 or not all(isinstance(part, int) and not isinstance(part, bool) and part >= 1 for part in pair):
        raise TallyError("record_at must be [first character, width], or the number of the cell.", place=place)
    return pair[0], pair[1]


def _records(given: Mapping[str, Any], place: str, folder: Path) -> tuple[RecordType, ...]:
    records = given.get("records")
    if records is None:
        return ()
    if not isinstance(records, Mapping) or not records:
        raise TallyError("records must map each kind of line to its code, role and fields.", place=place)
    found = []
    for name, about in records.items():
        where = f"{place}, record {name}"
        if not isinstance(about, Mapping) or "code" not in about:
            raise TallyError("it needs a code: the text that tells these lines from the others.", place=where)
        role = about.get("role", name if name in ROLES else "detail")
        if role not in ROLES:
            raise TallyError(f"role is {role!r}. Write one of {', '.join(ROLES)}.", place=where)
        fields = read_fields(about.get("fields"), given, where, folder)
        found.append(RecordType(str(name), str(about["code"]), str(role), fields))
    return tuple(found)


def _carry(value: Any, place: str) -> tuple[tuple[str, str], ...]:
    """`header.file_date` or `{header.file_date: posted_on}`: what each detail takes from the lines above it."""
    pairs: list[tuple[str, str]] = []
    for one in [value] if isinstance(value, str | Mapping) else value or ():
        items = one.items() if isinstance(one, Mapping) else [(one, str(one).rpartition(".")[2])]
        pairs += [(str(source), str(name)) for source, name in items]
    if any(source.count(".") != 1 for source, _ in pairs):
        raise TallyError("carry takes RECORD.FIELD, such as header.file_date.", place=place)
    return tuple(pairs)


def _controls(value: Any, place: str) -> tuple[Control, ...]:
    if not isinstance(value or [], list):
        raise TallyError("controls must be a list.", place=place)
    found = []
    for number, one in enumerate(value or (), 1):
        where = f"{place}, control {number}"
        kind = next((kind for kind in ("count", "sum", "hash") if isinstance(one, Mapping) and kind in one), None)
        if kind is None or ("in" not in one and "value" not in one):
            raise TallyError("write it as {in: trailer.rows, count: detail}, with count, sum or hash.", place=where)
        record, _, field = str(one.get("in", "")).partition(".")
        if "in" in one and not field:
            raise TallyError(f"in is {one['in']!r}. Write RECORD.FIELD, such as trailer.rows.", place=where)
        of = "" if one[kind] in (True, None, "lines") else str(one[kind])
        digits = one.get("digits", 0)
        if not isinstance(digits, int) or not 0 <= digits <= 38:
            raise TallyError("digits must be a whole number up to 38.", place=where)
        found.append(Control(kind, of, record, field, str(one.get("value", "")), digits))
    return tuple(found)


def _check(layout: Layout) -> None:
    """What must fit together."""
    place = layout.place
    if layout.format == "fixed" and not layout.fields:
        raise TallyError("a fixed-width layout needs fields with at and width.", place=place)
    if layout.format == "records":
        _check_records(layout)
    elif layout.records or layout.carry:
        raise TallyError("records and carry belong to format: records.", place=place)
    elif any(control.record for control in layout.controls):
        raise TallyError(
            "a control that stands in a record needs format: records. Give it a value instead.", place=place
        )
    if layout.format == "fixed" or (layout.format == "records" and not layout.delimiter):
        for one in (layout.fields, *(record.fields for record in layout.records)):
            _check_positions(one, layout)
    elif any(one.storage != "text" for one in layout.fields):
        raise TallyError("packed and binary fields stand in fixed-width files only.", place=place)
    _check_names(layout)


def _check_names(layout: Layout) -> None:
    place, names = layout.place, set(layout.columns)
    if len(names) != len(layout.columns):
        raise TallyError("a name is used by two fields. Give each its own.", place=place)
    for what, given in (("the key", layout.key), ("bank_accounts", layout.bank_accounts)):
        absent = [name for name in given if name not in names] if layout.fields else []
        if absent:
            raise TallyError(f"{what} names {absent[0]}, which is no field.", place=place)
    for control in layout.controls:
        if control.kind != "count" and control.of not in names:
            raise TallyError(f"a control adds {control.of}, which is no field.", place=place)


def _check_records(layout: Layout) -> None:
    place, by_name = layout.place, {record.name: record for record in layout.records}
    if not layout.records or not layout.record_at[0]:
        raise TallyError("a file of several kinds of lines needs records and record_at.", place=place)
    if not any(record.role == "detail" for record in layout.records):
        raise TallyError("no record has the role detail.", place=place)
    for source in [(control.record, control.field) for control in layout.controls if control.record] + [
        (name.partition(".")[0], name.partition(".")[2]) for name, _ in layout.carry
    ]:
        record = by_name.get(source[0])
        if record is None or source[1] not in {field.name for field in record.fields}:
            raise TallyError(f"{'.'.join(source)} names no field of a record.", place=place)
    for control in layout.controls:
        if control.kind == "count" and control.of and control.of not in by_name:
            raise TallyError(f"a control counts {control.of}, which is no record.", place=place)


def _check_positions(fields: tuple[Field, ...], layout: Layout) -> None:
    for field in fields:
        where = f"{layout.place}, field {field.name}"
        if field.start < 1 or field.width < 1:
            raise TallyError("give its place, as at: [first character, width].", place=where)
        if layout.record_length and field.start + field.width - 1 > layout.record_length:
            raise TallyError(f"it ends after the record's {layout.record_length} characters.", place=where)
        if field.storage != "text" and not layout.record_length:
            raise TallyError(
                "packed and binary fields need record_length: their bytes may look like line ends.", place=where
            )


def with_fields(layout: Layout, fields: tuple[Field, ...]) -> Layout:
    """The same layout with other fields, as when a header names more columns than the layout."""
    return dataclasses.replace(layout, fields=fields)
