"""Cases on their way: the row, its event, who is told, and that a refusal changes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.support import operations, queries, rules
from pilotage.support.models import Case
from story import NOW


@pytest.fixture
def opened(phase, viewer):
    def make(title="Payments post twice", severity=2, hours=0, **more) -> Case:
        now = NOW + timedelta(hours=hours)
        return operations.open_case(
            biller=phase.biller, title=title, severity=severity, by=viewer("im"), now=now, **more
        )

    return make


def kinds(case: Case) -> list[str]:
    return list(Event.objects.filter(record_id=case.pk).order_by("seq").values_list("kind", flat=True))


def test_numbers_count_within_the_biller_and_the_owner_is_told(opened, person) -> None:
    tess = person("tsm", name="Tess")
    assert [opened("a", owner=tess).code, opened("b").code] == ["C-1", "C-2"]
    assert [(one.user_id, one.kind) for one in Notice.objects.all()] == [(tess.pk, "case_assigned")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"severity": 0}, "severity"),
        ({"severity": 5}, "severity"),
        ({"category": "weather"}, "category"),
        ({"description": "card 4111 1111 1111 1111"}, "description"),
    ],
)
def test_what_can_not_be_read_is_refused_and_nothing_is_kept(opened, given, field) -> None:
    with pytest.raises(Refused) as refused:
        opened(**given)
    assert refused.value.field == field
    assert not Case.objects.everywhere().exists()


def test_a_case_leaves_triage_with_a_way_an_owner_and_a_day(opened, viewer, person) -> None:
    case, tess = opened(), person("tsm", name="Tess")
    day = NOW.date() + timedelta(days=2)
    operations.triage_case(
        case=case, path="tracker", path_words="Engineering looks", owner=tess, due_date=day, by=viewer("tsm"), now=NOW
    )
    case.refresh_from_db()
    assert (case.state, case.path, case.path_due_date, case.owner) == ("waiting", "tracker", day, tess)
    assert kinds(case) == ["support.case_created", "support.triaged", "support.case_changed"]
    assert not queries.agenda(viewer("tsm"), NOW).exists()
    assert queries.agenda(viewer("tsm"), NOW + timedelta(days=3)).get() == case


def test_triage_refuses_half_a_way(opened, viewer, person) -> None:
    case, tess, by = opened(), person("tsm", name="Tess"), viewer("tsm")
    for path, words, day, field in (
        ("somewhere", "x", None, "path"),
        ("us", " ", None, "path_words"),
        ("us", "x", NOW.date() - timedelta(days=1), "due_date"),
    ):
        with pytest.raises(Refused) as refused:
            operations.triage_case(case=case, path=path, path_words=words, owner=tess, due_date=day, by=by, now=NOW)
        assert refused.value.field == field
    assert kinds(case) == ["support.case_created"]


def test_what_changes_the_product_does_not_go_to_the_tracker(opened, viewer, person) -> None:
    case, by = opened(), viewer("tsm")
    operations.link_tracker(case=case, key="PAY-7", state="Doing", by=by, now=NOW)
    assert (case.tracker_key, case.tracker_state, case.tracked_at) == ("PAY-7", "Doing", NOW)
    operations.triage_case(case=case, path="change", path_words="A new field", owner=person("pm"), by=by, now=NOW)
    with pytest.raises(Refused) as refused:
        operations.link_tracker(case=case, key="PAY-8", by=by, now=NOW)
    assert refused.value.field == "key"
    with pytest.raises(Refused):
        operations.link_tracker(case=opened("c"), key="PAY-8", url="javascript:alert(1)", by=by, now=NOW)


@pytest.mark.parametrize(("severity", "days"), [(1, 1), (2, 2), (3, 5), (4, 10)])
def test_notes_grow_stale_by_severity(opened, viewer, severity, days) -> None:
    case, by, stale = opened(severity=severity), viewer("tsm"), {"notes": "stale"}
    last = NOW + timedelta(days=days) - timedelta(seconds=1)
    after = last + timedelta(seconds=1)
    assert not rules.is_stale(severity, "open", NOW, last, rules.FRESH_DAYS)
    assert not queries.cases(by, stale, now=last).exists()
    assert rules.is_stale(severity, "open", NOW, after, rules.FRESH_DAYS)
    assert queries.cases(by, stale, now=after).get() == case
    operations.write_notes(case=case, notes="Seen", by=by, now=last)
    assert not queries.cases(by, stale, now=after).exists()


def test_days_until_notes_are_stale_are_settings(opened, viewer, signed_in, person) -> None:
    opened(severity=3)
    asked, later = {"notes": "stale"}, timezone.now() + timedelta(days=4, hours=1)
    Case.objects.everywhere().update(noted_at=timezone.now())
    assert not queries.cases(viewer("tsm"), asked, now=later).exists()
    browser = signed_in(person("admin"))
    assert "10" in browser.get("/settings/case-notes/").content.decode()
    given = {"notes_fresh_1": "1", "notes_fresh_2": "2", "notes_fresh_3": "4", "notes_fresh_4": "10"}
    assert browser.post("/settings/case-notes/", given | {"notes_fresh_3": "0"}).status_code == 422
    assert browser.post("/settings/case-notes/", given).status_code == 302
    assert queries.cases(viewer("tsm"), asked, now=later).exists()


def test_owners_hear_of_stale_notes_once_for_each_writing(opened, person, viewer) -> None:
    case, late = opened(owner=person("tsm", name="Tess")), NOW + timedelta(days=3)
    assert [operations.tell_of_stale_notes(by=system(), now=late) for _ in range(2)] == [1, 0]
    operations.write_notes(case=case, notes="Looked", by=viewer("tsm"), now=late)
    assert operations.tell_of_stale_notes(by=system(), now=late) == 0
    assert operations.tell_of_stale_notes(by=system(), now=late + timedelta(days=3)) == 1


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("tsm", True),
        ("tam", True),
        ("cs_agent", True),
        ("cs_leader", True),
        ("im", False),
        ("pm", False),
        ("csm", False),
    ],
)
def test_the_tsm_and_client_services_close(opened, viewer, role, may) -> None:
    case = opened()
    if may:
        operations.close_case(case=case, outcome="A late file", by=viewer(role), now=NOW)
        assert (case.state, case.closed_at) == ("closed", NOW)
    else:
        with pytest.raises(Forbidden):
            operations.close_case(case=case, outcome="A late file", by=viewer(role), now=NOW)
        assert kinds(case) == ["support.case_created"]


def test_a_closed_case_is_left_alone_until_it_is_opened_again(opened, viewer, person) -> None:
    case, by = opened(), viewer("tsm")
    with pytest.raises(Refused):
        operations.close_case(case=case, outcome=" ", by=by, now=NOW)
    operations.close_case(case=case, outcome="Mended", by=by, now=NOW)
    for refused in (
        lambda: operations.close_case(case=case, outcome="Again", by=by, now=NOW),
        lambda: operations.write_notes(case=case, notes="More", by=by, now=NOW),
        lambda: operations.change_case(case=case, title="Other", by=by, now=NOW),
        lambda: operations.triage_case(case=case, path="us", path_words="x", owner=person("tsm"), by=by, now=NOW),
    ):
        with pytest.raises(Refused):
            refused()
    operations.reopen_case(case=case, by=by, now=NOW)
    case.refresh_from_db()
    assert (case.state, case.closed_at, case.outcome, case.path) == ("open", None, "", "")
    with pytest.raises(Refused):
        operations.reopen_case(case=case, by=by, now=NOW)


def test_of_two_who_write_notes_at_once_one_is_told(opened, viewer) -> None:
    case, by = opened(), viewer("tsm")
    seen = case.record.version
    operations.write_notes(case=case, notes="First", expect=seen, by=by, now=NOW)
    with pytest.raises(Stale):
        operations.write_notes(case=case, notes="Second", expect=seen, by=by, now=NOW)
    case.refresh_from_db()
    assert case.notes == "First"


def test_critical_comes_first_and_then_the_oldest(opened, viewer) -> None:
    for hours, title, severity in ((0, "low", 4), (1, "high late", 2), (0, "high", 2), (2, "critical", 1)):
        opened(title, severity, hours)
    assert [one.title for one in queries.agenda(viewer("tsm"), NOW)] == ["critical", "high", "high late", "low"]
    assert queries.cases(viewer("tsm"), {"q": "C-4"}, now=NOW).get().title == "critical"
