"""A help-desk biller's way in a real browser: decided, leaflet shared, opened and acknowledged, Customer Support walked through."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from browsers import accessible, people_at
from pilotage.billers.models import Integration, Phase
from pilotage.billers.operations import change_biller, set_target_go_live
from pilotage.billers.operations.going_live import record_past_go_live
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import system
from pilotage.documents.models import ShareLink
from pilotage.documents.sharing import path_of_link
from pilotage.golive.queries import readiness
from pilotage.people.operations import set_password
from pilotage.transition import operations as transition
from pilotage.welcome.queries import leaflet_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PASSWORD = "calm dense exact 9"


@pytest.fixture
def small(phase, biller, make_biller, pm, admin, tmp_path, monkeypatch) -> Phase:
    """The third biller on its integration, just below 3,000 a month: row E1."""
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    now = timezone.now()
    for n, name in enumerate(("Dale Water", "Moor Water")):
        row = make_biller(name)
        used = Integration.objects.everywhere().get(biller=row)
        day = (now - timedelta(200 + n)).date()
        record_past_go_live(biller=row, went_live_date=day, integration=used, by=admin, now=now)
    change_biller(biller=biller, mrr_amount="2999.99", by=pm, now=now)
    set_target_go_live(phase=phase, date=(now + timedelta(30)).date(), by=pm, now=now)
    transition.work_out_decision(phase=phase, by=system(), now=now)
    change_settings(by=system(), now=now, values={"support_phone": "555 0100"})
    return phase


def test_from_the_decision_to_a_leaflet_that_is_acknowledged(
    small, biller, person, clerk, live_server, monkeypatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    lea, ida = (person(role, name=name, password=PASSWORD) for role, name in (("cs_leader", "Lea"), ("im", "Ida")))
    cora = clerk(biller)
    set_password(user=cora, password=PASSWORD, by=system(), now=timezone.now())
    with people_at(live_server.url.replace("127.0.0.1", "localhost"), PASSWORD) as enter:
        page = enter(lea)
        page.goto("/transition/")
        page.get_by_role("link", name=re.compile("Hill Water")).click()
        page.get_by_text("E1", exact=False).first.wait_for()
        page.get_by_role("button", name="Decide").click()
        page.get_by_text("The transition is decided").wait_for()

        desk = enter(ida)
        desk.goto(f"/phases/{small.pk}/leaflet/")
        accessible(desk)
        desk.get_by_role("link", name="Share…").click()
        desk.get_by_label("Other readers").fill("Fay Finance <fay@hill.example>")
        accessible(desk)
        desk.get_by_role("button", name="Share").click()
        desk.get_by_text("Each reader has a mail with a link").wait_for()

        guest = page.context.browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost")).new_page()
        guest.goto(path_of_link(ShareLink.objects.everywhere().get(name="Fay Finance")))
        guest.get_by_text("555 0100").first.wait_for()
        accessible(guest)
        guest.get_by_label("Your name").fill("Fay Finance")
        guest.get_by_role("button", name="I have read it").click()
        guest.get_by_text("Fay Finance").wait_for()
        accessible(guest)

        portal = enter(cora)
        portal.goto("/portal/support/")
        accessible(portal)
        portal.get_by_role("button", name="I know the way").click()
        portal.get_by_role("button", name="I know the way").wait_for(state="detached")

        desk.goto(f"/phases/{small.pk}/leaflet/")
        assert desk.locator(".ui-panel", has_text="How far it is").get_by_text("Open", exact=True).count() == 0
        accessible(desk)
    held = leaflet_of(small.pk)
    assert held.opened_at and held.walked_at and held.acknowledged_by == "Fay Finance"
    phase = Phase.objects.everywhere().select_related("biller", "record").get(pk=small.pk)
    gates = {one["id"]: one["state"] for one in readiness(phase, now=timezone.now())["gates"]}
    assert gates["help_desk"] == "pass"
