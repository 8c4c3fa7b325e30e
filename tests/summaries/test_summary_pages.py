"""The Integration Summary's pages: with and without scripts, filtered, printed as a file, edited by two people."""

import csv
import io

import pytest
from django.test import Client

from pilotage.billers.operations import assign_care
from pilotage.core.viewer import system
from pilotage.summaries import operations, queries
from pilotage.work.models import Task
from story import NOW

HTMX = {"HX-Request": "true"}


@pytest.fixture
def summary(phase, pm):
    return operations.ensure_summary(phase=phase, by=pm, now=NOW)


@pytest.fixture
def im(person, signed_in) -> Client:
    return signed_in(person("im", name="Dana"))


@pytest.fixture
def home(summary) -> str:
    return f"/summaries/{summary.pk}/"


def words(summary, key: str) -> str:
    return queries.words_of(queries.filled_fields(summary).get(key))


def test_the_page_shows_areas_sources_and_what_is_missing(im, home) -> None:
    page = im.get(home).content.decode()
    for part in ("General", "Invoice types", "Links for client services", "BIF customizations", "the integration"):
        assert part in page
    assert "17 fields are missing: " in page and "2 filled, 0 N/A" in page


def test_missing_only_leaves_out_what_is_filled(im, home) -> None:
    page = im.get(home, {"show": "missing"}).content.decode()
    assert "Integration videos" in page and "Northstar Harmony" not in page


def test_without_scripts_a_field_is_saved_by_its_own_page(im, home, summary) -> None:
    answer = im.post(f"{home}fields/payments/", {"value": "Real-time\r\nposting", "seen": ""})
    assert answer["Location"] == f"{home}#payments"
    assert words(summary, "payments") == "Real-time\nposting"
    im.post(f"{home}fields/payments/", {"value": "", "reason": "Not sold", "seen": "Real-time\r\nposting"})
    assert words(summary, "payments") == "N/A: Not sold"
    im.post(f"{home}fields/payments/", {"value": "Sold now", "reason": "Not sold", "seen": "N/A: Not sold"})
    assert words(summary, "payments") == "Sold now"
    im.post(f"{home}fields/payments/", {"value": "", "reason": "", "seen": "Sold now"})
    assert words(summary, "payments") == ""


def test_with_scripts_a_row_becomes_a_form_and_a_row_again_and_the_count_follows(im, home, summary) -> None:
    url = f"{home}fields/payments/"
    form = im.get(url, headers=HTMX)
    assert form["Vary"].count("HX-Request") == 1
    assert form.content.strip().startswith(b"<tr") and b"hx-post" in form.content
    row = im.post(url, {"value": "Real-time", "seen": ""}, headers=HTMX).content.decode()
    assert row.startswith("<tr") and "Real-time" in row and 'hx-swap-oob="true"' in row and "3 filled" in row
    assert im.get(f"{url}?leave=1", headers=HTMX).content.decode().count("<form") == 0


