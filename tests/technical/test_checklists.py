"""Checklists: begun from the library, proven by evidence, looked at twice where money moves, and evidence that runs out."""

import io
from datetime import date, timedelta

import pytest

from pilotage.billers import operations as billers
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.golive.queries import readiness
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from pilotage.technical import operations, queries, rules
from pilotage.technical.enums import AREA_NAMES, ItemState, Standing
from pilotage.technical.library import library
from pilotage.technical.models import CheckItem, Evidence
from pilotage.work.models import Task
from story import NOW, TARGET

DAY = date(2027, 2, 1)


@pytest.fixture
def checklist(phase, pm):
    return operations.begin_checklist(phase=phase, by=pm, now=NOW)


def item(code: str) -> CheckItem:
    found = CheckItem.objects.everywhere().select_related("record", "biller", "phase__biller", "owner")
    return found.get(code=code)


def note(row: CheckItem, by, **more) -> Evidence:
    return operations.add_evidence(item=row, kind="note", text="Seen on the screen", by=by, now=NOW, **more)


def test_the_library_holds_all_32_go_live_checks_and_every_area() -> None:
    assert {int(line.check) for line in library() if line.check} == set(range(1, 33))
    assert {line.area for line in library()} == set(AREA_NAMES)
    assert len({line.code for line in library()}) == len(library())


def test_a_checklist_gets_owners_and_days_before_the_target(phase, biller, pm, person) -> None:
    ina = person("os", name="Ina")
    billers.assign_care(biller=biller, user=ina, role="os", by=system(), now=NOW)
    billers.set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    operations.begin_checklist(phase=phase, areas=["payments", "ivr"], by=pm, now=NOW)
    first = item("PAY1")
    assert (first.owner, first.due_date) == (ina, TARGET - timedelta(days=30))
    assert set(CheckItem.objects.everywhere().values_list("area", flat=True)) == {"payments", "ivr"}
    with pytest.raises(Refused, match="already"):
        operations.begin_checklist(phase=phase, by=pm, now=NOW)


def test_nothing_is_proven_without_evidence(checklist, pm) -> None:
    row = item("NOT2")
    with pytest.raises(Refused, match="Nothing shows it"):
        operations.prove_item(item=row, by=pm, now=NOW)
    note(row, pm)
    assert item("NOT2").state == ItemState.IN_WORK
    operations.prove_item(item=row, by=pm, now=NOW)
    held = item("NOT2")
    assert (held.state, held.proven_by_id, held.valid_until) == ("proven", pm.user_id, NOW.date() + timedelta(days=90))
    assert Event.objects.filter(kind="technical.item_proven", record_id=row.pk).count() == 1


def test_what_moves_money_is_looked_at_by_somebody_else(checklist, phase, pm, viewer) -> None:
    row = item("PAY1")
    giver, second = viewer("im"), viewer("os", name="second")
    note(row, giver)
    operations.prove_item(item=row, by=pm, now=NOW)
    for by in (pm, giver):
        with pytest.raises(Forbidden, match="ask a colleague"):
            operations.check_item(item=item("PAY1"), by=by, now=NOW)
    assert queries.item_for(pm, row.pk, NOW.date()).standing == Standing.UNCHECKED
    operations.check_item(item=item("PAY1"), by=second, now=NOW)
    assert queries.item_for(pm, row.pk, NOW.date()).standing == Standing.PROVEN
    note(item("PAY1"), pm)
    assert queries.item_for(pm, row.pk, NOW.date()).standing == Standing.UNCHECKED


def test_evidence_ends_and_its_owner_hears_of_it_in_time(checklist, pm, person) -> None:
    owner = person("im", name="Ivo")
    row = item("NOT4")
    operations.change_item(item=row, owner=owner, by=pm, now=NOW)
    note(row, pm, expires_on=NOW.date() + timedelta(days=20))
    operations.prove_item(item=row, by=pm, now=NOW)
    for days, told in ((5, 0), (7, 1), (8, 0), (30, 1), (31, 0)):
        assert operations.tell_of_expiring(by=system(), now=NOW + timedelta(days=days)) == told, days
    assert queries.item_for(pm, row.pk, NOW.date() + timedelta(days=20)).standing == Standing.PROVEN
    assert queries.item_for(pm, row.pk, NOW.date() + timedelta(days=21)).standing == Standing.EXPIRED
    assert set(Notice.objects.filter(kind="check_expiring").values_list("user_id", flat=True)) == {owner.pk}


def test_evidence_that_is_taken_back_opens_the_item_again(checklist, pm) -> None:
    row = item("DAT1")
    shown = note(row, pm)
    operations.prove_item(item=row, by=pm, now=NOW)
    with pytest.raises(Refused, match="why"):
        operations.withdraw_evidence(evidence=shown, reason=" ", by=pm, now=NOW)
    operations.withdraw_evidence(evidence=shown, reason="Wrong system", by=pm, now=NOW)
    held = item("DAT1")
    assert (held.state, held.proven_at) == ("open", None)
    assert Evidence.objects.everywhere().get().withdrawn_because == "Wrong system"
    with pytest.raises(Refused, match="already"):
        operations.withdraw_evidence(evidence=shown, reason="Again", by=pm, now=NOW)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"kind": "file"}, "file"), ({"kind": "note", "text": " "}, "what was seen"), ({"kind": "link", "link": "intranet"}, "whole address"),
     ({"kind": "link", "link": "javascript:alert(1)"}, "whole address"),
     ({"kind": "note", "text": "Card 4111 1111 1111 1111"}, "card number"),
     ({"kind": "note", "text": "Seen", "expires_on": date(2026, 11, 1)}, "already"), ({"kind": "song", "text": "la"}, "Choose")],
)  # fmt: skip
def test_what_shows_nothing_is_refused(checklist, pm, given, words) -> None:
    with pytest.raises(Refused, match=words):
        operations.add_evidence(item=item("DAT1"), by=pm, now=NOW, **given)
    assert not Evidence.objects.everywhere().exists() and item("DAT1").state == "open"


