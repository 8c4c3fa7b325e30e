"""Compares two versions of a layout: what came, went, moved or reads differently, and whether old files still read."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Final

from pilotage.tally.layouts.model import Field, Layout

_QUIET: Final = frozenset({"name", "place", "fields", "records", "controls", "carry", "key"})


@dataclass(frozen=True)
class Change:
    """One difference. `is_breaking` when files of the old layout are read differently by the new one."""

    kind: str
    what: str
    old: str = ""
    new: str = ""
    is_breaking: bool = True

    def __str__(self) -> str:
        told = f"{self.what}: {self.old or 'nothing'} → {self.new or 'nothing'}" if self.old or self.new else self.what
        return f"{self.kind}: {told}{'' if self.is_breaking else ' (old files read the same)'}"


def compare_layouts(old: Layout, new: Layout) -> list[Change]:
    """Every difference, the file's own settings first, then records, fields, key and controls."""
    changes = [
        Change("setting", name, _shown(before), _shown(after))
        for name, before, after in _settings(old, new)
    ]  # fmt: skip
    if old.records or new.records:
        before, after = {one.name: one for one in old.records}, {one.name: one for one in new.records}
        for name in dict.fromkeys([*before, *after]):
            if name not in after or name not in before:
                changes.append(Change("record removed" if name in before else "record added", name))
                continue
            if (before[name].code, before[name].role) != (after[name].code, after[name].role):
                changes.append(
                    Change(
                        "record",
                        name,
                        f"{before[name].code} {before[name].role}",
                        f"{after[name].code} {after[name].role}",
                    )
                )
            changes += _fields(before[name].fields, after[name].fields, f"{name}.")
    else:
        changes += _fields(old.fields, new.fields, "")
    if old.key != new.key:
        changes.append(Change("key", "key", ", ".join(old.key), ", ".join(new.key)))
    if old.carry != new.carry:
        changes.append(Change("setting", "carry", _shown(old.carry), _shown(new.carry)))
    for control in dict.fromkeys([*old.controls, *new.controls]):
        if control not in old.controls or control not in new.controls:
            added = control not in old.controls
            changes.append(Change("control added" if added else "control removed", control.name, is_breaking=added))
    return changes


def _settings(old: Any, new: Any) -> list[tuple[str, Any, Any]]:
    names = [one.name for one in dataclasses.fields(old) if one.name not in _QUIET]
    return [
        (name, getattr(old, name), getattr(new, name)) for name in names if getattr(old, name) != getattr(new, name)
    ]


def _fields(old: tuple[Field, ...], new: tuple[Field, ...], before: str) -> list[Change]:
    olds, news = {one.name: one for one in old}, {one.name: one for one in new}
    changes = []
    renamed = _renamed(olds, news)
    for name, one in olds.items():
        if name in renamed:
            changes.append(Change("field renamed", before + name, name, renamed[name]))
            changes += _changed(one, news[renamed[name]], before)
        elif name not in news:
            changes.append(Change("field removed", before + name, _place(one), ""))
        else:
            changes += _changed(one, news[name], before)
    came = [one for name, one in news.items() if name not in olds and name not in renamed.values()]
    changes += [Change("field added", before + one.name, "", _place(one)) for one in came]
    kept = [name for name in olds if name in news]
    if kept != [name for name in news if name in olds]:
        changes.append(
            Change("order", before + "fields", ", ".join(kept), ", ".join(name for name in news if name in olds))
        )
    return changes


def _renamed(olds: dict[str, Field], news: dict[str, Field]) -> dict[str, str]:
    """Fields that stand at the same place under another name."""
    gone = {(one.start, one.width): name for name, one in olds.items() if name not in news and one.start}
    return {
        gone[(one.start, one.width)]: name
        for name, one in news.items()
        if name not in olds and (one.start, one.width) in gone
    }


def _changed(old: Field, new: Field, before: str) -> list[Change]:
    changes = []
    name = before + old.name
    if (old.start, old.width) != (new.start, new.width):
        changes.append(Change("field moved", name, _place(old), _place(new)))
    for setting in dataclasses.fields(old):
        if setting.name in ("name", "start", "width", "checks") or (setting.name == "source" and old.name != new.name):
            continue
        one, other = getattr(old, setting.name), getattr(new, setting.name)
        if one != other:
            changes.append(
                Change(
                    "field",
                    f"{name}.{'format' if setting.name == 'form' else setting.name}",
                    _shown(one),
                    _shown(other),
                )
            )
    for check in dict.fromkeys([*old.checks, *new.checks]):
        if check not in old.checks or check not in new.checks:
            added = check not in old.checks
            changes.append(
                Change("check added" if added else "check removed", f"{name} {check.kind}", is_breaking=added)
            )
    return changes


def _place(field: Field) -> str:
    return f"characters {field.start} to {field.start + field.width - 1}" if field.start else field.source


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join("=".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in value)
    return "" if value is None else str(value)
