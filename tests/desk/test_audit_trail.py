"""The audit trail page: found by text, area, person, record and day; paged by number; exported safely."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from pilotage.billers.models import Biller
from pilotage.core.models import AuditHead, Event
from pilotage.core.operations import change
from pilotage.core.viewer import system
from pilotage.desk.queries.audit import AuditSearch, audit_events, audit_page
from pilotage.people import operations

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def ada(person):
    return person("admin", name="Ada Admin")


@pytest.fixture
def admin(ada, signed_in) -> Client:
    return signed_in(ada)


def kinds(viewer, **asked) -> list[str]:
    return list(audit_events(viewer, AuditSearch(**asked)).values_list("kind", flat=True))


def test_events_are_found_by_text_area_person_record_and_kind(ada, by, biller) -> None:
    row = biller("Hill Water")
    with change(by=by(ada), now=NOW) as c:
        c.save(row, name="Hügel Wasser")
    viewer = by(ada)
    assert kinds(viewer, text="Hügel") == ["billers.biller_changed"]
    assert kinds(viewer, text="no such words") == []
    assert kinds(viewer, area="billers") == ["billers.biller_changed", "billers.biller_created"]
    assert kinds(viewer, area="bill") == []
    assert kinds(viewer, person=str(ada.pk)) == ["billers.biller_changed"]
    assert "billers.biller_created" in kinds(viewer, person="product")
    assert kinds(viewer, record=row.pk) == ["billers.biller_changed", "billers.biller_created"]
    assert kinds(viewer, kind="people.user_created") == ["people.user_created"]


def test_text_with_signs_of_the_database_is_only_text(ada, by, biller) -> None:
    biller('100%_"\\ Water')
    assert kinds(by(ada), text="100%") and kinds(by(ada), text='_"')
    assert kinds(by(ada), text="%x%") == []


def test_days_are_the_readers_own_and_both_ends_count(ada, by, biller) -> None:
    late_in_new_york = datetime(2026, 11, 3, 3, 30, tzinfo=UTC)  # still the 2nd there
    row = biller()
    with change(by=system(), now=late_in_new_york) as c:
        c.save(row, state="NY")
    assert kinds(by(ada), area="billers", from_date=NOW.date(), to_date=NOW.date())[0] == "billers.biller_changed"
    assert kinds(by(ada), area="billers", from_date=NOW.date() + timedelta(days=1)) == []


def test_only_administrators_read_it(person, by, signed_in, clerk) -> None:
    for role in ("pm", "cs_leader", "product"):
        user = person(role)
        assert list(audit_events(by(user), AuditSearch())) == []
        assert signed_in(user).get("/settings/audit/").status_code == 403
    assert signed_in(clerk()).get("/settings/audit/").status_code == 404


def test_pages_go_to_the_end_and_back_without_gap_or_repeat(ada, by, biller) -> None:
    row = biller()
    for number in range(25):
        with change(by=system(), now=NOW) as c:
            c.save(row, website=f"https://example.com/{number}")
    events = audit_events(by(ada), AuditSearch())
    everything = list(events.values_list("seq", flat=True))
    seen, page, after = [], None, None
    while page is None or page["next"]:
        page = audit_page(events, 10, after=after, before=None)
        seen += [event.seq for event in page["rows"]]
        after = page["next"]
    assert seen == everything
    back = audit_page(events, 10, after=None, before=page["rows"][0].seq)
    assert [event.seq for event in back["rows"]] == everything[-len(page["rows"]) - 10 : -len(page["rows"])]
    first = audit_page(events, 10, after=None, before=everything[10])
    assert [event.seq for event in first["rows"]] == everything[:10] and first["previous"] is None


def test_the_page_says_how_far_the_chain_is_sealed(admin, biller) -> None:
    biller()
    page = admin.get("/settings/audit/").content.decode()
    head = AuditHead.objects.get()
    assert f"Sealed up to event {head.seq}." in page and head.chain_hash[:12] in page and "No anchor yet" in page


def test_a_row_shows_before_and_after_in_words_and_leads_to_the_record(admin, ada, by, biller) -> None:
    row = biller()
    with change(by=by(ada), now=NOW) as c:
        c.save(row, mrr_amount="12450.50", note="Contract signed")
    page = admin.get("/settings/audit/", {"record": str(row.pk)}).content.decode()
    assert "changed the biller" in page and "MRR" in page and "12,450.50" in page and "Contract signed" in page
    assert f"/history/{row.pk}/" in page


def test_no_event_shows_a_secret(admin, person, by) -> None:
    user = person("pm", password="calm dense exact 9")
    _row, plain = operations.create_token(by=by(user), now=NOW, user=user, scopes=["read"])
    page = admin.get("/settings/audit/").content.decode()
    assert plain not in page and "argon2" not in page and "(hidden)" not in page


def test_the_export_holds_what_was_found_and_starts_no_formula(admin, biller) -> None:
    biller("=HYPERLINK(1)")
    answer = admin.get("/settings/audit/", {"area": "billers", "as": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["kind"] for row in rows] == ["billers.biller_created"]
    assert rows[0]["about"] == "'=HYPERLINK(1)"
    assert rows[0]["hash"] == Event.objects.order_by("-seq").first().chain_hash
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-trail-')


def test_the_page_asks_the_database_as_often_for_few_events_as_for_many(admin, biller) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            admin.get("/settings/audit/")
        return len(asked)

    row = biller()
    first = count()
    for number in range(30):
        with change(by=system(), now=NOW) as c:
            c.save(row, website=f"https://example.com/{number}")
    assert count() == first <= 10


@pytest.mark.parametrize(
    "query", ["after=x", "before=-1", "after=99999999999999999999", "record=no", "person=9999", "from_date=x"]
)
def test_an_odd_address_is_no_fault_of_ours(admin, query) -> None:
    assert admin.get(f"/settings/audit/?{query}").status_code == 200


def test_erased_values_leave_a_row(admin, biller) -> None:
    biller()
    Event.objects.filter(kind="billers.biller_created").update(payload=None, salt=None)
    assert "erased" in admin.get("/settings/audit/", {"area": "billers"}).content.decode()
    assert Biller.objects.everywhere().count() == 1
