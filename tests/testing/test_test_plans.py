"""Test plans: begun from the library, run, mended, covered, signed; and that a refusal changes nothing."""

import pytest

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.golive.queries import readiness
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from pilotage.testing import operations, queries
from pilotage.testing.models import Defect, SignOff, TestCase, TestPlan, TestResult
from story import NOW


@pytest.fixture
def plan(phase, pm) -> TestPlan:
    return operations.begin_plan(phase=phase, kind="uat", name="UAT one", with_library=False, by=pm, now=NOW)


@pytest.fixture
def case(plan, pm) -> TestCase:
    return operations.add_case(plan=plan, title="Pay by card", by=pm, now=NOW)


def test_a_plan_begins_with_the_librarys_cases_of_its_kind(phase, pm) -> None:
    sit = operations.begin_plan(phase=phase, kind="sit", by=pm, now=NOW)
    uat = operations.begin_plan(phase=phase, kind="uat", by=pm, now=NOW)
    assert sit.cases.count() + uat.cases.count() == 72 and sit.cases.count() > 10
    assert Event.objects.filter(record_id=sit.pk, kind="testing.testcase_created").count() == sit.cases.count()


def test_every_run_is_kept_and_the_newest_counts(case, pm) -> None:
    operations.record_result(case=case, outcome="failed", note="No receipt", by=pm, now=NOW)
    operations.record_result(case=case, outcome="passed", by=pm, now=NOW)
    case.refresh_from_db()
    assert case.outcome == "passed" and TestResult.objects.everywhere().count() == 2


@pytest.mark.parametrize(
    ("outcome", "note", "field"),
    [
        ("failed", " ", "note"),
        ("blocked", "", "note"),
        ("maybe", "x", "outcome"),
        ("failed", "4111 1111 1111 1111", "note"),
    ],
)
def test_a_result_that_says_too_little_is_refused(case, pm, outcome, note, field) -> None:
    with pytest.raises(Refused) as refused:
        operations.record_result(case=case, outcome=outcome, note=note, by=pm, now=NOW)
    assert refused.value.field == field and not TestResult.objects.everywhere().exists()


def test_a_billers_person_runs_uat_and_sees_no_sit(phase, biller, clerk, pm, case) -> None:
    operations.begin_plan(phase=phase, kind="sit", with_library=False, by=pm, now=NOW)
    cora = viewer_of(clerk(biller), source="page")
    assert [one.kind for one in queries.plans(cora, {})] == ["uat"]
    operations.record_failure(case=case, note="It said no", by=cora, now=NOW)
    defect = Defect.objects.everywhere().get()
    assert (defect.code, defect.severity, defect.description) == ("F1", "major", "It said no")
    with pytest.raises(Forbidden):
        operations.add_case(plan=case.plan, title="Mine", by=cora, now=NOW)


def test_a_failure_and_its_defect_are_kept_together_or_not_at_all(case, pm) -> None:
    with pytest.raises(Refused):
        operations.record_failure(case=case, note="", by=pm, now=NOW)
    assert not TestResult.objects.everywhere().exists() and not Defect.objects.everywhere().exists()


def test_cases_are_spread_over_cycles_and_bill_types_once(phase, pm) -> None:
    plan = operations.begin_plan(
        phase=phase, kind="uat", with_library=False, cycles=["1", "2"], bill_types=["water", "sewer"], by=pm, now=NOW
    )
    case = operations.add_case(plan=plan, title="Pay", by=pm, now=NOW)
    assert operations.spread_cases(cases=[case], cycles=plan.cycles, bill_types=plan.bill_types, by=pm, now=NOW) == 4
    assert operations.spread_cases(cases=[case], cycles=plan.cycles, bill_types=plan.bill_types, by=pm, now=NOW) == 0
    with pytest.raises(Refused, match="no “3”"):
        operations.spread_cases(cases=[case], cycles=["3"], bill_types=[], by=pm, now=NOW)
    assert TestCase.objects.everywhere().count() == 5
    matrix = queries.matrix_of(plan)
    assert len(matrix) == 4 and set(matrix.values()) == {"untested"}


