"""The weekly review: its agenda is kept, its minutes say what was decided, and those concerned are told."""

from datetime import timedelta

import pytest

from pilotage.billers.operations import add_phase, assign_care, set_target_go_live
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from pilotage.transition import operations
from pilotage.transition.models import WeeklyReview
from story import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ahead(make_biller, pm):
    def make(name: str, days: int):
        phase = add_phase(biller=make_biller(name), by=pm, now=NOW)
        set_target_go_live(phase=phase, date=(NOW + timedelta(days=days)).date(), by=pm, now=NOW)
        return operations.work_out_decision(phase=phase, by=system(), now=NOW)

    return make


def decide(decision, leader, tina, **more):
    operations.decide(decision=decision, choice="tsm", assignee=tina, reason="They asked", by=leader, now=LATER, **more)


def test_the_agenda_is_kept_as_it_began(ahead, leader) -> None:
    ahead("Birch Power", 40)
    ahead("Ash Water", 30)
    review = operations.open_review(by=leader, now=NOW)
    assert [item["name"].partition(",")[0] for item in review.agenda] == ["Ash Water", "Birch Power"]
    ahead("Cedar Tax", 20)
    review.refresh_from_db()
    assert len(review.agenda) == 2 and "facts missing" in review.agenda[0]["proposed"]


def test_one_review_is_open_at_a_time(ahead, leader) -> None:
    first = operations.open_review(by=leader, now=NOW)
    with pytest.raises(Refused, match="open already"):
        operations.open_review(by=leader, now=LATER)
    operations.close_review(review=first, present="Lea", by=leader, now=LATER)
    operations.open_review(by=leader, now=LATER)
    assert WeeklyReview.objects.count() == 2


def test_the_minutes_hold_what_was_decided_and_what_is_left(ahead, leader, person) -> None:
    early, done = ahead("Early", 10), ahead("Ash Water", 30)
    tina = person("tsm", name="Tina")
    operations.decide(decision=early, choice="tsm", assignee=tina, reason="x", by=leader, now=NOW - timedelta(days=1))
    ahead("Birch Power", 40)
    review = operations.open_review(by=leader, now=NOW)
    decide(done, leader, tina)
    held = operations.close_review(review=review, present="Lea, Theo", remarks="Short", by=leader, now=LATER)
    assert [row["name"].partition(",")[0] for row in held.minutes["decided"]] == ["Ash Water"]
    assert held.minutes["decided"][0]["assignee"] == "Tina" and held.minutes["decided"][0]["is_override"]
    assert [row["name"].partition(",")[0] for row in held.minutes["left"]] == ["Birch Power"]
    assert Event.objects.filter(kind="transition.review_closed").count() == 1


def test_each_person_is_told_once_of_what_concerns_them(ahead, leader, person) -> None:
    tina, ina, otto = person("tsm", name="Tina"), person("im", name="Ina"), person("im", name="Otto")
    review = operations.open_review(by=leader, now=NOW)
    for n in range(2):
        one = ahead(f"Biller {n}", 30 + n)
        assign_care(biller=one.biller, user=ina, role="im", by=leader, now=NOW)
        decide(one, leader, tina)
    before = Notice.objects.filter(user__in=[tina, ina, otto]).count()
    operations.close_review(review=review, present="Lea", by=leader, now=LATER)
    told = Notice.objects.filter(key=f"review:{review.pk}")
    assert {one.user_id for one in told} >= {tina.pk, ina.pk} and otto.pk not in {one.user_id for one in told}
    assert Notice.objects.filter(user__in=[tina, ina, otto]).count() == before + 2
    assert "2 decisions" in told.get(user=ina).text


def test_refusals_change_nothing(ahead, leader, pm, person) -> None:
    with pytest.raises(Forbidden):
        operations.open_review(by=pm, now=NOW)
    review = operations.open_review(by=leader, now=NOW)
    with pytest.raises(Forbidden):
        operations.close_review(review=review, present="Lea", by=pm, now=NOW)
    with pytest.raises(Refused, match="who was there"):
        operations.close_review(review=review, present=" ", by=leader, now=NOW)
    with pytest.raises(Stale):
        operations.close_review(review=review, present="Lea", expect=99, by=leader, now=NOW)
    assert WeeklyReview.objects.get().state == "open"
    operations.close_review(review=review, present="Lea", by=leader, now=LATER)
    with pytest.raises(Refused, match="closed"):
        operations.close_review(review=review, present="Lea", by=leader, now=LATER)


def test_a_leader_holds_it_on_the_pages(ahead, person, signed_in) -> None:
    one, lea, tina = ahead("Ash Water", 400), person("cs_leader", name="Lea"), person("tsm", name="Tina")
    browser = signed_in(lea)
    assert "Ash Water" in browser.get("/transition/agenda/").content.decode()
    address = browser.post("/transition/reviews/open/").headers["Location"]
    assert "so far" in browser.get(address).content.decode()
    from django.utils import timezone

    operations.decide(
        decision=one, choice="tsm", assignee=tina, reason="x", by=viewer_of(lea, source="page"), now=timezone.now()
    )
    version = WeeklyReview.objects.get().record.version
    answer = browser.post(f"{address}close/", {"present": "Lea, Theo", "remarks": "", "version": version})
    assert answer.status_code == 302
    page = browser.get(address).content.decode()
    assert "1 decision." in page and "Lea, Theo" in page and "Tina" in page
    assert "Weekly review" in browser.get("/transition/reviews/").content.decode()
