"""A person's notices: read, opened, and the ways that each person chooses; a biller's people choose among their own."""

import pytest

from pilotage.core.models import OutboxMessage
from pilotage.core.viewer import system
from pilotage.notices import operations
from pilotage.notices.kinds import KINDS
from pilotage.notices.models import Notice, NoticeChoice
from story import NOW


@pytest.fixture
def dana(person):
    return person("im", name="Dana")


def tell(user, key="k1", kind="task_assigned"):
    operations.tell(users=[user], kind=kind, text="A task is yours.", url="/tasks/1/", key=key, by=system(), now=NOW)
    return Notice.objects.get(user=user, key=key)


def test_opening_a_notice_reads_it_and_goes_where_it_leads(dana, signed_in) -> None:
    notice, browser = tell(dana), signed_in(dana)
    assert "A task is yours." in browser.get("/notices/?show=unread").content.decode()
    assert browser.post(f"/notices/{notice.pk}/")["Location"] == "/tasks/1/"
    assert "A task is yours." not in browser.get("/notices/?show=unread").content.decode()


def test_somebody_elses_notice_is_not_there(dana, person, signed_in) -> None:
    notice = tell(dana)
    assert signed_in(person("pm")).post(f"/notices/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_what_was_chosen_holds_from_then_on(dana, signed_in) -> None:
    browser = signed_in(dana)
    given = {kind.name: kind.email for kind in KINDS.values()} | {"task_assigned": "now"}
    browser.post("/settings/notices/", given)
    tell(dana)
    assert NoticeChoice.objects.get().email == "now" and OutboxMessage.objects.filter(channel="mail").count() == 1
    browser.post("/settings/notices/", given | {"task_assigned": "off"})
    tell(dana, "k2")
    assert OutboxMessage.objects.filter(channel="mail").count() == 1


def test_a_billers_person_is_asked_only_about_what_reaches_them(biller, clerk, signed_in) -> None:
    page = signed_in(clerk(biller)).get("/settings/notices/")
    shown = set(page.context["form"].fields)
    assert shown == {kind.name for kind in KINDS.values() if kind.is_for_billers}
    assert {"task_due", "comment_added", "file_added", "meeting_invited"} <= shown and "tsm_asked" not in shown


def test_the_digest_holds_an_address_for_each_thing_and_says_whose_it_is(dana) -> None:
    tell(dana)
    tell(dana, "k2", "comment_added")
    tell(dana, "k3", "went_live")  # by mail at once
    assert operations.send_digests(by=system(), now=NOW) == 1
    mail = OutboxMessage.objects.get(key__startswith="digest:").payload
    assert mail["subject"] == "2 new in Pilotage" and mail["text"].count("/tasks/1/") == 2 and dana.name in mail["text"]
