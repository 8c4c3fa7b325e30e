"""A report as parts with words, the same for page, PDF and slides."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pilotage.core.papers import Paper, Part, Table
from pilotage.reports import client_content
from pilotage.reports.enums import SECTION_NAMES, SECTIONS, STANDING_NAMES, ReportKind, Section, Standing
from pilotage.reports.models import Report
from pilotage.reports.rules import day

TONES = {
    Standing.ON_TRACK: "good",
    Standing.AT_RISK: "warn",
    Standing.LATE: "bad",
    Standing.HELD: "quiet",
    Standing.LIVE: "accent",
}
Facts = dict[str, Any]


def sections_of(report: Report) -> list[tuple[str, Part]]:
    """The sections that are shown, each with its key: a person's text, then the facts."""
    keys = [key for key in SECTIONS[ReportKind(report.series.kind)] if key not in report.left_out]
    return [(key, part_of(key, report.facts, report.texts.get(key, ""))) for key in keys]


def paper_of(report: Report, *, provider: str) -> Paper:
    """The report for printing."""
    head = report.facts.get("head", {})
    return Paper(
        title=report.title,
        lead=f"{head.get('biller', '')}, {head.get('phase', '')}. As of {moment(report.as_of, head.get('zone', 'UTC'))}.",
        badge=f"{STANDING_NAMES[Standing(report.standing)]}. {report.standing_reason}",
        tone=TONES[Standing(report.standing)],
        parts=[part for _key, part in sections_of(report)],
        foot=f"{provider} · {report.title}, version {report.version}",
    )


def part_of(key: str, facts: Facts, text: str = "") -> Part:
    """One section from the facts."""
    title = SECTION_NAMES[Section(key)]
    return _PARTS[Section(key)](title, text, facts)


