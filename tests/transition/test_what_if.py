"""A version of the policy is tried on what is pending and on the year's decisions, before anybody publishes it."""

import copy
import time
from datetime import date, timedelta

from pilotage.billers.operations import change_biller, set_target_go_live
from pilotage.core.decision_tables import TableVersion
from pilotage.core.viewer import system
from pilotage.transition import operations, queries
from pilotage.transition.loads import Stint, Taker
from pilotage.transition.rules import propose_tier, read_policy
from pilotage.transition.shipped_policy import shipped_policy, shipped_versions
from pilotage.transition.what_if import Standing, filled, replay
from story import NOW, TARGET

SHIPPED = shipped_policy().versions[0]


def other() -> TableVersion:
    """The shipped table with 45 days and two meetings in row N1."""
    content = copy.deepcopy(shipped_versions()[0]["content"])
    content["rows"][0]["then"] |= {"window_days": 45, "meetings": 2}
    return TableVersion("2.0", date(2027, 1, 1), read_policy(content))


def standing(n: int, mrr: str | None, integration: str = "new", **more: object) -> Standing:
    facts = {"vertical": "utility", "integration": integration, "mrr": mrr}
    now = propose_tier(SHIPPED, **facts)
    day = date(2027, 1, 15) + timedelta(days=31 * (n % 2))
    return Standing(
        n, f"B{n}", facts, now.row or "", now.support.value, now.window_days, now.meetings, day, **more
    )  # fmt: skip


def test_each_row_that_changes_is_counted_and_its_cost_stands_by_month() -> None:
    rows = [standing(0, "0"), standing(1, "4999.99"), standing(2, "5000"), standing(3, None)]
    found = replay(other(), rows)
    assert [one.standing.key for one in found.changed] == [0, 1]
    assert found.moves == {("N1", "N1"): 2}
    january, february = found.months.values()
    assert (january.go_lives, january.days_now, january.days_then) == (2, 120, 135)
    assert (february.meetings_now, february.meetings_then) == (1, 2)
    assert (found.sums.days_then - found.sums.days_now, found.sums.go_lives) == (30, 4)


def test_what_it_costs_stands_against_what_people_can_take() -> None:
    today = date(2027, 1, 4)
    rows = [standing(n, "4000", points=3) for n in range(2)] + [
        standing(2, "4000", is_decided=True),
        standing(4, "100", "existing"),
    ]
    held = [Stint(1, "X", "X", 5, today, date(2027, 1, 31))]
    found = filled(replay(other(), rows).pending, held, [Taker(1, "T", usual=12)], today, date(2027, 4, 30))
    told = {one.month.month: (one.now, one.then, one.room, one.share(one.then)) for one in found}
    assert told[1] == (
        8,
        11,
        12.0,
        92,
    )  # five held and the first one; with two meetings the second one begins in January, too
    assert (told[2][:2], told[3][:2]) == ((6, 6), (3, 6))  # the first one's window lasts 45 days instead of 30
    assert told[4][:2] == (0, 0)
    assert filled([], [], [], today, today)[0].share(3) is None


def test_the_same_version_changes_nothing() -> None:
    rows = [standing(n, mrr, kind) for n, mrr in enumerate(("0", "2999.99", "3000", "20000", None)) for kind in
            ("new", "existing")]  # fmt: skip
    found = replay(SHIPPED, rows)
    assert (found.total, found.changed, found.sums.days_now) == (10, [], found.sums.days_then)


def test_ten_thousand_are_replayed_in_under_five_seconds() -> None:
    rows = [standing(n, str(n * 3), ("new", "existing")[n % 2], is_decided=n % 3 == 0) for n in range(10_000)]
    begun = time.perf_counter()
    found = replay(other(), rows)
    assert time.perf_counter() - begun < 5
    assert (found.total, len(found.changed)) == (10_000, sum(1 for n in range(0, 10_000, 2) if n * 3 < 5000))


def test_it_is_tried_on_the_pending_and_the_decided_of_a_year(
    phase, pm, leader, person, django_assert_num_queries
) -> None:
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    decision = operations.work_out_decision(phase=phase, by=system(), now=NOW)
    with django_assert_num_queries(1):
        (one,) = queries.standings(leader, NOW)
    assert (one.row, one.is_decided, one.go_live) == ("N1", False, TARGET)
    operations.decide(decision=decision, choice="tsm", assignee=person("tsm"), by=leader, now=NOW)
    change_biller(biller=phase.biller, mrr_amount="90000", by=pm, now=NOW)
    operations.work_out_decision(phase=phase, by=system(), now=NOW)
    (one,) = queries.standings(leader, NOW + timedelta(days=365))
    assert (one.row, one.is_decided, one.facts["mrr"]) == ("N1", True, "4200.00")
    assert list(queries.standings(leader, NOW + timedelta(days=365, seconds=1))) == []
