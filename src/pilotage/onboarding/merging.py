"""Three-way merge of a better playbook into a running plan: what the plan was made from, what it is now, what it would be. Pure.

A field that only the playbook changed is proposed; one that a person changed stays, and where both did the person's stays unless
somebody takes the playbook's. Links merge as sets, so that both sides' links stay.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: What a plan takes of a playbook's line, with the words for it.
MERGED_FIELDS = {
    "title": "Task",
    "part": "Part of the plan",
    "roles": "Roles",
    "duration_days": "Working days",
    "milestone": "Milestone",
    "notes": "Notes",
    "parent": "Subtask of",
    "documents": "Documents",
    "links": "Waits for",
}
Values = Mapping[str, Any]


class Step(StrEnum):
    """What the playbook would do to a task; `kept` is what it would do, and a person's edit or progress stands against it."""

    ADDED = "added"
    CHANGED = "changed"
    DROPPED = "dropped"
    KEPT = "kept"


@dataclass(frozen=True)
class TaskNow:
    """A task as the plan has it: its values, whether it is open, begun, done or dropped, and what the playbook gave it."""

    values: Values
    state: str
    made_as: Values


@dataclass(frozen=True)
class Item:
    """One change of one task. `field` is empty for a whole task. `is_on` says whether a plain yes takes it.

    `was` is what the playbook had, `mine` what the plan has, `new` what the playbook has now.
    """

    step: Step
    code: str
    title: str
    field: str = ""
    was: Any = None
    mine: Any = None
    new: Any = None
    why: str = ""
    is_on: bool = True
    is_choice: bool = True

    @property
    def key(self) -> str:
        """What a person's choice names it by."""
        return f"{self.step}:{self.code}:{self.field}"

    @property
    def name(self) -> str:
        """The field in words."""
        return MERGED_FIELDS.get(self.field, "")


@dataclass(frozen=True)
class Proposal:
    """All changes for one project; `refusal` says in words why the playbook can't come into this plan."""

    items: tuple[Item, ...]
    ground: str
    refusal: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for the same changes of the same plan: a yes counts for just this."""
        plain = [[item.key, item.was, item.mine, item.new, item.is_on] for item in self.items]
        return hashlib.sha256(json.dumps([self.ground, plain], sort_keys=True, default=list).encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """Tasks by what would happen to them."""
        found = {step: {item.code for item in self.items if item.step == step} for step in Step}
        return {str(step): len(codes) for step, codes in found.items()}

    def chosen(self, declined: Iterable[str], taken: Iterable[str] = ()) -> list[Item]:
        """What a yes makes: everything that is on but the declined, and what was taken against an edit."""
        off, on = set(declined), set(taken)
        return [item for item in self.items if item.key in on or (item.is_on and item.key not in off)]


def merge(
    base: Mapping[str, Values], mine: Mapping[str, TaskNow], theirs: Mapping[str, Values], ground: str = ""
) -> Proposal:
    """What the playbook's new lines would do to a plan. `base` are the lines that it was made from, by code.

    `ground` names the versions on both sides, and counts for the fingerprint.
    """
    items: list[Item] = []
    for code, new in theirs.items():
        items += _of_line(code, base.get(code), mine.get(code), new)
    for code, task in mine.items():
        if code not in theirs and code in base:
            items += _of_gone(code, base[code], task)
    return Proposal(tuple(items), ground)


def _of_line(code: str, was: Values | None, task: TaskNow | None, new: Values) -> list[Item]:
    if task is None:
        if was is None:
            return [Item(Step.ADDED, code, new["title"], new=dict(new))]
        return [_kept(code, new, "A person took this task out of the plan; it stays out.")]
    if was is None:
        return [_kept(code, new, "The plan has a task of its own with this id; it stays as it is.")]
    differing = [field for field in MERGED_FIELDS if _differ(field, was.get(field), new.get(field))]
    if not differing or (task.state in ("done", "dropped") and differing == ["links"]):
        return []  # what a finished task waited for is of no use any more
    if task.state in ("done", "dropped"):
        why = (
            "The task is done; what is done stays as it was."
            if task.state == "done"
            else "A person dropped this task; it stays out."
        )
        return [_kept(code, new, why)]
    return [item for field in differing if (item := _of_field(code, field, was, task, new))]


def _kept(code: str, new: Values, why: str) -> Item:
    return Item(Step.KEPT, code, new["title"], why=why, is_on=False, is_choice=False)


def _of_field(code: str, field: str, was: Values, task: TaskNow, new: Values) -> Item | None:
    old, have, want = was.get(field), task.values.get(field), new.get(field)
    title = task.values["title"]
    if field == "links":
        merged = links_merged(old or [], have or [], want or [])
        if merged == sorted(have or []):
            return None
        return Item(Step.CHANGED, code, title, field, sorted(old or []), sorted(have or []), merged)
    if not _differ(field, have, want):
        return None
    if not _differ(field, have, old):
        return Item(Step.CHANGED, code, title, field, old, have, want)
    return Item(
        Step.KEPT, code, title, field, old, have, want, why="A person changed this; it stays unless you take the playbook's.", is_on=False
    )  # fmt: skip


def _of_gone(code: str, was: Values, task: TaskNow) -> list[Item]:
    title = task.values["title"]
    if task.state == "dropped":
        return []
    if task.state in ("done", "in_progress"):
        return [
            Item(
                Step.KEPT,
                code,
                title,
                why="The playbook no longer has it; work on it has begun.",
                is_on=False,
                is_choice=False,
            )
        ]
    edited = [
        MERGED_FIELDS[field].lower()
        for field in MERGED_FIELDS
        if _differ(field, was.get(field), task.values.get(field))
    ]
    if edited:
        words = f"The playbook no longer has it; a person changed {', '.join(edited)}."
        return [Item(Step.KEPT, code, title, why=words, is_on=False)]
    return [Item(Step.DROPPED, code, title)]


def links_merged(was: Sequence[str], mine: Sequence[str], new: Sequence[str]) -> list[str]:
    """The plan's links with those that the playbook added, and without those that it took away."""
    return sorted((set(mine) | (set(new) - set(was))) - (set(was) - set(new)))


def _differ(field: str, one: Any, other: Any) -> bool:
    if field == "links":
        return set(one or []) != set(other or [])
    if field in ("roles", "documents"):
        return list(one or []) != list(other or [])
    return (one or "") != (other or "")
