"""The sections of a client meeting's pack: the PM's and the TSM's parts, actions, cases with their notes, first bill cycles."""

from collections.abc import Callable
from typing import Any

from pilotage.core.papers import Part, Table
from pilotage.firstcycles.enums import Criterion
from pilotage.reports.enums import Section
from pilotage.reports.rules import day

Facts = dict[str, Any]


def _part_of(who: str) -> Callable[[str, str, Facts], Part]:
    def made(title: str, text: str, facts: Facts) -> Part:
        name = (facts.get("presenters") or {}).get(who)
        return Part(title, text, lines=[f"Presented by {name}."] if name else [], none="Nobody is named yet.")

    return made


def _actions(title: str, text: str, facts: Facts) -> Part:
    rows = [
        (one["title"], one["owner"] or "nobody yet", day(one["due"]), "Done" if one["is_done"] else "Open")
        for one in facts.get("actions", [])
    ]
    return Part(
        title, text, tables=[Table(("What", "Who", "By", "State"), rows, (5, 2, 2, 1))], none="No action is open."
    )


def _news(title: str, text: str, facts: Facts) -> Part:
    rows = [(day(one["on"]), f"{one['code']} {one['title']}", one["words"]) for one in facts.get("case_news", [])]
    met = facts.get("last_meeting")
    figures = [("Since", day(met))] if met else []
    none = "Nothing happened to cases." if met else "This is the first meeting; the next pack says here what happened."
    return Part(
        title, text, figures=figures, tables=[Table(("When", "Case", "What happened"), rows, (1.6, 3, 5))], none=none
    )


def _cases(title: str, text: str, facts: Facts) -> Part:
    cases = facts.get("cases") or {"open": [], "count": 0, "critical": 0}
    rows = [
        (
            one["code"], one["title"], one["severity"], str(one["days"]), one["way"] or "not decided yet",
            one["owner"] or "nobody yet", day(one["by"]),
        )
        for one in cases["open"]
    ]  # fmt: skip
    notes = [
        (one["code"], day(one["noted"]), " · ".join(filter(None, [one["notes"], one["tracker"]])))
        for one in cases["open"]
        if one.get("notes") or one.get("tracker")
    ]
    more = cases["count"] - len(rows)
    lines = [f"And {more} more in “{cases.get('report', 'the case report')}”."] if more > 0 else []
    figures = [("Open", str(cases["count"])), ("Critical", str(cases["critical"]))] if rows else []
    headers = ("No.", "What", "Severity", "Days open", "What happens", "Owner", "By")
    tables = [
        Table(headers, rows, (0.8, 3.4, 1.1, 1, 3, 1.7, 1.5)),
        Table(("No.", "As of", "What is known"), notes, (0.8, 1.6, 8), "Resolution notes"),
    ]
    return Part(title, text, figures=figures, lines=lines, tables=tables, none="No production case is open.")


def _cycles(title: str, text: str, facts: Facts) -> Part:
    cycles = facts.get("cycles", [])
    known = [one for one in cycles if one["unmet"] or len(one["missing"]) < len(Criterion)]
    rows = [
        (f"Cycle {one['cycle']}", "; ".join(one["unmet"]) or "nothing", ", ".join(one["missing"]) or "nothing")
        for one in known
    ]
    table = Table(("Cycle", "Not as it should be", "Not known yet"), rows, (1, 5, 4))
    bare = [str(one["cycle"]) for one in cycles if one not in known]
    lines = [f"No figures yet of cycle {', '.join(bare)}."] if known and bare else []
    none = "No figures of these cycles are known." if cycles else "No bill cycle has begun since go-live."
    return Part(title, text, lines=lines, tables=[table], none=none)


PARTS: dict[Section, Callable[[str, str, Facts], Part]] = {
    Section.PM_PART: _part_of("pm"),
    Section.TSM_PART: _part_of("tsm"),
    Section.ACTIONS: _actions,
    Section.CASE_NEWS: _news,
    Section.CASES: _cases,
    Section.CYCLES: _cycles,
}
