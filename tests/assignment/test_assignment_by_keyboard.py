"""A leader looks through the proposals and accepts them by keyboard alone, in a real browser."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from browsers import chromium_path
from pilotage.assignment.operations import ask_for_assignment, work_out_assignment
from pilotage.billers.models import Integration
from pilotage.billers.operations import add_phase, change_biller
from pilotage.core.viewer import system
from pilotage.people.viewers import viewer_of
from pilotage.transition.models import TransitionDecision
from pilotage.transition.operations import work_out_decision

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PASSWORD = "calm dense exact 9"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def accessible(page: Any) -> None:
    """Nothing that axe finds, and nothing wider than the screen, at 390 dark and 1440 light."""
    from axe_playwright_python.sync_playwright import Axe

    for width, scheme in ((390, "dark"), (1440, "light")):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (page.url, width)
        page.evaluate("scrollTo(0, 0)")
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], (page.url, width)


def test_a_leader_reviews_unticks_locks_and_accepts_by_keyboard(
    monkeypatch, live_server, make_biller, person, pm
) -> None:
    from playwright.sync_api import sync_playwright

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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(
            base_url=live_server.url.replace("127.0.0.1", "localhost"), viewport={"width": 1440, "height": 900}
        ).new_page()
        page.set_default_timeout(60_000)
        page.goto("/accounts/login/")
        page.get_by_label("E-mail").fill(lea.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/accounts/" not in url)
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
        browser.close()
    rows = TransitionDecision.objects.everywhere()
    assert list(rows.filter(decided_at=None).values_list("biller__name", flat=True)) == ["Ash"]
