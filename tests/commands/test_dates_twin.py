"""`pilotage dates` and `pilotage plan` beside second readings of the policy and of the plan, by counting days one by one."""

import csv
import json
import random
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commands.running import at_once, bare, is_refusal, pilotage
from pilotage.planner.golive_dates import dates_answer

DAY = timedelta(days=1)
SHIPPED = Path(__file__).parents[2] / "src/pilotage/onboarding/data/plan-90-days.csv"


def nth(year: int, month: int, weekday: int, number: int) -> date:
    """The number-th such weekday of a month, from its end where negative."""
    days = [
        day for n in range(31) if (day := date(year, month, 1) + n * DAY).month == month and day.weekday() == weekday
    ]
    return days[number - 1 if number > 0 else number]


def holidays(year: int) -> set[date]:
    """The federal government's days off (5 U.S.C. 6103), each where it is taken."""
    fixed = [
        date(year, 1, 1),
        date(year, 6, 19),
        date(year, 7, 4),
        date(year, 11, 11),
        date(year, 12, 25),
        date(year + 1, 1, 1),
    ]
    moving = [
        nth(year, 1, 0, 3), nth(year, 2, 0, 3), nth(year, 5, 0, -1), nth(year, 9, 0, 1), nth(year, 10, 0, 2), nth(year, 11, 3, 4),
    ]  # fmt: skip
    return {*moving, *(day + {5: -DAY, 6: DAY}.get(day.weekday(), 0 * DAY) for day in fixed)}


OFF = set().union(*(holidays(year) for year in range(2021, 2036)))


def is_worked(day: date, *, has_holidays: bool = True) -> bool:
    return day.weekday() < 5 and not (has_holidays and day in OFF)


def twin(go_live: date, zone: str, window: int, meetings: int) -> dict[str, object]:
    """The policy's words on dates."""
    monday = go_live - DAY
    while monday.weekday() != 0:
        monday -= DAY
    while monday in OFF:
        monday -= 7 * DAY
    proposed = []
    for weeks in range(1, meetings + 1):
        day = go_live - weeks * 7 * DAY
        while not is_worked(day) or day in proposed:
            day -= DAY
        proposed.append(day)
    ends = datetime.combine(go_live + (window + 1) * DAY, time(), ZoneInfo(zone)) if window else None
    return {
        "presentation_at": datetime.combine(monday, time(9), ZoneInfo("America/New_York")).isoformat(),
        "meetings": [day.isoformat() for day in sorted(proposed)],
        "window_ends_at": ends.isoformat() if ends else None,
    }


def asked(rng: random.Random) -> tuple[date, str, int, int]:
    day = date(2023, 1, 1) + DAY * rng.randrange(3650)
    zones = ("America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu", "UTC")
    return day, rng.choice(zones), rng.choice((0, 30, 90)), rng.choice((0, 1, 2, 4))


def test_dates_are_as_a_second_reading_of_the_policy_says(tmp_path: Path) -> None:
    def ask(day: date, zone: str, window: int, meetings: int) -> None:
        words = ["dates", "--go-live", day, "--zone", zone, "--window", window, "--meetings", meetings, "--json"]
        done = pilotage(*words, env=bare(tmp_path))
        assert (done.code, done.err, done.answer) == (0, "", twin(day, zone, window, meetings))

    rng = random.Random(5)
    assert at_once([asked(rng) for _ in range(8)], ask) == []


def test_ten_years_of_dates_agree_day_by_day() -> None:
    rng = random.Random(6)
    for _ in range(1500):
        day, zone, window, meetings = asked(rng)
        words = {"go_live": day.isoformat(), "zone": zone, "window": str(window), "meetings": str(meetings)}
        assert dates_answer(**words) == twin(day, zone, window, meetings), words


