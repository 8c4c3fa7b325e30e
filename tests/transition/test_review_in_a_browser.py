"""The weekly review by keyboard alone, a version of the policy by two people, and the windows board, in a real browser."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from browsers import chromium_path
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
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def enter(monkeypatch, live_server) -> Iterator[Callable[[User], Any]]:
    """`enter(user)`: a page of a browser of its own in which this person is signed in."""
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    address, complaints = live_server.url.replace("127.0.0.1", "localhost"), []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"])

        def make(user: User) -> Any:
            page = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900}).new_page()
            page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto("/accounts/login/")
            page.get_by_label("E-mail").fill(user.email)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url(lambda url: "/accounts/" not in url)
            return page

        yield make
        browser.close()
    assert complaints == []


def accessible(page: Any) -> None:
    """Nothing that axe finds, and nothing wider than the screen at 1440 and at 390 pixels."""
    from axe_playwright_python.sync_playwright import Axe

    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (page.url, width)
        page.evaluate("scrollTo(0, 0)")
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], (page.url, width)


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
        one, day = ahead(name, 5), (now - timedelta(days_ago)).date()
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
