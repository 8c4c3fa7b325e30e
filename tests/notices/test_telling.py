"""Notices: once per matter, by the way that each person chose, in editable words."""

from datetime import timedelta

import pytest

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import OutboxMessage
from pilotage.core.viewer import system
from pilotage.notices import operations
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from story import NOW


def tell(user, key="k1", kind="went_live", now=NOW):
    return operations.tell(
        users=[user], kind=kind, text="Hill Water is live.", url="/billers/1/", key=key, by=system(), now=now
    )


def test_the_same_matter_is_told_once(person) -> None:
    dana = person("im", name="Dana")
    assert [tell(dana), tell(dana), tell(dana, "k2")] == [1, 0, 1]
    assert Notice.objects.count() == OutboxMessage.objects.filter(channel="mail").count() == 2


def test_who_chose_no_mail_gets_none_and_still_reads_it_in_the_product(person) -> None:
    dana = person("im", name="Dana")
    operations.choose(choices={"went_live": "off"}, by=viewer_of(dana, source="page"), now=NOW)
    tell(dana)
    assert Notice.objects.count() == 1 and not OutboxMessage.objects.exists()


def test_the_digest_holds_what_waits_and_is_owed_once_a_day(person) -> None:
    dana = person("im", name="Dana", time_zone="America/Chicago")
    tell(dana, kind="task_assigned")
    assert not OutboxMessage.objects.exists()
    early = NOW.replace(hour=11)  # five in the morning in Chicago
    assert operations.send_digests(by=system(), now=early) == 0
    assert operations.send_digests(by=system(), now=NOW) == 1
    assert operations.send_digests(by=system(), now=NOW + timedelta(hours=2)) == 0
    mail = OutboxMessage.objects.get().payload
    assert "Hill Water is live." in mail["text"] and mail["to"] == [dana.email]


def test_a_wording_is_changed_used_and_reset(person, admin) -> None:
    dana = person("im", name="Dana")
    operations.set_wording(kind="went_live", subject="Live: {text}", body="{name}: {text} {link}", by=admin, now=NOW)
    tell(dana)
    mail = OutboxMessage.objects.get().payload
    assert mail["subject"] == "Live: Hill Water is live."
    assert mail["text"].startswith("Dana: Hill Water is live. http") and mail["text"].endswith("/billers/1/")
    operations.reset_wording(kind="went_live", by=admin, now=NOW)
    tell(dana, "k2")
    assert OutboxMessage.objects.order_by("created_at", "id").last().payload["subject"] == "Hill Water is live."


def test_an_unknown_placeholder_and_a_stranger_are_refused(admin, pm) -> None:
    with pytest.raises(Refused, match="no placeholder") as refused:
        operations.set_wording(kind="went_live", subject="{secret}", body="x", by=admin, now=NOW)
    assert refused.value.field == "subject"
    with pytest.raises(Forbidden):
        operations.set_wording(kind="went_live", subject="x", body="x", by=pm, now=NOW)


def test_what_comes_after_todays_digest_waits_for_tomorrows(person) -> None:
    dana = person("im", name="Dana", time_zone="America/Chicago")
    tell(dana, kind="task_assigned")
    assert operations.send_digests(by=system(), now=NOW) == 1
    tell(dana, "k2", kind="task_due", now=NOW + timedelta(minutes=20))
    assert operations.send_digests(by=system(), now=NOW + timedelta(hours=1)) == 0
    assert Notice.objects.get(key="k2").digested_at is None
    assert operations.send_digests(by=system(), now=NOW + timedelta(days=1)) == 1
    assert OutboxMessage.objects.count() == 2 and Notice.objects.get(key="k2").digested_at is not None
