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
