"""A biller at a glance: where it stands, what blocks it, who acts next and by when, and all that hangs on it."""

from datetime import timedelta

import pytest
import time_machine

from pilotage.billers import operations as billers
from pilotage.core.viewer import system
from pilotage.onboarding.operations import load_shipped_playbook, start_project
from story import NOW, make_biller, product, signed_in  # noqa: F401  the story's people and things

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def row(make_biller):  # noqa: F811
    return make_biller("Alder Water")


@pytest.fixture
def text(signed_in, person, row):  # noqa: F811
    page = signed_in(person("im", name="Ina"))
    return lambda: page.get(f"/billers/{row.pk}/").content.decode()


def test_a_new_biller_is_asked_for_its_first_phase(text) -> None:
    assert "No phase yet. Add the first go-live of this biller." in text()


def test_the_strip_says_where_it_stands_and_who_acts_next(text, row, person) -> None:
    ivo = person("im", name="Ivo Marsh")
    billers.assign_care(biller=row, user=ivo, role="im", by=system(), now=NOW)
    phase = billers.add_phase(biller=row, by=system(), now=NOW, name="Water bills")
    shown = text()
    assert 'aria-current="step"' in shown and "Water bills" in shown
    version = load_shipped_playbook(by=system(), now=NOW)
    start_project(phase=phase, playbook_version=version, kickoff_date=TODAY, by=system(), now=NOW)
    billers.set_target_go_live(phase=phase, date=TODAY + timedelta(days=120), by=system(), now=NOW)
    later = text()
    assert "Onboarding" in later and "Ivo Marsh" in later and "0 of 92" in later.replace("\xa0", " ")


def test_unknown_facts_say_that_they_are_missing_and_where_to_give_them(signed_in, person, make_biller) -> None:  # noqa: F811
    bare = make_biller("Bare", vertical=None, mrr_amount=None)
    shown = signed_in(person("pm", name="Pat")).get(f"/billers/{bare.pk}/").content.decode()
    assert shown.count("not known yet") >= 2 and f"/billers/{bare.pk}/edit/" in shown


def test_people_contacts_and_files_stand_there(text, row, person) -> None:
    billers.add_contact(
        biller=row, name="Fay Finance", email="fay@alder.example", role="Finance lead", by=system(), now=NOW
    )
    billers.assign_care(biller=row, user=person("pm", name="Pat Moss"), role="pm", by=system(), now=NOW)
    shown = text()
    assert "Fay Finance" in shown and "fay@alder.example" in shown and "Pat Moss" in shown


def test_two_phases_stand_beside_each_other(text, row) -> None:
    for name in ("Water", "Sewer"):
        billers.add_phase(biller=row, by=system(), now=NOW, name=name)
    shown = text()
    assert "Water" in shown and "Sewer" in shown
