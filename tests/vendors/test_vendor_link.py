"""What a person of the CIS vendor sees and does by link: their tasks, dates and files; nothing else."""

import io
from datetime import timedelta

import pytest

from pilotage.core.models import Event
from pilotage.documents.models import ShareUse, StoredFile
from pilotage.documents.operations import revoke_link, store_file
from pilotage.documents.sharing import path_of_link
from pilotage.vendors import operations
from pilotage.work.models import Comment, Task
from pilotage.work.operations import add_comment, create_task
from story import NOW

FORM = {"HTTP_HOST": "localhost"}


@pytest.fixture
def task(project) -> Task:
    return Task.objects.everywhere().filter(subject=project.pk, side="vendor").order_by("due_date").first()


def test_the_first_page_holds_the_vendors_tasks_and_no_other_sides(link, project, client) -> None:
    page = client.get(path_of_link(link)).content.decode()
    sides = {side: set() for side in ("vendor", "biller", "provider")}
    for side, title in Task.objects.everywhere().filter(subject=project.pk).values_list("side", "title"):
        sides[side].add(title)
    assert sides["vendor"] and all(title in page for title in sides["vendor"])
    assert not [title for title in sides["biller"] | sides["provider"] if title in page]
    assert ShareUse.objects.everywhere().get().link_id == link.pk


def test_the_vendor_completes_comments_and_sends_a_file(link, task, client, project) -> None:
    here = path_of_link(link, f"tasks/{task.pk}")
    assert client.post(path_of_link(link, f"tasks/{task.pk}/comment"), {"text": "Which layout?"}).status_code == 302
    sent = client.post(path_of_link(link, f"tasks/{task.pk}/file"), {"file": io.BytesIO(b"a,b\n1,2\n")})
    assert sent.status_code == 422  # a file without a name that says what it is
    file = io.BytesIO(b"a,b\n1,2\n")
    file.name = "layout.csv"
    assert client.post(path_of_link(link, f"tasks/{task.pk}/file"), {"file": file}).status_code == 302
    assert client.post(path_of_link(link, f"tasks/{task.pk}/complete")).status_code == 302
    task.refresh_from_db()
    comment, kept = Comment.objects.everywhere().get(), StoredFile.objects.everywhere().get()
    assert task.state == "done" and task.plan.actual_finish_date is not None
    assert (comment.author_name, comment.is_internal, comment.is_for_vendor) == ("Vera Vance, Northstar", True, True)
    assert (kept.is_shared, kept.is_for_vendor) == (False, True)
    page = client.get(here).content.decode()
    assert "Which layout?" in page and "layout.csv" in page
    done = Event.objects.get(kind="work.task_done").payload
    assert (done["actor"], done["source"]) == ("Vera Vance, Northstar", "link")


def test_nothing_else_opens_by_the_link(link, project, biller, pm, client) -> None:
    theirs = create_task(subject=project.record, biller=biller, title="Ask", side="biller", by=pm, now=NOW)
    about = create_task(subject=biller.record, biller=biller, title="Other", side="vendor", by=pm, now=NOW)
    secret = store_file(
        subject=project.record,
        biller=biller,
        name="plan.txt",
        stream=io.BytesIO(b"ours"),
        is_shared=True,
        by=pm,
        now=NOW,
    )
    for rest in (
        f"tasks/{theirs.pk}",
        f"tasks/{about.pk}",
        f"files/{secret.pk}",
        "tasks/none",
        "people",
        f"tasks/{project.pk}",
    ):
        assert client.get(path_of_link(link, rest)).status_code == 404, rest
    for task in (theirs, about):
        assert client.post(path_of_link(link, f"tasks/{task.pk}/complete")).status_code == 404
        task.refresh_from_db()
        assert task.state == "open"
    assert client.get(path_of_link(link, f"tasks/{theirs.pk}/complete")).status_code == 404


def test_internal_words_stay_inside_and_words_for_the_vendor_are_mailed(
    link, task, biller, pm, client, deliver
) -> None:
    add_comment(subject=task.record, biller=biller, text="They are slow", is_internal=True, by=pm, now=NOW)
    add_comment(
        subject=task.record, biller=biller, text="Use layout 3", is_internal=True, is_for_vendor=True, by=pm, now=NOW
    )
    page = client.get(path_of_link(link, f"tasks/{task.pk}")).content.decode()
    assert "Use layout 3" in page and "They are slow" not in page
    (mail,) = [mail for mail in deliver() if "wrote about" in mail["text"]]
    assert mail["to"] == ["vera@northstar.example"] and path_of_link(link, f"tasks/{task.pk}") in mail["text"]


def test_an_ended_a_replaced_and_an_expired_link_show_nothing(link, contact, pm, client, time_machine) -> None:
    newer = operations.send_link(contact=contact, days=5, by=pm, now=NOW)
    assert client.get(path_of_link(link)).status_code == 410
    assert client.get(path_of_link(newer)).status_code == 200
    time_machine.move_to(NOW + timedelta(days=5))
    assert client.get(path_of_link(newer)).status_code == 410
    time_machine.move_to(NOW)
    revoke_link(link=newer, by=pm, now=NOW)
    assert client.post(path_of_link(newer, "tasks/x/complete")).status_code == 410


def test_who_is_taken_off_the_project_sees_nothing_any_more(link, contact, pm, client) -> None:
    operations.take_off(contact=contact, by=pm, now=NOW)
    assert client.get(path_of_link(link)).status_code == 410


def test_too_many_requests_wait(link, client) -> None:
    for _ in range(60):
        client.get(path_of_link(link))
    assert client.get(path_of_link(link)).status_code == 429


def test_a_card_number_is_refused_and_the_words_stay_in_the_form(link, task, client) -> None:
    answer = client.post(path_of_link(link, f"tasks/{task.pk}/comment"), {"text": "Pay with 4111 1111 1111 1111"})
    assert answer.status_code == 422 and "reads as a card number" in answer.content.decode()
    assert not Comment.objects.everywhere().exists()


def test_vendors_hear_once_of_what_is_due(link, task, pm, deliver) -> None:
    day = NOW.replace(year=task.due_date.year, month=task.due_date.month, day=task.due_date.day)
    operations.send_link(contact=operations_contact(link), days=200, by=pm, now=NOW)
    first = operations.tell_vendors_of_due_tasks(by=pm, now=day)
    operations.tell_vendors_of_due_tasks(by=pm, now=day)
    told = [mail for mail in deliver() if "is due on" in mail["text"] and task.title in mail["text"]]
    assert first >= 1 and len(told) == 1


def operations_contact(link):
    from pilotage.vendors.queries import contact_of_link

    return contact_of_link(link)


def test_holidays_are_no_working_days_by_link_either(link, task, client) -> None:
    Task.objects.everywhere().filter(pk=task.pk).update(due_date=NOW.date() + timedelta(days=29))  # Tue 1 Dec
    page = client.get(path_of_link(link, f"tasks/{task.pk}")).content.decode()
    assert "in 19 working days" in page  # without Veterans Day and Thanksgiving
