"""Every biller that the list finds is given away at once, not only those of the page."""

import pytest

from pilotage.billers.models import Care
from pilotage.people import pages


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    pages.forget_kept()


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


@pytest.fixture
def many(make_biller):
    return [make_biller(f"Town {number:02}", state="TX" if number < 27 else "CA") for number in range(30)]


def assign(page, person, query: str, **more: object):
    user = person("im", name="Dana")
    return page.post(f"/billers/assign/?{query}", {"user": user.pk, "role": "im", **more}, follow=True)


def test_the_list_offers_all_found_only_where_they_are_more_than_the_page_shows(page, many) -> None:
    assert 'name="everything" value="27"' in page.get("/billers/?state=TX").content.decode()
    assert 'name="everything"' not in page.get("/billers/?state=CA").content.decode()


def test_all_found_by_the_filter_are_given_away_and_no_others(page, person, many) -> None:
    answer = assign(page, person, "state=TX", everything="27", selected=[str(many[0].pk)])
    assert "Dana now looks after 27 billers." in answer.content.decode()
    assert answer.redirect_chain == [("/billers/?state=TX", 302)]
    assert set(Care.objects.everywhere().values_list("biller__state", flat=True)) == {"TX"}
    assert Care.objects.everywhere().count() == 27


def test_when_the_list_finds_another_number_by_now_nothing_is_given_away(page, person, many) -> None:
    answer = assign(page, person, "state=TX", everything="26")
    assert "27 rows are found now, 26 when you looked." in answer.content.decode()
    assert Care.objects.everywhere().count() == 0


def test_without_it_only_the_ticked_ones_are_given_away(page, person, many) -> None:
    assign(page, person, "state=TX", selected=[str(many[0].pk), str(many[29].pk)])
    assert Care.objects.everywhere().count() == 2
