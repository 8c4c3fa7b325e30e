"""A project that rests reminds nobody of its tasks."""

from pilotage.core.viewer import system
from pilotage.onboarding import operations
from pilotage.work.operations import assign_task, tell_of_due_tasks
from story import NOW


def test_due_tasks_of_a_project_on_hold_are_not_told_until_it_goes_on(project, plan_task, person, pm) -> None:
    task = plan_task("T001").task
    assign_task(task=task, owner=person("im", name="Dana"), by=pm, now=NOW)
    operations.hold_project(project=project, reason="Budget", by=pm, now=NOW)
    assert tell_of_due_tasks(by=system(), now=NOW) == 0
    project.refresh_from_db()
    operations.resume_project(project=project, by=pm, now=NOW)
    assert tell_of_due_tasks(by=system(), now=NOW) >= 1
