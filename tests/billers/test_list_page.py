"""The billers list: what its rows say, that it is safe to read, and that it asks the database little."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client

from pilotage.billers import operations, queries
from pilotage.billers.models import Biller
from pilotage.core.errors import Unscoped
from pilotage.core.prepared import RowsByKey, SameList
from pilotage.core.viewer import system
from pilotage.people import pages
from pilotage.people.pages import forget_kept
from story import NOW


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget_kept()


@pytest.fixture
def many(db: None):
    def make(n: int, first: int = 0) -> list[Biller]:
        return [
            operations.create_biller(by=system(), now=NOW, external_id=f"b-{one}", name=f"Biller {one:03}")
            for one in range(first, first + n)
        ]

    return make


@pytest.fixture
def staff(person) -> Client:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(person("pm"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def page(browser: Client, query: str = "") -> str:
    answer = browser.get(f"/billers/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_row_says_what_is_known_and_what_is_not(staff, biller, phase, person) -> None:
    operations.assign_care(biller=biller, user=person("im", name="Ida Moss"), role="im", by=system(), now=NOW)
    operations.set_target_go_live(phase=phase, date=date(2027, 3, 1), reason="first", expect=None, by=system(), now=NOW)
    shown = page(staff)
    assert f'<a href="/billers/{biller.pk}/">{biller.name}</a>' in shown
    assert '<td class="num" data-label="MRR"><span class="ui-figure">$4,200.00</span></td>' in shown
    assert 'Ida Moss <span class="ui-meta">IM</span>' in shown and 'datetime="2027-03-01"' in shown


def test_a_name_cannot_break_out_of_its_row(staff, many) -> None:
    (one,) = many(1)
    operations.change_biller(biller=one, name='<script>"A & B', by=system(), now=NOW)
    shown = page(staff)
    assert "<script>&quot;" not in shown and "&lt;script&gt;&quot;A &amp; B" in shown
    assert 'aria-label="Select &lt;script&gt;&quot;A &amp; B"' in shown


def test_columns_are_chosen_and_remembered(staff, many) -> None:
    many(1)
    assert 'data-label="Contract"' in page(staff, "?columns=contract")
    shown = page(staff)
    assert 'data-label="Contract"' in shown and 'data-label="MRR"' not in shown


def test_a_filter_that_was_drawn_a_moment_ago_shows_what_is_asked_now(staff, many) -> None:
    many(2)
    assert "Biller 000" in page(staff) and "Biller 000" not in page(staff, "?q=001")
    shown = page(staff, "?q=001")
    assert 'value="001"' in shown and "Filters in force" in shown and "Filters in force" not in page(staff)


def test_it_asks_six_times_with_one_row_and_with_thirty(staff, many, django_assert_num_queries, monkeypatch) -> None:
    monkeypatch.setattr(pages, "time", SimpleNamespace(monotonic=lambda: 0.0))  # what is kept for seconds stays kept
    for n, first in ((1, 0), (29, 1)):
        many(n, first)
        page(staff)
        with django_assert_num_queries(6):
            assert page(staff).count("data-row") == min(first + n, queries.ROWS)


def test_a_prepared_query_answers_for_few_keys_and_refuses_too_many(many) -> None:
    keys = [one.pk for one in many(4)]
    prepared = RowsByKey(
        lambda given: Biller.objects.everywhere().filter(pk__in=given).order_by().values_list("pk", "name"), 3
    )
    assert sorted(map(tuple, prepared.rows(keys[:2]))) == [(keys[0], "Biller 000"), (keys[1], "Biller 001")]
    assert [tuple(row) for row in prepared.rows(keys[3:])] == [(keys[3], "Biller 003")]
    assert prepared.rows([]) == []
    with pytest.raises(ValueError, match="4 keys"):
        prepared.rows(keys)


def test_rows_stand_in_the_order_that_was_asked_for(viewer, many) -> None:
    many(3)
    found = queries.with_leads(queries.listed(viewer("pm"), {}, sort="-name")[0:25])
    assert [row["name"] for row in found] == ["Biller 002", "Biller 001", "Biller 000"]


def test_a_list_that_was_asked_before_finds_what_is_there_now(viewer, many) -> None:
    many(3)
    asked = {"q": "Biller", "state": "", "vertical": ""}
    for made in (0, 4):
        many(made, 3)
        found = queries.listed(viewer("pm"), asked)
        assert found.count() == 3 + made
        assert len(found[2:5]) == min(3, 1 + made)
        assert found[0:1][0]["name"] == "Biller 000"
    assert queries.listed(viewer("pm"), asked | {"q": "006"}).count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps the plans of its own accord")
def test_postgresql_plans_a_list_once_for_each_connection(viewer, many) -> None:
    many(3)
    for _ in range(8):
        queries.with_leads(queries.listed(viewer("pm"), {"vertical": "utility"})[0:25])
        assert queries.listed(viewer("pm"), {"vertical": "utility"}).count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%billers_biller%'")
        assert cursor.fetchone()[0] >= 2


def test_a_list_without_a_scope_is_refused() -> None:
    with pytest.raises(Unscoped):
        SameList("nobody said for whom", Biller.objects.all, ("pk",)).count()
