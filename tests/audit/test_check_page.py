"""An administrator lets the chain be checked; what was found stands on the page, and the doctor tells it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pilotage.core.daily import last_check
from pilotage.core.doctor import look_over
from pilotage.core.models import Event
from pilotage.core.operations.delivering import work_once


@pytest.fixture
def admin(person, signed_in):
    return signed_in(person("admin", name="Ada"))


def checked(admin) -> str:
    answer = admin.post(reverse("desk:audit_check"), follow=True)
    assert "is being checked" in answer.content.decode()
    assert work_once(worker="w", clock=timezone.now)
    return admin.get(reverse("desk:audit")).content.decode()


def test_a_whole_chain_is_told_with_its_count(admin) -> None:
    assert last_check() is None
    page = checked(admin)
    assert f"all {Event.objects.count()} events are as they were sealed" in page
    assert last_check()["valid"]


def test_a_broken_chain_is_told_with_the_event(admin) -> None:
    Event.objects.filter(seq=1).update(kind="core.forged")
    assert "The trail is broken at event 1." in checked(admin)
    found = {one.check: one for one in look_over(now=timezone.now())}
    assert found["audit trail"].state == "bad" and "Event 1" in found["audit trail"].seen
