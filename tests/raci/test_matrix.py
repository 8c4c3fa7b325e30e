"""The matrix: the shipped table letter by letter, what keeps one from being whole, and rows of a phase's own."""

import pytest

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.raci import operations, queries, rules
from pilotage.raci.enums import WORK_NAMES, Work
from story import NOW

#: The policy's table, as it is printed there.
TABLE = """
1 I   I   R/A I
2 I   I   R/A I
3 I   C   R/A I
4 I   C   R/A I
5 I   C   R/A I
6 R   C   A   I
7 I   C   R/A I
8 I   C   R/A I
9 I   I   R/A I
"""


def test_the_shipped_matrix_is_the_policys() -> None:
    lines = [line.split() for line in TABLE.split("\n") if line]
    expected = {
        n: dict(zip(("pm", "im", "tsm", "csm"), [c.replace("/", "") for c in row], strict=True)) for n, *row in lines
    }
    assert expected == rules.SHIPPED
    assert len(WORK_NAMES) == 9 and not rules.faults(rules.SHIPPED)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"pm": "R", "im": "", "tsm": "", "csm": ""}, "nobody is accountable"),
        ({"pm": "RA", "im": "A", "tsm": "", "csm": ""}, "PM and IM are accountable"),
        ({"pm": "A", "im": "C", "tsm": "I", "csm": ""}, "nobody is responsible"),
        ({"pm": "RA", "im": "X", "tsm": "", "csm": ""}, "a role has R, A, R/A, C, I or nothing"),
        ({"pm": "RA", "boss": "C"}, "a role has R, A, R/A, C, I or nothing"),
    ],
)
def test_a_task_has_one_accountable_and_somebody_responsible(row, words) -> None:
    found = rules.faults(rules.SHIPPED | {"4": row})
    assert [number for number, _words in found] == ["4"] and words in found[0][1]


def test_two_responsible_roles_are_right() -> None:
    assert not rules.faults(rules.SHIPPED | {"4": {"pm": "R", "im": "R", "tsm": "A", "csm": ""}})


def test_a_phase_keeps_only_the_rows_that_differ_and_follows_the_house_in_the_others(phase, pm, leader) -> None:
    own = rules.SHIPPED | {"9": {"pm": "I", "im": "R", "tsm": "A", "csm": "I"}}
    kept = operations.save_phase_matrix(phase=phase, cells=own, reason="The IM has the access", by=pm, now=NOW)
    assert list(kept.cells) == ["9"]
    house = rules.SHIPPED | {"2": {"pm": "RA", "im": "I", "tsm": "I", "csm": "I"}}
    operations.save_matrix(cells=house, reason="PMs write it", by=leader, now=NOW)
    cells = queries.cells_of(phase.pk)
    assert cells["9"]["im"] == "R" and cells["2"]["pm"] == "RA"
    event = Event.objects.filter(kind="raci.matrix_set", record_id=kept.pk).get()
    assert event.payload["note"] == "The IM has the access"
    operations.reset_phase_matrix(phase=phase, by=pm, now=NOW)
    assert queries.cells_of(phase.pk) == house


def test_a_matrix_that_is_not_whole_changes_nothing(phase, pm) -> None:
    broken = rules.SHIPPED | {"9": {"pm": "I", "im": "I", "tsm": "I", "csm": "I"}}
    with pytest.raises(Refused, match="nobody is accountable"):
        operations.save_phase_matrix(phase=phase, cells=broken, reason="So", by=pm, now=NOW)
    with pytest.raises(Refused, match="matrix of the house"):
        operations.save_phase_matrix(phase=phase, cells=rules.SHIPPED, reason="So", by=pm, now=NOW)
    with pytest.raises(Refused, match="Say why"):
        operations.save_phase_matrix(phase=phase, cells=broken | rules.SHIPPED, reason=" ", by=pm, now=NOW)
    assert queries.phase_matrix(phase.pk) is None and not Event.objects.filter(kind="raci.matrix_set").exists()


def test_who_was_overtaken_is_told(phase, pm, leader) -> None:
    own = rules.SHIPPED | {"9": {"pm": "I", "im": "R", "tsm": "A", "csm": "I"}}
    kept = operations.save_phase_matrix(phase=phase, cells=own, reason="One", by=pm, now=NOW)
    seen = kept.record.version
    operations.save_phase_matrix(phase=phase, cells=own | {"1": own["9"]}, reason="Two", expect=seen, by=pm, now=NOW)
    with pytest.raises(Stale):
        operations.save_phase_matrix(phase=phase, cells=own, reason="Three", expect=seen, by=leader, now=NOW)


def test_the_house_is_a_leaders_and_a_project_its_pms_too(phase, viewer) -> None:
    own = rules.SHIPPED | {"9": {"pm": "I", "im": "R", "tsm": "A", "csm": "I"}}
    with pytest.raises(Forbidden):
        operations.save_matrix(cells=own, reason="So", by=viewer("pm"), now=NOW)
    with pytest.raises(Forbidden):
        operations.save_phase_matrix(phase=phase, cells=own, reason="So", by=viewer("im"), now=NOW)


def test_a_tam_and_the_tsm_manager_act_for_the_tsm(phase, viewer) -> None:
    assert [queries.may_do(viewer(r), Work.CLOSE, phase.pk) for r in ("tsm", "tam", "tsm_manager", "im", "pm", "csm")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
