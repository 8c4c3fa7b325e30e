"""The sample portfolio tells one story: who is live went live on the day that the plan says, and on the target; so would the others."""

import pytest
from django.db import connection
from django.utils import timezone

from pilotage.billers.models import Phase
from pilotage.core.viewer import system
from pilotage.onboarding import rules
from pilotage.onboarding.models import PlanTask, Project
from pilotage.portfolio.operations import import_files
from pilotage.portfolio.past import live_the_past
from pilotage.portfolio.sample import BEGAN, sample_files
from pilotage.portfolio.shipping import load_shipped
from pilotage.portfolio.story import tell_story

#: The target counts calendar days, the plan working days: the holidays on the way.
FIRST_PLAN_MAY_MISS = 10


@pytest.mark.skipif(
    connection.vendor == "postgresql", reason="in one transaction PostgreSQL plans it without statistics: half an hour"
)
@pytest.mark.django_db
def test_plans_targets_and_go_lives_agree(settings, tmp_path) -> None:
    settings.PILOTAGE_HOME = tmp_path
    now = timezone.now()
    load_shipped(now=now)
    answer = import_files(sample_files(), today=now.date(), password_hash="!", by=system("import"), now=now - BEGAN)
    assert not answer["errors"]
    tell_story(now=now)
    live_the_past(now=now)
    found = Project.objects.everywhere().exclude(phase__went_live_date=None).select_related("phase__biller")
    assert len(found) > 20
    wrong = [f"{one.phase.biller.name}: {why}" for one in found for why in _wrong(one.phase, one)]
    assert wrong == []
    ahead = Project.objects.everywhere().filter(phase__went_live_date=None).select_related("phase__biller")
    assert len(ahead) > 20
    apart = {one.phase.biller.name: _days_apart(one) for one in ahead}
    assert {name: days for name, days in apart.items() if days > FIRST_PLAN_MAY_MISS} == {}


def _days_apart(project: Project) -> int:
    """How far the first plan of who is not live yet lies from the target."""
    rows = PlanTask.objects.everywhere().filter(project=project)
    planned = max(row.baseline_finish_date for row in rows if rules.is_live_milestone(row.milestone))
    return abs((planned - project.phase.target_go_live_date).days)


def _wrong(phase: Phase, project: Project) -> list[str]:
    rows = list(PlanTask.objects.everywhere().filter(project=project).select_related("task"))
    ends = [row.actual_finish_date for row in rows if rules.is_live_milestone(row.milestone)]
    found = [] if ends and None not in ends else ["its go-live is not done in the plan"]
    days = max((day for day in ends if day), default=phase.went_live_date)
    if phase.is_live_before_pilotage:  # may have gone live on a weekend, of which the plan knows the Friday
        return found + (
            [f"plan {days}, live {phase.went_live_date}"] if abs(days - phase.went_live_date).days > 3 else []
        )
    if not days == phase.went_live_date == phase.target_go_live_date:
        found.append(f"plan {days}, live {phase.went_live_date}, target {phase.target_go_live_date}")
    late = [row.code for row in rows if row.actual_finish_date and row.actual_start_date > row.actual_finish_date]
    return found + ([f"{late} end before they begin"] if late else [])