def planned(rows: list[dict[str, str]], start: date, *, has_holidays: bool) -> tuple[str, list[tuple[object, ...]]]:
    """Finish, and each task's dates, by numbering the working days from the start."""
    days = list(
        islice((day for n in range(9000) if is_worked(day := start + n * DAY, has_holidays=has_holidays)), 3000)
    )
    length = {row["id"]: int(row["duration_days"]) for row in rows}
    needs = {row["id"]: [part.strip() for part in row["depends_on"].split(";") if part.strip()] for row in rows}
    begins: dict[str, int] = {}
    while len(begins) < len(rows):
        for key, before in needs.items():
            if all(one in begins for one in before):
                begins[key] = max([begins[one] + length[one] for one in before], default=0)
    last = max(begins[key] + length[key] for key in length)
    ends: dict[str, int] = {}
    while len(ends) < len(rows):
        for key in length:
            after = [one for one, before in needs.items() if key in before]
            if all(one in ends for one in after):
                ends[key] = min([ends[one] - length[one] for one in after], default=last)
    answer = []
    for key in length:
        first, late = begins[key], ends[key] - length[key]
        dates = (days[first], days[first + length[key] - 1], days[late], days[ends[key] - 1])
        answer.append((key, *map(str, dates), late - first, late == first))
    return str(days[last - 1]), answer


def checked_plan(file: Path, rows: list[dict[str, str]], start: str, calendar: str, home: Path) -> None:
    done = pilotage("plan", file, "--start", start, "--calendar", calendar, "--json", env=bare(home))
    assert (done.code, done.err) == (0, ""), done
    names = ("id", "start", "finish", "late_start", "late_finish", "float_days", "critical")
    found = [tuple(task[name] for name in names) for task in done.answer["tasks"]]
    finish, expected = planned(rows, date.fromisoformat(start), has_holidays=calendar == "us-federal")
    assert (done.answer["finish"], found) == (finish, expected)


def test_the_shipped_plan_has_the_dates_that_counting_gives(tmp_path: Path) -> None:
    with SHIPPED.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for start, calendar in (("2026-11-23", "us-federal"), ("2027-07-03", "us-federal"), ("2026-12-25", "none")):
        checked_plan(SHIPPED, rows, start, calendar, tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_a_made_up_plan_has_the_dates_that_counting_gives(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    keys = [f"T{n}" for n in range(60)]
    rows = [
        {
            "id": key,
            "duration_days": str(rng.randrange(1, 9)),
            "depends_on": ";".join(rng.sample(keys[:n], min(n, rng.randrange(4)))),
        }
        for n, key in enumerate(keys)
    ]
    rng.shuffle(rows)
    lines = [",".join(row.values()) for row in rows]
    (tmp_path / "plan.csv").write_text("\r\n".join(["id,duration_days,depends_on", *lines]), encoding="utf-8-sig")
    checked_plan(
        tmp_path / "plan.csv", rows, f"2026-12-{rng.randrange(1, 28):02d}", rng.choice(("us-federal", "none")), tmp_path
    )


def test_a_plan_that_can_not_be_is_refused_with_its_row(tmp_path: Path) -> None:
    wrong = {
        "A,1,B\nB,1,A\n": "", "A,1,A\n": "Row 2", "A,1,Z\n": "Row 2", "A,1,\nA,2,\n": "Row 3", "A,0,\n": "Row 2", "A,-1,\n": "Row 2",
        "A,1.5,\n": "Row 2", "A,٣,\n": "Row 2", "A,1e2,\n": "Row 2", "A,,\n": "Row 2", ",1,\n": "Row 2", "A,1,\nB,x,A\n": "Row 3",
        "A,1,,surplus,cells\n": "Row 2", 'A,1,"\n': "Row",
    }  # fmt: skip

    def ask(number: int, rows: str, said: str) -> None:
        file = tmp_path / f"{number}.csv"
        file.write_text("id,duration_days,depends_on\n" + rows, encoding="utf-8")
        line = is_refusal(pilotage("plan", file, "--start", "2026-03-02", "--json", env=bare(tmp_path)), said)
        assert said or ("A" in line and "B" in line and "ow" in line), line

    assert at_once([(number, rows, said) for number, (rows, said) in enumerate(wrong.items())], ask) == []


def test_unknown_columns_are_kept_and_a_condition_is_not_applied(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("id,duration_days,depends_on,condition,owner\nA,2,,tier=x,Ann\nB,1,A,,\n")
    done = pilotage("plan", tmp_path / "plan.csv", "--start", "2026-03-02", "--json", env=bare(tmp_path))
    assert [(one["id"], one["owner"]) for one in done.answer["tasks"]] == [("A", "Ann"), ("B", "")]
    assert json.loads(done.out)["finish"] == "2026-03-04"
