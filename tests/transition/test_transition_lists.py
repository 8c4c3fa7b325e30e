"""The pending list and the windows board as pages: what they show, filter, sort, export, and what they cost."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pilotage.billers.models import Biller, Integration, Phase
from pilotage.billers.operations import add_phase, change_biller, set_target_go_live
from pilotage.core.viewer import system
from pilotage.people.viewers import viewer_of
from pilotage.planner.golive_dates import window_ends_at
from pilotage.transition import operations, queries
from pilotage.transition.models import SupportWindow, TransitionDecision
from pilotage.transition.window_days import day_now, days_left, last_day, start_of
from story import NOW


@pytest.fixture
def lea(person):
    return person("cs_leader", name="Lea")


@pytest.fixture
def page(signed_in, lea):
    return signed_in(lea)


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


@pytest.fixture
def ahead(make_biller, pm):
    """`ahead("Ash", 30, mrr_amount="100")`: a pending transition so many days ahead of its go-live."""

    def make(name: str, days: int, **more: object) -> TransitionDecision:
        row, now = make_biller(name, **more), timezone.now()
        used = Integration.objects.everywhere().get(biller=row)
        phase = add_phase(
            biller=row, integration=used, target_go_live_date=(now + timedelta(days)).date(), by=pm, now=now
        )
        return operations.work_out_decision(phase=phase, by=system(), now=now)

    return make


def names(answer) -> list[str]:
    return [phase.biller.name for phase in answer.context["rows"]]


def test_the_list_is_searched_filtered_and_sorted(page, ahead) -> None:
    ahead("Ash", 10, mrr_amount="100"), ahead("Birch", 40, mrr_amount="9000", vertical="tax"), ahead("Cedar", 20)
    url = reverse("transition:pending")
    assert names(page.get(url)) == ["Ash", "Cedar", "Birch"]
    for asked, expected in (
        ({"q": "ced"}, ["Cedar"]),
        ({"vertical": "tax"}, ["Birch"]),
        ({"within": "14"}, ["Ash"]),
        ({"within": "30"}, ["Ash", "Cedar"]),
        ({"within": "-1"}, []),
        ({"sort": "-mrr"}, ["Birch", "Cedar", "Ash"]),
        ({"sort": "-biller"}, ["Cedar", "Birch", "Ash"]),
        ({"sort": "nonsense", "view": "nonsense", "within": "x"}, ["Ash", "Cedar", "Birch"]),
    ):
        assert names(page.get(url, asked)) == expected, asked


def test_what_changed_in_seven_days_is_said_and_older_changes_are_not(page, ahead, pm, lea, tina) -> None:
    now = timezone.now()
    old, fresh = ahead("Old", 50), ahead("Fresh", 60)
    phases = {one.pk: one for one in Phase.objects.everywhere()}
    change_biller(biller=fresh.biller, mrr_amount="9000", by=pm, now=now)
    operations.work_out_decision(phase=fresh.phase, by=system(), now=now)
    said = queries.changes_since(queries.pending(viewer_of(lea, source="page")), now - timedelta(days=7))
    assert said[fresh.phase_id] == ["target set", "new on the list", "proposal was N1"]
    later = now + timedelta(days=8)
    assert queries.changes_since(phases.values(), later - timedelta(days=7)) == {}
    viewer = viewer_of(lea, source="page")
    assert not queries.pending(viewer, view="changed", since=later - timedelta(days=7)).exists()
    target = old.phase.target_go_live_date
    set_target_go_live(phase=old.phase, date=target + timedelta(7), reason="Bank", by=pm, now=later)
    assert [one.biller.name for one in queries.pending(viewer, view="changed", since=later - timedelta(7))] == ["Old"]
    assert queries.changes_since([old.phase], later - timedelta(days=7)) == {
        old.phase_id: [f"target was {target:%-d %b %Y}"]
    }
    assert names(page.get(reverse("transition:pending"), {"view": "changed"})) == ["Old", "Fresh"]


def test_each_view_has_its_own_and_an_empty_one_says_what_that_means(page, ahead, pm, lea, tina) -> None:
    one, url = ahead("Ash", 30), reverse("transition:pending")
    for view in ("asked", "missing", "upcoming", "overtaken"):
        assert b"Nothing here" in page.get(url, {"view": view}).content
    operations.ask_for_tsm(phase=one.phase, reason="Weak IT", by=pm, now=NOW)
    assert names(page.get(url, {"view": "asked"})) == ["Ash"]
    operations.decide(decision=one, choice="tsm", assignee=tina, by=viewer_of(lea, source="page"), now=NOW)
    assert names(page.get(url, {"view": "asked"})) == [] and names(page.get(url)) == []
    change_biller(biller=one.biller, mrr_amount=None, by=pm, now=NOW)
    operations.refresh_pending(by=system(), now=timezone.now())
    assert names(page.get(url, {"view": "overtaken"})) == names(page.get(url, {"view": "upcoming"})) == ["Ash"]


def test_ticked_ones_are_decided_as_they_were_seen(page, ahead, pm, tina) -> None:
    one, two, url = ahead("Ash", 30), ahead("Birch", 40), reverse("transition:pending_bulk")
    seen = [f"{row.pk}:{row.record.version}" for row in (one, two)]
    change_biller(biller=two.biller, mrr_amount="9000", by=pm, now=timezone.now())
    sent = {"selected": [one.pk, two.pk], "seen": seen, "assignee": tina.pk}
    assert b"changed by someone else" in page.post(url, sent, follow=True).content
    assert not TransitionDecision.objects.everywhere().filter(decided_at__isnull=False).exists()
    sent["seen"] = [f"{row.pk}:{row.record.version}" for row in TransitionDecision.objects.everywhere()]
    assert b"2 transitions are decided" in page.post(url, sent, follow=True).content
    assert b"Tick the billers first" in page.post(url, {"seen": "nonsense"}, follow=True).content


def test_after_a_decision_the_next_one_shows_with_somebody_proposed(page, ahead, tina, person) -> None:
    one, two = ahead("Ash", 30), ahead("Birch", 40)
    first = page.get(reverse("transition:decision", args=[one.pk]))
    assert first.context["form"].initial["assignee"] == tina.pk
    sent = {"choice": "tsm", "assignee": tina.pk, "version": first.context["form"].initial["version"], "then": "next"}
    answer = page.post(reverse("transition:decide", args=[one.pk]), sent)
    assert answer.headers["Location"] == reverse("transition:decision", args=[two.pk])
    zoe = person("tsm", name="Zoe")
    second = page.get(answer.headers["Location"])
    assert second.context["form"].initial["assignee"] == zoe.pk and b"Tina, Transition success manager: 1 in hand" in (
        second.content
    )


def test_who_is_overtaken_by_another_leader_is_told_and_loses_no_text(page, ahead, tina, viewer) -> None:
    one = ahead("Ash", 30)
    seen = one.record.version
    operations.decide(decision=one, choice="tsm", assignee=tina, by=viewer("cs_leader"), now=NOW)
    sent = {"choice": "help_desk", "reason": "They wished for it", "version": seen}
    answer = page.post(reverse("transition:decide", args=[one.pk]), sent)
    assert answer.status_code == 409 and b"saved this before you" in answer.content
    assert b"They wished for it" in answer.content
    assert TransitionDecision.objects.everywhere().get().choice == "tsm"


@pytest.fixture
def live(ahead, lea, tina):
    """`live("Ash", 12)`: a window that opened so many days ago."""

    def make(name: str, days_ago: int, **more: object) -> SupportWindow:
        one, now = ahead(name, 5, **more), timezone.now()
        by = viewer_of(lea, source="page")
        operations.decide(decision=one, choice="tsm", assignee=tina, by=by, now=now)
        here = now.astimezone(ZoneInfo(one.biller.time_zone)).date()
        day = here - timedelta(days_ago)
        Phase.objects.everywhere().filter(pk=one.phase_id).update(stage="transition", went_live_date=day)
        made = operations.open_window(phase=one.phase, go_live_date=day, by=by, now=now)
        assert made is not None
        return made

    return make


def test_the_board_counts_days_where_the_biller_is(page, live) -> None:
    live("Ash", 12), live("Birch", 30), live("Cedar", 31, time_zone="Pacific/Honolulu"), live("Dogwood", 0)
    url = reverse("transition:windows")
    shown = {one.biller.name: (one.day, one.left, one.is_due) for one in page.get(url).context["rows"]}
    assert shown == {
        "Cedar": (30, -1, True),
        "Birch": (30, 0, False),
        "Ash": (12, 18, False),
        "Dogwood": (0, 30, False),
    }
    for asked, expected in (
        ({"view": "due"}, ["Cedar"]),
        ({"view": "soon"}, ["Birch"]),
        ({"view": "closed"}, []),
        ({"q": "ash"}, ["Ash"]),
        ({"mine": "1"}, []),
        ({"sort": "-biller"}, ["Dogwood", "Cedar", "Birch", "Ash"]),
        ({"support": "transition_success_light"}, ["Cedar", "Dogwood"]),
    ):
        assert names(page.get(url, asked)) == expected, asked


@pytest.mark.parametrize(
    ("zone", "moment", "day", "left"),
    [
        ("America/New_York", "2026-11-01T03:59:59+00:00", 0, 30),  # still 31 October there
        ("America/New_York", "2026-11-01T04:00:00+00:00", 1, 29),
        ("America/New_York", "2026-12-01T04:59:59+00:00", 30, 0),  # winter time since 1 November
        ("America/New_York", "2026-12-01T05:00:00+00:00", 31, -1),
        ("Pacific/Honolulu", "2026-12-01T05:00:00+00:00", 30, 0),
    ],
)
def test_a_day_begins_at_the_billers_midnight(zone, moment, day, left) -> None:
    go_live, now = date(2026, 10, 31), datetime.fromisoformat(moment)
    ends_at = window_ends_at(go_live, zone, 30)
    assert ends_at is not None
    assert (day_now(go_live, zone, now), days_left(ends_at, zone, now)) == (day, left)
    assert last_day(ends_at, zone) == date(2026, 11, 30)
    assert start_of(go_live, zone).isoformat().startswith("2026-10-31T00:00:00")


def test_both_lists_come_as_files_with_what_the_page_shows(page, ahead, live) -> None:
    ahead("=Ash", 30), live("Birch", 12)
    told = b"".join(page.get(reverse("transition:pending"), {"as": "csv"}).streaming_content).decode("utf-8-sig")
    lines = told.splitlines()
    assert lines[0].startswith("biller,external_id,phase") and "'=Ash" in lines[1] and ",N1,1.0,30,1," in lines[1]
    told = b"".join(page.get(reverse("transition:windows"), {"as": "csv"}).streaming_content).decode("utf-8-sig")
    assert ",12,30,yes," in told.splitlines()[1]


def test_both_lists_cost_the_same_with_one_row_and_with_three(page, ahead, live) -> None:
    def cost(url: str, **asked: str) -> int:
        page.get(url, asked)
        with CaptureQueriesContext(connection) as found:
            page.get(url, asked)
        return len(found)

    pending_url, windows_url = reverse("transition:pending"), reverse("transition:windows")
    ahead("Ash", 30), live("Oak", 12)
    before = cost(pending_url), cost(pending_url, view="changed"), cost(windows_url)
    for n in range(3):
        ahead(f"More {n}", 30 + n), live(f"Live {n}", 10 + n)
    after = cost(pending_url), cost(pending_url, view="changed"), cost(windows_url)
    assert after == before and max(after) <= 15
    assert Biller.objects.everywhere().count() == 8
