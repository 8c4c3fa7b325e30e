"""A leader looks through the proposals and accepts them by keyboard alone, in a real browser."""

from datetime import timedelta

import pytest
from django.utils import timezone

from browsers import accessible, people_at
from pilotage.assignment.operations import ask_for_assignment, work_out_assignment
from pilotage.billers.models import Integration
from pilotage.billers.operations import add_phase, change_biller
from pilotage.core.viewer import system
from pilotage.people.viewers import viewer_of
from pilotage.transition.models import TransitionDecision
from pilotage.transition.operations import work_out_decision

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PASSWORD = "calm dense exact 9"


def test_a_leader_reviews_unticks_locks_and_accepts_by_keyboard(
    monkeypatch, live_server, make_biller, person, pm
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    now = timezone.now()
    for n, name in enumerate(("Ash", "Birch", "Cedar", "Dover")):
        row = make_biller(name)
        change_biller(biller=row, mrr_amount="6000", contract_date=now.date(), by=pm, now=now)
        used = Integration.objects.everywhere().get(biller=row)
        target = (now + timedelta(30 + n)).date()
        phase = add_phase(biller=row, integration=used, target_go_live_date=target, by=pm, now=now)
        work_out_decision(phase=phase, by=system(), now=now)
    person("tsm", name="Tina"), person("tsm", name="Zoe")
    lea = person("cs_leader", name="Lea", password=PASSWORD)
    by = viewer_of(lea, source="page")
    with people_at(live_server.url.replace("127.0.0.1", "localhost"), PASSWORD) as enter:
        page = enter(lea)
        page.goto("/transition/assignment/")
        page.keyboard.press("a")  # propose people
        page.get_by_role("button", name="Work it out").wait_for()
        accessible(page)
        run = ask_for_assignment(asked={"seconds": 2}, name="Weekly", by=by, now=now)
        work_out_assignment(run=run, by=by, now=now)
        page.goto("/transition/assignment/")
        for key in ("j", "Enter"):
            page.keyboard.press(key)
        page.get_by_text("4 proposals.").wait_for()
        accessible(page)
        for key in ("j", "x", "j", "o", "a"):  # Ash is left for later, Birch is locked, the other three are decided
            page.keyboard.press(key)
        page.get_by_text("3 transitions are decided.").wait_for()
        accessible(page)
        page.goto("/transition/load/")
        page.get_by_text("1 biller has nobody yet.").wait_for()
        accessible(page)
    rows = TransitionDecision.objects.everywhere()
    assert list(rows.filter(decided_at=None).values_list("biller__name", flat=True)) == ["Ash"]
