"""Every page kind draws with every kind of data, without inline script or style."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from pilotage.ui.gallery import pages, parts

ALL = [(kind, data) for kind in pages.KINDS for data in pages.DATA]
FORBIDDEN = re.compile(
    r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|<style|javascript:|hx-on|https?://(?!www\.w3\.org)", re.IGNORECASE
)


def drawn(kind: str, data: str) -> str:
    request = RequestFactory().get(f"/gallery/{kind}/")
    return render_to_string(f"ui/gallery/{kind}.html", pages.context(request, kind, data) | {"request": request})


@pytest.fixture(scope="module")
def components() -> str:
    request = RequestFactory().get("/gallery/")
    return render_to_string("ui/gallery/components.html", parts.context(request) | {"request": request})


@pytest.mark.parametrize(("kind", "data"), ALL)
def test_a_page_kind_has_one_heading_a_title_and_a_place_to_skip_to(kind: str, data: str) -> None:
    page = drawn(kind, data)
    assert page.count("<h1>") == 1 and 'id="main"' in page
    assert re.search(r"<title>\s*\S.*Northwind Payments</title>", page)


@pytest.mark.parametrize(("kind", "data"), ALL)
def test_a_page_kind_keeps_the_content_security_policy(kind: str, data: str) -> None:
    assert not FORBIDDEN.search(drawn(kind, data))


@pytest.mark.parametrize(("kind", "data"), ALL)
def test_no_template_word_or_empty_value_leaks_into_a_page(kind: str, data: str) -> None:
    page = drawn(kind, data)
    assert not re.search(r"\{[%{]|>None<|\[\]<", page)


def test_the_components_keep_the_content_security_policy(components: str) -> None:
    assert not FORBIDDEN.search(components)


def test_ids_on_a_page_are_unique(components: str) -> None:
    for page in [components, *(drawn(*one) for one in ALL if one != ("gates", "crowded"))]:
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]


def test_every_target_that_htmx_names_is_on_the_page() -> None:
    for kind, data in ALL:
        page = drawn(kind, data)
        for target in re.findall(r'hx-target="#([^"]+)"', page):
            assert f'id="{target}"' in page, (kind, target)


def test_the_shell_draws_with_nothing_but_a_title() -> None:
    page = render_to_string("ui/base.html", {"page_title": "Alone"})
    assert "<h1>Alone</h1>" in page and "Alone · Pilotage" in page


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_refusals_say_what_to_do_and_need_no_context(name: str) -> None:
    page = render_to_string(f"{name}.html")
    assert "<h1>" in page and 'href="/"' in page
    assert not FORBIDDEN.search(page) and not re.search(r"\bOops\b|\bInvalid\b|\bError\b", page)
