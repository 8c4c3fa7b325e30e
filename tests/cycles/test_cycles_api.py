"""Cycles, windows and AutoPay figures over the API; and days that nobody can mean."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from test_cycle_pages import RULES

from pilotage.core.viewer import system
from pilotage.cycles import operations
from pilotage.cycles.models import AutopayFigure
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
