"""Events in words: kinds, fields and values as people read them."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import pilotage
from pilotage.desk.event_kinds import KIND_WORDS
from pilotage.desk.event_words import changed_fields, field_words, kind_words, value_words

#: `TASK_DONE = "work.task_done"`: an event kind that no row of a table gives by itself.
NAMED = re.compile(r'^[A-Z_]+ = "([a-z]+\.[a-z_]+)"$', re.M)
CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("billers.biller_created", "added the biller"),
        ("billers.invoicetype_removed", "took away the invoice type"),
        ("people.user_roles_changed", "changed the roles"),
        ("golive.approval_given", "approval given"),
        ("work.task_done", "completed the task"),
        ("billers.care_created", "named who looks after the biller"),
    ],
)
def test_what_happened(kind, words) -> None:
    assert kind_words(kind) == words


def test_every_kind_that_the_code_names_has_words_of_its_own() -> None:
    named = set()
    for folder in Path(pilotage.__file__).parent.glob("*/operations"):
        for file in folder.glob("*.py"):
            named |= set(NAMED.findall(file.read_text()))
    assert len(named) >= 25
    assert sorted(named - KIND_WORDS.keys()) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("target_go_live_date", "Target go-live date"),
        ("mrr_amount", "MRR"),
        ("user_id", "User"),
        ("is_phased", "Phased"),
        ("external_id", "Id"),
        ("tsm_id", "TSM"),
    ],
)
def test_which_field(name, words) -> None:
    assert field_words(name) == words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("x", None, ""),
        ("x", True, "yes"),
        ("x", False, "no"),
        ("x", 0, "0"),
        ("roles", ["pm", "cs_leader"], "Project manager, Client services leader"),
        ("mrr_amount", "1234567.5", "1,234,567.50"),
        ("mrr_amount", "odd", "odd"),
        ("due_date", "2027-01-04", "Mon 4 Jan 2027"),
        ("held_at", "2027-01-04T05:30:00+00:00", "Sun 3 Jan 2027, 23:30"),
        ("note", "2027-01-04 is the day", "2027-01-04 is the day"),
        ("stage", "go_live", "Go-live approved"),
        ("phase_id", "01900000-0000-7000-8000-000000000000", "Phase 1"),
        ("facts", {"mrr_amount": "5"}, "MRR: 5.00"),
    ],
)
def test_which_value(name, value, words) -> None:
    names = {"01900000-0000-7000-8000-000000000000": "Phase 1"}
    assert value_words(name, value, names, CHICAGO) == words


def test_a_change_shows_what_changed_and_a_new_row_what_was_filled_in() -> None:
    assert changed_fields({"before": {"name": "", "version": 1}, "after": {"name": "A", "version": 2}}) == [
        "name",
        "version",
    ]
    made = {
        "before": {},
        "after": {"name": "A", "phone": "", "is_active": False, "record_id": "x", "password": "(hidden)"},
    }
    assert changed_fields(made) == ["name"]
    assert changed_fields({}) == []
