"""Begins test plans, writes their cases, and says which cells of the matrix need none."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import product
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.testing.enums import KIND_NAMES, PlanState
from pilotage.testing.library import cases_for
from pilotage.testing.models import TestCase, TestPlan, UncoveredCell
from pilotage.testing.permissions import require_planner
from pilotage.work.texts import no_card

SIDES = ("cycles", "bill_types", "channels", "events")
MOST_CELLS, MOST_CASES = 5_000, 5_000


def begin_plan(
    *,
    phase: Phase,
    kind: str,
    name: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    with_library: bool = True,
    by: Viewer,
    now: datetime,
    **sides: Sequence[str],
) -> TestPlan:
    """A plan of a phase, with the library's cases of its kind. `sides`: cycles, bill_types, channels, events.

    Refuses an unknown kind, an end before the start, and a matrix of over 5,000 cells. Also: event
    `testing.testplan_created`, and one for each case.
    """
    require_planner(by)
    if kind not in KIND_NAMES:
        raise Refused(_("Choose SIT or UAT."), field="kind")
    cleaned: dict[str, Any] = _sides({side: sides.get(side, ()) for side in SIDES})
    _check_days(starts_on, ends_on)
    title = " ".join(name.split())[:160] or f"{kind.upper()} of {phase}"[:160]
    with change(by=by, now=now) as c:
        plan = c.create(
            TestPlan, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, kind=kind, name=title, starts_on=starts_on,
            ends_on=ends_on, **cleaned,
        )  # fmt: skip
        rows = cases_for(kind) if with_library else []
        common = {"biller_id": phase.biller_id, "plan": plan}
        c.create_many(
            TestCase,
            [
                common | {
                    "code": row.code, "position": place, "area": row.area, "title": row.title, "expected": row.expected,
                    "channel": row.channel, "event": row.event,
                }
                for place, row in enumerate(rows, 1)
            ],
            scope=phase.biller_id,
        )  # fmt: skip
        return plan


def change_plan(*, plan: TestPlan, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Name, days and the sides of the matrix. Refuses signed plans. Raises `Stale`. Also: event `testing.testplan_changed`."""
    require_planner(by)
    sides: dict[str, Any] = _sides({side: fields.pop(side) for side in SIDES if side in fields})
    _check_days(fields.get("starts_on", plan.starts_on), fields.get("ends_on", plan.ends_on))
    if "name" in fields:
        fields["name"] = _line(fields["name"], 160, "name")
    with change(by=by, now=now) as c:
        hold_unsigned(plan)
        return c.save(plan, expect=expect, **fields, **sides)


def add_case(*, plan: TestPlan, title: str, by: Viewer, now: datetime, code: str = "", **fields: Any) -> TestCase:
    """A case of the plan's own. Also: `testing.testcase_created`.

    Refuses signed plans, a code that is taken, a billing cycle or a bill type that the matrix lacks, and card numbers.
    """
    require_planner(by)
    words = _texts({"title": title} | fields)
    _check_place(plan, words)
    with change(by=by, now=now) as c:
        hold_unsigned(plan)
        last = TestCase.objects.everywhere().filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
        named = _line(code or f"X{last + 1:02d}", 20, "code")
        if TestCase.objects.everywhere().filter(plan=plan, code=named).exists():
            raise Refused(_("The plan has a case %(code)s already.") % {"code": named}, field="code")
        row = c.create(
            TestCase, scope=plan.biller_id, biller_id=plan.biller_id, plan=plan, code=named, position=last + 1, **words
        )
        c.touch(row)
        return row


