"""Working days of people, teams, billers and vendors are kept where they belong, and plans follow them."""

from datetime import date

import pytest

from pilotage.billers.models import BillerCalendar
from pilotage.billers.operations import set_biller_days
from pilotage.catalogue.operations import set_vendor_days
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.onboarding.reactions import replan_when_working_days_change
from pilotage.people.models import PersonCalendar, Team, TeamCalendar
from pilotage.people.operations import set_person_days, set_team_days
from pilotage.work.operations import assign_task
from story import NOW


def react(kind: str) -> None:
    replan_when_working_days_change(Event.objects.filter(kind=kind).latest("seq"), by=system(), now=NOW)


def test_a_vendor_that_works_four_days_moves_its_tasks(project, plan_task, pm, phase) -> None:
    before = plan_task("T040").task.due_date
    set_vendor_days(
        vendor=phase.integration.product.vendor,
        is_own=True,
        week=[0, 1, 2, 3],
        time_zone="America/Denver",
        by=pm,
        now=NOW,
    )
    react("catalogue.vendor_days_set")
    assert plan_task("T040").task.due_date > before
    set_vendor_days(vendor=phase.integration.product.vendor.upper(), is_own=False, by=pm, now=NOW)
    react("catalogue.vendor_days_set")
    assert plan_task("T040").task.due_date == before


def test_a_billers_days_off_move_its_tasks_and_belong_to_it(project, pm, biller, leader) -> None:
    rows = {row.code: row.task.due_date for row in _biller_rows(project)}
    off = [[day.isoformat(), "Council"] for day in {row.task.start_date for row in _biller_rows(project)}]
    set_biller_days(biller=biller, is_own=True, week=[0, 1, 2, 3, 4], days_off=off, by=pm, now=NOW)
    react("billers.biller_days_set")
    assert any(row.task.due_date > rows[row.code] for row in _biller_rows(project))
    assert BillerCalendar.objects.everywhere().get().biller == biller
    with pytest.raises(Refused, match="at least one weekday"):
        set_biller_days(biller=biller, is_own=True, week=[], by=pm, now=NOW)


def _biller_rows(project):
    from pilotage.onboarding.models import PlanTask

    return PlanTask.objects.everywhere().filter(project=project, task__side="biller").select_related("task")


def test_a_team_counts_for_members_without_days_of_their_own(project, plan_task, pm, person, admin) -> None:
    dana = person("im", name="Dana")
    assign_task(task=plan_task("T001").task, owner=dana, by=pm, now=NOW)
    team = Team.objects.create(name="West")
    team.members.add(dana)
    set_team_days(team=team, is_own=True, week=[2], time_zone="America/Denver", by=admin, now=NOW)
    react("people.team_days_set")
    assert plan_task("T001").task.start_date == date(2026, 11, 4)
    set_person_days(user=dana, is_own=True, week=[3], by=admin, now=NOW)
    react("people.person_days_set")
    assert plan_task("T001").task.start_date == date(2026, 11, 5)
    with pytest.raises(Forbidden):
        set_person_days(user=dana, is_own=False, by=pm, now=NOW)


def test_the_pages_keep_days_as_they_are_typed(signed_in, person) -> None:
    dana = person("im", name="Dana")
    page = signed_in(dana)
    form = {"is_own": "own", "week": ["0", "1"], "holidays": "none", "days_off": "2026-12-24 to 2026-12-26 Closed"}
    assert page.post(f"/settings/people/{dana.pk}/working-days/", form).status_code == 302
    held = PersonCalendar.objects.get()
    assert (held.week, len(held.days_off), held.days_off[0]) == ([0, 1], 3, ["2026-12-24", "Closed"])
    wrong = page.post(f"/settings/people/{dana.pk}/working-days/", form | {"days_off": "Christmas"})
    assert wrong.status_code == 422 and "begins with no date" in wrong.content.decode()
    assert "2026-12-24 Closed" in page.get(f"/settings/people/{dana.pk}/working-days/").content.decode()
    assert page.post(f"/settings/people/{dana.pk}/working-days/", {"is_own": "same"}).status_code == 302
    assert not PersonCalendar.objects.exists() and not TeamCalendar.objects.exists()
