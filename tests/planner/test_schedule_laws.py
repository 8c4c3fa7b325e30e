"""Laws that every schedule obeys, whatever the plan."""

import datetime as dt
from dataclasses import replace

import networkx as nx
from generated_plans import as_graph, plans
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.planner.calendars import WorkingCalendar, no_holidays, us_bank, us_federal
from pilotage.planner.schedule import schedule

DAY = dt.timedelta(days=1)
starts = st.dates(dt.date(2019, 1, 1), dt.date(2035, 12, 31))
calendars = st.sampled_from([us_federal(), us_bank(), no_holidays(), WorkingCalendar("weekend", week=[5, 6])])


@given(plans(), starts, calendars)
def test_no_task_starts_before_what_it_depends_on_has_finished_and_none_waits_for_nothing(tasks, start, calendar):
    found = schedule(tasks, start=start, calendar=calendar)
    for task in tasks:
        mine = found.by_id[task.id]
        others = [found.by_id[other].finish for other in task.depends_on]
        first = calendar.next_working_day(max(others) + DAY) if others else calendar.next_working_day(start)
        assert mine.start == first
        assert calendar.working_days_between(mine.start, mine.finish + DAY) == task.duration
        assert calendar.is_working(mine.start)
        assert calendar.is_working(mine.finish)
    assert found.finish == max(task.finish for task in found.tasks)
    assert [task.id for task in found.tasks] == [task.id for task in tasks]


@given(plans(), starts)
def test_networkx_agrees_on_the_longest_path(tasks, start):
    calendar = us_federal()
    found = schedule(tasks, start=start, calendar=calendar)
    graph = as_graph(tasks)
    graph.add_weighted_edges_from((task.id, "end", task.duration) for task in tasks)
    longest = nx.dag_longest_path_length(graph)
    assert calendar.working_days_between(found.tasks[0].start, found.finish + DAY) <= longest
    assert calendar.working_days_between(calendar.next_working_day(start), found.finish + DAY) == longest
    for task in tasks:
        ahead = nx.dag_longest_path_length(graph.subgraph(nx.ancestors(graph, task.id) | {task.id}))
        behind = nx.dag_longest_path_length(graph.subgraph(nx.descendants(graph, task.id) | {task.id}))
        assert found.by_id[task.id].float_days == longest - ahead - behind
        assert found.by_id[task.id].is_critical is (longest == ahead + behind)


@given(plans(), starts, calendars)
def test_the_critical_tasks_hold_a_path_from_the_start_to_the_finish(tasks, start, calendar):
    found = schedule(tasks, start=start, calendar=calendar)
    critical = set(found.critical_ids)
    for task in found.tasks:
        assert (task.late_start >= task.start) and (task.late_finish >= task.finish)
        assert calendar.working_days_between(task.finish, task.late_finish) == task.float_days
        assert calendar.working_days_between(task.start, task.late_start) == task.float_days
    firsts = [task_id for task_id in critical if found.by_id[task_id].start == calendar.next_working_day(start)]
    lasts = [task_id for task_id in critical if found.by_id[task_id].finish == found.finish]
    edges = nx.DiGraph(
        (other, task.id)
        for task in tasks
        for other in task.depends_on
        if {other, task.id} <= critical
        and calendar.next_working_day(found.by_id[other].finish + DAY) == found.by_id[task.id].start
    )
    edges.add_nodes_from(critical)
    assert any(nx.has_path(edges, first, last) for first in firsts for last in lasts)


@given(plans(most=7, longest=4), starts)
@settings(max_examples=60)
def test_float_is_how_far_one_task_may_slip_and_not_a_day_further(tasks, start):
    """A twin by trial: lengthen one task day by day until the finish moves."""
    calendar = us_federal()
    found = schedule(tasks, start=start, calendar=calendar)
    for place, task in enumerate(tasks):
        spare = 0
        while True:
            longer = replace(task, duration=task.duration + spare + 1)
            if (
                schedule([*tasks[:place], longer, *tasks[place + 1 :]], start=start, calendar=calendar).finish
                != found.finish
            ):
                break
            spare += 1
        assert found.by_id[task.id].float_days == spare


def _every_start(tasks, horizon):
    """Brute force: try every day for every task, keep the least finish and the least start of each."""
    todo = list(tasks)
    best = {}

    def place(done):
        if len(done) == len(todo):
            for task_id, (begin, _) in done.items():
                best[task_id] = min(best.get(task_id, horizon), begin)
            return
        task = next(task for task in todo if task.id not in done and all(other in done for other in task.depends_on))
        for begin in range(horizon):
            if all(done[other][1] <= begin for other in task.depends_on) and begin + task.duration <= horizon:
                place({**done, task.id: (begin, begin + task.duration)})

    place({})
    return best


