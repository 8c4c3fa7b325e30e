"""The pages of tests, for staff and in the portal."""

import csv
import io

import pytest

from pilotage.testing.models import Defect, SignOff, TestCase, TestPlan, TestResult
from story import NOW


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


@pytest.fixture
def theirs(signed_in, clerk, biller):
    return signed_in(clerk(biller))


def begin(page, phase, **more: str) -> TestPlan:
    form = {
        "kind": "uat",
        "name": "UAT",
        "cycles": "1\n2",
        "bill_types": "",
        "channels": "web; ivr",
        "events": "",
    } | more
    page.post(f"/phases/{phase.pk}/tests/new/", form)
    return TestPlan.objects.everywhere().get()


def test_from_an_empty_list_to_a_signed_plan(page, theirs, phase) -> None:
    assert b"library of 72" in page.get(f"/tests/?phase={phase.pk}").content
    plan = begin(page, phase)
    assert plan.cycles == ["1", "2"] and plan.channels == ["web", "ivr"] and not plan.cases.exists()
    matrix = page.get(f"/tests/{plan.pk}/coverage/").content.decode()
    assert matrix.count("Add case") == 4
    for cycle, channel in (("1", "web"), ("2", "web"), ("1", "ivr")):
        form = {"title": "Pay", "cycle": cycle, "channel": channel, "is_required": "on", "tester": ""}
        assert page.post(f"/tests/{plan.pk}/cases/new/", form).status_code == 302
    page.post(f"/tests/{plan.pk}/coverage/not-needed/?cycle=2&channel=ivr", {"reason": "Not sold"})
    first, *rest = TestCase.objects.everywhere().order_by("position")
    theirs.post(f"/portal/test-cases/{first.pk}/", {"outcome": "failed", "note": "No receipt"})
    assert Defect.objects.everywhere().get().case == first
    keys = [str(one.pk) for one in (first, *rest)]
    page.post(f"/tests/{plan.pk}/cases/", {"selected": keys, "do": "pass"})
    defect = Defect.objects.everywhere().select_related("record").get()
    for step in ("fixed", "closed"):
        version = Defect.objects.everywhere().select_related("record").get().record.version
        page.post(f"/defects/{defect.pk}/{step}/", {"note": "", "version": version})
    shown = theirs.get(f"/portal/tests/{plan.pk}/").content.decode()
    assert "Sign off" in shown and "have not passed" not in shown
    version = TestPlan.objects.everywhere().select_related("record").get().record.version
    theirs.post(f"/portal/tests/{plan.pk}/sign/", {"title": "Finance lead", "note": "", "version": version})
    assert SignOff.objects.everywhere().get().name == "Cora Clerk"
    assert b"Signed off" in page.get(f"/tests/{plan.pk}/").content


def test_results_of_a_case_stand_with_their_notes(page, phase) -> None:
    plan = begin(page, phase, with_library="on")
    case = TestCase.objects.everywhere().first()
    answer = page.post(f"/test-cases/{case.pk}/", {"outcome": "failed", "note": "Two cents off"})
    assert answer["Location"] == f"/tests/{plan.pk}/defects/new/?case={case.pk}"
    offered = page.get(answer["Location"]).content.decode()
    assert "Two cents off" in offered
    assert b"Two cents off" in page.get(f"/test-cases/{case.pk}/").content
    assert page.post(f"/test-cases/{case.pk}/", {"outcome": "failed", "note": ""}).status_code == 422
    assert TestResult.objects.everywhere().count() == 1


def test_cases_are_filtered_and_exported_with_their_last_note(page, phase) -> None:
    plan = begin(page, phase, with_library="on")
    one = TestCase.objects.everywhere().get(code="T21")
    page.post(f"/test-cases/{one.pk}/", {"outcome": "blocked", "note": "No test card"})
    found = list(
        csv.DictReader(io.StringIO(b"".join(page.get(f"/tests/{plan.pk}/?as=csv&outcome=blocked")).decode("utf-8-sig")))
    )
    assert [(row["code"], row["result"], row["note"]) for row in found] == [("T21", "blocked", "No test card")]


def test_another_billers_tests_are_not_there(theirs, page, make_biller, pm) -> None:
    from pilotage.billers.operations import add_phase

    other = add_phase(biller=make_biller("Other Town"), by=pm, now=NOW)
    plan = begin(page, other)
    assert theirs.get(f"/portal/tests/{plan.pk}/").status_code == 404
    assert theirs.get("/portal/tests/").content.decode().count("/portal/tests/") <= 4


def test_the_list_of_plans_asks_no_more_for_more(page, phase, pm, django_assert_max_num_queries) -> None:
    from pilotage.testing.operations import begin_plan

    for number in range(6):
        begin_plan(phase=phase, kind="sit", name=f"Plan {number}", by=pm, now=NOW)
    page.get("/tests/")
    with django_assert_max_num_queries(8):
        page.get("/tests/")
