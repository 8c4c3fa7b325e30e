"""The pages of a RAID log as people use them."""

import pytest

from pilotage.raid import operations
from pilotage.raid.models import RaidEntry
from story import NOW


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


@pytest.fixture
def entry(phase, pm) -> RaidEntry:
    return operations.raise_entry(
        phase=phase, kind="risk", title="Tokens stay behind", likelihood=4, impact=4, by=pm, now=NOW
    )


def test_a_risk_from_question_to_issue(page, phase) -> None:
    assert b"Is it agreed, method by method" in page.get(f"/phases/{phase.pk}/raid/pre-mortem/").content
    page.post(f"/phases/{phase.pk}/raid/pre-mortem/", {"selected": ["autopay-moves"]})
    (risk,) = RaidEntry.objects.everywhere()
    log = page.get(f"/raid/?phase={phase.pk}").content.decode()
    assert risk.title in log and "R1" in log
    done = page.post(f"/raid/{risk.pk}/close/?happened=1", {"outcome": "They refused", "version": risk.record.version})
    issue = RaidEntry.objects.everywhere().get(kind="issue")
    assert done["Location"] == f"/raid/{issue.pk}/"
    shown = page.get(f"/raid/{issue.pk}/").content.decode()
    assert "They refused" in shown and "R1" in shown


def test_an_entry_is_added_edited_and_looked_at(page, phase) -> None:
    sent = page.post(
        f"/phases/{phase.pk}/raid/new/",
        {
            "kind": "dependency",
            "title": "Vendor's order",
            "likelihood": 4,
            "impact": 4,
            "party": "cis_vendor",
            "owner": "",
        },
    )
    entry = RaidEntry.objects.everywhere().get()
    assert sent.status_code == 302 and entry.code == "P1" and entry.score == 16
    form = {
        "title": "Vendor's order is late",
        "likelihood": 5,
        "impact": 4,
        "party": "cis_vendor",
        "version": entry.record.version,
    }
    page.post(f"/raid/{entry.pk}/edit/", form)
    entry = RaidEntry.objects.everywhere().select_related("record").get()
    assert (entry.title, entry.score) == ("Vendor's order is late", 20)
    page.post(
        f"/raid/{entry.pk}/review/", {"likelihood": 1, "impact": 1, "note": "Signed", "version": entry.record.version}
    )
    assert RaidEntry.objects.everywhere().get().rating == "low"


def test_who_is_overtaken_keeps_their_text(page, entry, pm) -> None:
    seen = entry.record.version
    operations.change_entry(entry=entry, title="First", by=pm, now=NOW)
    form = {"title": "My words", "likelihood": 4, "impact": 4, "party": "us", "version": seen}
    answer = page.post(f"/raid/{entry.pk}/edit/", form)
    assert answer.status_code == 409 and b"My words" in answer.content


def test_the_log_is_searched_filtered_and_exported(page, entry, phase, pm) -> None:
    low = operations.raise_entry(
        phase=phase, kind="risk", title="Look-alike site", likelihood=1, impact=2, by=pm, now=NOW
    )
    gone = operations.raise_entry(phase=phase, kind="issue", title="Filters", impact=4, by=pm, now=NOW)
    operations.close_entry(entry=gone, outcome="Opened", by=pm, now=NOW)
    both = page.get("/raid/").content.decode()
    assert both.index(entry.title) < both.index(low.title) and gone.title not in both
    assert low.title not in page.get("/raid/?rating=high").content.decode()
    assert gone.title in page.get("/raid/?state=all").content.decode()
    assert entry.title not in page.get("/raid/?q=look-alike").content.decode()
    assert entry.title not in page.get("/raid/?likelihood=1&impact=2").content.decode()
    csv = b"".join(page.get("/raid/?as=csv")).decode("utf-8-sig")
    assert csv.splitlines()[0].startswith("biller,phase,code") and entry.title in csv


def test_the_matrix_counts_and_leads_to_the_entries(page, entry) -> None:
    shown = page.get("/raid/matrix/").content.decode()
    assert "likelihood=4&amp;impact=4" in shown


def test_several_are_given_away_at_once(page, entry, person) -> None:
    ina = person("im", name="Ina")
    page.post("/raid/assign/", {"selected": [str(entry.pk)], "owner": ina.pk})
    assert RaidEntry.objects.everywhere().get().owner == ina


def test_empty_logs_say_what_to_do(page, phase) -> None:
    assert b"go-lives that went wrong" in page.get(f"/raid/?phase={phase.pk}").content
    assert b"Nothing is in the log" in page.get("/raid/").content


@pytest.mark.parametrize("n", [1, 12])
def test_a_longer_log_asks_no_more_queries(page, phase, pm, n, django_assert_max_num_queries) -> None:
    for number in range(n):
        operations.raise_entry(phase=phase, kind="issue", title=f"Issue {number}", impact=2, by=pm, now=NOW)
    page.get("/raid/")
    with django_assert_max_num_queries(8):
        page.get("/raid/")
