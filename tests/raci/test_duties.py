"""What one event brings: the task for R and A, the question for C, the notice for I; once, and settled with its task."""

from datetime import date, timedelta

import pytest

from pilotage.billers.operations import assign_care
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from pilotage.raci import operations, queries
from pilotage.raci.enums import Work
from pilotage.raci.models import Duty, Share
from pilotage.raci.reactions import settle_when_its_task_is_done
from pilotage.support import operations as support
from pilotage.work.models import Task
from pilotage.work.operations import complete_task
from story import NOW


@pytest.fixture
def team(phase, person):
    found = {role: person(role, name=f"{role} one") for role in ("pm", "im", "tsm", "csm")}
    for role, user in found.items():
        assign_care(biller=phase.biller, user=user, role=role, by=system(), now=NOW)
    return found


@pytest.fixture
def raised(phase):
    def make(work=Work.TRIAGE, key="case:1", **more):
        return operations.raise_duty(
            work=work, phase=phase, subject=phase.record, key=key, title="Triage C-1", by=system(), now=NOW, **more
        )

    return make


def letters(duty: Duty) -> list[tuple[str, str, object]]:
    return sorted(
        (s.letter, s.role, s.person.name if s.person else None) for s in Share.objects.everywhere().filter(duty=duty)
    )


def test_each_letter_gets_its_own(team, raised) -> None:
    duty = raised()
    assert letters(duty) == [
        ("A", "tsm", "Tsm One"), ("C", "im", "Im One"), ("I", "csm", "Csm One"), ("I", "pm", "Pm One"), ("R", "tsm", "Tsm One"),
    ]  # fmt: skip
    task = Task.objects.everywhere().get()
    assert task.owner == team["tsm"] and duty.task == task
    assert task.due_date == date(2026, 11, 5)  # a Monday, and three working days
    asked = Share.objects.everywhere().get(letter="C")
    assert asked.due_date == date(2026, 11, 4)
    told = dict(Notice.objects.values_list("user__name", "kind"))
    assert told == {
        "Tsm One": "task_assigned",
        "Im One": "raci_asked",
        "Csm One": "raci_informed",
        "Pm One": "raci_informed",
    }


def test_where_r_and_a_are_two_people_both_know(team, raised) -> None:
    duty = raised(Work.CLIENT_MEETING)
    assert duty.task.owner == team["pm"]
    assert Notice.objects.get(user=team["tsm"]).kind == "raci_informed"


def test_the_same_event_is_raised_once(team, raised) -> None:
    assert raised() is not None and raised() is None
    assert Task.objects.everywhere().count() == 1 and Duty.objects.everywhere().count() == 1


def test_what_has_happened_is_news_alone(team, raised) -> None:
    duty = raised(Work.CLOSE, is_done=True)
    assert {letter for letter, _role, _name in letters(duty)} == {"I"}
    assert not Task.objects.everywhere().exists() and duty.settled_at == NOW


def test_a_role_without_a_person_is_owed_by_whoever_takes_it_later(phase, raised, person) -> None:
    duty = raised()
    assert duty.task.owner is None and duty.task.owner_role == "tsm"
    late = person("im", name="Late")
    assert not queries.owed(viewer_of(late, source="page"), {}, now=NOW).exists()
    assign_care(biller=phase.biller, user=late, role="im", by=system(), now=NOW)
    assert [s.letter for s in queries.owed(viewer_of(late, source="page"), {}, now=NOW)] == ["C"]


def test_who_is_consulted_answers_once_and_who_does_the_work_hears_it(team, raised, viewer) -> None:
    raised()
    share = queries.share_for(system(), Share.objects.everywhere().get(letter="C").pk)
    with pytest.raises(Forbidden):
        operations.answer_question(share=share, answer="Me", by=viewer("pm"), now=NOW)
    im = viewer_of(team["im"], source="page")
    with pytest.raises(Refused, match="card number"):
        operations.answer_question(share=share, answer="Card 4111 1111 1111 1111", by=im, now=NOW)
    operations.answer_question(share=share, answer="The layout changed", by=im, now=NOW)
    assert (
        Notice.objects.filter(user=team["tsm"], kind="raci_answered", text__contains="The layout changed").count() == 1
    )
    with pytest.raises(Refused, match="answered already"):
        operations.answer_question(share=share, answer="Again", by=im, now=NOW)
    assert not queries.owed(im, {}, now=NOW).exists()


def test_a_duty_is_over_with_its_task_and_a_task_with_its_duty(team, raised, phase) -> None:
    duty, other = raised(), raised(key="case:2")
    complete_task(task=duty.task, by=viewer_of(team["tsm"], source="page"), now=NOW)
    event = Event.objects.filter(kind="work.task_done").get()
    settle_when_its_task_is_done(event, by=system(), now=NOW)
    settle_when_its_task_is_done(event, by=system(), now=NOW)
    assert Duty.objects.everywhere().get(pk=duty.pk).settled_at == NOW
    assert operations.settle_duty(phase_id=phase.pk, key="case:2", by=system(), now=NOW)
    assert Task.objects.everywhere().get(pk=other.task_id).state == "done"
    assert not operations.settle_duty(phase_id=phase.pk, key="case:2", by=system(), now=NOW)


def test_an_overdue_question_is_told_once(team, raised) -> None:
    raised()
    later = NOW + timedelta(days=4)
    assert operations.tell_of_questions(by=system(), now=NOW + timedelta(days=1)) == 0
    assert [operations.tell_of_questions(by=system(), now=later) for _ in range(2)] == [1, 0]


def test_closing_rights_are_read_from_the_matrix(phase, viewer, pm) -> None:
    def opened():
        return support.open_case(biller=phase.biller, phase=phase, title="Late", severity=2, by=pm, now=NOW)

    with pytest.raises(Forbidden, match="The TSM closes cases"):
        support.close_case(case=opened(), outcome="Mended", by=viewer("im"), now=NOW)
    cells = queries.cells_of(phase.pk) | {"9": {"pm": "I", "im": "RA", "tsm": "I", "csm": "I"}}
    operations.save_phase_matrix(phase=phase, cells=cells, reason="The IM has the access", by=pm, now=NOW)
    support.close_case(case=opened(), outcome="Mended", by=viewer("im"), now=NOW)
    with pytest.raises(Forbidden, match="The IM closes cases"):
        support.close_case(case=opened(), outcome="Mended", by=viewer("tsm"), now=NOW)
    support.close_case(case=opened(), outcome="Mended", by=viewer("cs_leader"), now=NOW)
