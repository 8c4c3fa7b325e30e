"""Share links: they show their page while they live, log each visit, and tell a stranger nothing."""

from datetime import timedelta

import pytest
from django.http import HttpResponse

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.viewer import Viewer
from pilotage.documents import sharing
from pilotage.documents.models import ShareUse
from pilotage.documents.operations import make_link, note_use, revoke_link
from pilotage.documents.sharing import path_of_link
from story import NOW


@pytest.fixture(autouse=True)
def page():
    sharing.shows("test")(lambda request, link, rest: HttpResponse(f"{link.subject.title}/{rest}"))
    yield
    sharing._pages.pop("test")


@pytest.fixture
def link(biller, pm, time_machine):
    time_machine.move_to(NOW)
    return make_link(subject=biller.record, biller=biller, purpose="test", name="Vera Vendor", days=10, by=pm, now=NOW)


def test_who_holds_the_link_sees_its_page_and_each_visit_is_logged_once(link, client, biller) -> None:
    for path in (path_of_link(link), path_of_link(link), path_of_link(link, "files")):
        response = client.get(path, headers={"user-agent": "Reader/1"})
        assert response.status_code == 200 and response.content.startswith(f"{biller.name}/".encode())
        assert response["Referrer-Policy"] == "same-origin" and "noindex" in response["X-Robots-Tag"]
    told = list(ShareUse.objects.everywhere().order_by("pk").values_list("address", "program", "place"))
    assert told == [("127.0.0.1", "Reader/1", ""), ("127.0.0.1", "Reader/1", "files")]
    assert Event.objects.filter(kind="documents.shareuse_created").count() == 2


def test_a_wrong_key_an_ended_and_an_expired_link_show_the_same_page(link, client, pm, time_machine) -> None:
    living = path_of_link(link)
    wrong = living.replace(living.split("/")[3], "0" * 40)
    gone = client.get(wrong)
    revoke_link(link=link, by=pm, now=NOW)
    assert not revoke_link(link=link, by=pm, now=NOW)
    ended = client.get(living)
    assert (gone.status_code, ended.status_code) == (410, 410) and gone.content == ended.content
    assert not ShareUse.objects.everywhere().exists()


def test_a_link_ends_on_its_day(link, client, time_machine) -> None:
    time_machine.move_to(NOW + timedelta(days=10) - timedelta(seconds=1))
    assert client.get(path_of_link(link)).status_code == 200
    time_machine.move_to(NOW + timedelta(days=10))
    assert client.get(path_of_link(link)).status_code == 410


def test_the_secret_part_stands_in_no_table(link) -> None:
    key = path_of_link(link).split("/")[3]
    assert len(key) == 40 and key not in "".join(str(event.payload) for event in Event.objects.all())


def test_a_link_has_a_name_and_an_end_and_is_made_by_staff(biller, pm, link) -> None:
    for name, days in ((" ", 10), ("Vera", 0), ("Vera", 366)):
        with pytest.raises(Refused):
            make_link(subject=biller.record, biller=biller, purpose="test", name=name, days=days, by=pm, now=NOW)
    clerk = Viewer(user_id=None, name="Clerk", biller_ids=frozenset({biller.pk}))
    with pytest.raises(Forbidden):
        make_link(subject=biller.record, biller=biller, purpose="test", name="Vera", by=clerk, now=NOW)
    with pytest.raises(Forbidden):
        revoke_link(link=link, by=clerk, now=NOW)


def test_staff_see_who_opened_a_link_and_end_it(link, signed_in, person, pm) -> None:
    note_use(link=link, address="10.1.2.3", program="Reader/1", by=pm, now=NOW)
    browser = signed_in(person("pm"))
    page = browser.get(f"/share-links/{link.pk}/").content.decode()
    assert "10.1.2.3" in page and path_of_link(link) in page
    assert browser.post(f"/share-links/{link.pk}/revoke/").status_code == 302
    assert "10.1.2.3" in (page := browser.get(f"/share-links/{link.pk}/").content.decode())
    assert path_of_link(link) not in page
