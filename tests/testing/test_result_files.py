"""Results come in from a file: all or nothing, each wrong row named, nothing recorded twice."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilotage.core.errors import Forbidden, Refused
from pilotage.testing import operations
from pilotage.testing.models import TestResult
from story import NOW


@pytest.fixture
def plan(phase, pm):
    made = operations.begin_plan(phase=phase, kind="uat", with_library=False, by=pm, now=NOW)
    for title in ("Pay", "Enrol", "View"):
        operations.add_case(plan=made, title=title, by=pm, now=NOW)
    return made


def sheet(*rows) -> io.BytesIO:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (("code", "result", "note"), *rows):
        book.active.append(row)
    book.save(file)
    file.seek(0)
    return file


def take(plan, by, *rows) -> int:
    return operations.take_results(plan=plan, stream=sheet(*rows), name="results.xlsx", by=by, now=NOW)


def test_results_are_recorded_and_not_twice(plan, pm) -> None:
    one, two, three = plan.cases.order_by("position").values_list("code", flat=True)
    rows = [(one, "Passed", None), (two, "fail", "No mail came"), (three, "", None)]
    assert take(plan, pm, *rows) == 2
    assert list(plan.cases.order_by("position").values_list("outcome", flat=True)) == ["passed", "failed", ""]
    assert take(plan, pm, *rows) == 0 and TestResult.objects.everywhere().count() == 2


def test_a_case_that_failed_again_is_recorded_again_with_its_new_note(plan, pm) -> None:
    one = plan.cases.order_by("position").values_list("code", flat=True)[0]
    assert take(plan, pm, (one, "failed", "No mail came")) == 1
    assert take(plan, pm, (one, "failed", "The mail came twice")) == 1
    assert take(plan, pm, (one, "failed", "The mail  came twice ")) == 0
    assert take(plan, pm, (one, "failed", None)) == 0
    assert list(TestResult.objects.everywhere().order_by("made_at", "pk").values_list("remark", flat=True)) == [
        "No mail came", "The mail came twice",
    ]  # fmt: skip


def test_a_case_may_stand_in_a_file_once_whatever_its_rows_say(plan, pm) -> None:
    one, two, _three = plan.cases.order_by("position").values_list("code", flat=True)
    take(plan, pm, (one, "passed", None))
    with pytest.raises(Refused, match=f"Row 4, code: {one} stands in row 2, too"):
        take(plan, pm, (one, "passed", None), (two, "passed", None), (one, "failed", "Blank PDF"))


def test_a_plan_is_printed_with_results_defects_and_signatures(plan, pm, signed_in, person) -> None:
    one = plan.cases.order_by("position").first()
    operations.record_result(case=one, outcome="failed", note="No mail came", by=pm, now=NOW)
    page = signed_in(person("pm"))
    assert b"?as=pdf" in page.get(f"/tests/{plan.pk}/").content
    answer = page.get(f"/tests/{plan.pk}/?as=pdf")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert "UAT%20results" in answer["Content-Disposition"]


def test_each_wrong_row_is_named_and_nothing_is_recorded(plan, pm) -> None:
    one, two, _three = plan.cases.order_by("position").values_list("code", flat=True)
    with pytest.raises(Refused) as refused:
        take(
            plan,
            pm,
            (one, "passed", None),
            ("X9", "passed", None),
            (two, "perhaps", None),
            (one, "blocked", None),
            (one, "passed", None),
        )
    said = refused.value.message
    for words in (
        "Row 3, code: This plan has no case X9",
        "Row 4, result: “perhaps” is none",
        "Row 5, note",
        "Row 6, code",
    ):
        assert words in said
    assert not TestResult.objects.everywhere().exists()


def test_a_file_without_its_columns_and_a_person_without_the_role_are_refused(plan, pm, viewer) -> None:
    with pytest.raises(Refused, match="The column code and the column result is missing"):
        operations.take_results(plan=plan, stream=io.BytesIO(b"a,b\n1,2\n"), name="x.csv", by=pm, now=NOW)
    with pytest.raises(Forbidden):
        take(plan, viewer("cs_agent"))


def test_an_exported_plan_comes_back_through_the_page(plan, pm, signed_in, person) -> None:
    browser = signed_in(person("pm"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(browser.get(f"/tests/{plan.pk}/?as=xlsx").streaming_content)))
    column = [cell.value for cell in book.active[1]].index("result") + 1
    book.active.cell(2, column).value = "passed"
    file = io.BytesIO()
    book.save(file)
    sent = browser.post(f"/tests/{plan.pk}/results/", {"file": SimpleUploadedFile("tests.xlsx", file.getvalue())})
    assert sent.status_code == 302 and plan.cases.filter(outcome="passed").count() == 1
