"""In a real browser: the TSM reads what a daily check counted, enters a figure over it, and sees how both came."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from browsers import accessible, people_at
from daily.days import POSTED, work
from pilotage.billers.operations.going_live import record_past_go_live
from pilotage.core.operations import delivering
from pilotage.daily import operations as daily

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PASSWORD = "calm dense exact 9"


def test_a_figure_is_entered_over_a_counted_one_and_both_are_told(
    biller, admin, person, viewer, live_server, settings, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.FILES_ROOT, settings.PILOTAGE_HOME = tmp_path / "files", tmp_path
    now = timezone.now()
    paid = (now - timedelta(3)).date()
    phase = record_past_go_live(by=admin, now=now, biller=biller, went_live_date=(now - timedelta(20)).date())
    made = daily.set_up_check(
        phase=phase, kind="posting", name="Daily posting", sources={}, weekdays=list(range(7)), skips_holidays=False,
        by=viewer("tsm", name="Tess"), now=now - timedelta(days=1),
    )  # fmt: skip
    texts = {
        "payments": f"payment_id,account,paid_at,amount\nP1,1,{paid},100.00\nP2,2,{paid},50.25\n",
        "posted": f"{POSTED}P1,1,{paid},100.00\n",
    }
    for role, text in texts.items():
        stream = io.BytesIO(text.encode())
        daily.receive_file(check=made, role=role, name=f"{role}.csv", stream=stream, by=admin, now=now)
    daily.run_now(check=made, by=admin, now=now)
    work(timezone.now())
    while delivering.react_once(now=timezone.now()):
        pass
    tina = person("tsm", "admin", name="Tina", password=PASSWORD)
    with people_at(live_server.url.replace("127.0.0.1", "localhost"), PASSWORD) as enter:
        page = enter(tina)
        page.goto(f"/phases/{phase.pk}/first-cycles/")
        page.get_by_text("1 of 2 (50.0 %)").wait_for()
        accessible(page)
        page.get_by_role("link", name="Figures of cycle 1").click()
        page.get_by_text("Daily posting counts 2 up to").wait_for()
        page.locator("[name=posted]").fill("2")
        page.locator("[name=taken]").fill("2")
        page.get_by_role("button", name="Keep figures").click()
        page.get_by_text("Daily posting counts 1").wait_for()
        page.get_by_role("link", name="How they came").click()
        assert page.locator("tr[data-row]").count() == 2
        accessible(page)
        for path in ("/settings/logo/", "/settings/case-notes/"):
            page.goto(path)
            accessible(page)
