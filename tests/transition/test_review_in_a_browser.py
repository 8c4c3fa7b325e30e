"""The weekly review by keyboard alone, a version of the policy by two people, and the windows board, in a real browser."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from browsers import accessible, people_at
from pilotage.billers.models import Integration, Phase
from pilotage.billers.operations import add_phase
from pilotage.core.viewer import system
from pilotage.people.models import User
from pilotage.people.viewers import viewer_of
from pilotage.transition import operations
from pilotage.transition.models import PolicyDraft, TransitionDecision

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PASSWORD = "calm dense exact 9"
#: How many transitions a leader decides in one sitting; `make soak` takes 50.
PENDING = int(os.environ.get("PILOTAGE_PENDING", "8"))


@pytest.fixture
def enter(monkeypatch, live_server) -> Iterator[Callable[[User], Any]]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with people_at(live_server.url.replace("127.0.0.1", "localhost"), PASSWORD) as enter:
        yield enter


@pytest.fixture
def ahead(make_biller, pm) -> Callable[[str, int], TransitionDecision]:
    def make(name: str, days: int) -> TransitionDecision:
        row, now = make_biller(name), timezone.now()
        used = Integration.objects.everywhere().get(biller=row)
        day = (now + timedelta(days)).date()
        phase = add_phase(biller=row, integration=used, target_go_live_date=day, by=pm, now=now)
        return operations.work_out_decision(phase=phase, by=system(), now=now)

    return make


def test_a_leader_decides_one_after_the_other_with_one_key_each(enter, ahead, person) -> None:
    for n in range(PENDING):
        ahead(f"Biller {n}", 20 + n)
    person("tsm", name="Tina")
    person("tsm", name="Zoe")
    page, pressed = enter(person("cs_leader", name="Lea", password=PASSWORD)), 0
    page.goto("/transition/")
    accessible(page)
    for key in ("j", "Enter"):
        page.keyboard.press(key)
        pressed += 1
    page.wait_for_url("**/transition/*-*/")
    accessible(page)
    for left in range(PENDING - 1, -1, -1):
        was, said = page.url, page.get_by_text("The transition is decided")
        page.keyboard.press("a")
        pressed += 1
        said.wait_for()
        page.wait_for_load_state("load")
        assert left == 0 or page.url != was
        page.evaluate("document.activeElement.blur()")
        page.locator("[data-dismiss]").first.click()
        said.wait_for(state="hidden")
    assert pressed / PENDING <= 4
    rows = TransitionDecision.objects.everywhere()
    assert rows.filter(decided_at__isnull=False, is_override=False).count() == PENDING
    assert sorted(rows.values_list("assignee__name", flat=True)) == ["Tina"] * (PENDING // 2) + ["Zoe"] * (PENDING // 2)
    page.goto("/transition/")
    assert page.get_by_text("Nothing is pending").is_visible()
    page.goto("/transition/?view=changed")
    accessible(page)


def test_a_version_of_the_policy_takes_two_people(enter, ahead, person) -> None:
    operations.load_shipped_policy(by=system(), now=timezone.now())
    ahead("Ash", 30)
    lea = enter(person("cs_leader", name="Lea", password=PASSWORD))
    lea.goto("/settings/policy/")
    accessible(lea)
    lea.get_by_role("link", name="Write a new version").click()
    accessible(lea)
    lea.get_by_label("Version", exact=True).fill("2.0")
    lea.get_by_label("In force from").fill("2099-01-01")
    lea.get_by_label("Why it changes").fill("Yearly review")
    lea.locator("#id_row-0-mrr_below").fill("4000")
    lea.get_by_role("button", name="Save draft").click()
    lea.get_by_text("No row takes this biller: new integration, MRR 4,000.00 USD").wait_for()
    accessible(lea)
    lea.locator("#id_row-0-mrr_below").fill("5000")
    lea.locator("#id_row-0-window_days").fill("45")
    lea.get_by_role("button", name="Save draft").click()
    lea.get_by_text("1 of 1").wait_for()
    accessible(lea)
    lea.get_by_role("button", name="Give it to review").click()
    lea.get_by_text("a second person reviews it").wait_for()
    address = lea.url
    lee = enter(person("cs_leader", name="Lee", password=PASSWORD))
    lee.goto(address)
    lee.get_by_role("button", name="Approve and publish").click()
    lee.get_by_text("it takes effect on its day").wait_for()
    lee.goto("/settings/policy/?version=2.0")
    assert lee.get_by_text("45 days at least").first.is_visible()
    draft = PolicyDraft.objects.get()
    assert (draft.state, draft.author.name, draft.reviewer and draft.reviewer.name) == ("published", "Lea", "Lee")


def test_a_window_is_evaluated_at_its_end_and_closed_early_by_a_leader_alone(enter, ahead, person) -> None:
    tina, lea = person("tsm", name="Tina", password=PASSWORD), person("cs_leader", name="Lea", password=PASSWORD)
    by, now = viewer_of(lea, source="page"), timezone.now()
    for name, days_ago in (("Ash", 40), ("Birch", 5)):
        one, day = ahead(name, 5), (now.astimezone(ZoneInfo("America/Chicago")) - timedelta(days_ago)).date()
        operations.decide(decision=one, choice="tsm", assignee=tina, by=by, now=now)
        Phase.objects.everywhere().filter(pk=one.phase_id).update(stage="transition", went_live_date=day)
        operations.open_window(phase=one.phase, go_live_date=day, by=by, now=now)
    page = enter(tina)
    page.goto("/support-windows/")
    accessible(page)
    assert page.get_by_text("10 days").first.is_visible()
    page.get_by_role("link", name="Birch, Phase 1").click()
    accessible(page)
    assert not page.get_by_role("link", name="Close…").count() and not page.get_by_role("link", name="Extend…").count()
    page.goto("/support-windows/?view=due")
    page.get_by_role("link", name="Ash, Phase 1").click()
    page.get_by_role("link", name="Evaluate", exact=True).click()
    for label in ("Payments post", "Deposits,", "Open production", "The biller's staff", "Paperless"):
        page.get_by_label(label).select_option("4")
    page.get_by_label("Close to client services").check()
    page.get_by_label("Comment").fill("Runs by itself.")
    accessible(page)
    page.get_by_role("button", name="Save evaluation").click()
    page.get_by_text("taken over by").wait_for()
    leader = enter(lea)
    leader.goto("/support-windows/")
    leader.get_by_role("link", name="Birch, Phase 1").click()
    leader.get_by_role("link", name="Close…").click()
    leader.get_by_text("a leader's exception").wait_for()
    accessible(leader)
    leader.get_by_label("What client services takes over").fill("They asked for it; two open questions on returns.")
    leader.get_by_role("button", name="Close window").click()
    leader.get_by_text("before its end").wait_for()
    accessible(leader)
