"""A report of a biller's cases as a paper in the provider's brand, and as rows of a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pilotage.billers.models import Biller
from pilotage.core.papers import Paper, Part, Table
from pilotage.phased.enums import COLUMN_NAMES, WIDTHS
from pilotage.phased.queries.case_reports import Terms, cases_on, report_of, terms_of
from pilotage.support.enums import Severity
from pilotage.support.freshness import fresh_days
from pilotage.support.models import Case
from pilotage.support.rules import is_stale
from pilotage.welcome.brand import brand


@dataclass(frozen=True)
class Found:
    """A report as it stands: its words, its open and closed cases, as of when."""

    biller: Biller
    terms: Terms
    still: list[Case]
    done: list[Case]
    now: datetime
    fresh: Mapping[Severity, int]


def gather(biller: Biller, now: datetime) -> Found:
    """What the report of a biller says now. Three queries."""
    terms = terms_of(biller, report_of(biller.pk))
    cases = cases_on(biller.pk, terms.closed_days, now)
    still, done = [one for one in cases if one.closed_at is None], [one for one in cases if one.closed_at]
    return Found(biller, terms, still, done, now, fresh_days())


def as_of(found: Found) -> str:
    """The moment of the report where the biller is."""
    return f"{found.now.astimezone(ZoneInfo(found.biller.time_zone)):%-d %b %Y, %H:%M %Z}"


def parts_of(found: Found) -> list[Part]:
    """Counts, open cases, closed ones."""
    critical = sum(one.severity == 1 for one in found.still)
    stale = sum(_is_stale(found, one) for one in found.still)
    figures = [
        ("Open", str(len(found.still))), ("Critical", str(critical)), ("With stale notes", str(stale)),
        ("Closed lately", str(len(found.done))),
    ]  # fmt: skip
    return [
        Part("At a glance", figures=figures),
        Part("Open", tables=[_table(found, found.still)], none="No case is open."),
        Part(f"Closed in the last {found.terms.closed_days} days", tables=[_table(found, found.done)], none="None."),
    ]


def paper_of(found: Found) -> Paper:
    """For printing, across the page."""
    look = brand()
    return Paper(
        title=found.terms.title,
        lead=f"As of {as_of(found)}",
        notes=found.terms.intro.splitlines(),
        parts=parts_of(found),
        foot=f"{look['name']} · {found.terms.title} · {as_of(found)}",
        wide=True,
        brand=look["heading"],
        accent=look["accent"],
    )


def headers_of(found: Found) -> list[str]:
    """The columns of the report by name."""
    return [COLUMN_NAMES[name] for name in found.terms.columns]


def rows_of(found: Found, cases: Sequence[Case]) -> list[list[str]]:
    """A row of words for each case."""
    return [[_cell(found, one, name) for name in found.terms.columns] for one in cases]


def _is_stale(found: Found, case: Case) -> bool:
    return is_stale(case.severity, case.state, case.noted_at, found.now, found.fresh)


def _table(found: Found, cases: Sequence[Case]) -> Table:
    widths = [WIDTHS.get(name, 1.0) for name in found.terms.columns]
    return Table(headers_of(found), rows_of(found, cases), widths)


def _cell(found: Found, case: Case, name: str) -> str:
    if name == "noted":
        return f"{_day(found, case.noted_at)}{', stale' if _is_stale(found, case) else ''}"
    if name == "opened":
        return _day(found, case.opened_at)
    if name == "by":
        return f"{case.path_due_date:%-d %b %Y}" if case.path_due_date else ""
    return str(_WORDS[name](case))


def _day(found: Found, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(found.biller.time_zone)):%-d %b %Y}"


_WORDS: dict[str, Callable[[Case], str]] = {
    "code": lambda case: case.code,
    "title": lambda case: case.title,
    "severity": lambda case: case.get_severity_display(),
    "state": lambda case: case.get_state_display(),
    "about": lambda case: case.get_category_display(),
    "phase": lambda case: case.phase.name if case.phase else "",
    "reported_by": lambda case: case.reported_by,
    "owner": lambda case: case.owner.name if case.owner else "",
    "way": lambda case: case.get_path_display(),
    "next": lambda case: case.path_words,
    "notes": lambda case: case.notes,
    "tracker": lambda case: f"{case.tracker_key}: {case.tracker_state}".rstrip(": "),
    "outcome": lambda case: case.outcome,
}
