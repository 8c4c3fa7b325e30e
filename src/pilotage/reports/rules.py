"""How a project stands, what changed between two sets of facts, and when a report is due. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pilotage.reports.enums import Cadence, Standing

Facts = Mapping[str, Any]
AT_RISK_OVERDUE = 3


def standing(facts: Facts) -> tuple[Standing, str]:
    """How it stands by the facts alone, and why: the first line that fits.

    Live · on hold · forecast after the target: late · a high risk or issue open, three tasks overdue, or no target: at risk.
    """
    dates, plan, raid = facts.get("dates", {}), facts.get("plan", {}), facts.get("raid", {})
    if dates.get("went_live"):
        return Standing.LIVE, f"Since {day(dates['went_live'])}."
    if plan.get("state") == "on_hold":
        return Standing.HELD, f"On hold: {plan.get('reason') or 'no reason given'}."
    late = dates.get("late_days") or 0
    if late > 0:
        return Standing.LATE, f"Go-live is expected {_days(late)} after the target."
    reasons = []
    if high := raid.get("high", 0):
        reasons.append(f"{_count(high, 'high risk or issue', 'high risks and issues')} open")
    if (overdue := plan.get("overdue", 0)) >= AT_RISK_OVERDUE:
        reasons.append(f"{_count(overdue, 'task', 'tasks')} overdue")
    if not dates.get("target"):
        reasons.append("no target is set")
    if reasons:
        return Standing.AT_RISK, f"{'; '.join(reasons)}.".capitalize()
    return Standing.ON_TRACK, "The forecast keeps the target and nothing high is open."


def changes(before: Facts | None, after: Facts) -> list[str]:
    """What is different between two reports, in sentences, dates first. One that says so when nothing was there before."""
    if before is None:
        return ["This is the first report; the next one says here what changed."]
    said = [*_moved_dates(before, after), *_reached(before, after), *_raid(before, after), *_tests(before, after)]
    done = after.get("plan", {}).get("done", 0) - before.get("plan", {}).get("done", 0)
    if done > 0:
        said.append(f"{_count(done, 'task was', 'tasks were')} completed.")
    return said or ["Nothing changed."]


def _moved_dates(before: Facts, after: Facts) -> Iterable[str]:
    old, new = before.get("dates", {}), after.get("dates", {})
    if new.get("went_live") and not old.get("went_live"):
        yield f"It went live on {day(new['went_live'])}."
    for key, words in (
        ("target", "The target"),
        ("expected", "The expected go-live"),
        ("planned", "The planned go-live"),
    ):
        was, is_now = old.get(key), new.get(key)
        if was == is_now or (key == "planned" and old.get("expected") != new.get("expected")):
            continue
        if was and is_now:
            yield f"{words} moved from {day(was)} to {day(is_now)}."
        elif is_now:
            yield f"{words} is now {day(is_now)}."
        else:
            yield f"{words} was taken away; it was {day(was)}."
    was_state, state = before.get("plan", {}).get("state"), after.get("plan", {}).get("state")
    if was_state != state and state == "on_hold":
        yield f"The project is on hold: {after['plan'].get('reason') or 'no reason given'}."
    elif was_state == "on_hold" and state == "active":
        yield "The project goes on after its hold."


def _reached(before: Facts, after: Facts) -> Iterable[str]:
    was = {one["name"]: one for one in before.get("milestones", [])}
    for one in after.get("milestones", []):
        old = was.get(one["name"])
        if one["done_on"] and not (old and old["done_on"]):
            yield f"Milestone reached: {one['name']}, on {day(one['done_on'])}."
        elif old and not one["done_on"] and old["date"] and one["date"] and old["date"] != one["date"]:
            yield f"Milestone {one['name']} moved from {day(old['date'])} to {day(one['date'])}."


def _raid(before: Facts, after: Facts) -> Iterable[str]:
    was = {one["code"]: one for one in before.get("raid", {}).get("open", [])}
    now = {one["code"]: one for one in after.get("raid", {}).get("open", [])}
    for code in sorted(set(now) - set(was), key=lambda code: -now[code]["score"]):
        yield f"New: {code} {now[code]['title']} ({now[code]['rating']})."
    for code in sorted(set(was) - set(now)):
        yield f"Closed: {code} {was[code]['title']}."
    for code in sorted(set(was) & set(now)):
        if was[code]["rating"] != now[code]["rating"]:
            yield f"{code} {now[code]['title']}: from {was[code]['rating']} to {now[code]['rating']}."


def _tests(before: Facts, after: Facts) -> Iterable[str]:
    was = {one["id"]: one for one in before.get("tests", [])}
    for one in after.get("tests", []):
        old = was.get(one["id"])
        if old is None:
            yield f"{one['name']} was planned with {_count(one['total'], 'case', 'cases')}."
        elif one["is_signed"] and not old["is_signed"]:
            yield f"{one['name']} was signed."
        elif (one["passed"], one["failing"]) != (old["passed"], old["failing"]):
            yield f"{one['name']}: {one['passed']} of {one['total']} passed, {one['failing']} failing (was {old['passed']})."


def due_slot(cadence: str, weekday: int, hour: int, since: date, local: datetime) -> date | None:
    """The newest day up to `local` on which a report was due at `hour`, not before `since`; None when none was.

    Every two weeks counts from the first such day after `since`; every month is the first such weekday of a month.
    """
    if cadence not in (Cadence.WEEKLY, Cadence.FORTNIGHTLY, Cadence.MONTHLY):
        return None
    first = since + timedelta(days=(weekday - since.weekday()) % 7)
    found = None
    slot = first
    while slot <= local.date():
        if (slot < local.date() or local.hour >= hour) and _fits(cadence, first, slot):
            found = slot
        slot += timedelta(days=7)
    return found


def _fits(cadence: str, first: date, slot: date) -> bool:
    if cadence == Cadence.FORTNIGHTLY:
        return (slot - first).days % 14 == 0
    return cadence == Cadence.WEEKLY or slot.day <= 7


def day(value: str | date | None) -> str:
    """Mon 4 Jan 2027; a dash where there is none."""
    if not value:
        return "–"
    found = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{found:%a} {found.day} {found:%b %Y}"


def _days(n: int) -> str:
    return _count(n, "working day", "working days")


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
