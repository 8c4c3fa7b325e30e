"""The backward pass: how late every task may be before the plan's end, a target or a date of somebody's slips."""

import datetime as dt
from typing import NamedTuple

from pilotage.planner.forward import Passed
from pilotage.planner.layout import NEVER, Layout, Tie
from pilotage.planner.spans import OutgrownError
from pilotage.planner.tasks import Task


class Late(NamedTuple):
    """Late start and finish of every task; `NEVER` where an end can hold nothing back any more."""

    starts: list[int]
    finishes: list[int]


def backward(layout: Layout, passed: Passed, target: dt.date | None) -> Late:
    """No later than the plan's end (or the target), a fixed date, a day to finish by, or what the tasks that wait allow.

    What has begun no longer waits to begin, and what is finished waits for nothing, so these hold nothing back.
    Errors: `OutgrownError`, or `IndexError` beyond the years laid out.
    """
    starts, finishes = passed.starts, passed.finishes
    late = Late([NEVER] * len(starts), [NEVER] * len(starts))
    late_starts, late_finishes = late
    ends, odd, after = _ends(layout, finishes, target), layout.odd_back, layout.net.after
    for place in reversed(layout.net.order):
        limit = ends[place]
        if place in odd:
            _odd(layout, passed, late, place, limit)
            continue
        for other in after[place]:
            allowed = late_starts[other]
            if allowed < limit:
                limit = allowed
        late_finishes[place] = limit
        late_starts[place] = limit + starts[place] - finishes[place]
    return late


def last_day(layout: Layout, finishes: list[int]) -> int:
    """The day after the last one worked on any task, counted from the first day laid out."""
    return max(span.end_of[finish] for span, finish in zip(layout.spans, finishes, strict=True))


def _ends(layout: Layout, finishes: list[int], target: dt.date | None) -> list[int]:
    """The end of the plan in the calendar of each task."""
    spans = layout.spans
    known = {id(span): span for span in spans}
    if target is None and len(known) == 1:
        return [max(finishes)] * len(spans)
    day = last_day(layout, finishes) if target is None else target.toordinal() + 1 - spans[0].first_ordinal
    if day < 0:
        raise OutgrownError
    found = {key: span.position_on[day] for key, span in known.items()}
    return [found[id(span)] for span in spans]


def _odd(layout: Layout, passed: Passed, late: Late, place: int, limit: int) -> None:
    """The late dates of a task that holds back more than plain starts, or has dates of its own."""
    task = layout.tasks[place]
    if task.actual_finish is not None:
        return  # both ends stay at NEVER
    finish = passed.finishes[place]
    length = finish - passed.starts[place]
    for tie in layout.ties_after.get(place, ()):
        _, other, from_finish, to_finish, lag, is_far = tie
        allowed = (late.finishes[other] if to_finish else late.starts[other]) - lag
        if is_far:
            allowed = _back_across(layout, tie, allowed, length)
        elif not from_finish:
            allowed += length
        if allowed < limit:
            limit = allowed
    if place in layout.hammocks_of:
        limit = min(limit, _under_hammocks(layout, late, place))
    if place in layout.special:
        limit = min(limit, _own_limit(layout, task, place, finish))
    late.finishes[place] = limit
    if task.actual_start is None and not task.spans:
        late.starts[place] = limit - length


def _own_limit(layout: Layout, task: Task, place: int, finish: int) -> int:
    limit = finish if task.is_fixed else NEVER
    return limit if task.finish_by is None else min(limit, layout.spans[place].position_after(task.finish_by))


def _back_across(layout: Layout, tie: Tie, number: int, length: int) -> int:
    """The latest finish in the calendar before that keeps the end in the calendar after at `number`, the lag taken off."""
    if number >= NEVER >> 1:
        return NEVER
    if number <= 0:
        raise OutgrownError
    theirs, mine = layout.spans[tie.after], layout.spans[tie.before].position_on
    if not length or not tie.from_finish:
        return mine[theirs.end_of[number + 1]] - 1 + length
    if tie.to_finish:
        return mine[theirs.end_of[number]]
    return mine[theirs.day_of[number]]


def _under_hammocks(layout: Layout, late: Late, place: int) -> int:
    """What the hammocks over a task allow it: their own late finish, in its calendar."""
    mine, found = layout.spans[place], NEVER
    for hammock in layout.hammocks_of[place]:
        theirs, limit = layout.spans[hammock], late.finishes[hammock]
        found = min(found, limit if theirs is mine else mine.position_on[theirs.end_of[limit]])
    return found
