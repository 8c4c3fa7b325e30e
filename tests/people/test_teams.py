"""Teams and days away."""

from datetime import UTC, date, datetime

import pytest

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.people import operations, queries
from pilotage.people.models import Team, TimeOff

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def test_a_team_has_leader_and_members_and_its_changes_are_audited(person, by) -> None:
    admin, ada, bo = person("admin"), person("tsm", name="Ada"), person("tsm", name="Bo")
    team = operations.create_team(by=by(admin), now=NOW, name=" East ", leader=ada, members=[ada])
    operations.change_team(by=by(admin), now=NOW, team=team, name="East", leader=ada, members=[ada, bo])
    assert sorted(team.members.values_list("name", flat=True)) == ["Ada", "Bo"]
    event = Event.objects.order_by("-seq")[0]
    assert (event.kind, event.payload["after"]) == ("people.team_members_changed", {"members": ["Ada", "Bo"]})


def test_team_names_are_taken_once_whatever_their_case(person, by) -> None:
    admin = person("admin")
    operations.create_team(by=by(admin), now=NOW, name="East")
    with pytest.raises(Refused):
        operations.create_team(by=by(admin), now=NOW, name="EAST")
    assert Team.objects.count() == 1


def test_only_administrators_make_teams(person, by) -> None:
    with pytest.raises(Forbidden):
        operations.create_team(by=by(person("tsm_manager")), now=NOW, name="East")


def test_days_away_hold_on_both_ends_and_never_overlap(person, by) -> None:
    user = person("tsm")
    operations.add_time_off(by=by(user), now=NOW, user=user, from_date=date(2026, 11, 9), to_date=date(2026, 11, 11))
    assert [queries.is_away(user.pk, date(2026, 11, day)) for day in (8, 9, 11, 12)] == [False, True, True, False]
    with pytest.raises(Refused):
        operations.add_time_off(
            by=by(user), now=NOW, user=user, from_date=date(2026, 11, 11), to_date=date(2026, 11, 20)
        )
    with pytest.raises(Refused):
        operations.add_time_off(by=by(user), now=NOW, user=user, from_date=date(2026, 12, 2), to_date=date(2026, 12, 1))
    assert TimeOff.objects.count() == 1


def test_nobody_sends_a_colleague_away(person, by) -> None:
    with pytest.raises(Forbidden):
        operations.add_time_off(
            by=by(person("tsm")), now=NOW, user=person("im"), from_date=date(2026, 11, 9), to_date=date(2026, 11, 9)
        )
