"""All summaries with their gaps, two side by side, one back from a file, fields asked for by a day."""

import io
from datetime import timedelta

import openpyxl
import pytest

from pilotage.billers import operations as billers
from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.viewer import system
from pilotage.summaries import listing, operations, queries
from pilotage.summaries.fields import FIXED
from pilotage.summaries.past import side_by_side, words_at
from pilotage.summaries.reading import read_summary_file
from story import NOW

LATER = NOW + timedelta(days=3)


@pytest.fixture
def summary(phase, pm):
    return operations.ensure_summary(phase=phase, by=pm, now=NOW)


@pytest.fixture
def second(phase, biller, pm):
    other = billers.add_phase(by=system(), now=NOW, biller=biller, integration=phase.integration, name="Phase 2")
    return operations.ensure_summary(phase=Phase.objects.everywhere().get(pk=other.pk), by=pm, now=NOW)


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def read(summary, rows):
    head = ["key", "area", "field", "value", "not_applicable_because"]
    return read_summary_file(workbook([head, *rows]), "back.xlsx", queries.fields_of(summary))


def test_the_gaps_that_the_database_counts_are_those_that_are_named(summary, second, biller, phase, pm) -> None:
    billers.add_invoice_type(biller=biller, name="Water", by=pm, now=NOW)
    tax = billers.add_invoice_type(biller=biller, name="Tax", phase=phase, by=pm, now=NOW)
    operations.fill_field(summary=summary, key="payments", value="Real time", by=pm, now=NOW)
    operations.mark_not_applicable(summary=summary, key="ivr", reason="None", by=pm, now=NOW)
    operations.fill_field(summary=summary, key=f"invoice_type_{tax.pk}", value="Yearly", by=pm, now=NOW)
    rows = list(listing.summaries(pm, {}))
    assert len(rows) == 2
    for one in listing.with_gaps(rows):
        assert one["summary"].gaps == len(one["counted"]["missing"])
    for one in FIXED:
        if one.key not in queries.filled_fields(summary):
            operations.mark_not_applicable(summary=summary, key=one.key, reason="None", by=pm, now=NOW)
    for one in queries.completeness(summary)["missing"]:
        operations.mark_not_applicable(summary=summary, key=one["key"], reason="None", by=pm, now=NOW)
    assert list(listing.summaries(pm, {"gaps": "no"})) == [summary]
    assert list(listing.summaries(pm, {"gaps": "yes"})) == [second]
    assert list(listing.summaries(pm, {"missing": "ivr"})) == [second]


def test_two_phases_stand_side_by_side(summary, second, pm) -> None:
    operations.fill_field(summary=summary, key="payments", value="Real time", by=pm, now=NOW)
    operations.fill_field(summary=second, key="payments", value="Nightly", by=pm, now=NOW)
    row = next(one for one in side_by_side(summary, second) if one["label"] == "Payments")
    assert (row["left"], row["right"], row["is_same"]) == ("Real time", "Nightly", False)


def test_a_summary_reads_as_it_did_on_a_day(summary, pm) -> None:
    operations.fill_field(summary=summary, key="payments", value="Nightly", by=pm, now=NOW)
    operations.fill_field(summary=summary, key="payments", value="Real time", by=pm, now=LATER)
    operations.mark_not_applicable(summary=summary, key="ivr", reason="Not sold", by=pm, now=LATER)
    then = words_at(summary, NOW + timedelta(days=1))
    assert then["payments"] == "Nightly" and not then.get("ivr")
    assert words_at(summary, LATER)["ivr"] == "N/A: Not sold"
    assert {key: words for key, words in words_at(summary, LATER).items() if words} == {
        key: words for key, words in words_at(summary, None).items() if words
    }


def test_a_filled_export_comes_back_and_empty_rows_change_nothing(summary, pm) -> None:
    operations.fill_field(summary=summary, key="rejects", value="By mail", by=pm, now=NOW)
    given = read(summary, [
        ["payments", "", "", "Real time", ""], ["", "Areas", "IVR", "", "Not sold"], ["rejects", "", "", "", ""],
    ])  # fmt: skip
    assert given.problems == []
    assert operations.import_fields(summary=summary, given=given, by=pm, now=NOW) == 2
    words = words_at(summary, None)
    assert (words["payments"], words["ivr"], words["rejects"]) == ("Real time", "N/A: Not sold", "By mail")


def test_what_is_broken_is_named_by_row_and_field_and_nothing_is_half_saved(summary, pm) -> None:
    given = read(summary, [
        ["payments", "", "", "Real time", ""], ["nothing", "", "", "x", ""], ["ivr", "", "", "x", "y"],
        ["rejects", "", "", "N/A", ""], ["payments", "", "", "Again", ""],
    ])  # fmt: skip
    assert [(row, field) for row, field, _words in given.problems] == [
        (3, "nothing"), (4, "IVR"), (5, "Rejects"), (6, "Payments"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="nothing was saved"):
        operations.import_fields(summary=summary, given=given, by=pm, now=NOW)
    card = read(summary, [["payments", "", "", "Real time", ""], ["ivr", "", "", "4111 1111 1111 1111", ""]])
    with pytest.raises(Refused, match=r"^IVR: "):
        operations.import_fields(summary=summary, given=card, by=pm, now=NOW)
    assert not words_at(summary, None).get("payments")
    assert read_summary_file(io.BytesIO(b"a,b\n1,2\n"), "x.csv", queries.fields_of(summary)).problems


def test_chosen_fields_are_asked_for_by_a_day_of_a_person(summary, pm, person) -> None:
    who = person("os")
    day = (NOW + timedelta(days=9)).date()
    task = operations.ask_for_fields(summary=summary, keys=["ivr", "rejects"], due_date=day, owner=who, by=pm, now=NOW)
    assert (task.owner, task.due_date) == (who, day)
    assert sorted(task.description.splitlines()) == ["Areas: IVR", "Areas: Rejects"]
    with pytest.raises(Refused, match="past"):
        operations.ask_for_fields(summary=summary, due_date=NOW.date() - timedelta(days=1), owner=who, by=pm, now=NOW)


def test_the_pages_list_compare_import_and_print(summary, second, person, signed_in) -> None:
    browser, home = signed_in(person("pm")), f"/summaries/{summary.pk}/"
    assert b"Phase 2" in browser.get("/summaries/?gaps=yes&sort=-gaps").content
    assert browser.get("/summaries/?as=csv").status_code == 200
    assert browser.get(f"{home}compare/?other={second.pk}&show=all").status_code == 200
    bad = workbook([["key", "value", "not_applicable_because"], ["nothing", "x", ""]])
    bad.name = "back.xlsx"
    answer = browser.post(f"{home}import/", {"file": bad})
    assert answer.status_code == 422 and b"no such field" in answer.content
    assert browser.get(f"{home}summary.pdf").content.startswith(b"%PDF")