def moment(at: datetime, zone: str) -> str:
    """Mon 4 Jan 2027, 09:00 (America/Chicago)."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date())}, {local:%H:%M} ({zone})"


def _changes(title: str, text: str, facts: Facts) -> Part:
    return Part(title, text, lines=facts.get("changes", []))


def _dates(title: str, text: str, facts: Facts) -> Part:
    dates = facts["dates"]
    late = dates.get("late_days") or 0
    if dates["went_live"]:
        figures = [("Live since", day(dates["went_live"]))]
        return Part(title, text, figures=figures + ([("Target", day(dates["target"]))] if dates["target"] else []))
    words = {True: f"{late} working days after the target", False: "in time for the target"}[late > 0]
    expected = f"{day(dates['expected'])}, {words}" if dates["expected"] and dates["target"] else day(dates["expected"])
    figures = [
        ("Kickoff", day(dates["kickoff"])),
        ("Target", day(dates["target"]) if dates["target"] else "not set"),
        ("Planned go-live", day(dates["planned"])),
        ("To be expected", expected),
    ]
    return Part(title, text, figures=figures)


def _milestones(title: str, text: str, facts: Facts) -> Part:
    rows = [
        (one["name"], "Reached" if one["done_on"] else f"{one['done']} of {one['total']} tasks", day(one["done_on"] or one["date"]))
        for one in facts["milestones"]
    ]  # fmt: skip
    return Part(
        title, text, tables=[Table(("Milestone", "State", "Date"), rows, (3, 2, 2))], none="The plan names none."
    )


def _plan(title: str, text: str, facts: Facts) -> Part:
    plan = facts["plan"]
    figures = [("Tasks done", f"{plan['done']} of {plan['total']}"), ("Overdue", str(plan["overdue"]))]
    if plan["finished_count"]:
        figures.append(("Completed since last time", str(plan["finished_count"])))
    tables = [
        Table(("Part", "Done", "Tasks"), [(one["name"], str(one["done"]), str(one["total"])) for one in plan["parts"]], (4, 1, 1)),
        _tasks("Overdue", plan["overdue_tasks"], "due"),
        Table(
            ("Task", "Whose", "Why it is blocked"),
            [(one["title"], one["owner"], one["reason"]) for one in plan["blocked"]], (3, 2, 3), "Blocked",
        ),
    ]  # fmt: skip
    return Part(title, text, figures=figures, tables=tables)


def _owed(title: str, text: str, facts: Facts) -> Part:
    return Part(title, text, tables=[_tasks("", facts["owed"], "due")], none="Nothing is asked of you now.")


def _raid(title: str, text: str, facts: Facts) -> Part:
    rows = [
        (one["code"], one["title"], one["rating"].capitalize(), one["party"], one["owner"] or "nobody yet", one["response"])
        for one in facts["raid"]["open"][:12]
    ]  # fmt: skip
    more = len(facts["raid"]["open"]) - len(rows)
    lines = [f"And {more} more in the RAID log."] if more > 0 else []
    headers = ("No.", "What", "Rating", "Who has to act", "Owner", "What is done")
    table = Table(headers, rows, (0.8, 4, 1.2, 1.8, 1.8, 4))
    return Part(title, text, lines=lines, tables=[table], none="Nothing is open in the RAID log.")


def _tests(title: str, text: str, facts: Facts) -> Part:
    rows = [
        (
            one["name"], f"{one['passed']} of {one['total']}", str(one["failing"]), str(one["open_defects"]), day(one["ends"]),
            "Signed" if one["is_signed"] else " ".join(one["missing"]),
        )
        for one in facts["tests"]
    ]  # fmt: skip
    headers = ("Plan", "Passed", "Failing", "Open defects", "Ends", "State")
    return Part(title, text, tables=[Table(headers, rows, (3, 1.3, 1.1, 1.3, 2, 4))], none="No test is planned yet.")


def _readiness(title: str, text: str, facts: Facts) -> Part:
    rows = [(one["label"], one["state"].capitalize(), " ".join(one["missing"])) for one in facts["readiness"]["gates"]]
    return Part(title, text, tables=[Table(("Gate", "State", "What is missing"), rows, (2, 1, 4))], none="It is live.")


def _decisions(title: str, text: str, facts: Facts) -> Part:
    rows = [
        (one["code"], one["title"], one["party"], one["owner"] or "nobody yet", day(one["due"])) for one in facts["decisions"]
    ]  # fmt: skip
    headers = ("No.", "Decision", "Who decides", "Owner", "By")
    return Part(title, text, tables=[Table(headers, rows, (0.8, 4, 2, 2, 2))], none="No decision is waiting.")


def _next(title: str, text: str, facts: Facts) -> Part:
    return Part(title, text, tables=[_tasks("", facts["next"], "due")], none="Nothing begins in the next two weeks.")


def _meetings(title: str, text: str, facts: Facts) -> Part:
    held, ahead = facts["meetings"]["held"], facts["meetings"]["ahead"]
    tables = [
        Table(("Meeting", "When"), [(one["title"], _at(one)) for one in rows], (3, 2), name)
        for name, rows in (("Ahead", ahead), ("Held", held))
    ]
    return Part(title, text, tables=tables, none="No meeting was held or is scheduled.")


def _team(title: str, text: str, facts: Facts) -> Part:
    rows = [(one["name"], one["role"], one["email"]) for one in facts["team"]]
    return Part(
        title, text, tables=[Table(("Name", "Part", "E-mail"), rows, (2, 2, 3))], none="Nobody is assigned yet."
    )


def _scope(title: str, text: str, facts: Facts) -> Part:
    scope = facts["scope"]
    figures = [
        ("Billing software", scope["software"] or "not known yet"),
        ("Integrator", scope["integrator"] or "not known yet"),
    ]
    return Part(title, text, figures=figures, lines=scope["streams"])


def _tasks(title: str, rows: list[dict[str, Any]], when: str) -> Table:
    cells = [(one["code"], one["title"], one["owner"] or "nobody yet", day(one[when])) for one in rows]
    return Table(("No.", "Task", "Whose", "Due"), cells, (1, 5, 2, 2), title)


def _at(one: dict[str, Any]) -> str:
    return moment(datetime.fromisoformat(one["at"]), one["zone"])


_PARTS: dict[Section, Callable[[str, str, Facts], Part]] = {
    Section.CHANGES: _changes,
    Section.TEAM: _team,
    Section.SCOPE: _scope,
    Section.DATES: _dates,
    Section.MILESTONES: _milestones,
    Section.PLAN: _plan,
    Section.OWED: _owed,
    Section.RAID: _raid,
    Section.TESTS: _tests,
    Section.READINESS: _readiness,
    Section.DECISIONS: _decisions,
    Section.NEXT: _next,
    Section.MEETINGS: _meetings,
    **client_content.PARTS,
}
