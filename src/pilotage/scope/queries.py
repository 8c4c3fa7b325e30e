"""Questions about promises and scope."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.scope import rules
from pilotage.scope.enums import LineState, Moment, Standing, Step
from pilotage.scope.models import Keeps, Promise, ScopeLine, TraceLink
from pilotage.technical.models import CheckItem
from pilotage.technical.rules import standing as item_standing
from pilotage.testing.models import TestCase

SORTS = {
    "biller": ("biller__name", "number"),
    "-biller": ("-biller__name", "number"),
    "target": (F("target_go_live_date").asc(nulls_last=True), "pk"),
    "-target": (F("target_go_live_date").desc(nulls_last=True), "pk"),
}


@dataclass
class TracedLine:
    """A line with the promises that it keeps and its links by step, each with how it stands."""

    line: ScopeLine
    promises: list[Promise] = field(default_factory=list)
    links: dict[str, list[tuple[TraceLink, Standing]]] = field(default_factory=dict)

    def standing(self, step: str) -> Standing:
        """How one step stands."""
        return rules.step_standing([one for _link, one in self.links.get(step, ())])

    def facts(self) -> rules.LineFacts:
        """For the rules."""
        steps = {step: [one for _link, one in found] for step, found in self.links.items()}
        alive = [one for one in self.promises if one.withdrawn_at is None]
        return rules.LineFacts(str(self.line.pk), self.line.title, len(alive), steps)


@dataclass
class Trace:
    """The whole of a phase: promises, and lines with all that hangs on them; dropped lines and withdrawn promises too."""

    promises: list[Promise]
    lines: list[TracedLine]

    @property
    def in_scope(self) -> list[TracedLine]:
        """Lines that are not dropped."""
        return [one for one in self.lines if one.line.state == LineState.IN_SCOPE]

    def orphans(self, moment: str) -> list[rules.Orphan]:
        """What leads nowhere."""
        kept: dict[Any, int] = defaultdict(int)
        for one in self.in_scope:
            for promise in one.promises:
                kept[promise.pk] += 1
        standing = [one for one in self.promises if one.withdrawn_at is None]
        promises = [rules.PromiseFacts(str(one.pk), one.title, kept[one.pk]) for one in standing]
        return rules.orphans(moment, promises, [one.facts() for one in self.in_scope])


def trace_of(phase_id: uuid.UUID, today: date) -> Trace:
    """What was promised to a phase and what it is followed to; four queries."""
    return traces_of([phase_id], today)[phase_id]


def traces_of(phase_ids: Iterable[uuid.UUID], today: date) -> dict[uuid.UUID, Trace]:
    """The same for several phases; four queries for any number."""
    keys = list(phase_ids)
    found = {key: Trace([], []) for key in keys}
    for promise in Promise.objects.everywhere().filter(phase__in=keys).order_by("number"):
        found[promise.phase_id].promises.append(promise)
    lines: dict[Any, TracedLine] = {}
    for line in ScopeLine.objects.everywhere().filter(phase__in=keys).order_by("number"):
        lines[line.pk] = TracedLine(line)
        found[line.phase_id].lines.append(lines[line.pk])
    if not lines:
        return found
    kept = Keeps.objects.everywhere().filter(line__phase__in=keys).select_related("promise").order_by("promise__number")
    for row in kept:
        lines[row.line_id].promises.append(row.promise)
    links = TraceLink.objects.everywhere().filter(line__phase__in=keys)
    for link in links.select_related("check_item", "test_case__plan", "plan_task__task").order_by("pk"):
        lines[link.line_id].links.setdefault(link.step, []).append((link, link_standing(link, today)))
    return found


def link_standing(link: TraceLink, today: date) -> Standing:
    """How one link stands on a day."""
    if link.is_not_needed:
        return Standing.NOT_NEEDED
    if link.check_item is not None:
        one = link.check_item
        state = item_standing(
            one.state, needs_second=one.needs_second, is_checked=one.checked_at is not None, valid_until=one.valid_until, today=today
        )  # fmt: skip
        return rules.configuration_standing(state)
    if link.test_case is not None:
        return rules.test_standing(link.test_case.outcome)
    if link.step == Step.TRAINING:
        return rules.training_standing(link.plan_task.task.state if link.plan_task is not None else None)
    return Standing.SHOWN if link.step == Step.KPI else Standing.PLANNED


def phases_with_scope(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[Phase]:
    """Phases that hold promises or lines, the nearest target first. `asked`: q, when (`ahead` unless given, `live`, `all`)."""
    promises = Promise.objects.everywhere().filter(phase=OuterRef("pk"))
    lines = ScopeLine.objects.everywhere().filter(phase=OuterRef("pk"))
    found = Phase.objects.visible_to(viewer).filter(Exists(promises) | Exists(lines)).select_related("biller")
    if text := asked.get("q"):
        found = found.filter(biller__name__icontains=text)
    when = asked.get("when") or "ahead"
    if when == "ahead":
        found = found.filter(stage__in=BEFORE_LIVE)
    elif when == "live":
        found = found.exclude(stage__in=BEFORE_LIVE)
    return found.order_by(*SORTS.get(sort, SORTS["target"]))


def promise_for(viewer: Viewer, pk: uuid.UUID) -> Promise:
    """Raises `Promise.DoesNotExist` when the viewer doesn't see it."""
    found = Promise.objects.visible_to(viewer).select_related("record", "biller", "phase__biller")
    promise: Promise = found.get(pk=pk)
    return promise


