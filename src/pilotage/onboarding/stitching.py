"""Puts a whole playbook and the parts for what a biller buys together, and leaves out what does not apply.

Plain values in and out: the same answer serves the preview, the start, the comparison and the merge.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pilotage.onboarding import rules
from pilotage.onboarding.conditions import Facts, asked_facts, is_left_out, why_left_out
from pilotage.onboarding.lines import ANCHOR, Line, codes_of, filled
from pilotage.planner.network import without
from pilotage.planner.tasks import Link


@dataclass(frozen=True)
class Source:
    """A playbook version as it takes part: `name` for people, `key` to keep equal ids of two parts apart."""

    key: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class LeftOut:
    """A task that does not apply, and what decided so."""

    line: Line
    why: str


@dataclass(frozen=True)
class Stitched:
    """What a plan is made from. `problems` are links of parts that this playbook has no place for, in words.

    `asked` are the facts that conditions ask, in the order in which they come.
    """

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    problems: tuple[str, ...]
    asked: tuple[str, ...]


def stitch(
    whole: Source,
    parts: Sequence[Source] = (),
    *,
    facts: Facts,
    words: Mapping[str, str] | None = None,
    days: Mapping[str, int] | None = None,
) -> Stitched:
    """The tasks that apply, with their links. What waited for one left out waits for those before it.

    A task whose parent is left out goes with it. Errors: `PlanError` for a cycle that parts make together.
    """
    problems: list[str] = []
    given = _together(whole, parts, problems)
    out = _left_out(given, facts)
    kept = without([line.planned() for line in given], list(out))
    links = {task.id: task.all_links for task in kept}
    lines = [
        replace(filled(line, words or {}, days or {}), links=_one_each(links[line.code]))
        for line in given
        if line.code not in out
    ]
    window = facts.get("window_days")
    if isinstance(window, int) and window:
        lines = [_with_window(line, window) for line in lines]
    return Stitched(
        lines=tuple(lines),
        left_out=tuple(LeftOut(line, out[line.code]) for line in given if line.code in out),
        problems=tuple(problems),
        asked=tuple(dict.fromkeys(key for line in given for key in asked_facts(line.condition))),
    )


def _with_window(line: Line, window_days: int) -> Line:
    is_window = "support window" in line.title.lower()
    return replace(line, duration_days=rules.window_working_days(window_days)) if is_window else line


def _left_out(given: Sequence[Line], facts: Facts) -> dict[str, str]:
    out = {line.code: why_left_out(line.condition, facts) for line in given if is_left_out(line.condition, facts)}
    parents = {line.code: line for line in given}
    for line in given:
        above, seen = line.parent, {line.code}
        while above and above in parents and above not in seen:
            if above in out:
                out.setdefault(line.code, f"belongs to “{parents[above].title}”, which does not apply")
                break
            seen.add(above)
            above = parents[above].parent
    return out


def _together(whole: Source, parts: Sequence[Source], problems: list[str]) -> list[Line]:
    """All lines under ids that are there once, anchors resolved, positions counted through."""
    given = list(whole.lines)
    taken = codes_of(given)
    own: list[tuple[str, Line]] = [("", line) for line in _anchored(given, given, whole.name, problems)]
    for part in parts:
        renamed = _renamed(part, taken)
        taken |= codes_of(renamed)
        own += [(part.name, line) for line in _anchored(renamed, [*given, *renamed], part.name, problems)]
    lines = {line.code: line for _name, line in own}
    known = list(lines.values())
    for name, line in own:
        for link in line.needed_by:
            codes = _meant(link.on, known, line.code)
            for code in codes:
                after = lines.get(code)
                if after is not None:
                    new = Link(line.code, link.kind, link.lag)
                    lines[code] = replace(after, links=tuple(dict.fromkeys((*after.links, new))))
            if not codes:
                where = name or whole.name
                problems.append(f"{where}: nothing is called {link.on}, which should wait for “{line.title}”.")
    ordered = _in_order([line for _name, line in own])
    return [replace(lines[line.code], position=n) for n, line in enumerate(ordered, 1)]


def _renamed(part: Source, taken: set[str]) -> list[Line]:
    """The lines of a part; ids that are taken get the part's key before them."""
    names = {line.code: f"{part.key}-{line.code}"[:40] for line in part.lines if line.code in taken}

    def new(link: Link) -> Link:
        return Link(names.get(link.on, link.on), link.kind, link.lag)

    return [
        replace(
            line,
            code=names.get(line.code, line.code),
            parent=names.get(line.parent, line.parent),
            links=tuple(map(new, line.links)),
            needed_by=tuple(map(new, line.needed_by)),
        )
        for line in part.lines
    ]


def _anchored(mine: Iterable[Line], known: Sequence[Line], name: str, problems: list[str]) -> list[Line]:
    found = []
    for line in mine:
        links: dict[Link, None] = {}
        for link in line.links:
            codes = _meant(link.on, known, line.code)
            if not codes:
                problems.append(f"{name}: nothing is called {link.on}, for which “{line.title}” should wait.")
            links |= dict.fromkeys(Link(code, link.kind, link.lag) for code in codes)
        found.append(replace(line, links=tuple(links)))
    return found


def _meant(name: str, known: Sequence[Line], own: str) -> list[str]:
    """Ids that a link names: of a task, or of every task of a milestone (`#M6`)."""
    if not name.startswith(ANCHOR):
        return [line.code for line in known if line.code == name]
    wanted = name.removeprefix(ANCHOR).casefold()
    return [
        line.code
        for line in known
        if line.milestone
        and line.code != own
        and wanted in (line.milestone.casefold(), line.milestone.casefold().split()[0])
    ]


def _in_order(lines: Sequence[Line]) -> list[Line]:
    """By part of the plan as it first comes, so that a product's tasks stand beside those of the same part."""
    order: dict[str, int] = {}
    for line in lines:
        order.setdefault(line.part, len(order))
    return sorted(lines, key=lambda line: order[line.part]) if lines else []


def _one_each(links: Iterable[Link]) -> tuple[Link, ...]:
    """One link for each kind to each task before: the one with the longest lag."""
    found: dict[tuple[str, str], Link] = {}
    for link in links:
        held = found.get((link.on, link.kind))
        if held is None or link.lag > held.lag:
            found[link.on, link.kind] = link
    return tuple(found.values())
