"""Saved views of lists: kept for one person, opened by whoever has the address."""

from datetime import UTC, datetime

import pytest

from pilotage.core.errors import Refused
from pilotage.core.models import Event
from pilotage.people import operations

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def save(page, name: str = "Texas", query: str = "state=TX&sort=-mrr&page=3"):
    return page.post("/settings/views/save/", {"path": "/billers/", "name": name, "query": query})


def test_a_view_keeps_filter_and_sort_and_stands_on_its_list_alone(signed_in, person) -> None:
    user = person("pm")
    page = signed_in(user)
    assert save(page)["Location"] == "/billers/?state=TX&sort=-mrr"
    user.refresh_from_db()
    assert user.views == {"/billers/": [["Texas", "state=TX&sort=-mrr"]]}
    assert Event.objects.order_by("-seq").first().kind == "people.view_saved"
    shown = page.get("/billers/").content.decode()
    assert '<a class="ui-view" href="/billers/?state=TX&amp;sort=-mrr">Texas</a>' in shown
    assert "Save as a view" not in shown and "Texas</a>" not in page.get("/projects/").content.decode()


def test_the_columns_chosen_go_into_the_view(signed_in, person) -> None:
    page = signed_in(person("pm"))
    page.get("/billers/?columns=mrr&columns=stage")
    offered = page.get("/billers/?state=TX").content.decode()
    assert 'name="query" value="state=TX&amp;columns=stage&amp;columns=mrr"' in offered


def test_the_view_that_is_open_is_marked_and_can_be_removed(signed_in, person) -> None:
    user = person("pm")
    page = signed_in(user)
    save(page)
    shown = page.get("/billers/?sort=-mrr&state=TX&columns=").content.decode()
    assert 'aria-current="true">Texas</a>' in shown and "Remove this view" in shown
    assert page.post("/settings/views/remove/", {"path": "/billers/", "name": "Texas"})["Location"] == "/billers/"
    user.refresh_from_db()
    assert user.views == {}


def test_a_view_is_ones_own_but_its_address_is_open_to_all(signed_in, person) -> None:
    target = save(signed_in(person("pm")))["Location"]
    other = signed_in(person("im"))
    answer = other.get(target)
    assert answer.status_code == 200 and "Save as a view" in answer.content.decode()
    assert ">Texas</a>" not in answer.content.decode()


def test_the_same_name_again_replaces_the_view(signed_in, person) -> None:
    user = person("pm")
    page = signed_in(user)
    save(page)
    save(page, name=" Texas ", query="state=TX&stage=onboarding")
    user.refresh_from_db()
    assert user.views["/billers/"] == [["Texas", "state=TX&stage=onboarding"]]


@pytest.mark.parametrize(
    ("name", "query", "path"),
    [
        ("", "state=TX", "/billers/"),
        ("All", "page=2&as=csv&state=", "/billers/"),
        ("Out", "a=b", "//evil.example.com/"),
    ],
)
def test_a_view_without_name_content_or_list_is_refused_and_nothing_changes(by, person, name, query, path) -> None:
    user = person("pm")
    before = Event.objects.count()
    with pytest.raises(Refused):
        operations.save_view(by=by(user), now=NOW, path=path, name=name, query=query)
    user.refresh_from_db()
    assert (user.views, Event.objects.count()) == ({}, before)


def test_twenty_views_of_one_list_are_enough(by, person) -> None:
    user = person("pm")
    for number in range(20):
        operations.save_view(by=by(user), now=NOW, path="/billers/", name=f"View {number}", query="state=TX")
    with pytest.raises(Refused, match="twenty"):
        operations.save_view(by=by(user), now=NOW, path="/billers/", name="One more", query="state=TX")


def test_nobody_is_led_to_an_address_that_is_not_ours(signed_in, person) -> None:
    answer = signed_in(person("pm")).post(
        "/settings/views/save/", {"path": "https://evil.example.com/", "name": "x", "query": "a=b"}
    )
    assert answer["Location"] == "/?a=b"
