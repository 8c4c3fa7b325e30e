"""The runbooks that ship: a full cut-over over a weekend, and one channel alone. Times count from the start of the runbook."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NAMES = {"full": "Full cut-over to the new platform", "channel": "One channel alone (IVR, counter, web)"}
_FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True)
class LibraryStep:
    """One row: `earliest` is in minutes after the start of the runbook, None where it follows from what it depends on."""

    code: str
    section: str
    kind: str
    title: str
    detail: str
    owner: str
    minutes: int
    depends_on: tuple[str, ...]
    earliest: int | None


@dataclass(frozen=True)
class LibraryTrigger:
    """What may mean the way back."""

    title: str
    threshold: str
    decider: str


@cache
def steps_of(template: str) -> tuple[LibraryStep, ...]:
    """The steps of a shipped runbook."""
    with (_FOLDER / f"{template}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            LibraryStep(
                row["code"], row["section"], row["kind"] or "step", row["title"], row["detail"], row["owner"], int(row["minutes"]),
                tuple(row["depends_on"].split()), int(row["earliest"]) if row["earliest"] else None,
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


@cache
def triggers_of(template: str) -> tuple[LibraryTrigger, ...]:
    """The back-out triggers of a shipped runbook."""
    with (_FOLDER / "triggers.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            LibraryTrigger(row["title"], row["threshold"], row["decider"])
            for row in csv.DictReader(file)
            if template in row["templates"].split()
        )