def test_a_cell_needs_no_case_when_somebody_says_why(phase, pm) -> None:
    plan = operations.begin_plan(
        phase=phase, kind="uat", with_library=False, cycles=["1"], channels=["ivr"], by=pm, now=NOW
    )
    cell = ("1", "", "ivr", "")
    with pytest.raises(Refused):
        operations.mark_not_needed(plan=plan, cell=cell, reason=" ", by=pm, now=NOW)
    operations.mark_not_needed(plan=plan, cell=cell, reason="Not sold", by=pm, now=NOW)
    operations.mark_not_needed(plan=plan, cell=cell, reason="Not sold in 2026", by=pm, now=NOW)
    assert queries.matrix_of(plan) == {cell: "not_needed"} and plan.not_needed.get().reason == "Not sold in 2026"


def test_a_matrix_that_is_too_large_is_refused(phase, pm) -> None:
    many = [str(n) for n in range(80)]
    with pytest.raises(Refused, match="6400"):
        operations.begin_plan(phase=phase, kind="uat", cycles=many, channels=many, by=pm, now=NOW)
    assert not TestPlan.objects.everywhere().exists()


def test_a_plan_is_signed_when_nothing_is_missing_and_then_stays(plan, case, pm, biller, clerk) -> None:
    cora = viewer_of(clerk(biller), source="page")
    with pytest.raises(Refused, match="1 of 1 cases"):
        operations.sign_plan(plan=plan, name="Cora", by=cora, now=NOW)
    operations.record_result(case=case, outcome="passed", by=pm, now=NOW)
    defect = operations.raise_defect(plan=plan, title="Cents", severity="critical", by=pm, now=NOW)
    with pytest.raises(Refused, match="critical or major"):
        operations.sign_plan(plan=plan, name="Cora", by=cora, now=NOW)
    operations.move_defect(defect=defect, to="accepted", note="Rounded by hand", by=pm, now=NOW)
    digest = queries.digest_of(plan)
    signed = operations.sign_plan(plan=plan, name="Cora Clerk", by=cora, now=NOW)
    assert signed.digest == digest and len(digest) == 64
    for attempt in (
        lambda: operations.add_case(plan=plan, title="Late", by=pm, now=NOW),
        lambda: operations.record_result(case=case, outcome="passed", by=pm, now=NOW),
        lambda: operations.sign_plan(plan=plan, name="Again", by=pm, now=NOW),
    ):
        with pytest.raises(Refused):
            attempt()
    operations.withdraw_sign_off(sign_off=signed, reason="Wrong cycle", by=pm, now=NOW)
    assert TestPlan.objects.everywhere().get().state == "running"
    assert SignOff.objects.everywhere().get().withdrawn_because == "Wrong cycle"


def test_a_signature_given_on_an_old_page_is_refused(plan, case, pm) -> None:
    operations.record_result(case=case, outcome="passed", by=pm, now=NOW)
    seen = queries.plan_for(system(), plan.pk).record.version
    operations.add_case(plan=plan, title="Optional", is_required=False, by=pm, now=NOW)
    with pytest.raises(Stale):
        operations.sign_plan(plan=plan, name="Cora", expect=seen, by=pm, now=NOW)
    assert not SignOff.objects.everywhere().exists()


def test_a_defect_goes_by_its_steps_and_its_owner_is_told(plan, pm, person) -> None:
    ina = person("os", name="Ina")
    defect = operations.raise_defect(plan=plan, title="Cents", severity="major", owner=ina, by=pm, now=NOW)
    with pytest.raises(Refused):
        operations.move_defect(defect=defect, to="closed", by=pm, now=NOW)
    with pytest.raises(Refused, match="get around"):
        operations.move_defect(defect=defect, to="accepted", by=pm, now=NOW)
    operations.move_defect(defect=defect, to="fixed", by=pm, now=NOW)
    operations.move_defect(defect=defect, to="closed", by=pm, now=NOW)
    assert defect.closed_at == NOW and Notice.objects.get(user=ina).kind == "defect_assigned"


def test_readiness_asks_for_signatures_only_where_tests_are_planned(phase, pm) -> None:
    assert "tests" not in [gate["id"] for gate in readiness(phase, now=NOW)["gates"]]
    operations.begin_plan(phase=phase, kind="uat", with_library=False, by=pm, now=NOW)
    gate = readiness(phase, now=NOW)["gates"][-1]
    assert gate["id"] == "tests" and gate["state"] == "blocked" and gate["missing"]


def test_marketing_neither_plans_nor_tests(phase, case, viewer) -> None:
    mia = viewer("marketing")
    with pytest.raises(Forbidden):
        operations.begin_plan(phase=phase, kind="uat", by=mia, now=NOW)
    with pytest.raises(Forbidden):
        operations.record_result(case=case, outcome="passed", by=mia, now=NOW)
