"""Two people change one biller at the same moment: one wins, the other is told and keeps their text."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from pilotage.billers import operations as billers
from pilotage.billers.models import Biller, Care
from pilotage.core.viewer import system
from pilotage.people.viewers import viewer_of
from racing import SEEDS, at_once
from story import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("seed", SEEDS)]


def test_two_people_save_one_biller_and_the_slower_keeps_their_text(seed, make_biller, person, signed_in) -> None:
    biller = make_biller()
    seen = Biller.objects.everywhere().select_related("record").get(pk=biller.pk).record.version
    names = ["Hill Water and Light", "Hill Waterworks"]
    browsers = [signed_in(person("pm")) for _ in names]
    pages: list[str] = ["", ""]

    def save(n: int) -> Callable[[], object]:
        form = {"external_id": biller.external_id, "name": names[n], "vertical": "utility", "state": "TX",
                "time_zone": "America/Chicago", "mrr_amount": "4200.00", "version": seen}  # fmt: skip

        def run() -> str:
            answer = browsers[n].post(reverse("billers:edit", args=[biller.pk]), form)
            pages[n] = answer.content.decode()
            return str(answer.status_code)

        return run

    outcomes = at_once(seed, save(0), save(1))
    assert sorted(outcomes) == ["302", "409"]
    winner = outcomes.index("302")
    assert Biller.objects.everywhere().get(pk=biller.pk).name == names[winner]
    assert f'value="{names[1 - winner]}"' in pages[1 - winner]


@pytest.mark.parametrize("has_one", [False, True], ids=["the first", "another"])
def test_two_people_give_one_biller_a_tsm(seed, has_one, biller, person) -> None:
    if has_one:
        billers.assign_care(biller=biller, user=person("tsm"), role="tsm", by=system(), now=NOW)
    seen = Biller.objects.everywhere().select_related("record").get(pk=biller.pk).record.version
    people, leaders = [person("tsm"), person("tsm")], [viewer_of(person("cs_leader"), source="page") for _ in range(2)]

    def assign(n: int) -> Callable[[], object]:
        mine = Biller.objects.everywhere().select_related("record").get(pk=biller.pk)
        return lambda: billers.assign_care(biller=mine, user=people[n], role="tsm", expect=seen, by=leaders[n], now=NOW)

    outcomes = at_once(seed, assign(0), assign(1))
    assert sorted(outcomes) == ["Stale", "won"]
    assert Care.objects.everywhere().get(role="tsm").user == people[outcomes.index("won")]


def test_bulk_and_single_assignments_at_once_leave_one_person_and_break_nothing(seed, make_biller, person) -> None:
    rows = [make_biller("One"), make_biller("Two")]
    people = [person("tsm"), person("tsm")]
    outcomes = at_once(
        seed,
        lambda: billers.assign_care_to_many(billers=rows, user=people[0], role="tsm", by=system(), now=NOW),
        lambda: billers.assign_care_to_many(billers=rows[::-1], user=people[1], role="tsm", by=system(), now=NOW),
    )
    assert outcomes == ["won", "won"]
    assert len({care.user_id for care in Care.objects.everywhere().filter(role="tsm")}) == 1