def line_for(viewer: Viewer, pk: uuid.UUID) -> ScopeLine:
    """Raises `ScopeLine.DoesNotExist` when the viewer doesn't see it."""
    found = ScopeLine.objects.visible_to(viewer).select_related("record", "biller", "phase__biller")
    line: ScopeLine = found.get(pk=pk)
    return line


def traced(line: ScopeLine, today: date) -> TracedLine:
    """One line with all that hangs on it."""
    return next(one for one in trace_of(line.phase_id, today).lines if one.line.pk == line.pk)


def lines_of(phase_id: uuid.UUID, *, in_scope: bool = True) -> list[ScopeLine]:
    """The lines of a phase in order."""
    found = ScopeLine.objects.everywhere().filter(phase_id=phase_id)
    return list((found.filter(state=LineState.IN_SCOPE) if in_scope else found).order_by("number"))


def promises_of(phase_id: uuid.UUID) -> list[Promise]:
    """The promises of a phase that stand, in order."""
    return list(Promise.objects.everywhere().filter(phase_id=phase_id, withdrawn_at=None).order_by("number"))


def items_to_link(phase_id: uuid.UUID) -> QuerySet[CheckItem]:
    """Checklist items that a line of the phase may lead to."""
    return CheckItem.objects.everywhere().filter(phase_id=phase_id).order_by("position")


def cases_to_link(phase_id: uuid.UUID) -> QuerySet[TestCase]:
    """Test cases that a line of the phase may lead to."""
    found = TestCase.objects.everywhere().filter(plan__phase_id=phase_id).select_related("plan")
    return found.order_by("plan__kind", "plan", "position")


def standing_of_phase(phase_id: uuid.UUID, today: date) -> dict[str, Any] | None:
    """For readiness: `{lines, promises, missing}` as the trace has it; None where none stands. One query."""
    flags = [f"{word}_{step}" for word in ("has", "breaks") for step in Step]
    shape = ("kind", "pk", "number", "title", "is_tied", *flags)
    kept = Keeps.objects.everywhere().filter(promise=OuterRef("pk"), line__state=LineState.IN_SCOPE)
    promises = Promise.objects.everywhere().filter(phase_id=phase_id, withdrawn_at=None)
    promises = promises.annotate(kind=Value("a"), is_tied=Exists(kept), **{name: Value(False) for name in flags})
    keeps = Keeps.objects.everywhere().filter(line=OuterRef("pk"), promise__withdrawn_at=None)
    lines = ScopeLine.objects.everywhere().filter(phase_id=phase_id, state=LineState.IN_SCOPE)
    lines = lines.annotate(kind=Value("b"), is_tied=Exists(keeps), **_flags_of_steps())
    rows = list(promises.values_list(*shape).union(lines.values_list(*shape), all=True).order_by("kind", "number"))
    if not rows:
        return None
    said = [rules.PromiseFacts(str(row[1]), row[3], int(row[4])) for row in rows if row[0] == "a"]
    held = [rules.LineFacts(str(row[1]), row[3], int(row[4]), _steps_from(row[5:])) for row in rows if row[0] == "b"]
    missing = [one.words for one in rules.orphans(Moment.GO_LIVE, said, held)]
    return {"lines": len(held), "promises": len(said), "missing": missing}


def _flags_of_steps() -> dict[str, Any]:
    """Of each step of a line whether it leads anywhere, and whether one of its links is broken."""
    links = TraceLink.objects.everywhere().filter(line=OuterRef("pk"))
    broken = {
        Step.CONFIGURATION: Q(check_item__state="not_applicable"),
        Step.TEST: Q(test_case__outcome__in=["failed", "blocked"]),
        Step.TRAINING: Q(plan_task__task__state="dropped"),
        Step.KPI: Q(pk=None),
    }
    found: dict[str, Any] = {f"has_{step}": Exists(links.filter(step=step)) for step in Step}
    return found | {f"breaks_{step}": Exists(links.filter(broken[step], step=step)) for step in Step}


def _steps_from(flags: Sequence[bool]) -> dict[str, list[Standing]]:
    steps = list(Step)
    found: dict[str, list[Standing]] = {}
    for step, has, breaks in zip(steps, flags[: len(steps)], flags[len(steps) :], strict=True):
        found[step] = [Standing.BROKEN] if breaks else [Standing.PLANNED] if has else []
    return found
