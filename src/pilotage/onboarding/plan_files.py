"""A project's plan as a file's document, and what a document would change in it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from pilotage.onboarding.exchange.document import PlanDocument, PlanRow, Problem
from pilotage.onboarding.link_text import links_in_words
from pilotage.onboarding.models import Dependency, PlanTask, Project
from pilotage.onboarding.queries import plan_of
from pilotage.onboarding.working_days import calendar
from pilotage.people.models import User
from pilotage.planner.tasks import Link
from pilotage.work.enums import FINISHED, TaskState

#: What a file may change in a task, and how it is called.
FIELDS = {
    "title": "Name", "part": "Phase", "milestone": "Milestone", "roles": "Roles", "owner": "Owner", "party": "Answers for it",
    "shape": "Shape", "spans": "Spans", "duration_days": "Working days", "links": "Waits for", "percent_done": "Percent done",
    "fixed_date": "Fixed start", "no_earlier_date": "No earlier than", "finish_by_date": "Finish by",
    "actual_start_date": "Begun on", "actual_finish_date": "Done on", "is_dropped": "Dropped", "notes": "Notes",
}  # fmt: skip
#: What is history once a task is finished.
SETTLED = ("shape", "spans", "duration_days", "percent_done", "fixed_date", "no_earlier_date", "finish_by_date")


@dataclass(frozen=True)
class Changed:
    """A task that the file has otherwise: `fields` are (before, after) by name."""

    row: PlanTask
    wanted: PlanRow
    fields: dict[str, tuple[Any, Any]]

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        """What, before, after, in words."""
        return [(FIELDS[name], _words(was), _words(new)) for name, (was, new) in self.fields.items()]


@dataclass
class Difference:
    """What taking a file would do; nothing is taken while there are problems."""

    added: list[PlanRow] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    missing: list[PlanTask] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.changed or self.missing)


def document_of(project: Project) -> PlanDocument:
    """The plan as it stands, with the days off between its first and last day."""
    rows = plan_of(project, with_notes=True)
    held = rows_of(rows, project)
    days = [day for row in held for day in (row.start_date, row.due_date, row.actual_finish_date) if day]
    first, last = min([project.kickoff_date, *days]), max([project.kickoff_date, *days])
    worked = set(calendar().working_days(first, last))
    weekdays = (first + timedelta(days=n) for n in range((last - first).days + 1))
    off = tuple(day for day in weekdays if day.weekday() < 5 and day not in worked)
    return PlanDocument(project.name, project.kickoff_date, tuple(held), off)


def rows_of(rows: Sequence[PlanTask], project: Project) -> list[PlanRow]:
    """Plan tasks as files hold them, in their order."""
    codes = {row.pk: row.code for row in rows}
    links: dict[object, list[Link]] = defaultdict(list)
    for link in Dependency.objects.everywhere().filter(project=project).order_by("pk"):
        links[link.successor_id].append(Link(codes[link.predecessor_id], link.kind, link.lag_days))
    return [_row(row, tuple(links[row.pk])) for row in rows]


def _row(row: PlanTask, links: tuple[Link, ...]) -> PlanRow:
    task = row.task
    return PlanRow(
        code=row.code, title=task.title, part=row.part, milestone=row.milestone, roles=tuple(row.roles),
        owner=task.owner.email if task.owner else "", party=row.party, shape=row.shape, spans=tuple(row.spans),
        duration_days=row.duration_days, links=links,
        percent_done=None if row.actual_finish_date or row.actual_start_date is None else row.percent_done,
        fixed_date=row.fixed_date, no_earlier_date=row.no_earlier_date, finish_by_date=row.finish_by_date,
        actual_start_date=row.actual_start_date, actual_finish_date=row.actual_finish_date,
        baseline_start_date=row.baseline_start_date, baseline_finish_date=row.baseline_finish_date,
        start_date=task.start_date, due_date=task.due_date, is_dropped=task.state == TaskState.DROPPED, notes=row.notes,
    )  # fmt: skip


def difference(project: Project, plan: PlanDocument, today: date) -> Difference:
    """What the file has otherwise than the plan, and what stands against taking it. Of what it says nothing stays as it is."""
    rows = plan_of(project, with_notes=True)
    held = {one.code.lower(): (row, one) for row, one in zip(rows, rows_of(rows, project), strict=True)}
    found = Difference(digest=digest_of([one for _row, one in held.values()]))
    emails = {one.owner.lower() for one in plan.rows if one.owner}
    known = {user.email.lower() for user in _people(emails, project)}
    for wanted in plan.rows:
        found.problems += [Problem(wanted.place, words) for words in _wrong(wanted, known, today)]
        pair = held.pop(wanted.code.lower(), None)
        if pair is None:
            found.added.append(wanted)
            continue
        row, one = pair
        wanted = replace(wanted, **{name: getattr(one, name) for name in plan.lacks})
        fields = {
            name: (getattr(one, name), getattr(wanted, name)) for name in FIELDS if not _is_same(name, one, wanted)
        }
        if not fields:
            found.same += 1
            continue
        found.problems += [Problem(wanted.place, words) for words in _against(row, fields)]
        found.changed.append(Changed(row, wanted, fields))
    found.missing = [row for row, one in held.values() if row.task.state not in FINISHED]
    return found


def _people(emails: set[str], project: Project) -> list[User]:
    theirs = Q(memberships__biller=project.biller_id)
    found = User.objects.filter(Q(is_active=True) & (~Q(roles=[]) | theirs)).distinct()
    return [user for user in found if user.email.lower() in emails]


def people_named(plan: PlanDocument, project: Project) -> dict[str, User]:
    """The people that a file names, by their address in small letters."""
    return {user.email.lower(): user for user in _people({one.owner.lower() for one in plan.rows}, project)}


def digest_of(rows: Sequence[PlanRow]) -> str:
    """Of the plan as it stands, so that what was looked at is what is changed."""
    said = json.dumps([[str(getattr(row, name)) for name in ("code", *FIELDS)] for row in rows], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _is_same(name: str, one: PlanRow, wanted: PlanRow) -> bool:
    was, new = getattr(one, name), getattr(wanted, name)
    if name == "links":
        return {(link.on.lower(), link.kind, link.lag) for link in was} == {
            (link.on.lower(), link.kind, link.lag) for link in new
        }
    if name == "owner":
        return bool(was.lower() == new.lower())
    if name in ("title", "notes"):
        return " ".join(was.split()) == " ".join(new.split())
    return bool(was == new)


def _wrong(wanted: PlanRow, known: set[str], today: date) -> list[str]:
    said = []
    if wanted.owner and wanted.owner.lower() not in known:
        said.append(f"Nobody here has the address {wanted.owner}. Invite them first, or take the name out.")
    for name in ("actual_start_date", "actual_finish_date"):
        day = getattr(wanted, name)
        if day and day > today:
            said.append(f"{FIELDS[name]}: {day} is ahead; what happened lies behind.")
    return said


def _against(row: PlanTask, fields: dict[str, tuple[Any, Any]]) -> list[str]:
    said = []
    if fields.get("is_dropped") == (True, False):
        said.append("It is dropped here. Open it again on its page, then take the file.")
    if "actual_finish_date" in fields and fields["actual_finish_date"][1] is None:
        said.append(
            f"It is done here since {fields['actual_finish_date'][0]}. Open it again on its page, then take the file."
        )
    elif row.task.state in FINISHED and (settled := [FIELDS[name] for name in SETTLED if name in fields]):
        said.append(f"It is finished here, and the file changes: {', '.join(settled)}. These are history.")
    return said


def _words(value: Any) -> str:
    if value is None or value == "" or value == () or value is False:
        return "–"
    if value is True:
        return "yes"
    if isinstance(value, tuple):
        return links_in_words(value) if value and isinstance(value[0], Link) else ", ".join(value)
    return str(value)
