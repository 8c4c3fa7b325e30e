"""One line of a playbook as a plain value: read from a plan file or a row, written back as either."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pilotage.planner.planfile import PlanFile
from pilotage.planner.tasks import Link
from pilotage.planner.tasks import Task as Planned

#: The columns of a playbook's file, in its order.
COLUMNS = (
    "id", "phase", "task", "role", "duration_days", "depends_on", "milestone", "notes", "condition", "parent", "documents",
    "parameter", "needed_by",
)  # fmt: skip
#: Before the name of a milestone of the whole plan, in a part: `#M6` stands for every task of the milestone M6.
ANCHOR = "#"
_LINK = re.compile(r"(.+?)\s+(FS|SS|FF|SF)\s*([+-]\s*\d{1,5})?", re.IGNORECASE)
_PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")


@dataclass(frozen=True)
class Line:
    """A task of a playbook. `links` may name anchors; `needed_by` are tasks or anchors that wait for this one."""

    code: str
    title: str
    part: str = "Plan"
    roles: tuple[str, ...] = ()
    duration_days: int = 1
    links: tuple[Link, ...] = ()
    milestone: str = ""
    notes: str = ""
    condition: str = ""
    parent: str = ""
    documents: tuple[str, ...] = ()
    parameter: str = ""
    needed_by: tuple[Link, ...] = ()
    position: int = 0

    def planned(self, *, inner: bool = False) -> Planned:
        """For the planner; with `inner` only links to tasks, not to anchors."""
        links = [link for link in self.links if not (inner and link.on.startswith(ANCHOR))]
        return Planned(
            id=self.code,
            duration=self.duration_days,
            depends_on=tuple(link.on for link in links if link.kind == "FS" and not link.lag),
            links=tuple(link for link in links if link.kind != "FS" or link.lag),
        )


def link_text(link: Link) -> str:
    """`T001`, or `T001 SS+2` where it is not plain finish-to-start."""
    if link.kind == "FS" and not link.lag:
        return link.on
    return f"{link.on} {link.kind}{f'{link.lag:+d}' if link.lag else ''}"


def read_link(text: str, codes: Iterable[str] = ()) -> Link:
    """The opposite of `link_text`; a text that is a code of its own is one, whatever it looks like."""
    found = None if text in codes else _LINK.fullmatch(text)
    return Link(found[1], found[2].upper(), int((found[3] or "0").replace(" ", ""))) if found else Link(text)


def read_links(texts: Iterable[str], codes: Iterable[str] = ()) -> tuple[Link, ...]:
    """Each text as a link; empty ones are left out."""
    return tuple(read_link(text.strip(), codes) for text in texts if text.strip())


def lines_of_file(plan: PlanFile) -> list[Line]:
    """The lines of a plan file, in its order."""
    codes = {task.id for task in plan.tasks}
    found = []
    for position, (task, given) in enumerate(zip(plan.tasks, plan.cells, strict=True), 1):
        cells = {name: _unguarded(text) for name, text in given.items()}
        found.append(
            Line(
                code=task.id[:40],
                title=(cells.get("task") or task.id)[:300],
                part=cells.get("phase", "")[:120] or "Plan",
                roles=words(cells.get("role", "")),
                duration_days=task.duration,
                links=read_links(cells.get("depends_on", "").split(";"), codes),
                milestone=cells.get("milestone", "")[:120],
                notes=cells.get("notes", ""),
                condition=cells.get("condition", ""),
                parent=cells.get("parent", "")[:40],
                documents=words(cells.get("documents", "")),
                parameter=cells.get("parameter", "")[:40],
                needed_by=read_links(cells.get("needed_by", "").split(";"), codes),
                position=position,
            )
        )
    return found


def _unguarded(text: str) -> str:
    """Without the mark that keeps a spreadsheet from taking a text for a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def line_of_row(row: Any) -> Line:
    """A stored playbook task."""
    return Line(
        code=row.code,
        title=row.title,
        part=row.part,
        roles=tuple(row.roles),
        duration_days=row.duration_days,
        links=read_links(row.depends_on, {row.code}),
        milestone=row.milestone,
        notes=row.notes,
        condition=row.condition,
        parent=row.parent,
        documents=tuple(row.documents),
        parameter=row.parameter,
        needed_by=read_links(row.needed_by),
        position=row.position,
    )


def row_values(line: Line) -> dict[str, Any]:
    """The columns of a stored playbook task."""
    return {
        "position": line.position,
        "code": line.code,
        "part": line.part,
        "title": line.title,
        "roles": list(line.roles),
        "duration_days": line.duration_days,
        "depends_on": [link_text(link) for link in line.links],
        "milestone": line.milestone,
        "notes": line.notes,
        "condition": line.condition,
        "parent": line.parent,
        "documents": list(line.documents),
        "parameter": line.parameter,
        "needed_by": [link_text(link) for link in line.needed_by],
    }


def file_row(line: Line) -> list[object]:
    """The cells under `COLUMNS`; reading them again gives the same line."""
    return [
        line.code,
        line.part,
        line.title,
        ";".join(line.roles),
        line.duration_days,
        ";".join(map(link_text, line.links)),
        line.milestone,
        line.notes,
        line.condition,
        line.parent,
        ";".join(line.documents),
        line.parameter,
        ";".join(map(link_text, line.needed_by)),
    ]


def words(text: str) -> tuple[str, ...]:
    """The words of a cell, with `;` between."""
    return tuple(word for part in text.split(";") if (word := part.strip()))


def placeholders(lines: Iterable[Line]) -> list[str]:
    """Names in curly brackets that titles, notes and documents hold, each once, in order."""
    texts = (text for line in lines for text in (line.title, line.notes, *line.documents))
    return list(dict.fromkeys(name for text in texts for name in _PLACE.findall(text)))


def lengths(lines: Iterable[Line]) -> dict[str, int]:
    """Named lengths with their usual working days: the first line of each name says it."""
    found: dict[str, int] = {}
    for line in lines:
        if line.parameter:
            found.setdefault(line.parameter, line.duration_days)
    return found


def filled(line: Line, values: Mapping[str, str], days: Mapping[str, int]) -> Line:
    """The line with what is known put in: words for names in brackets, its length where it has a name."""

    def put(text: str) -> str:
        return _PLACE.sub(lambda found: values.get(found[1]) or found[1].replace("_", " "), text)

    return replace(
        line,
        title=put(line.title)[:300],
        notes=put(line.notes),
        documents=tuple(map(put, line.documents)),
        duration_days=days.get(line.parameter, line.duration_days) if line.parameter else line.duration_days,
    )


def in_words(name: str) -> str:
    """`uat_days` as people read it: Uat days."""
    return name.replace("_", " ").capitalize()


def codes_of(lines: Sequence[Line]) -> set[str]:
    """The ids of these lines."""
    return {line.code for line in lines}
