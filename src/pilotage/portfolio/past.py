"""How the sample's earlier projects went: made up once for each, with slow vendors, waits, second tries; always the same."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pilotage.billers.models import Phase
from pilotage.core.viewer import system
from pilotage.onboarding import rules
from pilotage.onboarding.models import PlaybookTask
from pilotage.onboarding.operations import record_past_project
from pilotage.onboarding.queries import version_by_slug
from pilotage.onboarding.scheduling import calendar

PLAYBOOK = "go-live-90-days"
#: By party: the middle of days taken by days planned, and how far they scatter (both of the logarithm).
PACE = {"us": (0.02, 0.25), "biller": (0.2, 0.4), "cis_vendor": (0.3, 0.45), "bank": (0.15, 0.35)}
#: How often a test is done over, by part of its length.
AGAIN, AGAIN_PART = 0.25, 0.6


def live_the_past(*, now: datetime) -> int:
    """A past project for every phase that was live before Pilotage; returns how many."""
    version = version_by_slug(PLAYBOOK)
    found = Phase.objects.everywhere().filter(is_live_before_pilotage=True, projects=None).order_by("external_id")
    if version is None:
        return 0
    tasks = list(version.tasks.all())
    by, done = system("import"), 0
    for phase in found.select_related("biller", "integration__product", "record"):
        if phase.went_live_date is None:
            continue
        kickoff, lived = life_of(phase.external_id, _vendor(phase), tasks, phase.went_live_date, now.date())
        record_past_project(
            phase=phase, playbook_version=version, kickoff_date=kickoff, lived=lived, external_id=f"{phase.external_id}-plan",
            by=by, now=now,
        )  # fmt: skip
        done += 1
    return done


def _vendor(phase: Phase) -> str:
    integration = phase.integration
    return integration.product.vendor if integration is not None and integration.product is not None else ""


def life_of(
    name: str, vendor: str, tasks: Sequence[PlaybookTask], went_live: date, today: date
) -> tuple[date, Mapping[str, tuple[date, date]]]:
    """The kickoff, and the days on which each task was begun and done, so that the go-live falls on its day."""
    chance, pace = random.Random(name), random.Random(vendor).gauss(0.1, 0.25)
    slow = chance.gauss(0.0, 0.25)
    ends: dict[str, tuple[int, int]] = {}
    for task in tasks:
        waited = chance.choice((0, 0, 0, 1, 2)) if task.depends_on else 0
        begin = max((ends[code][1] for code in task.depends_on if code in ends), default=0) + waited
        ends[task.code] = (begin, begin + _days(chance, task, slow, pace))
    live = next(task.code for task in tasks if rules.is_live_milestone(task.milestone))
    days = calendar()
    first = days.position_after(went_live) - ends[live][1]
    lived = {code: (days.day_at(first + begin), days.day_at(first + end - 1)) for code, (begin, end) in ends.items()}
    return days.day_at(first), {code: run for code, run in lived.items() if run[1] < today}


def _days(chance: random.Random, task: PlaybookTask, slow: float, pace: float) -> int:
    party = rules.party_of(task.roles, rules.side_of(task.roles))
    middle, spread = PACE.get(party, PACE["us"])
    shared = pace if party == "cis_vendor" else slow if party == "biller" else 0.0
    days = task.duration_days * chance.lognormvariate(middle + shared, spread)
    if "test" in task.title.lower() and chance.random() < AGAIN:
        days += AGAIN_PART * task.duration_days
    return max(1, min(round(days), 6 * task.duration_days + 10))