def test_a_file_is_evidence_and_stays_with_the_item(checklist, pm) -> None:
    row = item("REC2")
    shown = operations.add_evidence(
        item=row, kind="file", name="day.csv", stream=io.BytesIO(b"total,0.00\n"), by=pm, now=NOW
    )
    assert shown.file is not None and shown.file.subject_id == row.pk and not shown.file.is_shared


def test_an_item_is_set_aside_with_a_reason_and_its_task_is_dropped(checklist, pm) -> None:
    row = item("IVR1")
    assert operations.make_tasks(items=[row, item("IVR2")], by=pm, now=NOW) == 2
    assert operations.make_tasks(items=[row], by=pm, now=NOW) == 0
    with pytest.raises(Refused, match="why"):
        operations.set_aside_item(item=row, reason="", by=pm, now=NOW)
    operations.set_aside_item(item=row, reason="No IVR sold", by=pm, now=NOW)
    states = dict(Task.objects.everywhere().values_list("subject_id", "state"))
    assert states[row.pk] == "dropped" and states[item("IVR2").pk] == "open"
    other = item("IVR2")
    note(other, pm)
    operations.prove_item(item=other, by=pm, now=NOW)
    assert Task.objects.everywhere().get(subject_id=other.pk).state == "done"
    operations.reopen_item(item=row, by=pm, now=NOW)
    assert (item("IVR1").state, item("IVR1").reason) == ("open", "")


def test_the_second_look_of_the_library_stays(checklist, pm) -> None:
    with pytest.raises(Refused, match="second person"):
        operations.change_item(item=item("PAY1"), needs_second=False, by=pm, now=NOW)
    own = operations.add_item(checklist=checklist, area="ivr", title="Holiday text", needs_second=True, by=pm, now=NOW)
    assert own.code == "X1" and operations.change_item(item=own, needs_second=False, by=pm, now=NOW)


def test_who_is_overtaken_is_told_and_strangers_are_refused(checklist, pm, leader) -> None:
    row = item("DAT1")
    seen = row.record.version
    operations.change_item(item=row, title="Sold is configured", by=pm, now=NOW)
    with pytest.raises(Stale):
        operations.change_item(item=item("DAT1"), title="Mine", expect=seen, by=pm, now=NOW)
    with pytest.raises(Forbidden):
        operations.add_evidence(item=row, kind="note", text="Seen", by=leader, now=NOW)


def test_a_billers_people_do_not_write(checklist, biller, clerk) -> None:
    by = viewer_of(clerk(biller), source="page")
    with pytest.raises(Forbidden):
        operations.start_item(item=item("DAT1"), by=by, now=NOW)


def test_the_gate_names_each_item_until_all_is_proven_or_set_aside(phase, pm, viewer) -> None:
    def gate():
        found = {one["id"]: one for one in readiness(phase, now=NOW)["gates"]}
        return found.get("technical")

    assert gate() is None
    operations.begin_checklist(phase=phase, areas=["devices", "ivr"], by=pm, now=NOW)
    assert gate()["state"] == "blocked" and len(gate()["missing"]) == 3
    for code in ("IVR1", "IVR2"):
        operations.set_aside_item(item=item(code), reason="Not sold", by=pm, now=NOW)
    note(item("DEV1"), pm)
    operations.prove_item(item=item("DEV1"), by=pm, now=NOW)
    assert gate()["missing"] == ["Card readers are there, joined and tried: waits for a second person's check."]
    operations.check_item(item=item("DEV1"), by=viewer("im"), now=NOW)
    assert gate()["state"] == "pass" and gate()["evidence"] == "3 of 3 items proven or not applicable."


@pytest.mark.parametrize(
    ("state", "second", "checked", "until", "stands"),
    [("open", True, False, None, "open"), ("in_work", False, False, None, "in_work"),
     ("not_applicable", True, False, None, "not_applicable"),
     ("proven", False, False, None, "proven"), ("proven", True, False, None, "unchecked"), ("proven", True, True, None, "proven"),
     ("proven", False, False, DAY, "proven"), ("proven", False, False, DAY - timedelta(days=1), "expired"),
     ("proven", True, True, DAY - timedelta(days=1), "expired")],
)  # fmt: skip
def test_where_an_item_stands(state, second, checked, until, stands) -> None:
    assert rules.standing(state, needs_second=second, is_checked=checked, valid_until=until, today=DAY) == stands


@pytest.mark.parametrize(
    ("ends", "until"),
    [([], None), ([DAY], DAY), ([None, DAY], None), ([DAY, DAY + timedelta(days=3)], DAY + timedelta(days=3))],
)
def test_evidence_holds_as_long_as_its_longest_piece(ends, until) -> None:
    assert rules.valid_until(ends) == until
