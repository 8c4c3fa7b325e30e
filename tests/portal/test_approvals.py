"""A biller says yes or no to exactly what a task asks them to approve."""

import pytest

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from pilotage.work.models import ApprovalAsk
from pilotage.work.operations import answer_approval, ask_approval, complete_task, create_task
from story import NOW


@pytest.fixture
def ask(task, cora, pm) -> ApprovalAsk:
    return ask_approval(
        task=task, about="document", question="Do you approve the layout?", details="Version 3", by=pm, now=NOW
    )


def test_a_yes_completes_the_task_and_tells_who_asked(theirs, ask, task, cora, pm) -> None:
    home = theirs.get("/portal/").content.decode()
    assert "Waiting for your yes or no" in home and "Do you approve the layout?" in home
    assert Notice.objects.filter(user=cora, kind="approval_asked").count() == 1
    shown = theirs.get(f"/portal/tasks/{task.pk}/").content.decode()
    assert "Yes, I approve" in shown and "Version 3" in shown and "Complete task" not in shown
    assert theirs.post(f"/portal/tasks/{task.pk}/answer/", {"answer": "yes"}).status_code == 302
    ask.refresh_from_db()
    task.refresh_from_db()
    assert (ask.is_yes, ask.answered_by, task.state) == (True, cora, "done")
    assert Notice.objects.filter(user=pm.user_id, kind="approval_answered").count() == 1
    assert Event.objects.filter(kind="work.approved", actor_id=cora.pk).exists()
    assert "Do you approve the layout?" in theirs.get("/portal/approvals/").content.decode()


def test_a_no_needs_its_reason_blocks_the_task_and_can_be_asked_again(theirs, ask, task, pm) -> None:
    empty = theirs.post(f"/portal/tasks/{task.pk}/answer/", {"answer": "no"})
    assert empty.status_code == 422 and "Say what has to change" in empty.content.decode()
    theirs.post(f"/portal/tasks/{task.pk}/answer/", {"answer": "no", "reason": "Amounts lack cents"})
    task.refresh_from_db()
    assert (task.state, task.blocked_reason) == ("blocked", "Not approved: Amounts lack cents")
    again = ask_approval(task=task, about="document", question="And now?", details="Version 4", by=pm, now=NOW)
    task.refresh_from_db()
    assert task.state == "open" and again.digest != ask.digest


def test_nobody_completes_around_the_question_and_staff_never_answer_it(theirs, ask, task, cora, pm, stranger) -> None:
    theirs.post(f"/portal/tasks/{task.pk}/complete/")
    with pytest.raises(Refused, match="yes or no"):
        complete_task(task=task, by=viewer_of(cora, source="api"), now=NOW)
    with pytest.raises(Forbidden):
        answer_approval(approval=ask, is_yes=True, by=pm, now=NOW)
    assert stranger.post(f"/portal/tasks/{task.pk}/answer/", {"answer": "yes"}).status_code == 404
    ask.refresh_from_db()
    assert ask.is_yes is None


def test_of_two_answers_the_first_counts(ask, cora) -> None:
    by = viewer_of(cora, source="page")
    answer_approval(approval=ask, is_yes=True, by=by, now=NOW)
    with pytest.raises(Refused, match="answered this already"):
        answer_approval(approval=ask, is_yes=False, reason="Wait", by=by, now=NOW)


def test_only_an_open_task_of_theirs_asks_once_at_a_time(ask, task, biller, pm) -> None:
    ours = create_task(subject=biller.record, biller=biller, title="Ours", side="provider", by=pm, now=NOW)
    for asked in (ours, task):
        with pytest.raises(Refused):
            ask_approval(task=asked, about="plan", question="Yes?", by=pm, now=NOW)


def test_staff_ask_on_the_tasks_page(task, signed_in, person, cora) -> None:
    page = signed_in(person("im"))
    assert page.post(f"/tasks/{task.pk}/approval/", {"about": "plan", "question": "Do you approve?"}).status_code == 302
    assert "Waits for an answer" in page.get(f"/tasks/{task.pk}/").content.decode()


def test_the_plan_shows_parts_milestones_and_today(theirs, project, stranger, time_machine) -> None:
    time_machine.move_to(NOW)
    shown = theirs.get(f"/portal/projects/{project.pk}/plan/").content.decode()
    assert "is-today" in shown and "Milestones" in shown and "Your next tasks" in shown
    assert stranger.get(f"/portal/projects/{project.pk}/plan/").status_code == 404


def test_meetings_have_a_page_with_empty_states(theirs) -> None:
    assert "No meeting is planned with you." in theirs.get("/portal/meetings/").content.decode()
    assert "Nothing waits for your yes" in theirs.get("/portal/approvals/").content.decode()