@given(plans(most=4, longest=2), starts)
@settings(max_examples=40)
def test_a_brute_force_twin_finds_no_earlier_start(tasks, start):
    calendar = us_federal()
    found = schedule(tasks, start=start, calendar=calendar)
    best = _every_start(tasks, sum(task.duration for task in tasks))
    first = calendar.next_working_day(start)
    assert {task.id: calendar.working_days_between(first, task.start) for task in found.tasks} == best


@given(plans(), starts, st.integers(-60, 60))
def test_whole_weeks_without_holidays_shift_everything_by_whole_weeks(tasks, start, weeks):
    shift = dt.timedelta(weeks=weeks)
    before = schedule(tasks, start=start, calendar=no_holidays())
    after = schedule(tasks, start=start + shift, calendar=no_holidays())
    assert after.finish == before.finish + shift
    for one, other in zip(before.tasks, after.tasks, strict=True):
        assert other == replace(
            one,
            start=one.start + shift,
            finish=one.finish + shift,
            late_start=one.late_start + shift,
            late_finish=one.late_finish + shift,
        )


@given(plans(), starts, st.data())
def test_a_longer_task_never_makes_any_task_earlier(tasks, start, data):
    place = data.draw(st.integers(0, len(tasks) - 1))
    longer = replace(tasks[place], duration=tasks[place].duration + data.draw(st.integers(1, 9)))
    before = schedule(tasks, start=start, calendar=us_federal())
    after = schedule([*tasks[:place], longer, *tasks[place + 1 :]], start=start, calendar=us_federal())
    assert all(one.finish <= other.finish for one, other in zip(before.tasks, after.tasks, strict=True))


@given(plans(), starts, st.randoms())
def test_the_order_in_which_tasks_are_given_changes_no_date(tasks, start, chance):
    shuffled = list(tasks)
    chance.shuffle(shuffled)
    assert (
        schedule(shuffled, start=start, calendar=us_federal()).by_id
        == schedule(tasks, start=start, calendar=us_federal()).by_id
    )


@given(plans(), starts, st.integers(-30, 60))
def test_a_target_shifts_every_float_by_the_same_days_and_no_early_date(tasks, start, days):
    calendar = us_federal()
    plain = schedule(tasks, start=start, calendar=calendar)
    target = calendar.add_working_days(plain.finish, days)
    aimed = schedule(tasks, start=start, calendar=calendar, target=target)
    for one, other in zip(plain.tasks, aimed.tasks, strict=True):
        assert (other.start, other.finish) == (one.start, one.finish)
        assert other.float_days == one.float_days + days
    if days >= 0:
        assert aimed.critical_ids == plain.critical_ids


@given(plans(), starts, st.data())
def test_what_happened_as_planned_moves_nothing(tasks, start, data):
    planned = schedule(tasks, start=start, calendar=us_federal())
    today = data.draw(st.dates(start, planned.finish + DAY))
    lived = []
    for task in tasks:
        dates = planned.by_id[task.id]
        lived.append(
            replace(
                task,
                actual_start=dates.start if dates.start < today else None,
                actual_finish=dates.finish if dates.finish < today else None,
            )
        )
    now = schedule(lived, start=start, calendar=us_federal(), today=today)
    assert [(task.start, task.finish) for task in now.tasks] == [(task.start, task.finish) for task in planned.tasks]
    assert not now.conflicts


@given(plans(), starts, st.data())
def test_dates_that_a_person_fixed_never_move_and_what_cannot_hold_is_told(tasks, start, data):
    calendar = us_federal()
    plain = schedule(tasks, start=start, calendar=calendar)
    place = data.draw(st.integers(0, len(tasks) - 1))
    day = data.draw(st.dates(start - 20 * DAY, plain.finish + 20 * DAY))
    is_start = data.draw(st.booleans())
    fixed = replace(tasks[place], **{"fixed_start" if is_start else "fixed_finish": day})
    found = schedule([*tasks[:place], fixed, *tasks[place + 1 :]], start=start, calendar=calendar)
    mine = found.by_id[fixed.id]
    assert (mine.start if is_start else mine.finish) == day
    planned = plain.by_id[fixed.id]
    holds = calendar.is_working(day) and day >= (planned.start if is_start else planned.finish)
    assert bool(found.conflicts) is not holds
    assert {conflict.task_id for conflict in found.conflicts} <= {fixed.id}
    assert (mine.float_days <= 0) and mine.is_critical
    waiting = [task for task in tasks if fixed.id in task.depends_on]
    assert all(found.by_id[task.id].start > day for task in waiting)
