"""Cycles, windows and AutoPay figures over the API; and days that nobody can mean."""

import base64
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from test_cycle_pages import RULES

from pilotage.core.viewer import system
from pilotage.cycles import operations
from pilotage.cycles.models import AccountCheck, AutopayFigure
from pilotage.people.operations import create_token
from story import NOW


@pytest.fixture
def api(person) -> Client:
    owner = person("pm", name="Api")
    _row, token = create_token(by=system(), now=timezone.now(), user=owner, name="t", scopes=["read", "write"])
    return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})


@pytest.fixture
def cycle(phase, pm):
    return operations.add_cycle(
        phase=phase, name="Cycle 1", rules=RULES, first_month=date(2026, 1, 1), accounts=900, by=pm, now=NOW
    )


def test_a_cycle_tells_its_runs_and_a_phase_its_windows(api, phase, cycle) -> None:
    found = api.get(f"/api/v1/cycles/{cycle.pk}").json()
    assert found["name"] == "Cycle 1" and len(found["runs"]) >= 12 and set(found["runs"][0]["days"]) >= {"bill", "due"}
    answer = api.get(f"/api/v1/phases/{phase.pk}/go-live-windows?first=2027-03-01&days=60").json()
    print_run = next(day for day in answer["days"] if day["day"] == "2027-03-09")
    assert print_run["verdict"] == "bad" and print_run["reasons"][0]["code"] == "print"
    assert ["2027-03-08", "2027-03-10"] in answer["bad"] and answer["windows"]
    beyond = api.get(f"/api/v1/phases/{phase.pk}/go-live-windows?first=2027-03-01&days=-21405482614").json()
    assert [row["day"] for row in beyond["days"]] == ["2027-03-01", "2027-03-02"]


def test_figures_are_taken_and_refused_in_words(api, phase, pm) -> None:
    move = operations.begin_move(phase=phase, by=pm, now=NOW)
    body = {"on": "2026-11-02", "method": "token", "total": 100, "told": 60, "begun": 40, "moved": 30}
    address = f"/api/v1/autopay/{move.pk}/figures"
    sent = api.post(address, body, content_type="application/json", headers={"idempotency-key": "one"})
    assert sent.status_code == 201 and sent.json()["counts"]["left"] == 70
    refused = api.post(
        address, body | {"told": 101}, content_type="application/json", headers={"idempotency-key": "two"}
    )
    assert refused.status_code in (400, 409, 422) and "can't be more" in refused.content.decode()
    assert AutopayFigure.objects.everywhere().count() == 1


def lists(old: str, new: str) -> dict[str, dict[str, str]]:
    """Two files as the API takes them."""
    files = {"old": old, "new": new}
    return {
        side: {"name": f"{side}.csv", "content": base64.b64encode(text.encode()).decode()}
        for side, text in files.items()
    }


def test_who_would_be_drafted_twice_is_asked_over_the_api(api, phase, pm) -> None:
    move = operations.begin_move(phase=phase, by=pm, now=NOW)
    soon = timezone.now().date() + timedelta(days=9)
    body = lists(f"account,shut_off\nA-1,\nA-2,{soon}\nA-3,2031-01-01\n", "account\na1\nA9\n")
    address = f"/api/v1/autopay/{move.pk}/checks"
    sent = api.post(address, body, content_type="application/json", headers={"idempotency-key": "one"})
    found = sent.json()
    assert sent.status_code == 201 and (found["old_count"], found["new_count"], found["both_count"]) == (3, 2, 1)
    assert found["both"] == ["a1"] and found["at_risk"] == [{"account": "A-2", "shut_off": soon.isoformat()}]
    assert api.get(f"/api/v1/autopay-checks/{found['id']}").json() == found
    assert api.get(f"/api/v1/autopay/{move.pk}").json()["on_both_sides"] == 1


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("account,card\n1,4111111111111111\n", "old.csv: row 2, column 2 reads as a card number"),
        ("account\n", "no rows"),
        ("account,shut_off\n1,soon\n", "old.csv: row 2, shut_off This is no date."),
    ],
)
def test_lists_that_can_t_be_taken_over_the_api_are_told_with_row_and_side(api, phase, pm, old, said) -> None:
    move = operations.begin_move(phase=phase, by=pm, now=NOW)
    address, body = f"/api/v1/autopay/{move.pk}/checks", lists(old, "account\n1\n")
    refused = api.post(address, body, content_type="application/json", headers={"idempotency-key": "two"})
    assert refused.status_code == 409 and refused.json()["field"] == "old"
    assert said in refused.json()["detail"] and "4111111111111111" not in refused.content.decode()
    broken = body | {"new": {"name": "new.csv", "content": "AAA"}}
    answer = api.post(address, broken, content_type="application/json", headers={"idempotency-key": "three"})
    assert answer.status_code == 409 and not AccountCheck.objects.everywhere().exists()


def test_days_that_nobody_can_mean_break_nothing(api, signed_in, person, phase, cycle) -> None:
    page = signed_in(person("pm", name="Pia"))
    for day in ("0001-01-01", "9999-12-31"):
        for address in (
            f"/phases/{phase.pk}/cycles/?month={day[:7]}", f"/phases/{phase.pk}/go-live-windows/?first={day}&last={day}",
            f"/phases/{phase.pk}/go-live-windows/day/?date={day}",
        ):  # fmt: skip
            assert page.get(address).status_code == 200
        assert api.get(f"/api/v1/phases/{phase.pk}/go-live-windows?first={day}").json()["days"] == []
        part = {"cut_by": "channel", "words": "IVR", "starts_on": day, "ends_on": day}
        assert page.post(f"/phases/{phase.pk}/go-live-parts/new/", part).status_code == 422
        shield = {
            "starts_on": day,
            "ends_on": day,
            "agreed_by": "Mayor",
            "is_for_fees": "on",
            "owner": str(person("im").pk),
        }
        assert page.post(f"/phases/{phase.pk}/penalty-protections/new/", shield).status_code == 422
        runbook = {"day": day, "time": "18:00", "template": "full"}
        assert page.post(f"/phases/{phase.pk}/cutover/new/", runbook).status_code == 422
        assert page.post(f"/phases/{phase.pk}/target/", {"date": day}).status_code in (302, 422)
        assert page.get(f"/phases/{phase.pk}/target/").status_code == 200
        assert page.get(f"/phases/{phase.pk}/go-live-windows/").status_code == 200
