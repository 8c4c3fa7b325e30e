"""A task that the biller owes: read, completed, opened again, asked about, files sent for it; and what is refused."""

import re
import uuid
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilotage.core.models import OutboxMessage
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import store_file
from pilotage.notices.models import Notice
from pilotage.notices.operations import choose
from pilotage.onboarding.models import PlanTask
from pilotage.people.viewers import viewer_of
from pilotage.work.models import Comment
from pilotage.work.operations import add_comment, create_task
from story import NOW

CARD = "4111 1111 1111 1111"


def text_file(name="answers.txt", content=b"Four cycles a month"):
    return SimpleUploadedFile(name, content, content_type="text/plain")


@pytest.fixture
def home(task) -> str:
    return f"/portal/tasks/{task.pk}/"


def test_the_page_says_what_is_asked_and_by_when(theirs, home) -> None:
    page = theirs.get(home).content.decode()
    for part in ("Send samples", "Ten bills of each kind.", "anyone of yours", "Complete task", "20 Nov"):
        assert part in page


def test_it_is_completed_and_opened_again(theirs, home, task) -> None:
    page = theirs.post(f"{home}complete/", follow=True).content.decode()
    task.refresh_from_db()
    assert task.state == "done" and "is done. Thank you." in page and "Open again" in page
    theirs.post(f"{home}reopen/")
    task.refresh_from_db()
    assert task.state == "open"


def test_a_task_of_the_plan_moves_what_waits_for_it(theirs, planned) -> None:
    url = f"/portal/tasks/{planned.task_id}/"
    assert theirs.post(f"{url}complete/", {"back": "project"})["Location"] == f"/portal/projects/{planned.project_id}/"
    assert PlanTask.objects.everywhere().get(pk=planned.pk).actual_finish_date is not None


def test_a_question_is_kept_for_both_sides_and_reaches_pm_and_im(theirs, home, task, team, cora) -> None:
    answer = theirs.post(f"{home}comment/", {"text": "Which format?"})
    assert answer["Location"] == f"{home}#comments"
    assert Comment.objects.everywhere().get().is_internal is False
    told = Notice.objects.filter(kind="comment_added")
    assert {one.user for one in told} == set(team.values()) and {one.url for one in told} == {f"/tasks/{task.pk}/"}


def test_a_clerks_question_on_their_own_task_is_heard_too(theirs, cora, biller, pm, team) -> None:
    own = create_task(subject=biller.record, biller=biller, title="Sign", side="biller", owner=cora, by=pm, now=NOW)
    theirs.post(f"/portal/tasks/{own.pk}/comment/", {"text": "Where?"})
    assert {one.user for one in Notice.objects.filter(kind="comment_added")} == set(team.values())


def test_the_answer_comes_back_to_who_asked_with_the_tasks_own_address(theirs, home, task, cora, biller, pm) -> None:
    theirs.post(f"{home}comment/", {"text": "Which format?"})
    add_comment(subject=task.record, biller=biller, text="PDF", is_internal=False, by=pm, now=NOW)
    assert Notice.objects.get(user=cora, kind="comment_added").url == home
    assert "PDF" in theirs.get(home).content.decode()


def test_internal_words_are_neither_shown_nor_told(theirs, home, task, cora, biller, pm) -> None:
    theirs.post(f"{home}comment/", {"text": "Which format?"})
    add_comment(subject=task.record, biller=biller, text="They are slow", is_internal=True, by=pm, now=NOW)
    assert "They are slow" not in theirs.get(home).content.decode()
    assert not Notice.objects.filter(user=cora, kind="comment_added").exists()


def test_an_empty_comment_and_one_with_a_card_number_are_refused_beside_the_field(theirs, home) -> None:
    assert theirs.post(f"{home}comment/", {"text": " "}).status_code == 422
    answer = theirs.post(f"{home}comment/", {"text": f"It is\n{CARD}"})
    error = str(answer.context["comment_form"].errors["text"])
    assert answer.status_code == 422 and "Line 2" in error and "1111 1111" not in error
    assert not Comment.objects.everywhere().exists()


