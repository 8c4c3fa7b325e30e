"""After a go-live, in a real browser: a leader extends the window, the TSM hands over, both sides accept."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from browsers import accessible, people_at
from pilotage.billers.models import Phase
from pilotage.billers.operations import change_biller, set_target_go_live
from pilotage.core.viewer import system
from pilotage.handoff.queries import handoff_of
from pilotage.transition import operations
from pilotage.transition.models import SupportWindow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PASSWORD = "calm dense exact 9"


@pytest.fixture
def live(phase, biller, pm, leader, person, tmp_path, monkeypatch):
    """A biller that went live three weeks ago, its TSM."""
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    tina, now = person("tsm", name="Tina Moreau", password=PASSWORD), timezone.now()
    day = (now - timedelta(21)).date()
    change_biller(biller=biller, mrr_amount="4200", by=pm, now=now)
    set_target_go_live(phase=phase, date=day, by=pm, now=now)
    decision = operations.work_out_decision(phase=phase, by=system(), now=now)
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=now)
    Phase.objects.everywhere().filter(pk=phase.pk).update(stage="transition", went_live_date=day)
    assert operations.open_window(phase=phase, go_live_date=day, by=pm, now=now)
    return tina


def test_a_window_is_extended_and_the_account_handed_over(live, person, phase, live_server, monkeypatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    lea = person("cs_leader", name="Lea Brandt", password=PASSWORD)
    agent = person("cs_agent", name="Amir Keller", password=PASSWORD)
    csm = person("csm", name="Cleo Sand", password=PASSWORD)
    window = SupportWindow.objects.everywhere().get()
    home = f"/phases/{phase.pk}/handoff/"
    with people_at(live_server.url.replace("127.0.0.1", "localhost"), PASSWORD) as enter:
        page = enter(lea)
        page.goto("/support-windows/")
        page.get_by_role("link", name="Hill Water").click()
        page.get_by_role("link", name="Extend…").click()
        accessible(page)
        page.get_by_label("Extend by, days").fill("15")
        page.get_by_label("Reason").fill("The first cycle slipped")
        page.get_by_role("button", name="Extend").click()
        page.get_by_text("15 days: The first cycle slipped").wait_for()
        accessible(page)

        tina = enter(live)
        tina.goto(home)
        accessible(tina)
        tina.get_by_role("link", name="Write").click()
        tina.get_by_label("Client services").select_option(str(agent.pk))
        tina.get_by_label("CSM").select_option(str(csm.pk))
        for field in tina.locator("input[name^=day_]").all():
            field.fill("2026-11-02")
        tina.locator("[name=text_quirks]").fill("Bills are rounded up by the CIS")
        tina.get_by_role("button", name="Save").click()
        tina.get_by_role("button", name="Offer").click()
        accessible(tina)

        cleo = enter(csm)
        cleo.goto(home)
        cleo.get_by_role("link", name="Ask…").click()
        cleo.get_by_label("Words").fill("Who rounds them?")
        cleo.get_by_role("button", name="Ask").click()
        cleo.get_by_text("1 question waits for an answer").wait_for()
        tina.goto(home)
        tina.get_by_role("link", name="Answer").click()
        tina.get_by_label("Words").fill("The CIS does")
        tina.get_by_role("button", name="Answer").click()
        tina.get_by_text("The CIS does").wait_for()

        amir = enter(agent)
        for page in (amir, cleo):
            page.goto(home)
            page.get_by_role("button", name="Accept for").click()
            page.get_by_text("You have accepted the handoff").wait_for()
        accessible(cleo)
    window.refresh_from_db()
    kept = handoff_of(phase.pk)
    assert kept and (kept.state, kept.csm_accepted_by, kept.services_accepted_by) == ("accepted", csm, agent)
    assert window.days == 45
