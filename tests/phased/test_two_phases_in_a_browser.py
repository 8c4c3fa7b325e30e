"""A phased insurer in a real browser, by the pages alone: premiums go live, then claims while premiums are supported; one front."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone

from browsers import accessible, people_at
from pilotage.billers.models import Phase
from pilotage.billers.operations import assign_care, change_biller
from pilotage.core.operations import delivering
from pilotage.golive.queries import read_gates
from pilotage.phased.queries import standing_of
from pilotage.raci.models import Duty
from pilotage.transition.models import SupportWindow
from pilotage.transition.queries import decision_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PASSWORD = "calm dense exact 9"
AHEAD = 20


@pytest.fixture
def people(person):
    """Each with the password of the story."""
    words = {"pm": "Petra", "tsm": "Tina", "cs_leader": "Lea"}
    found = {role: person(role, name=name, password=PASSWORD) for role, name in words.items()}
    return found | {"second leader": person("cs_leader", name="Theo", password=PASSWORD)}


@pytest.fixture
def insurer(phase, biller, people, pm, tmp_path, monkeypatch) -> Phase:
    """An insurer whose premiums are to go live, with its PM and TSM."""
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    now = timezone.now()
    change_biller(biller=biller, mrr_amount="8000", vertical="insurance", by=pm, now=now)
    for role in ("pm", "tsm"):
        assign_care(biller=biller, user=people[role], role=role, by=pm, now=now)
    return phase


def decided(lea, name: str) -> None:
    """By the pages: Lea takes what the policy proposes."""
    lea.goto("/transition/")
    lea.get_by_role("link", name=re.compile(name)).first.click()
    lea.get_by_role("button", name="Decide").click()
    lea.get_by_text("The transition is decided").wait_for()


def aims(petra, phase: Phase, day: date) -> None:
    """By the page: the phase shall go live on this day."""
    petra.goto(f"/phases/{phase.pk}/target/")
    petra.get_by_label("Target go-live").fill(day.isoformat())
    petra.get_by_label("Why it moves").fill("It is ready before its day")
    petra.get_by_role("button", name="Set target").click()
    petra.get_by_text("The target is set").wait_for()
    worked()


def goes_live(phase: Phase, day: date, petra, lea, theo) -> None:
    """By the pages: a second leader waives what is blocked, the PM and Lea approve, the PM says on which day it went live."""
    until = (timezone.now() + timedelta(9)).date()
    row = Phase.objects.everywhere().select_related("biller", "record").get(pk=phase.pk)
    for gate in [one.id for one in read_gates(row, now=timezone.now()) if one.state == "blocked"]:
        theo.goto(f"/go-lives/{phase.pk}/waive/")
        theo.get_by_label("Gate").select_option(gate)
        theo.get_by_label("Until and with").fill(until.isoformat())
        theo.get_by_label("Reason").fill("It follows within the week")
        theo.get_by_role("button", name="Waive").click()
        theo.get_by_text("It follows within the week").first.wait_for()
    for page in (petra, lea):
        page.goto(f"/go-lives/{phase.pk}/")
        page.get_by_role("button", name="Approve").click()
        page.get_by_role("link", name="Take back…").wait_for()
    petra.goto(f"/go-lives/{phase.pk}/")
    petra.get_by_role("link", name="Go live").click()
    petra.get_by_label("Went live on").fill(day.isoformat())
    accessible(petra)
    petra.get_by_role("button", name="Go live").click()
    petra.get_by_text("Gates as read at the go-live").wait_for()


def worked() -> None:
    while delivering.react_once(now=timezone.now()):
        pass


def test_an_insurer_goes_through_two_overlapping_phases(insurer, biller, people, pm, live_server, monkeypatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    day = (timezone.now() + timedelta(AHEAD)).date()
    with people_at(live_server.url.replace("127.0.0.1", "localhost"), PASSWORD) as enter:
        petra, lea, theo = (enter(people[who]) for who in ("pm", "cs_leader", "second leader"))
        today = timezone.now().astimezone(ZoneInfo(biller.time_zone)).date()
        aims(petra, insurer, today)
        decided(lea, "Phase 1")
        worked()
        goes_live(insurer, today, petra, lea, theo)
        worked()

        petra.goto(f"/billers/{biller.pk}/phases/new/")
        petra.get_by_label("Name").fill("Phase 2 · Claims")
        petra.get_by_label("Integration").select_option(index=1)
        petra.get_by_label("Target go-live").fill(day.isoformat())
        accessible(petra)
        petra.get_by_role("button", name="Add phase").click()
        petra.get_by_role("link", name="Phase 2 · Claims").first.wait_for()
        worked()

        petra.goto(f"/billers/{biller.pk}/phased/")
        accessible(petra)
        petra.get_by_role("link", name="Confirm phased…").click()
        petra.get_by_role("button", name="Confirm").click()
        petra.get_by_text("This is everything open").wait_for()
        worked()

        decided(lea, "Phase 2 · Claims")

        tina = enter(people["tsm"])
        tina.goto(f"/billers/{biller.pk}/cases/new/")
        tina.get_by_label("What is wrong, in one line").fill("Premium notices come twice")
        tina.get_by_label("Severity").select_option("1")
        tina.get_by_label("Phase").select_option(str(insurer.pk))
        tina.get_by_role("button", name="Open case").click()
        tina.get_by_role("heading", name="Premium notices come twice").wait_for()
        worked()

        petra.goto(f"/billers/{biller.pk}/open/")
        for words in ("Premium notices come twice", "Train Hill Water on how to open cases"):
            petra.get_by_text(words).first.wait_for()
        accessible(petra)

        claims = Phase.objects.everywhere().select_related("biller").get(name="Phase 2 · Claims")
        aims(petra, claims, today)
        goes_live(claims, today, petra, lea, theo)
        lea.goto("/support-windows/")
        assert lea.get_by_role("link", name=re.compile("Hill Water")).count() == 2
        accessible(lea)
        petra.goto(f"/billers/{biller.pk}/phased/")
        assert petra.get_by_text("90 days").count() == 2

        premiums = SupportWindow.objects.everywhere().get(phase=insurer)
        lea.goto(f"/support-windows/{premiums.pk}/")
        lea.get_by_role("link", name="Extend…").click()
        lea.get_by_label("Extend by, days").fill("30")
        lea.get_by_label("Reason").fill("Until claims have had their first cycle")
        lea.get_by_role("button", name="Extend").click()
        lea.get_by_text("30 days: Until claims").wait_for()
    windows = dict(SupportWindow.objects.everywhere().values_list("phase__name", "days"))
    assert windows == {insurer.name: 120, "Phase 2 · Claims": 90}
    assert decision_of(Phase.objects.everywhere().get(name="Phase 2 · Claims").pk).assignee == people["tsm"]
    assert standing_of(pm, biller.pk).is_phased and {1, 2, 3} <= set(
        Duty.objects.everywhere().values_list("number", flat=True)
    )