def test_a_file_arrives_is_shown_to_both_sides_and_told(theirs, home, task, team, signed_in) -> None:
    answer = theirs.post(f"{home}files/", {"file": text_file()})
    assert answer["Location"] == f"{home}#files"
    file = StoredFile.objects.everywhere().get()
    got = theirs.get(f"/files/{file.pk}/")
    assert b"".join(got.streaming_content) == b"Four cycles a month"
    assert got["Content-Disposition"].startswith("attachment") and got["Content-Type"] == "application/octet-stream"
    assert signed_in(team["im"]).get(f"/files/{file.pk}/").status_code == 200
    assert {one.user for one in Notice.objects.filter(kind="file_added")} == set(team.values())


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("run.exe", b"MZ"), "not taken"),
        (("bill.pdf", b"<html>"), "no .pdf inside"),
        (("empty.txt", b""), "empty"),
        (
            ("cards.csv", b"name,card\nAnn,4111111111111111\nBob,5500005555555559\nCy,340000000000009\n"),
            "row 2, column 2: ",
        ),
    ],
)
def test_a_file_that_may_not_be_kept_is_refused_in_words(theirs, home, file, words) -> None:
    answer = theirs.post(f"{home}files/", {"file": text_file(*file)})
    error = str(answer.context["file_form"].errors["file"])
    assert answer.status_code == 422 and words in error and "4111111111111111" not in error
    assert not StoredFile.objects.everywhere().exists()


def test_no_file_at_all_is_asked_for(theirs, home) -> None:
    answer = theirs.post(f"{home}files/", {})
    assert answer.status_code == 422 and "Choose a file" in str(answer.context["file_form"].errors["file"])


def test_ones_own_file_is_taken_back_and_no_one_elses(theirs, home, task, biller, pm) -> None:
    import io

    theirs.post(f"{home}files/", {"file": text_file()})
    mine = StoredFile.objects.everywhere().get()
    ours = store_file(
        subject=task.record, biller=biller, name="ours.txt", stream=io.BytesIO(b"x"), is_shared=True, by=pm, now=NOW
    )
    assert "is taken back" in theirs.post(f"/portal/files/{mine.pk}/remove/", follow=True).content.decode()
    assert theirs.get(f"/files/{mine.pk}/").status_code == 404
    assert theirs.post(f"/portal/files/{ours.pk}/remove/").status_code == 403
    assert theirs.get(f"/files/{ours.pk}/").status_code == 200


@pytest.mark.parametrize("step", ["", "complete/", "reopen/", "comment/", "files/"])
def test_another_billers_task_answers_as_one_that_never_was(stranger, home, task, step) -> None:
    ask = stranger.post if step else stranger.get
    missing = ask(f"/portal/tasks/{uuid.uuid4()}/{step}", {"text": "Hello", "file": text_file()})
    found = ask(f"{home}{step}", {"text": "Hello", "file": text_file()})
    assert found.status_code == missing.status_code == 404 and found.content == missing.content
    task.refresh_from_db()
    assert task.state == "open" and not Comment.objects.everywhere().exists()
    assert not StoredFile.objects.everywhere().exists()


def test_another_billers_file_and_an_internal_one_are_not_there(stranger, theirs, task, biller, pm) -> None:
    import io

    shared, internal = (
        store_file(
            subject=task.record, biller=biller, name="a.txt", stream=io.BytesIO(b"x"), is_shared=shown, by=pm, now=NOW
        )
        for shown in (True, False)
    )
    assert stranger.get(f"/files/{shared.pk}/").status_code == 404
    assert theirs.get(f"/files/{internal.pk}/").status_code == 404
    assert stranger.post(f"/portal/files/{shared.pk}/remove/").status_code == 404
    assert theirs.get(f"/files/{shared.pk}/").status_code == 200


def test_a_task_of_the_provider_is_not_there_for_the_biller(theirs, biller, pm) -> None:
    ours = create_task(subject=biller.record, biller=biller, title="Price it", side="provider", by=pm, now=NOW)
    assert theirs.get(f"/portal/tasks/{ours.pk}/").status_code == 404
    assert theirs.post(f"/portal/tasks/{ours.pk}/complete/").status_code == 404


def test_who_left_the_biller_sees_nothing_any_more(theirs, cora, home, biller, admin) -> None:
    from pilotage.billers.models import Membership
    from pilotage.billers.operations import drop_membership

    row = Membership.objects.everywhere().get(user=cora)
    drop_membership(membership=row, by=admin, now=NOW)
    assert theirs.get(home).status_code == 404


def test_a_mail_leads_to_its_task_and_from_there_one_click_completes_it(theirs, cora, biller, pm, client) -> None:
    choose(choices={"task_assigned": "now"}, by=viewer_of(cora, source="page"), now=NOW)
    task = create_task(subject=biller.record, biller=biller, title="Sign", side="biller", owner=cora, by=pm, now=NOW)
    (mail,) = OutboxMessage.objects.filter(channel="mail", payload__to=[cora.email])
    address = re.search(r"http\S+", mail.payload["text"])[0]
    path = urlsplit(address).path
    assert path == f"/portal/tasks/{task.pk}/" and theirs.get(path).status_code == 200
    assert theirs.post(f"{path}complete/").status_code == 302
    task.refresh_from_db()
    assert task.state == "done"
    asked = client.get(path, headers={"host": "localhost"})
    assert asked.status_code == 302 and asked["Location"].endswith(f"?next={path}")
