"""Which column proves which field, how a run judges fields, and what is missing for a go-live. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pilotage.verification.enums import FieldState
from pilotage.verification.rules.proposing import likeness
from pilotage.verification.rules.results import groups, proven_fields

LIKE_ENOUGH = 0.6


def match(names: Mapping[str, Sequence[str]], columns: Iterable[str]) -> dict[str, str]:
    """Field key → column, the likeliest pairs first, each column once. `names`: all that a field is called."""
    scored = sorted(
        (-max(likeness(name, column) for name in called), key, column)
        for key, called in names.items()
        for column in columns
    )
    found: dict[str, str] = {}
    used: set[str] = set()
    for negative, key, column in scored:
        if -negative >= LIKE_ENOUGH and key not in found and column not in used:
            found[key] = column
            used.add(column)
    return found


def judge(
    result: Mapping[str, Any], keys: Sequence[str], accepted: Collection[tuple[str, str]]
) -> dict[str, FieldState]:
    """How a run judges each column: proven where every difference is accepted; keys where no row is missing or repeated.

    An empty result (files that could not be compared) proves nothing.
    """
    if not result.get("fields"):
        return {}
    good, bad = proven_fields(result, accepted)
    rows_open = any(not one.field and one.key not in accepted for one in groups(result))
    judged = dict.fromkeys(good, FieldState.PROVEN) | dict.fromkeys(bad, FieldState.FAILING)
    return judged | dict.fromkeys(keys, FieldState.FAILING if rows_open else FieldState.PROVEN)


@dataclass(frozen=True)
class Standing:
    """One field as the gate sees it."""

    name: str
    is_needed: bool
    state: str
    is_linked: bool


def missing(fields: Sequence[Standing], unsigned: Sequence[str], most: int = 12) -> list[str]:
    """What keeps a phase from being proven, in words."""
    found = [f"The mapping of {name} is not signed by OS, IM and the biller's IT lead." for name in unsigned]
    unlinked = [one.name for one in fields if one.is_needed and not one.is_linked]
    open_ones = [one.name for one in fields if one.is_needed and one.is_linked and one.state == FieldState.OPEN]
    failing = [one.name for one in fields if one.is_needed and one.state == FieldState.FAILING]
    for names, words in (
        (failing, "failing in the newest run"),
        (open_ones, "not proven by a run"),
        (unlinked, "in no verification"),
    ):
        if names:
            more = f" and {len(names) - most} more" if len(names) > most else ""
            found.append(
                f"{len(names)} {'field is' if len(names) == 1 else 'fields are'} {words}: {', '.join(names[:most])}{more}."
            )
    return found


def tasks_to_move(fields: Iterable[tuple[str, bool, str]]) -> tuple[set[str], set[str]]:
    """Of (task, is needed, state): tasks whose every needed field is proven, and those with one that fails.

    A task whose fields no run has judged yet is in neither: it stays as people left it.
    """
    open_ones: set[str] = set()
    failing: set[str] = set()
    tasks = set()
    for task, is_needed, state in fields:
        tasks.add(task)
        if is_needed and state != FieldState.PROVEN:
            open_ones.add(task)
        if is_needed and state == FieldState.FAILING:
            failing.add(task)
    return tasks - open_ones, failing
