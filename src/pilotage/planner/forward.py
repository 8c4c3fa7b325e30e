"""The forward pass: every task as early as it can be, what has happened and what is fixed where it is."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from pilotage.planner.layout import Layout, Tie
from pilotage.planner.spans import OutgrownError, Span
from pilotage.planner.tasks import Hold, Task


class Passed(NamedTuple):
    """Start and finish of every task; `earliest` is what would be possible, for the tasks that have a fixed date."""

    starts: list[int]
    finishes: list[int]
    earliest: dict[int, int]


def forward(layout: Layout) -> Passed:
    """Early start and finish of every task. Errors: `OutgrownError`, or `IndexError` beyond the last year laid out."""
    passed = Passed([0] * len(layout.tasks), [0] * len(layout.tasks), {})
    starts, finishes = passed.starts, passed.finishes
    floors, durations, odd, before = layout.floors, layout.durations, layout.odd, layout.net.before
    for place in layout.net.order:
        if place in odd:
            starts[place], finishes[place] = _odd(layout, passed, place)
            continue
        possible = floors[place]
        for other in before[place]:
            reached = finishes[other]
            if reached > possible:
                possible = reached
        starts[place] = possible
        finishes[place] = possible + durations[place]
    return passed


def reached(layout: Layout, passed: Passed, place: int) -> tuple[int, int]:
    """Start and finish of one task, by those of what it waits for. Errors: as for `forward`."""
    if place in layout.odd:
        return _odd(layout, passed, place)
    finishes = passed.finishes
    possible = max(layout.floors[place], max([finishes[other] for other in layout.net.before[place]], default=0))
    return possible, possible + layout.durations[place]


def _odd(layout: Layout, passed: Passed, place: int) -> tuple[int, int]:
    """Start and finish of a task that more than plain links decide."""
    starts, finishes, _ = passed
    if place in layout.members:
        return _hammock(layout, passed, place)
    possible, bound = layout.floors[place], -1
    for tie in layout.ties_before[place]:
        other, _, from_finish, to_finish, lag, is_far = tie
        if is_far:
            reached = across(layout, tie, passed)
        else:
            reached = (finishes[other] if from_finish else starts[other]) + lag
        if to_finish:
            bound = max(bound, reached)
        elif reached > possible:
            possible = reached
    duration = layout.durations[place]
    if place not in layout.special:
        if bound - duration > possible:
            possible = bound - duration
        return possible, possible + duration
    return _special(layout, passed, place, possible, bound)


def _special(layout: Layout, passed: Passed, place: int, possible: int, bound: int) -> tuple[int, int]:
    task, span = layout.tasks[place], layout.spans[place]
    if task.no_earlier_than is not None:
        possible = max(possible, _begin(task, span, task.no_earlier_than))
    possible = max(possible, bound - task.duration)
    if task.is_fixed:
        passed.earliest[place] = possible
    today = layout.nows[place]
    return _run(task, span, possible, bound, None if today is None else span.position(today))


def across(layout: Layout, tie: Tie, passed: Passed) -> int:
    """The least number in the calendar after that a link into another calendar allows."""
    theirs, mine, other = layout.spans[tie.before], layout.spans[tie.after], tie.before
    # A milestone is reached when the next day begins: the day before it is not worked on it.
    if not tie.from_finish or passed.starts[other] == passed.finishes[other]:
        return mine.position_on[theirs.day_of[_laid(passed.starts[other])]] + tie.lag
    finish = _laid(passed.finishes[other])
    if tie.to_finish:  # the last days are compared, not the days after them
        return mine.position_on[theirs.day_of[_laid(finish - 1)]] + 1 + tie.lag
    return mine.position_on[theirs.end_of[finish]] + tie.lag


def _laid(number: int) -> int:
    if number < 0:
        raise OutgrownError
    return number


def _hammock(layout: Layout, passed: Passed, place: int) -> tuple[int, int]:
    """From the first start to the last finish of what it spans, in its own calendar."""
    span = layout.spans[place]
    starts, finishes = [], []
    for member in layout.members[place]:
        theirs = layout.spans[member]
        begin, end = passed.starts[member], passed.finishes[member]
        if theirs is not span:
            begin = span.position_on[theirs.day_of[_laid(begin)]]
            end = span.position_on[theirs.end_of[_laid(end)]]
        starts.append(begin)
        finishes.append(end)
    return min(starts), max(finishes)


def _begin(task: Task, span: Span, day: dt.date) -> int:
    """When work that begins on `day` begins; a milestone set on a day is reached at its end."""
    return span.position(day) if task.duration else span.position_after(day)


def _run(task: Task, span: Span, possible: int, bound: int, now: int | None) -> tuple[int, int]:
    """The run of a task with dates of its own: what happened goes first, then what is fixed, then what is possible."""
    if task.actual_finish is not None:
        finish = span.position_after(task.actual_finish)
        if not task.duration:
            return finish, finish
        return (finish - task.duration if task.actual_start is None else span.position(task.actual_start)), finish
    given = task.actual_start or task.fixed_start
    if task.fixed_finish is not None:
        finish = span.position_after(task.fixed_finish)
        return (finish - task.duration if given is None else _begin(task, span, given)), finish
    holds = _held(task.holds, span, now)
    if task.actual_start is not None:
        return _under_way(task, span.position(task.actual_start), holds, bound, now)
    start = possible if given is None else _begin(task, span, given)
    if given is None:
        start = _out_of_hold(start, holds)
    finish = _worked(start, task.remaining, holds)
    if given is not None:
        return start, max(finish, bound)
    while finish < bound:  # a later start, not a longer task; a hold in between may take more than one step
        start = _out_of_hold(start + bound - finish, holds)
        finish = _worked(start, task.remaining, holds)
    return start, finish


def _under_way(task: Task, start: int, holds: list[tuple[int, int]], bound: int, now: int | None) -> tuple[int, int]:
    """What has begun keeps its start; what is left of it is done from now on, and not before today's end."""
    if now is None:
        return start, max(bound, _worked(start, task.duration, holds))
    if task.percent_done is None:
        return start, max(bound, now + 1, _worked(start, task.duration, holds))
    return start, max(bound, now + 1, _worked(max(start, now), task.remaining, holds))


def _held(holds: Iterable[Hold], span: Span, now: int | None) -> list[tuple[int, int]]:
    """Runs of working days on which nothing is done, in their order; an open hold lasts to the end of today."""
    found = []
    for hold in holds:
        begin = span.position(hold.since)
        if hold.until is not None:
            end = span.position(hold.until)
        else:
            end = max(span.position_after(hold.since), 0 if now is None else now + 1)
        if end > begin:
            found.append((begin, end))
    found.sort()
    merged: list[tuple[int, int]] = []
    for begin, end in found:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _out_of_hold(start: int, holds: list[tuple[int, int]]) -> int:
    for begin, end in holds:
        if begin <= start < end:
            start = end
    return start


def _worked(start: int, days: int, holds: list[tuple[int, int]]) -> int:
    """Where so many working days end, when none is worked while on hold."""
    finish = start + days
    for begin, end in holds:
        if begin < finish and end > start:
            finish += end - max(begin, start)
    return finish
