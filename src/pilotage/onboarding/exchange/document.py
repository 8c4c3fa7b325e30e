"""A plan as plain values between a file and the tables; and what a file that can't be taken is told by."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from pilotage.planner.tasks import Link

SHAPES = ("task", "milestone", "hammock")
PARTIES = ("us", "biller", "cis_vendor", "bank", "print_vendor")
MOST_TASKS = 20_000
MOST_DAYS = 1000
MOST_LAG = 2000
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2199, 12, 31)
#: How long a text may be, as the tables hold it.
LENGTHS = {"code": 40, "title": 300, "part": 120, "milestone": 120, "owner": 254, "notes": 20_000}


@dataclass(frozen=True)
class PlanRow:
    """A task as files hold it. `owner` is an e-mail address. `place` says where it stood in its file."""

    code: str
    title: str
    part: str = "Plan"
    milestone: str = ""
    roles: tuple[str, ...] = ()
    owner: str = ""
    party: str = ""
    shape: str = "task"
    spans: tuple[str, ...] = ()
    duration_days: int = 1
    links: tuple[Link, ...] = ()
    percent_done: int | None = None
    fixed_date: dt.date | None = None
    no_earlier_date: dt.date | None = None
    finish_by_date: dt.date | None = None
    actual_start_date: dt.date | None = None
    actual_finish_date: dt.date | None = None
    baseline_start_date: dt.date | None = None
    baseline_finish_date: dt.date | None = None
    start_date: dt.date | None = None
    due_date: dt.date | None = None
    is_dropped: bool = False
    notes: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class PlanDocument:
    """A whole plan. `days_off` are the days of the plan's own calendar on which nobody works, besides weekends.

    `lacks` are the fields of which the file says nothing at all: a table without their columns.
    """

    name: str
    kickoff: dt.date | None
    rows: tuple[PlanRow, ...]
    days_off: tuple[dt.date, ...] = ()
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """Why something can't be taken: where it stands in the file, and in words what is so and what to do."""

    place: str
    words: str

    def __str__(self) -> str:
        return f"{self.place}: {self.words}" if self.place else self.words


class FileRefused(ValueError):
    """A file that can't be taken, with every reason that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(one) for one in self.problems))


def refused(place: str, words: str) -> FileRefused:
    """A refusal for one reason."""
    return FileRefused([Problem(place, words)])
