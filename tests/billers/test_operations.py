"""What may happen to billers, phases, care and memberships, and what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pilotage.billers import operations, rules
from pilotage.billers.enums import Stage
from pilotage.billers.models import Biller, Care, Phase
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.people.viewers import viewer_of

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)

DAY = date(2027, 3, 1)


def kinds() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("kind", flat=True))


def test_a_biller_is_made_with_cleaned_facts_and_an_event(biller) -> None:
    row = Biller.objects.everywhere().get()
    assert (row.mrr_amount, row.vertical, row.record.scope_id) == (Decimal("4200.00"), "utility", row.pk)
    assert "billers.biller_created" in kinds()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("vertical", "coal"),
        ("state", "XX"),
        ("time_zone", "Mars/Base"),
        ("mrr_amount", "-1"),
        ("mrr_amount", "1.234"),
        ("mrr_amount", "1e3x"),
        ("contract_date", "soon"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_at_its_field_and_changes_nothing(pm, biller, field, value) -> None:
    before = kinds()
    with pytest.raises(Refused) as refused:
        operations.change_biller(by=pm, now=NOW, biller=biller, **{field: value})
    assert refused.value.field == field
    assert kinds() == before


def test_a_taken_id_is_refused(pm, biller) -> None:
    with pytest.raises(Refused, match="belongs to another"):
        operations.create_biller(by=pm, now=NOW, external_id="hill-water", name="Other")


def test_the_second_of_two_editors_is_told(pm, biller) -> None:
    seen = biller.record.version
    operations.change_biller(by=pm, now=NOW, biller=biller, expect=seen, name="Hill Water Works")
    with pytest.raises(Stale):
        operations.change_biller(by=pm, now=NOW, biller=biller, expect=seen, name="Hill")
    assert Biller.objects.everywhere().get().name == "Hill Water Works"


def test_phases_are_numbered_and_a_target_is_an_event_of_its_own(pm, biller) -> None:
    first = operations.add_phase(by=pm, now=NOW, biller=biller, target_go_live_date=DAY)
    second = operations.add_phase(by=pm, now=NOW, biller=biller)
    assert [first.number, second.number] == [1, 2]
    assert kinds()[-3:] == ["billers.phase_created", "billers.target_go_live_set", "billers.phase_created"]


def test_a_target_moves_only_with_a_reason(pm, biller) -> None:
    phase = operations.add_phase(by=pm, now=NOW, biller=biller, target_go_live_date=DAY)
    with pytest.raises(Refused) as refused:
        operations.set_target_go_live(by=pm, now=NOW, phase=phase, date=date(2027, 4, 1))
    assert refused.value.field == "reason"
    operations.set_target_go_live(by=pm, now=NOW, phase=phase, date=date(2027, 4, 1), reason="UAT is late")
    assert Phase.objects.everywhere().get().target_go_live_date == date(2027, 4, 1)


@pytest.mark.parametrize("to", list(Stage))
@pytest.mark.parametrize("start", [Stage.CONTRACT, Stage.ONBOARDING, Stage.GO_LIVE])
def test_no_move_of_a_stage_makes_a_phase_live(pm, biller, start, to) -> None:
    phase = operations.add_phase(by=pm, now=NOW, biller=biller)
    Phase.objects.everywhere().update(stage=start)
    phase.refresh_from_db()
    allowed = rules.may_move(start, to)
    if start == to:
        assert not operations.move_stage(by=pm, now=NOW, phase=phase, to=to)
    elif allowed:
        assert operations.move_stage(by=pm, now=NOW, phase=phase, to=to)
    else:
        with pytest.raises(Refused):
            operations.move_stage(by=pm, now=NOW, phase=phase, to=to)
    assert Phase.objects.everywhere().get().went_live_date is None


def test_a_past_go_live_is_for_administrators_and_for_past_days(pm, admin, biller) -> None:
    with pytest.raises(Forbidden):
        operations.record_past_go_live(by=pm, now=NOW, biller=biller, went_live_date=date(2024, 5, 1))
    with pytest.raises(Refused):
        operations.record_past_go_live(by=admin, now=NOW, biller=biller, went_live_date=NOW.date())
    phase = operations.record_past_go_live(by=admin, now=NOW, biller=biller, went_live_date=date(2024, 5, 1))
    assert (phase.stage, phase.is_live_before_pilotage) == ("steady", True)


def test_cancelling_needs_a_reason_and_ends_the_phase(pm, biller) -> None:
    phase = operations.add_phase(by=pm, now=NOW, biller=biller)
    with pytest.raises(Refused):
        operations.cancel_phase(by=pm, now=NOW, phase=phase, reason=" ")
    operations.cancel_phase(by=pm, now=NOW, phase=phase, reason="Merged with another city")
    assert Phase.objects.everywhere().get().stage == "cancelled"


def test_one_person_per_role_looks_after_a_biller(person, biller) -> None:
    leader = viewer_of(person("cs_leader"), source="page")
    tina, tom = person("tsm", name="Tina"), person("tsm", name="Tom")
    operations.assign_care(by=leader, now=NOW, biller=biller, user=tina, role="tsm")
    operations.assign_care(by=leader, now=NOW, biller=biller, user=tom, role="tsm")
    assert [care.user for care in Care.objects.everywhere()] == [tom]
    with pytest.raises(Refused, match="isn't an active"):
        operations.assign_care(by=leader, now=NOW, biller=biller, user=tom, role="csm")


def test_staff_are_no_members_of_a_biller(pm, person, biller) -> None:
    with pytest.raises(Refused):
        operations.add_membership(by=pm, now=NOW, biller=biller, user=person("im"), role="finance")
    clerk = person(name="clerk")
    operations.add_membership(by=pm, now=NOW, biller=biller, user=clerk, role="finance")
    assert viewer_of(clerk, source="page").biller_ids == {biller.pk}


def test_roles_without_the_right_are_refused_in_words(person, biller) -> None:
    marketing = viewer_of(person("marketing"), source="page")
    with pytest.raises(Forbidden):
        operations.change_biller(by=marketing, now=NOW, biller=biller, name="X")
    with pytest.raises(Forbidden):
        operations.add_phase(by=marketing, now=NOW, biller=biller)
