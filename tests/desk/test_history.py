"""History of a record: newest first, in words, for provider staff only."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from pilotage.billers.models import Care, Contact, Membership
from pilotage.core.operations import change
from pilotage.core.viewer import system
from pilotage.desk.queries.history import history_of, person_columns

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def test_it_tells_who_changed_what_from_what_to_what(person, by, biller) -> None:
    dana, row = person("pm", name="Dana Silva"), biller("Hill Water")
    with change(by=by(dana), now=NOW + timedelta(hours=1)) as c:
        c.save(row, name="Hill County Water", is_enterprise=True, contract_date=NOW.date(), note="As they write it")
    newest, oldest = history_of(row.pk, by(dana))
    assert (newest["actor"], newest["text"], newest["detail"]) == (
        "Dana Silva",
        "changed the biller",
        "As they write it",
    )
    assert newest["changes"] == [
        ("Contract date", "", "Mon 2 Nov 2026"),
        ("Enterprise", "no", "yes"),
        ("Name", "Hill Water", "Hill County Water"),
    ]
    assert oldest["text"] == "added the biller" and oldest["source"] == "in the background"


def test_parts_show_in_their_records_history_and_people_by_name(person, by, biller) -> None:
    dana, row = person("tsm", name="Dana Silva"), biller()
    with change(by=system(), now=NOW) as c:
        c.create(Care, biller=row, user=dana, role="tsm", since=NOW.date())
    newest = history_of(row.pk, by(dana))[0]
    assert newest["text"] == "named who looks after the biller"
    assert ("User", "", "Dana Silva") in newest["changes"] and ("Role", "", "Transition success manager") in newest[
        "changes"
    ]


def test_a_number_is_shown_as_a_person_only_where_it_always_is_one() -> None:
    assert "user_id" in person_columns()
    assert "team_id" not in person_columns() and "biller_id" not in person_columns()


def test_a_billers_people_see_no_history_not_even_their_own_billers(clerk, by, biller, signed_in) -> None:
    row = biller("Hill Water")
    user = clerk("Hill Water")
    assert history_of(row.pk, by(user)) == []
    browser = signed_in(user)
    own, missing = browser.get(f"/history/{row.pk}/"), browser.get(f"/history/{uuid.uuid4()}/")
    assert (own.status_code, missing.status_code) == (404, 404)
    assert own.content == missing.content


def test_staff_open_the_page_and_a_missing_record_is_404(person, biller, signed_in) -> None:
    row, browser = biller("Hill Water"), signed_in(person("tsm"))
    page = browser.get(f"/history/{row.pk}/").content.decode()
    assert "History of Hill Water" in page and "added the biller" in page and "/settings/audit/" not in page
    assert browser.get(f"/history/{uuid.uuid4()}/").status_code == 404


def test_long_histories_come_in_pages(person, biller, signed_in, by) -> None:
    row, user = biller(), person("tsm")
    for number in range(105):
        with change(by=system(), now=NOW) as c:
            c.save(row, website=f"https://example.com/{number}")
    browser = signed_in(user)
    first = browser.get(f"/history/{row.pk}/")
    assert len(first.context["rows"]) == 100
    second = browser.get(f"/history/{row.pk}/", {"after": first.context["page"]["next"]})
    assert len(second.context["rows"]) == 6 and second.context["rows"][-1]["text"] == "added the biller"


def test_it_costs_three_queries_however_many_people_it_names(person, by, biller, django_assert_max_num_queries) -> None:
    row = biller()
    for number in range(3):
        user = person("tsm")
        with change(by=system(), now=NOW) as c:
            c.create(Membership, biller=row, user=user, role="it")
            c.create(Contact, scope=row.pk, biller=row, external_id=f"c{number}", name="Cy")
    with django_assert_max_num_queries(3):
        assert len(history_of(row.pk, by(user), 50)) == 4


@pytest.mark.parametrize("how_many", [0, 1, 2])
def test_no_more_than_asked_for(person, by, biller, how_many) -> None:
    row = biller()
    with change(by=system(), now=NOW) as c:
        c.save(row, state="NY")
    assert len(history_of(row.pk, by(person("pm")), how_many)) == how_many
