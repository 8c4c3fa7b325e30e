"""Sorting, paging and filter chips keep what else the address says."""

from types import SimpleNamespace

from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template


def draw(template: str, query: str = "", **context: object) -> str:
    request = SimpleNamespace(GET=QueryDict(query), path="/billers/")
    return Template("{% load ui %}" + template).render(Context({"request": request} | context))


def test_a_sort_header_keeps_the_filters_and_begins_at_the_first_page() -> None:
    shown = draw('{% sort_header "name" "Biller" %}', "vertical=tax&after=xyz&page=3")
    assert 'href="?vertical=tax&amp;sort=name"' in shown and "aria-sort" not in shown


def test_the_sorted_column_says_so_and_turns_around() -> None:
    up = draw('{% sort_header "name" "Biller" %}', sort="name")
    down = draw('{% sort_header "name" "Biller" %}', sort="-name")
    assert 'aria-sort="ascending"' in up and "sort=-name" in up
    assert 'aria-sort="descending"' in down and 'href="?sort=name"' in down


def test_paging_by_cursor_keeps_the_filters() -> None:
    page = {"first": 26, "last": 50, "total": 1000, "previous": "a", "next": "b"}
    shown = draw("{% paging page %}", "vertical=tax&after=old", page=page)
    assert "26–50 of 1000" in shown
    assert 'href="?vertical=tax&amp;before=a"' in shown and 'href="?vertical=tax&amp;after=b"' in shown


def test_paging_by_number_works_too_and_has_no_way_beyond_the_ends() -> None:
    shown = draw("{% paging page %}", page=Paginator(range(30), 25).page(2))
    assert "26–30 of 30" in shown and "page=1" in shown and 'rel="next"' not in shown


def test_a_chip_takes_only_its_own_filter_away() -> None:
    chips = [{"name": "vertical", "label": "Vertical", "value": "Tax"}]
    shown = draw("{% filter_chips chips %}", "vertical=tax&state=mi&page=2", chips=chips)
    assert 'href="?state=mi"' in shown and 'href="/billers/"' in shown


def test_no_chips_draw_nothing() -> None:
    assert draw("{% filter_chips chips %}", chips=[]).strip() == ""