def change_case(*, case: TestCase, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Its words and its place in the matrix; `expect` is the plan's version. Also: event `testing.testcase_changed`.

    Refuses signed plans, and a billing cycle or a bill type that the matrix lacks. Raises `Stale`.
    """
    require_planner(by)
    words = _texts(fields)
    with change(by=by, now=now) as c:
        hold_unsigned(case.plan)
        _check_place(case.plan, {name: word for name, word in words.items() if word != getattr(case, name)})
        return c.save(case, expect=expect, **words)


def remove_case(*, case: TestCase, by: Viewer, now: datetime) -> None:
    """Refuses signed plans, and cases that have results: what was run stays. Also: event `testing.testcase_removed`."""
    require_planner(by)
    with change(by=by, now=now) as c:
        hold_unsigned(case.plan)
        if case.results.exists():
            raise Refused(_("%(code)s was run already. Mark it as not needed instead.") % {"code": case.code})
        c.touch(case)
        c.remove(case)


def assign_cases(*, cases: Iterable[TestCase], tester: User | None, by: Viewer, now: datetime) -> int:
    """Gives cases to one tester: all, or none. Returns how many changed hands."""
    require_planner(by)
    with change(by=by, now=now) as c:
        return sum(c.save(case, tester=tester) for case in cases)


def spread_cases(
    *, cases: Iterable[TestCase], cycles: Sequence[str], bill_types: Sequence[str], by: Viewer, now: datetime
) -> int:
    """A copy of each case for every billing cycle and bill type that is named; ones that are there already are left out.

    Refuses words that the plan's matrix lacks, signed plans, and over 5,000 cases. Returns how many are new.
    """
    require_planner(by)
    chosen = list(cases)
    if not chosen:
        raise Refused(_("Tick the cases to spread first."))
    plan = chosen[0].plan
    _known(cycles, plan.cycles, "cycles")
    _known(bill_types, plan.bill_types, "bill_types")
    with change(by=by, now=now) as c:
        hold_unsigned(plan)
        held = TestCase.objects.everywhere().filter(plan=plan)
        taken, place = set(held.values_list("code", flat=True)), held.count()
        made = []
        for case, (cycle, bill_type) in product(chosen, product(cycles or [""], bill_types or [""])):
            code = "/".join(word for word in (case.code, cycle[:6], bill_type[:6]) if word)[:20]
            if code in taken or (cycle, bill_type) == (case.cycle, case.bill_type):
                continue
            taken.add(code)
            place += 1
            made.append(
                {
                    "biller_id": plan.biller_id, "plan": plan, "code": code, "position": place, "area": case.area,
                    "title": case.title, "steps": case.steps, "expected": case.expected, "cycle": cycle,
                    "bill_type": bill_type, "channel": case.channel, "event": case.event, "tester": case.tester,
                }
            )  # fmt: skip
        if place > MOST_CASES:
            raise Refused(
                _("That would be %(n)d cases; a plan has at most %(most)d.") % {"n": place, "most": MOST_CASES}
            )
        for row in c.create_many(TestCase, made, scope=plan.biller_id)[:1]:
            c.touch(row)
        return len(made)


def mark_not_needed(
    *, plan: TestPlan, cell: tuple[str, str, str, str], reason: str, by: Viewer, now: datetime
) -> UncoveredCell:
    """A cell that needs no case. Refuses without a reason, and cells that the matrix lacks. Also: `testing.uncoveredcell_created`."""
    require_planner(by)
    why = _line(reason, 300, "reason")
    names = ("cycle", "bill_type", "channel", "event")
    for word, side in zip(cell, SIDES, strict=True):
        _known([word] if word else [], getattr(plan, side), side)
    with change(by=by, now=now) as c:
        hold_unsigned(plan)
        values = dict(zip(names, cell, strict=True))
        held: UncoveredCell | None = UncoveredCell.objects.everywhere().filter(plan=plan, **values).first()
        if held is not None:
            c.save(held, reason=why)
            return held
        row = c.create(UncoveredCell, scope=plan.biller_id, biller_id=plan.biller_id, plan=plan, reason=why, **values)
        c.touch(row)
        return row


def hold_unsigned(plan: TestPlan) -> None:
    """Locks the plan; refuses when it is signed."""
    Record.objects.select_for_update().get(pk=plan.pk)
    if TestPlan.objects.everywhere().filter(pk=plan.pk, state=PlanState.SIGNED).exists():
        raise Refused(_("The plan is signed. Withdraw the signature to change it; what was signed stays on record."))


def _sides(given: dict[str, Sequence[str]]) -> dict[str, list[str]]:
    found = {}
    for side, words in given.items():
        found[side] = list(dict.fromkeys(_line(word, 60, side) for word in words if str(word).strip()))
    count = 1
    for words in found.values():
        count *= max(len(words), 1)
    if count > MOST_CELLS:
        raise Refused(_("The matrix would have %(n)d cells; keep it to %(most)d.") % {"n": count, "most": MOST_CELLS})
    return found


def _known(words: Sequence[str], side: Sequence[str], field: str) -> None:
    unknown = [word for word in words if word not in side]
    if unknown:
        raise Refused(_("The plan's matrix has no “%(word)s”.") % {"word": unknown[0]}, field=field)


def _check_place(plan: TestPlan, words: dict[str, Any]) -> None:
    for name, side in (("cycle", plan.cycles), ("bill_type", plan.bill_types)):
        if words.get(name) and words[name] not in side:
            raise Refused(_("The plan's matrix has no “%(word)s”.") % {"word": words[name]}, field=name)
    _check_tester(plan, words.get("tester"))


def _check_tester(plan: TestPlan, tester: User | None) -> None:
    if tester is not None and not tester.roles and not tester.memberships.filter(biller=plan.biller_id).exists():
        raise Refused(_("%(name)s belongs to another biller.") % {"name": tester.name}, field="tester")


def _check_days(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(_("The end is before the start."), field="ends_on")


def _texts(given: dict[str, Any]) -> dict[str, Any]:
    found = dict(given)
    if "title" in found:
        found["title"] = _line(found["title"], 200, "title")
    for name in ("steps", "expected"):
        if name in found:
            found[name] = str(found[name]).strip()
            no_card(found[name], field=name)
    return found


def _line(text: Any, most: int, field: str) -> str:
    words = " ".join(str(text).split())
    if not words:
        raise Refused(_("This can't be empty."), field=field)
    if len(words) > most:
        raise Refused(_("Keep this to %(n)d signs.") % {"n": most}, field=field)
    no_card(words, field=field)
    return words
