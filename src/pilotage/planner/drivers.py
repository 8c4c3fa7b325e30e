"""What decides when a task can begin: the links into it, and the one that decides."""

from collections.abc import Sequence

from pilotage.planner.forward import Passed, across
from pilotage.planner.layout import Layout, Tie, plain_tie


def ties_into(layout: Layout, place: int) -> Sequence[Tie]:
    """The links into a task, whatever their kind."""
    if place in layout.odd:
        return layout.ties_before.get(place, ())
    return [plain_tie(other, place) for other in layout.net.before[place]]


def driver_of(layout: Layout, passed: Passed, place: int) -> int | None:
    """The place of the task whose end decided when this one begins or ends; None where none did."""
    begin = passed.starts[place]
    reached = [(_reached(layout, passed, tie), tie.before) for tie in ties_into(layout, place)]
    if not reached:
        return None
    latest = max(reached)
    return latest[1] if latest[0] >= passed.earliest.get(place, begin) else None


def could_begin(layout: Layout, passed: Passed, place: int) -> int:
    """The number of the working day on which a task could begin: the kickoff over, and all that it waits for done."""
    task, possible = layout.tasks[place], layout.floors[place]
    if task.no_earlier_than is not None:
        possible = max(possible, layout.spans[place].position(task.no_earlier_than))
    return max([possible, *(_reached(layout, passed, tie) for tie in ties_into(layout, place))])


def _reached(layout: Layout, passed: Passed, tie: Tie) -> int:
    """The start that a link allows; for a link to the finish, the start that brings it there."""
    if tie.is_far:
        reached = across(layout, tie, passed)
    else:
        reached = (passed.finishes if tie.from_finish else passed.starts)[tie.before] + tie.lag
    return reached - (passed.finishes[tie.after] - passed.starts[tie.after]) if tie.to_finish else reached
