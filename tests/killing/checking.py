"""Daily checks run by a worker that ends by SIGKILL: each worker is a child of this process. `python -m killing.checking`

It reads lines and answers each with one: `["checks", N]` makes a live phase with N checks whose files are there, and their days;
`["work", SECONDS]` is a worker that takes lost jobs back, works, and is killed after so long; `"look"` counts.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
SEVEN = NOW.replace(hour=13)
#: So long after the last one each worker begins: the lease of a killed one has lapsed by then.
APART = timedelta(hours=1)


def make(number: int) -> int:
    """Checks of one live phase whose files differ in two places, and their days."""
    from daily.days import BAD, bring, live
    from pilotage.billers.operations import create_biller
    from pilotage.core.operations import delivering
    from pilotage.core.schedules import known
    from pilotage.core.viewer import system
    from pilotage.daily.models import CheckDay
    from pilotage.daily.operations import set_up_check

    by = system()
    phase = live(create_biller(external_id="b", name="Biller", vertical="utility", by=by, now=NOW), by)
    for n in range(number):
        check = set_up_check(
            phase=phase,
            kind="posting",
            name=f"Posting {n}",
            due_time="07:00",
            sources={},
            by=by,
            now=NOW - timedelta(days=1),
        )
        bring(check, BAD, by=by, now=SEVEN - timedelta(hours=1))
    delivering.run_due(next(one for one in known() if one.name == "daily.checks"), now=SEVEN)
    return CheckDay.objects.everywhere().count()


def work(turn: int) -> int:
    """What waits, and what dead workers left, one job after the other."""
    from pilotage.core.operations import delivering

    now = SEVEN + turn * APART
    delivering.requeue_lost(now=now)
    done = 0
    while delivering.work_once(worker=f"w{turn}", clock=lambda: now):
        done += 1
    return done


def look() -> dict[str, Any]:
    """Days by state and what they found, and what was told of them."""
    from collections import Counter

    from pilotage.core.models import Event
    from pilotage.core.verify import verify_chain
    from pilotage.daily.models import CheckDay, DayFinding
    from pilotage.support.models import Case

    days = Counter(
        f"{day.state} found={DayFinding.objects.everywhere().filter(check_day=day).count()} case={day.case_id is not None}"
        for day in CheckDay.objects.everywhere()
    )
    ended = Event.objects.filter(kind="daily.day_ended").count()
    cases = Case.objects.everywhere().count()
    return {"days": dict(days), "ended": ended, "cases": cases, "chain": verify_chain().is_valid}


def main() -> None:
    """Answers until its input ends."""
    django.setup()
    import pilotage.config.urls
    import pilotage.tally.matching.runs  # noqa: F401 everything is imported before the first child
    from killing.importing import in_a_child

    print(json.dumps("ready"), flush=True)
    turn = 0
    for line in sys.stdin:
        asked = json.loads(line)
        if asked == "look":
            answer = in_a_child(look, 240)["said"]
        elif asked[0] == "checks":
            answer = in_a_child(lambda: make(asked[1]), 240)["said"]  # noqa: B023
        else:
            turn += 1
            answer = in_a_child(lambda: work(turn), asked[1])  # noqa: B023
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
