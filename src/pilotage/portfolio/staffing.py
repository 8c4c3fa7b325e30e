"""What the sample's people can take on and are good at; who should take which biller; how sure the go-lives are."""

from datetime import date, datetime, timedelta

from pilotage.core.viewer import system
from pilotage.forecasts.operations import learn, work_out_forecasts
from pilotage.forecasts.queries import running
from pilotage.people.operations import add_time_off
from pilotage.people.queries import user_by_email
from pilotage.staffing.operations import add_capacity, ask_for_run, set_skills, work_out_run

DOMAIN = "provider.example.com"
#: Points, days a week, tasks at once, skills.
PEOPLE = {
    "dana.silva": (9, 5, 4, ("Utility", "Municipality", "Oracle Utilities")),
    "tom.berg": (10, 5, 4, ("Tax", "Municipality", "Tyler Technologies", "Spanish")),
    "aisha.khan": (8, 4, 4, ("Healthcare", "Insurance", "French")),
    "owen.price": (13, 5, 5, ("Utility", "Tax", "Spanish")),
    "rosa.lind": (14, 4, 5, ("Insurance", "Healthcare", "Municipality")),
    "tina.moreau": (14, 5, 3, ("Utility", "Transition Success")),
    "sam.okafor": (13, 5, 3, ("Tax", "Municipality", "Transition Success")),
    "vera.holt": (14, 4, 3, ("Healthcare", "Insurance", "Transition Success Light")),
}
#: Who is away: days from today, how long, why.
AWAY = (("tom.berg", 24, 12, "Family leave"), ("dana.silva", 40, 9, "Holiday"), ("rosa.lind", 33, 12, "Holiday"))


def staff_the_sample(*, now: datetime) -> None:
    """Capacity, skills, time off, and two questions that nobody has answered yet."""
    by, today = system("import"), now.date()
    for word, (points, days, at_once, skills) in PEOPLE.items():
        user = user_by_email(f"{word}@{DOMAIN}")
        if user is None:
            continue
        first = date(today.year - 1, 1, 1)
        add_capacity(user=user, from_date=first, points=points, days_a_week=days, at_once=at_once, by=by, now=now)
        set_skills(user=user, skills=skills, by=by, now=now)
    for word, ahead, length, reason in AWAY:
        user = user_by_email(f"{word}@{DOMAIN}")
        if user is not None:
            begin = today + timedelta(days=ahead)
            add_time_off(
                by=by, now=now, user=user, from_date=begin, to_date=begin + timedelta(days=length), reason=reason
            )
    asked = {"roles": ["im", "os", "tsm"], "scope": "open"}
    first_run = ask_for_run(kind="assign", asked=asked, name="Before the spring go-lives", by=by, now=now)
    without = user_by_email(f"aisha.khan@{DOMAIN}")
    what_if = ask_for_run(
        kind="assign", asked=asked | {"without": [without.pk] if without else []}, name="What if Aisha left?",
        came_from=first_run, by=by, now=now,
    )  # fmt: skip
    level = ask_for_run(kind="level", asked={"seconds": 3}, name="All projects over the team", by=by, now=now)
    for run in (first_run, what_if, level):
        work_out_run(run=run, by=by, now=now)


def forecast_the_sample(*, now: datetime) -> int:
    """Forecasts of all running projects, from the past ones; returns how many."""
    by = system("job")
    learn(by=by, now=now)
    return work_out_forecasts(projects=list(running(by)), cause="night", by=by, now=now)