def test_a_value_and_a_reason_at_once_are_asked_about_and_both_kept(im, home, summary) -> None:
    answer = im.post(f"{home}fields/payments/", {"value": "Real-time", "reason": "Not sold", "seen": ""})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Keep one of the two" in page
    assert "Real-time" in page and "Not sold" in page and words(summary, "payments") == ""


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_who_is_overtaken_sees_both_texts_and_can_save_again(im, home, summary, pm, headers) -> None:
    operations.mark_not_applicable(summary=summary, key="payments", reason="Cash only", by=pm, now=NOW)
    mine = {"value": "Mine", "seen": ""}
    answer = im.post(f"{home}fields/payments/", mine, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Mine" in page and "N/A: Cash only" in page and pm.name in page
    assert words(summary, "payments") == "N/A: Cash only"
    again = im.post(f"{home}fields/payments/", mine | {"seen": "N/A: Cash only"}, headers=headers)
    assert again.status_code in (200, 302) and words(summary, "payments") == "Mine"


def test_a_card_number_is_refused_beside_the_field_and_not_kept(im, home, summary) -> None:
    answer = im.post(f"{home}fields/payments/", {"value": "Test card 4111 1111 1111 1111", "seen": ""})
    assert answer.status_code == 422 and words(summary, "payments") == ""


def test_an_address_of_ours_is_a_link_and_any_other_text_is_not(im, home, summary, pm) -> None:
    for key, text in (("project_schedule", "/projects/1/"), ("raid_log", "//elsewhere.example/x")):
        operations.fill_field(summary=summary, key=key, value=text, by=pm, now=NOW)
    page = im.get(home).content.decode()
    assert 'href="/projects/1/"' in page and 'href="//elsewhere' not in page


def test_the_file_has_every_field_and_no_formula(im, home, summary, pm) -> None:
    operations.fill_field(summary=summary, key="payments", value="=1+1", by=pm, now=NOW)
    answer = im.get(home, {"as": "csv"})
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert len(rows) == 19 and not any(value.startswith("=") for row in rows for value in row.values())


def test_asking_the_im_makes_a_task_and_says_so(home, summary, biller, person, signed_in) -> None:
    dana = person("im", name="Dana")
    assign_care(biller=biller, user=dana, role="im", by=system(), now=NOW)
    page = signed_in(person("cs_leader")).post(f"{home}ask/", follow=True).content.decode()
    assert "has a task" in page and Task.objects.everywhere().get().owner == dana


def test_who_may_not_fill_reads_and_is_refused_in_words(home, summary, person, signed_in) -> None:
    agent = signed_in(person("cs_agent"))
    assert "fields/payments/" not in agent.get(home).content.decode()
    for address, body in ((f"{home}fields/payments/", {"value": "x", "seen": ""}), (f"{home}refresh/", {})):
        assert agent.post(address, body).status_code == 403
    assert words(summary, "payments") == ""


def test_a_billers_people_and_strangers_find_nothing(home, biller, clerk, signed_in) -> None:
    assert signed_in(clerk(biller)).get(home).status_code == 404


def test_the_page_asks_as_often_with_many_values_as_with_few(
    im, home, summary, pm, django_assert_max_num_queries
) -> None:
    im.get(home)
    with django_assert_max_num_queries(12) as few:
        im.get(home)
    for key in ("payments", "ivr", "rejects", "invoices"):
        operations.fill_field(summary=summary, key=key, value="Yes", by=pm, now=NOW)
    with django_assert_max_num_queries(len(few)):
        im.get(home)


def test_filling_goes_from_one_missing_field_to_the_next_without_scripts(im, home, summary) -> None:
    answer = im.post(f"{home}fields/integration_videos/", {"value": "None yet", "then": "next"})
    assert answer["Location"] == f"{home}fields/invoice_types/"
    page = im.get(answer["Location"]).content.decode()
    assert "Save and fill the next" in page
    gone = {one["key"]: "Not sold" for one in queries.completeness(summary)["missing"] if one["key"] != "ivr"}
    for key in gone:
        last = im.post(f"{home}fields/{key}/", {"reason": "Not sold", "then": "next"})
    assert last["Location"] == f"{home}fields/ivr/"
    assert "Save and fill the next" not in im.get(last["Location"]).content.decode()
    assert im.post(f"{home}fields/ivr/", {"value": "Yes", "then": "next"})["Location"] == f"{home}#ivr"


def test_with_scripts_the_next_missing_row_opens_and_takes_the_focus(im, home, summary) -> None:
    answer = im.post(f"{home}fields/payments/", {"value": "Real time", "then": "next"}, headers=HTMX)
    page = answer.content.decode()
    assert page.count("<tr") == 2 and 'id="adjustments" hx-swap-oob="true"' in page
    assert page.count("autofocus") == 1 and page.index("autofocus") > page.index('id="adjustments"')
    alone = im.post(f"{home}fields/rejects/", {"value": "Daily"}, headers=HTMX).content.decode()
    assert alone.count("<tr") == 1 and "autofocus" in alone and "See readiness" not in alone


def test_the_im_is_led_to_fill_and_others_to_ask(home, summary, biller, person, signed_in, admin) -> None:
    dana, leader = person("im", name="Dana"), person("cs_leader", name="Lea")
    assign_care(biller=biller, user=dana, role="im", by=admin, now=NOW)
    own, asking = (signed_in(user).get(home).content.decode() for user in (dana, leader))
    assert "Fill what is missing" in own and "Ask the IM" not in own
    assert "Ask the IM" in asking and "Fill what is missing" not in asking
    assert f"{home}?show=missing" in own


def test_the_task_that_asked_is_done_with_the_last_field(im, home, summary, biller, person, admin, leader) -> None:
    assign_care(biller=biller, user=person("im", name="Dana D"), role="im", by=admin, now=NOW)
    task = operations.ask_for_fields(summary=summary, by=leader, now=NOW)
    for one in queries.completeness(summary)["missing"]:
        assert Task.objects.everywhere().get(pk=task.pk).state == "open"
        im.post(f"{home}fields/{one['key']}/", {"reason": "Not sold"})
    assert Task.objects.everywhere().get(pk=task.pk).state == "done"
