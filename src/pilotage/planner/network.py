"""Tasks as a network: what comes before and after each, an order to work through them, and leaving tasks out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pilotage.planner.errors import PlanError
from pilotage.planner.tasks import Link, Task

_LONGEST_CYCLE_TOLD = 12


@dataclass(frozen=True, slots=True)
class Network:
    """Tasks by their place in the sequence given; `order` puts every task after what it depends on.

    `before` and `after` hold what each waits for or spans, and what waits for each, whatever the kind of link; `special` the
    places of tasks with dates, holds or members of their own.
    """

    tasks: Sequence[Task]
    places: dict[str, int]
    before: list[list[int]]
    after: list[list[int]]
    order: list[int]
    special: frozenset[int]


def network(tasks: Sequence[Task]) -> Network:
    """The network of `tasks`, which may come in any order.

    Errors: `PlanError`, naming the task and its row, for a bad duration or date pair, a repeated id, an unknown id, a cycle.
    """
    places: dict[str, int] = {}
    for place, task in enumerate(tasks):
        task.check()
        if task.id in places:
            first = tasks[places[task.id]]
            where = f" in row {first.row}" if first.row is not None else ""
            raise task.refused(f"The id {task.id} is used already{where}.", "Give every task an id of its own.")
        places[task.id] = place
    before = [places_before(task, places) for task in tasks]
    special = frozenset(place for place, task in enumerate(tasks) if not task.is_plain)
    after: list[list[int]] = [[] for _ in tasks]
    for place, earlier in enumerate(before):
        for other in earlier:
            after[other].append(place)
    return Network(tasks, places, before, after, _order(tasks, before, after), special)


def without(tasks: Sequence[Task], ids: Collection[str]) -> list[Task]:
    """`tasks` without those in `ids`: what depended on a task left out depends on what that one depended on.

    Lags add up, and the outer ends of two links stay: start-to-start and then finish-to-finish becomes start-to-finish.
    The order is kept; a hammock that spans nothing any more goes too. Errors: as for `network`, and `PlanError` for an id in
    `ids` that no task has.
    """
    known = {task.id for task in tasks}
    for task_id in ids:
        if task_id not in known:
            raise PlanError("There is no such task to leave out.", "Name a task of this plan.", task_id=task_id)
    left_out = set(ids)
    if not left_out:
        return list(tasks)
    net = network(tasks)
    inherited: dict[str, tuple[Link, ...]] = {}
    kept: dict[str, Task] = {}
    for place in net.order:
        task = tasks[place]
        if task.spans and left_out.issuperset(task.spans):
            left_out.add(task.id)
        if task.id in left_out:
            inherited[task.id] = _inherited_links(task, inherited)
        else:
            kept[task.id] = _kept_task(task, inherited)
    return [kept[task.id] for task in tasks if task.id in kept]


def _kept_task(task: Task, inherited: Mapping[str, tuple[Link, ...]]) -> Task:
    if inherited.keys().isdisjoint(ids_before(task)):
        return task
    links = _inherited_links(task, inherited)
    return replace(
        task,
        depends_on=tuple(link.on for link in links if link.kind == "FS" and not link.lag),
        links=tuple(link for link in links if link.kind != "FS" or link.lag),
        spans=tuple(task_id for task_id in task.spans if task_id not in inherited),
    )


def ids_before(task: Task) -> tuple[str, ...]:
    """Ids of everything that a task waits for or spans."""
    if not task.links and not task.spans:
        return task.depends_on
    return (*task.depends_on, *(link.on for link in task.links), *task.spans)


def _inherited_links(task: Task, inherited: Mapping[str, tuple[Link, ...]]) -> tuple[Link, ...]:
    found: dict[Link, None] = {}
    for link in task.all_links:
        if link.on not in inherited:
            found[link] = None
            continue
        for earlier in inherited[link.on]:
            found[Link(earlier.on, earlier.kind[0] + link.kind[1], earlier.lag + link.lag)] = None
    return tuple(found)


def places_before(task: Task, places: dict[str, int]) -> list[int]:
    """The places of all that a task waits for or spans, each once. Errors: `PlanError` for an id that no task has."""
    try:
        found = [places[task_id] for task_id in ids_before(task)]
    except KeyError as unknown:
        raise task.refused(
            f"It depends on {unknown.args[0]}, and no task has that id.", "Correct the id, or add that task."
        ) from None
    return found if len(found) < 2 else list(dict.fromkeys(found))


def _order(tasks: Sequence[Task], before: list[list[int]], after: list[list[int]]) -> list[int]:
    waiting = [len(earlier) for earlier in before]
    order = [place for place, count in enumerate(waiting) if not count]
    for place in order:  # grows while it is read
        for later in after[place]:
            waiting[later] -= 1
            if not waiting[later]:
                order.append(later)
    if len(order) < len(tasks):
        raise _cycle(tasks, before, waiting)
    return order


def _cycle(tasks: Sequence[Task], before: list[list[int]], waiting: list[int]) -> PlanError:
    """Every place that still waits has one before it that waits too: walking back from any must come round."""
    seen: dict[int, int] = {}
    place = next(place for place, count in enumerate(waiting) if count)
    while place not in seen:
        seen[place] = len(seen)
        place = next(earlier for earlier in before[place] if waiting[earlier])
    ring = list(seen)[seen[place] :]
    first = ring.index(min(ring))
    ring = ring[first:] + ring[:first]
    task = tasks[ring[0]]
    if len(ring) == 1:
        return task.refused("It depends on itself.", "Take its own id out of what it depends on.")
    names = [_name(tasks[other]) for other in ring[1:_LONGEST_CYCLE_TOLD]]
    if len(ring) > _LONGEST_CYCLE_TOLD:
        names.append(f"{len(ring) - _LONGEST_CYCLE_TOLD} more")
    chain = ", which depends on ".join(names)
    return task.refused(
        f"The tasks go round in a circle: {task.id} depends on {chain}, which depends on {task.id}.",
        "Remove one of these dependencies.",
    )


def _name(task: Task) -> str:
    return task.id if task.row is None else f"{task.id} (row {task.row})"
