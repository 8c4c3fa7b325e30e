"""The rows of a plan's list, drawn by hand: a template takes half a second for a thousand of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pilotage.onboarding import rules
from pilotage.onboarding.enums import PARTY_NAMES, Party, Shape
from pilotage.onboarding.link_text import links_in_words
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.scheduling import ProjectPlan
from pilotage.planner.tasks import Link, Schedule
from pilotage.ui.components.dates import date_words, due_words
from pilotage.ui.components.icons import icon
from pilotage.ui.components.states import state
from pilotage.work.enums import FINISHED, TASK_STATE_NAMES, TaskState

COLUMNS = 11


@dataclass(frozen=True)
class Shown:
    """What the rows are drawn with. `expected` are the dates if nothing open is done before today."""

    plan: ProjectPlan
    today: date
    may_plan: bool
    back: str
    expected: Schedule | None
    words: Mapping[str, str]

    def waits_for(self) -> dict[Any, str]:
        """What each task waits for, in words, by the key of the task."""
        codes = {row.pk: row.code for row in self.plan.rows}
        found: dict[Any, list[Link]] = {}
        for link in self.plan.links:
            found.setdefault(link.successor_id, []).append(Link(codes[link.predecessor_id], link.kind, link.lag_days))
        return {key: links_in_words(links) for key, links in found.items()}


def words() -> dict[str, str]:
    """The words that every row repeats, looked up once."""
    return {
        "owner": _("Owner"),
        "state": _("State"),
        "days": _("Days"),
        "after": _("Waits for"),
        "start": _("Start"),
        "due": _("Due"),
        "percent": _("Done"),
        "float": _("Float"),
        "choose": _("Select"),
        "complete": _("Complete"),
        "edit": _("Edit"),
        "fixed": _("fixed"),
        "expected": _("expected"),
    }


#: What a list can be grouped by: the words of a row's group.
GROUPS: dict[str, Callable[[PlanTask], str]] = {
    "part": lambda row: row.part,
    "milestone": lambda row: row.milestone or str(_("No milestone")),
    "owner": lambda row: row.task.owner.name if row.task.owner else str(_("Nobody yet")),
    "state": lambda row: str(TASK_STATE_NAMES[TaskState(row.task.state)]),
    "party": lambda row: PARTY_NAMES[Party(row.party or rules.party_of(row.roles, row.task.side))],
}


def grouped(rows: Iterable[PlanTask], by: str) -> list[tuple[str, list[PlanTask]]]:
    """The rows in groups, each group where its first row stands; a plan's own order is kept within."""
    name_of = GROUPS.get(by, GROUPS["part"])
    if by in ("", "part"):
        return [(name, list(group)) for name, group in groupby(rows, key=name_of)]
    found: dict[str, list[PlanTask]] = {}
    for row in rows:
        found.setdefault(name_of(row), []).append(row)
    return list(found.items())


def draw(groups: Sequence[tuple[str, Sequence[PlanTask]]], shown: Shown, editing: Mapping[Any, str]) -> SafeString:
    """The bodies of the table. `editing` holds rows that are drawn as a form, by the key of their task."""
    after = shown.waits_for()
    parts = []
    for name, rows in groups:
        count = sum(1 for row in rows if row.task.state not in FINISHED)
        told = _("%(open)s of %(all)s open") % {"open": count, "all": len(rows)}
        parts.append(
            f'<tbody><tr class="ui-group"><th scope="rowgroup" colspan="{COLUMNS}">{escape(name)}'
            f' <span class="ui-meta">{told}</span></th></tr>'
        )
        parts += [editing.get(row.pk) or _row(row, shown, after.get(row.pk, "")) for row in rows]
        parts.append("</tbody>")
    return SafeString("".join(parts))


def _row(row: PlanTask, shown: Shown, after: str) -> str:
    task, said = row.task, shown.words
    title, code, is_open = escape(task.title), escape(row.code), task.state not in FINISHED
    pick = (
        f'<td class="pick"><input class="form-check-input" type="checkbox" name="selected" value="{row.pk}" form="bulk"'
        f' data-select aria-label="{said["choose"]} {title}"></td>'
        if shown.may_plan
        else ""
    )
    milestone = f" {state('milestone', row.milestone, 'accent')}" if row.milestone else ""
    owner = escape(task.owner.name) if task.owner else f'<span class="ui-none">{escape(task.owner_role or "–")}</span>'
    fixed = f" {state('fixed', said['fixed'], 'accent')}" if row.fixed_date else ""
    spare = state("critical", "0", "warn") if row.is_critical and is_open else str(row.float_days)
    percent = "100 %" if task.state == TaskState.DONE else f"{row.percent_done} %" if row.percent_done else "–"
    return (
        f'<tr data-row id="{code}">{pick}<th scope="row"><a href="/tasks/{row.pk}/">{title}</a>'
        f' <span class="ui-meta">{code}</span>{milestone}</th>'
        f'<td data-label="{said["owner"]}" title="{escape(rules.role_words(row.roles))}">{owner}</td>'
        f'<td data-label="{said["state"]}">{state(task.state)}</td>'
        f'<td class="num" data-label="{said["days"]}">{row.duration_days if row.shape == Shape.TASK else "–"}</td>'
        f'<td class="ui-hide-narrow" data-label="{said["after"]}">{escape(after)}</td>'
        f'<td class="date" data-label="{said["start"]}">{date_words(task.start_date, shown.today, "short")}{fixed}</td>'
        f'<td class="date" data-label="{said["due"]}">{due_words(task.due_date, shown.today, not is_open)}'
        f"{_expected(row, shown) if is_open else ''}</td>"
        f'<td class="num ui-hide-narrow" data-label="{said["percent"]}">{percent}</td>'
        f'<td class="num ui-hide-narrow" data-label="{said["float"]}">{spare}</td><td>{_actions(row, shown, is_open)}</td></tr>'
    )


def _expected(row: PlanTask, shown: Shown) -> str:
    """When it is to be expected, where that is later than planned."""
    one = shown.expected.by_id.get(row.code) if shown.expected is not None else None
    if one is None or row.task.due_date is None or one.finish <= row.task.due_date:
        return ""
    return f'<br><span class="ui-meta">{shown.words["expected"]} {date_words(one.finish, shown.today, "short")}</span>'


def _actions(row: PlanTask, shown: Shown, is_open: bool) -> str:
    edit = ""
    if shown.may_plan:
        edit = (
            f'<a class="btn btn-sm" href="?edit={row.pk}#{escape(row.code)}" hx-get="/plan-tasks/{row.pk}/row/"'
            f' hx-target="closest tr" hx-swap="outerHTML">{shown.words["edit"]}</a>'
        )
    if not is_open:
        return edit
    return (
        f'<button class="btn btn-sm" form="row-move" formaction="/tasks/{row.pk}/move/" name="to" value="complete">'
        f"{icon('check', size=16)}{shown.words['complete']}</button> {edit}"
    )
