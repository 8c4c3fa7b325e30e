"""Signing and going live by two people at the same moment: the door opens once."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from pilotage.billers.models import Phase
from pilotage.core.models import Event
from pilotage.golive import operations as golive
from pilotage.golive.models import Approval, GoLive
from pilotage.golive.queries import approvals_of
from pilotage.transition.models import SupportWindow
from racing import SEEDS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("seed", SEEDS)]
LATER = datetime(2027, 2, 12, 15, 0, tzinfo=ZoneInfo("UTC"))


def test_two_leaders_sign_for_one_side(seed, ready_phase, by) -> None:
    golive.approve(phase=ready_phase, by=by["pm"], now=LATER)
    acts = [
        lambda who=who: golive.approve(phase=ready_phase, by=by[who], now=LATER)
        for who in ("cs_leader", "other_leader")
    ]
    assert sorted(at_once(seed, *acts)) == ["Refused", "won"]
    assert Approval.objects.everywhere().count() == 2
    assert Event.objects.filter(kind="golive.approved").count() == 2
    assert Phase.objects.everywhere().get().stage == "go_live"


def test_both_sides_sign_at_once(seed, ready_phase, by) -> None:
    acts = [lambda who=who: golive.approve(phase=ready_phase, by=by[who], now=LATER) for who in ("pm", "cs_leader")]
    assert at_once(seed, *acts) == ["won", "won"]
    assert Phase.objects.everywhere().get().stage == "go_live"


def test_two_people_make_one_phase_live(seed, ready_phase, by) -> None:
    for who in ("pm", "cs_leader"):
        golive.approve(phase=ready_phase, by=by[who], now=LATER)
    acts = [
        lambda who=who: golive.go_live(phase=ready_phase, on=date(2027, 2, 12), by=by[who], now=LATER)
        for who in ("pm", "im")
    ]
    assert sorted(at_once(seed, *acts)) == ["Refused", "won"]
    assert GoLive.objects.everywhere().count() == SupportWindow.objects.everywhere().count() == 1
    assert Event.objects.filter(kind="billers.phase_went_live").count() == 1


def test_a_signature_is_taken_back_while_the_phase_goes_live(seed, ready_phase, by) -> None:
    for who in ("pm", "cs_leader"):
        golive.approve(phase=ready_phase, by=by[who], now=LATER)
    mine = next(one for one in approvals_of(ready_phase.pk) if one.approved_by_id == by["pm"].user_id)
    live, withdrawn = at_once(
        seed,
        lambda: golive.go_live(phase=ready_phase, on=date(2027, 2, 12), by=by["im"], now=LATER),
        lambda: golive.withdraw_approval(approval=mine, reason="Bank is late", by=by["pm"], now=LATER),
    )
    assert sorted([live, withdrawn]) == ["Refused", "won"]
    held = Phase.objects.everywhere().get()
    assert (held.went_live_date is not None, len(approvals_of(held.pk))) == ((True, 2) if live == "won" else (False, 1))
