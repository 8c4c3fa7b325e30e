"""A biller's project in the portal: dates, milestones, what each side does, words and files; and what is refused."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilotage.billers.operations import set_target_go_live
from pilotage.documents.models import StoredFile
from pilotage.notices.models import Notice
from pilotage.work.models import Comment
from pilotage.work.operations import add_comment
from story import NOW, TARGET


@pytest.fixture
def home(project) -> str:
    return f"/portal/projects/{project.pk}/"


def test_dates_milestones_and_both_sides_work_stand_there(theirs, home, project, phase, planned, pm) -> None:
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    page = theirs.get(home)
    words = page.content.decode()
    for part in ("Kickoff", "Target go-live", "15 Feb", planned.task.title, "What we are doing", "Milestones"):
        assert part in words
    assert all(row.task.side == "biller" for row in page.context["ours"])
    assert not any(row.task.side == "biller" for row in page.context["theirs"])


def test_what_is_still_owed_stands_before_what_is_done(theirs, home, planned) -> None:
    theirs.post(f"/portal/tasks/{planned.task_id}/complete/")
    rows = theirs.get(home).context["ours"]
    assert rows[-1].task_id == planned.task_id or rows[-1].task.done_at


def test_a_comment_reaches_the_team_and_the_answer_its_author(theirs, home, project, team, cora, biller, pm) -> None:
    assert theirs.post(f"{home}comment/", {"text": "When is the training?"})["Location"] == f"{home}#comments"
    told = Notice.objects.filter(kind="comment_added")
    assert {one.user for one in told} == set(team.values())
    assert {one.url for one in told} == {f"/projects/{project.pk}/"}
    add_comment(subject=project.record, biller=biller, text="In May", is_internal=False, by=pm, now=NOW)
    assert Notice.objects.get(user=cora, kind="comment_added").url == home


def test_a_file_is_sent_and_stands_on_the_page(theirs, home) -> None:
    theirs.post(f"{home}files/", {"file": SimpleUploadedFile("rates.csv", b"rate,amount\nA,1.20\n")})
    assert "rates.csv" in theirs.get(home).content.decode()


def test_a_card_number_in_a_comment_is_named_masked_and_not_kept(theirs, home) -> None:
    answer = theirs.post(f"{home}comment/", {"text": "4111111111111111"})
    error = str(answer.context["comment_form"].errors["text"])
    assert answer.status_code == 422 and "card number" in error and "4111111111111111" not in error
    assert not Comment.objects.everywhere().exists()


@pytest.mark.parametrize("step", ["", "comment/", "files/"])
def test_another_billers_project_answers_as_one_that_never_was(stranger, home, step) -> None:
    ask = stranger.post if step else stranger.get
    given = lambda: {"text": "Hello", "file": SimpleUploadedFile("a.txt", b"x")}  # noqa: E731 a file is read once
    missing, found = ask(f"/portal/projects/{uuid.uuid4()}/{step}", given()), ask(f"{home}{step}", given())
    assert found.status_code == missing.status_code == 404 and found.content == missing.content
    assert not Comment.objects.everywhere().exists() and not StoredFile.objects.everywhere().exists()


def test_staff_pages_are_not_there_for_a_billers_people(theirs, project, planned, biller) -> None:
    for url in (f"/projects/{project.pk}/", f"/tasks/{planned.task_id}/", f"/billers/{biller.pk}/", "/billers/"):
        assert theirs.get(url).status_code == 404, url
