"""Laws of plans with all kinds of links, lags, calendars and milestones."""

import datetime as dt
from dataclasses import replace

from day_by_day import DAY, count_on, tried
from generated_plans import linked_plans
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.planner.calendars import no_holidays, us_federal
from pilotage.planner.schedule import schedule, schedule_back

starts = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@given(linked_plans(), starts)
def test_a_twin_that_tries_day_after_day_finds_the_same_dates(tasks, start):
    found = schedule(tasks, start=start, calendar=us_federal())
    expected = tried(tasks, start, us_federal())
    for task in tasks:
        if task.duration:
            mine = found.by_id[task.id]
            assert (mine.start, mine.finish + DAY) == expected[task.id], task


@given(linked_plans(most=6, longest=4, milestones=False), starts, st.data())
@settings(max_examples=60)
def test_float_is_how_far_a_task_may_be_put_off_and_not_a_day_further(tasks, start, data):
    found = schedule(tasks, start=start, calendar=us_federal())
    task = tasks[data.draw(st.integers(0, len(tasks) - 1))]
    if not task.duration:
        return
    mine, calendar = found.by_id[task.id], task.calendar or us_federal()
    assert mine.float_days >= 0

    def end_when_put_off(days):
        put_off = replace(task, no_earlier_than=count_on(calendar, mine.start, days))
        return end_of(schedule([put_off if one is task else one for one in tasks], start=start, calendar=us_federal()))

    def end_of(plan):
        """The first day after everything: a milestone's own day, since it is the moment at which that begins."""
        return max(
            one.finish + DAY if given.duration else one.start for one, given in zip(plan.tasks, tasks, strict=True)
        )

    assert end_when_put_off(mine.float_days) == end_of(found)
    assert end_when_put_off(mine.float_days + 1) > end_of(found)
    assert mine.late_start == count_on(calendar, mine.start, mine.float_days)


@given(linked_plans(), starts, st.data())
def test_adding_lag_never_makes_a_finish_earlier(tasks, start, data):
    linked = [place for place, task in enumerate(tasks) if task.links]
    if not linked:
        return
    place = data.draw(st.sampled_from(linked))
    task = tasks[place]
    which = data.draw(st.integers(0, len(task.links) - 1))
    longer = task.links[which]._replace(lag=task.links[which].lag + data.draw(st.integers(1, 9)))
    more = [*tasks]
    more[place] = replace(task, links=(*task.links[:which], longer, *task.links[which + 1 :]))
    before = schedule(tasks, start=start, calendar=us_federal())
    after = schedule(more, start=start, calendar=us_federal())
    assert all(one.finish <= other.finish for one, other in zip(before.tasks, after.tasks, strict=True))
    assert all(one.start <= other.start for one, other in zip(before.tasks, after.tasks, strict=True))


@given(linked_plans(many_calendars=False), starts, st.integers(-80, 80))
def test_whole_weeks_without_holidays_shift_linked_plans_by_whole_weeks(tasks, start, weeks):
    shift = dt.timedelta(weeks=weeks)
    before = schedule(tasks, start=start, calendar=no_holidays())
    after = schedule(tasks, start=start + shift, calendar=no_holidays())
    for one, other in zip(before.tasks, after.tasks, strict=True):
        assert (other.start, other.finish) == (one.start + shift, one.finish + shift)
        assert (other.late_start, other.late_finish) == (one.late_start + shift, one.late_finish + shift)
        assert (other.float_days, other.is_critical) == (one.float_days, one.is_critical)


@given(linked_plans(many_calendars=False, milestones=False, least_lag=0), starts)
def test_counted_back_from_its_own_finish_a_plan_has_the_same_kickoff_and_critical_path(tasks, start):
    calendar = us_federal()
    ahead = schedule(tasks, start=start, calendar=calendar)
    back = schedule_back(tasks, target=ahead.finish, calendar=calendar)
    assert back.finish <= ahead.finish
    assert {one.id for one in back.tasks if one.float_days == 0} <= set(ahead.critical_ids)
    for early, late in zip(ahead.tasks, back.tasks, strict=True):
        assert (late.start, late.finish) == (early.late_start, early.late_finish)
    assert not back.conflicts


@given(linked_plans(), starts)
def test_counted_back_no_link_is_broken_and_the_target_is_kept(tasks, start):
    calendar = us_federal()
    target = start + dt.timedelta(days=200)
    back = schedule_back(tasks, target=target, calendar=calendar)
    # A milestone is the moment at which a day of its calendar begins: after the target when the next days are off.
    assert all(one.finish <= target for one, task in zip(back.tasks, tasks, strict=True) if task.duration)
    held = [replace(task, no_earlier_than=back.by_id[task.id].start) if task.duration else task for task in tasks]
    again = schedule(held, start=min(one.start for one in back.tasks), calendar=calendar)
    for task in tasks:
        if task.duration:
            assert again.by_id[task.id].start == back.by_id[task.id].start


@given(linked_plans(), starts, st.randoms())
def test_the_order_in_which_linked_tasks_are_given_changes_no_date(tasks, start, chance):
    shuffled = list(tasks)
    chance.shuffle(shuffled)
    assert (
        schedule(shuffled, start=start, calendar=us_federal()).by_id
        == schedule(tasks, start=start, calendar=us_federal()).by_id
    )
