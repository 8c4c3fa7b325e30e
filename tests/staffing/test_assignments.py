"""Who takes which biller: proposals with reasons, locks, what-if, accepting and taking back."""

import pytest

from pilotage.billers.models import Care
from pilotage.billers.operations import assign_care
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.staffing import operations
from pilotage.staffing.models import Run
from pilotage.staffing.operations import add_capacity, ask_for_run, repeat_run, set_skills, undo_run, work_out_run
from story import NOW

TODAY = NOW.date()


@pytest.fixture
def ina(person):
    return person("im", name="Ina", time_zone="America/Chicago")


@pytest.fixture
def ivo(person):
    return person("im", name="Ivo", time_zone="America/Chicago")


def taken(run) -> dict[str, str]:
    return {row["biller_name"]: row["name"] for row in run.found["proposals"]}


def care_of(project):
    return Care.objects.everywhere().filter(biller=project.biller_id, role="im").first()


def test_two_billers_go_to_two_people_and_each_proposal_says_why(running, ina, ivo, worked_out) -> None:
    running("Hill Water"), running("Lake Power")
    run = worked_out("assign", roles=["im"])
    assert set(taken(run).values()) == {"Ina", "Ivo"} and run.state == "done"
    row = run.found["proposals"][0]
    assert "load" in row["why"] and row["near"][0]["more"] > 0 and row["near"][0]["name"] != row["name"]


def test_the_vertical_decides_between_equals(running, ina, ivo, pm, worked_out) -> None:
    set_skills(user=ivo, skills=["Utility"], by=pm, now=NOW)
    running("Hill Water")
    assert taken(worked_out("assign", roles=["im"])) == {"Hill Water": "Ivo"}


def test_who_has_no_capacity_takes_nothing(running, ina, ivo, pm, worked_out) -> None:
    add_capacity(user=ina, from_date=TODAY, points=0, by=pm, now=NOW)
    running("Hill Water"), running("Lake Power")
    assert set(taken(worked_out("assign", roles=["im"])).values()) == {"Ivo"}


def test_a_biller_with_a_person_is_asked_about_only_when_all_are(running, ina, ivo, worked_out) -> None:
    running("Hill Water", im=ina)
    assert worked_out("assign", roles=["im"]).found["proposals"] == []
    again = worked_out("assign", roles=["im"], scope="all")
    assert taken(again) == {"Hill Water": "Ina"} and "knows the biller" in again.found["proposals"][0]["why"]


def test_a_lock_stays_and_what_if_leaves_people_out(running, ina, ivo, worked_out) -> None:
    project = running("Hill Water")
    need = f"{project.biller_id}:im"
    locked = worked_out("assign", roles=["im"], locks={need: ivo.pk})
    assert taken(locked) == {"Hill Water": "Ivo"} and locked.found["proposals"][0]["is_locked"]
    assert taken(worked_out("assign", roles=["im"], without=[ivo.pk])) == {"Hill Water": "Ina"}
    assert care_of(project) is None


def test_nobody_with_room_is_said(running, ina, pm, worked_out) -> None:
    add_capacity(user=ina, from_date=TODAY, points=1, by=pm, now=NOW)
    running("Hill Water"), running("Lake Power")
    run = worked_out("assign", roles=["im"])
    assert run.found["empty"] == 1
    assert any("Everybody who could is full" in row["why"] for row in run.found["proposals"])


def test_the_same_inputs_give_the_same_answer_and_fingerprint(running, ina, ivo, pm, worked_out) -> None:
    running("Hill Water")
    first = worked_out("assign", roles=["im"])
    add_capacity(user=ina, from_date=TODAY, points=0, by=pm, now=NOW)
    second = repeat_run(run=first, by=pm, now=NOW)
    assert work_out_run(run=second, by=pm, now=NOW) and not work_out_run(run=second, by=pm, now=NOW)
    second.refresh_from_db()
    assert (second.fingerprint, second.found) == (first.fingerprint, first.found) and len(first.fingerprint) == 64


def test_accepting_assigns_what_is_ticked_and_can_be_taken_back(running, ina, ivo, pm, worked_out) -> None:
    one, other = running("Hill Water"), running("Lake Power")
    run = worked_out("assign", roles=["im"])
    assert operations.accept_assignments(run=run, needs=[f"{one.biller_id}:im"], by=pm, now=NOW) == 1
    assert care_of(one).user.name == taken(run)["Hill Water"] and care_of(other) is None
    kinds = set(Event.objects.filter(record_id=run.pk).values_list("kind", flat=True))
    assert {"staffing.run_created", "staffing.worked_out", "staffing.run_accepted"} <= kinds
    with pytest.raises(Refused):
        operations.accept_assignments(run=run, needs=[f"{other.biller_id}:im"], by=pm, now=NOW)
    assert undo_run(run=run, by=pm, now=NOW) == 1 and care_of(one) is None
    assert Run.objects.get(pk=run.pk).state == "undone"


def test_a_biller_that_changed_hands_meanwhile_is_refused_and_nothing_is_kept(
    running, ina, ivo, pm, worked_out
) -> None:
    one, other = running("Hill Water"), running("Lake Power")
    run = worked_out("assign", roles=["im"])
    assign_care(biller=other.biller, user=ina, role="im", by=pm, now=NOW)
    with pytest.raises(Refused, match="changed since"):
        operations.accept_assignments(run=run, needs=[f"{p.biller_id}:im" for p in (one, other)], by=pm, now=NOW)
    assert care_of(one) is None


def test_what_others_changed_since_is_not_taken_back(running, ina, ivo, pm, worked_out) -> None:
    one = running("Hill Water")
    run = worked_out("assign", roles=["im"])
    operations.accept_assignments(run=run, needs=[f"{one.biller_id}:im"], by=pm, now=NOW)
    other = ivo if care_of(one).user_id == ina.pk else ina
    one.biller.record.refresh_from_db()
    assign_care(biller=one.biller, user=other, role="im", by=pm, now=NOW)
    with pytest.raises(Refused, match="changed since"):
        undo_run(run=run, by=pm, now=NOW)
    assert care_of(one).user_id == other.pk


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("assign", {"roles": []}), ("level", {"seconds": 0}), ("other", {}), ("assign", {"extra": {1: 500}})],
)
def test_what_can_not_be_asked_is_refused(pm, kind, asked) -> None:
    with pytest.raises(Refused):
        ask_for_run(kind=kind, asked=asked, by=pm, now=NOW)
    assert not Run.objects.exists()


def test_marketing_staffs_nobody(viewer) -> None:
    with pytest.raises(Forbidden):
        ask_for_run(kind="assign", asked={}, by=viewer("marketing"), now=NOW)
