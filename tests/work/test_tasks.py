"""Tasks and comments: their states, who may, who is told, and no card numbers."""

from datetime import date, timedelta

import pytest

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from pilotage.work import operations
from pilotage.work.models import Comment, Task
from story import NOW

CARD = "4111 1111 1111 1111"


@pytest.fixture
def task(biller, pm) -> Task:
    return operations.create_task(
        subject=biller.record,
        biller=biller,
        title="Send the file specification",
        due_date=date(2026, 11, 9),
        by=pm,
        now=NOW,
    )


def test_a_task_is_done_once_and_opened_again_with_events(task, pm) -> None:
    assert operations.complete_task(task=task, by=pm, now=NOW)
    assert not operations.complete_task(task=task, by=pm, now=NOW)
    assert (task.state, task.done_at, task.done_by_id) == ("done", NOW, pm.user_id)
    assert operations.reopen_task(task=task, by=pm, now=NOW + timedelta(hours=1), reason="Wrong file")
    task.refresh_from_db()
    assert (task.state, task.done_at, task.done_by) == ("open", None, None)
    kinds = list(Event.objects.filter(record_id=task.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["work.task_created", "work.task_done", "work.task_reopened"]


def test_blocking_needs_a_reason_which_goes_when_it_is_done(task, pm) -> None:
    with pytest.raises(Refused):
        operations.block_task(task=task, reason=" ", by=pm, now=NOW)
    operations.block_task(task=task, reason="The bank has not answered", by=pm, now=NOW)
    operations.complete_task(task=task, by=pm, now=NOW)
    assert Task.objects.everywhere().get().blocked_reason == ""


def test_a_dropped_task_is_not_completed(task, pm) -> None:
    operations.drop_task(task=task, reason="Not needed", by=pm, now=NOW)
    with pytest.raises(Refused, match="Open it again"):
        operations.complete_task(task=task, by=pm, now=NOW)


def test_two_who_change_at_once_and_the_second_is_told(task, pm) -> None:
    seen = task.record.version
    operations.change_task(task=task, title="First", expect=seen, by=pm, now=NOW)
    with pytest.raises(Stale):
        operations.change_task(task=task, title="Second", expect=seen, by=pm, now=NOW)
    assert Task.objects.everywhere().get().title == "First"


def test_the_new_owner_is_told_once_and_not_by_themselves(task, pm, person) -> None:
    dana = person("im", name="Dana")
    operations.assign_task(task=task, owner=dana, by=pm, now=NOW)
    operations.assign_task(task=task, owner=None, by=pm, now=NOW)
    operations.assign_task(task=task, owner=dana, by=pm, now=NOW)
    assert [notice.user for notice in Notice.objects.all()] == [dana]
    operations.assign_task(task=task, owner=dana, by=viewer_of(dana, source="page"), now=NOW)
    assert Notice.objects.count() == 1


def test_a_billers_person_completes_only_tasks_of_their_own_side(task, biller, pm, clerk, make_biller) -> None:
    cora = viewer_of(clerk(biller), source="page")
    with pytest.raises(Forbidden):
        operations.complete_task(task=task, by=cora, now=NOW)
    operations.change_task(task=task, side="biller", by=pm, now=NOW)
    stranger = viewer_of(clerk(make_biller("Elm City"), name="Stan"), source="page")
    with pytest.raises(Forbidden):
        operations.complete_task(task=task, by=stranger, now=NOW)
    assert operations.complete_task(task=task, by=cora, now=NOW)


@pytest.mark.parametrize("field", ["title", "description"])
def test_a_card_number_is_refused_masked_and_not_kept(task, pm, field) -> None:
    with pytest.raises(Refused) as refused:
        operations.change_task(task=task, **{field: f"Card {CARD}"}, by=pm, now=NOW)
    assert refused.value.field == field and "1111 1111" not in refused.value.message
    with pytest.raises(Refused):
        operations.add_comment(subject=task.record, biller=task.biller, text=CARD, is_internal=True, by=pm, now=NOW)
    assert not Comment.objects.everywhere().exists()
    assert not Event.objects.filter(payload__icontains="4111").exists()


def test_what_a_billers_person_writes_is_never_internal_and_reaches_the_team(biller, clerk, person, admin) -> None:
    from pilotage.billers.operations import assign_care

    pat = person("pm", name="Pat")
    assign_care(by=admin, now=NOW, biller=biller, user=pat, role="pm")
    cora = viewer_of(clerk(biller), source="page")
    comment = operations.add_comment(
        subject=biller.record, biller=biller, text="When?", is_internal=True, by=cora, now=NOW
    )
    assert comment.is_internal is False
    assert [notice.user for notice in Notice.objects.all()] == [pat]


def test_only_the_author_edits_a_comment_and_its_old_words_stay_in_history(biller, pm, leader) -> None:
    comment = operations.add_comment(subject=biller.record, biller=biller, text="Old", is_internal=True, by=pm, now=NOW)
    with pytest.raises(Forbidden):
        operations.edit_comment(comment=comment, text="New", by=leader, now=NOW)
    operations.edit_comment(comment=comment, text="New", by=pm, now=NOW)
    event = Event.objects.filter(kind="work.comment_changed").get()
    assert (event.payload["before"]["text"], event.payload["after"]["text"]) == ("Old", "New")
