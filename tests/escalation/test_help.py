"""Experts are asked at once, levels are raised once and on working hours, and what is taken climbs no further."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.viewer import system
from pilotage.escalation import jobs, operations, queries
from pilotage.escalation.models import Escalation, EscalationStep
from pilotage.escalation.rules import due_at, level_faults
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from pilotage.planner.calendars import us_federal
from pilotage.support import operations as support
from story import NOW

EASTERN = "America/New_York"


def eastern(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(EASTERN))


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (eastern(2026, 11, 2, 10), 0, eastern(2026, 11, 2, 10)),
        (eastern(2026, 11, 2, 10), 4, eastern(2026, 11, 2, 14)),
        (eastern(2026, 11, 2, 10), 7, eastern(2026, 11, 2, 17)),
        (eastern(2026, 11, 2, 10), 8, eastern(2026, 11, 3, 10)),
        (eastern(2026, 11, 2, 7), 1, eastern(2026, 11, 2, 10)),
        (eastern(2026, 11, 2, 18), 1, eastern(2026, 11, 3, 10)),
        (eastern(2026, 11, 6, 16), 2, eastern(2026, 11, 9, 10)),  # over a weekend
        (eastern(2026, 11, 10, 16), 2, eastern(2026, 11, 12, 10)),  # over Veterans Day
        (eastern(2026, 10, 30, 16), 2, eastern(2026, 11, 2, 10)),  # over the end of daylight saving
        (eastern(2026, 11, 7, 12), 8, eastern(2026, 11, 9, 17)),
    ],
)
def test_a_level_is_due_after_working_hours(start, hours, expected) -> None:
    assert due_at(start, hours, us_federal(), EASTERN) == expected


def test_round_the_clock_counts_every_hour() -> None:
    assert due_at(NOW, 30, None, EASTERN) == NOW + timedelta(hours=30)


def test_levels_come_one_after_the_other() -> None:
    assert level_faults([]) and level_faults([{"hours": 1}] * 6)
    assert level_faults([{"hours": 4}, {"hours": 4}]) and not level_faults([{"hours": 0}, {"hours": 4}])


@pytest.fixture
def policy(leader):
    levels = [{"hours": 0, "role": "tsm"}, {"hours": 2, "role": "tsm_manager"}, {"hours": 5, "role": "cs_leader"}]
    return operations.save_policy(
        department="Client services", levels=levels, severity_from=1, is_automatic=True, by=leader, now=NOW
    )


@pytest.fixture
def case(phase, pm):
    return support.open_case(biller=phase.biller, phase=phase, title="Late", severity=1, by=pm, now=NOW)


def test_a_case_climbs_each_level_once_whatever_runs_twice(policy, case, person, viewer) -> None:
    tess, mia = person("tsm", name="Tess"), person("tsm_manager", name="Mia")
    found = operations.escalate(case=case, policy=policy, reason="Money is missing", by=viewer("im"), now=NOW)
    assert Notice.objects.filter(user=tess, kind="case_escalated").count() == 1
    later = NOW + timedelta(hours=2)  # 10:00 to 12:00 Eastern
    assert [jobs.climb(by=system(), now=NOW + timedelta(hours=1)) for _ in range(2)] == [0, 0]
    assert [jobs.climb(by=system(), now=later) for _ in range(2)] == [1, 0]
    assert Notice.objects.filter(user=mia, kind="case_escalated").count() == 1
    assert list(EscalationStep.objects.everywhere().order_by("level").values_list("level", "told")) == [
        (1, "Tess"),
        (2, "Mia"),
    ]
    with pytest.raises(Refused, match="climbs this policy already"):
        operations.escalate(case=case, policy=policy, reason="Again", by=viewer("im"), now=NOW)
    assert Escalation.objects.everywhere().get(pk=found.pk).level == 2


def test_what_is_taken_or_closed_climbs_no_further(policy, case, viewer, phase, pm) -> None:
    tsm = viewer("tsm")
    found = operations.escalate(case=case, policy=policy, reason="Money", by=tsm, now=NOW)
    operations.acknowledge(escalation=found, remark="I call the bank", by=tsm, now=NOW)
    with pytest.raises(Refused, match="taken it already"):
        operations.acknowledge(escalation=found, by=viewer("tsm", name="Tom"), now=NOW)
    other = support.open_case(biller=phase.biller, phase=phase, title="Other", severity=3, by=pm, now=NOW)
    operations.escalate(case=other, policy=policy, reason="Money", by=tsm, now=NOW)
    support.close_case(case=other, outcome="Mended", by=tsm, now=NOW)
    assert jobs.climb(by=system(), now=NOW + timedelta(days=9)) == 0
    with pytest.raises(Refused, match="is closed"):
        operations.escalate(case=other, policy=policy, reason="Money", by=tsm, now=NOW)


def test_severe_cases_begin_by_themselves_once(policy, case, phase, pm) -> None:
    support.open_case(biller=phase.biller, phase=phase, title="Small", severity=2, by=pm, now=NOW)
    assert [operations.start_automatic(by=system(), now=NOW) for _ in range(2)] == [1, 0]
    assert Escalation.objects.everywhere().get().case_id == case.pk


@pytest.fixture
def expert(person, leader):
    return operations.save_expert(
        area="Posting files", person=person("sme", name="Sam"), backup=person("sme", name="Bea"), begins=time(9),
        ends=time(17), by=leader, now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "who"),
    [(NOW, "Sam"), (datetime(2026, 11, 2, 23, tzinfo=UTC), "Bea"), (datetime(2026, 11, 1, 16, tzinfo=UTC), "Bea")],
)
def test_outside_their_hours_the_backup_is_asked(expert, case, viewer, at, who) -> None:
    made = operations.ask_expert(
        subject=case.record, biller=case.biller, expert=expert, question="Why?", by=viewer("im"), now=at
    )
    assert made.asked_of.name == who and Notice.objects.filter(user=made.asked_of, kind="advice_asked").count() == 1


def test_an_expert_answers_once_and_who_asked_hears_it(expert, case, person) -> None:
    ina = person("im", name="Ina")
    made = operations.ask_expert(
        subject=case.record,
        biller=case.biller,
        expert=expert,
        question="Why?",
        by=viewer_of(ina, source="page"),
        now=NOW,
    )
    with pytest.raises(Forbidden):
        operations.answer_advice(advice=made, answer="Me", by=viewer_of(ina, source="page"), now=NOW)
    sam = viewer_of(expert.person, source="page")
    operations.answer_advice(advice=made, answer="The batch ran twice", by=sam, now=NOW)
    assert Notice.objects.filter(user=ina, text__contains="The batch ran twice").count() == 1
    with pytest.raises(Refused, match="answered already"):
        operations.answer_advice(advice=made, answer="Again", by=sam, now=NOW)
    assert not queries.advice(sam, {}).exists()


def test_the_pages_lead_from_the_case_to_help(expert, policy, case, person, signed_in) -> None:
    browser = signed_in(person("im", "tsm", name="Ina"))
    here = f"/cases/{case.pk}/"
    assert "Nobody was asked" in browser.get(here).content.decode()
    asked = browser.post(f"/records/{case.pk}/advice/", {"expert": str(expert.pk), "question": "What is code 17?"})
    assert asked.status_code == 302 and "What is code 17?" in browser.get(asked["Location"]).content.decode()
    assert browser.post(f"{here}escalate/", {"policy": str(policy.pk), "reason": "Money"}).status_code == 302
    shown = browser.get(here).content.decode()
    assert "What is code 17?" in shown and "Client services, level 1" in shown
    for address in ("/escalations/", "/escalations/policies/", "/experts/", "/advice/"):
        assert browser.get(address).status_code == 200
        if "policies" not in address:
            assert b"".join(browser.get(f"{address}?as=csv"))
