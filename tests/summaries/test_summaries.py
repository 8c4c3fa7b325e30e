"""Integration Summaries: what is known is filled in, what is missing is named and asked for once."""

from datetime import timedelta

import pytest

from pilotage.billers.operations import add_contact, add_invoice_type, add_phase, assign_care, change_integration
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event, Record
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.summaries import operations, queries
from pilotage.summaries.fields import FIXED
from pilotage.work.models import Task
from story import NOW


@pytest.fixture
def summary(phase, pm):
    return operations.ensure_summary(phase=phase, by=pm, now=NOW)


def test_known_facts_are_there_with_their_source(summary) -> None:
    held = queries.filled_fields(summary)
    assert (held["integrator"].value, held["integrator"].source) == ("Provider", "the integration")
    assert held["biller_software"].value == "Northstar Harmony"
    found = queries.completeness(summary)
    assert found["total"] == len(FIXED) + 1 and found["filled"] == 2 and not found["is_complete"]


def test_each_invoice_type_is_a_field_of_its_own(summary, biller, pm) -> None:
    add_invoice_type(biller=biller, name="Water", by=pm, now=NOW)
    add_invoice_type(biller=biller, name="Sewer", by=pm, now=NOW)
    labels = [one["label"] for one in queries.completeness(summary)["missing"] if one["area"] == "Invoice types"]
    assert labels == ["Sewer", "Water"]


def test_a_field_is_filled_or_not_applicable_with_a_reason(summary, pm) -> None:
    operations.fill_field(summary=summary, key="payments", value="Real-time posting", by=pm, now=NOW)
    with pytest.raises(Refused):
        operations.mark_not_applicable(summary=summary, key="ivr", reason=" ", by=pm, now=NOW)
    operations.mark_not_applicable(summary=summary, key="ivr", reason="No IVR sold", by=pm, now=NOW)
    found = queries.completeness(summary)
    assert (found["filled"], found["not_applicable"]) == (3, 1)
    operations.fill_field(summary=summary, key="payments", value="", by=pm, now=NOW)
    assert "payments" in [one["key"] for one in queries.completeness(summary)["missing"]]


def test_all_filled_or_not_applicable_is_complete(summary, biller, pm) -> None:
    add_invoice_type(biller=biller, name="Water", by=pm, now=NOW)
    for one in queries.completeness(summary)["missing"]:
        operations.mark_not_applicable(summary=summary, key=one["key"], reason="Not here", by=pm, now=NOW)
    assert queries.completeness(summary)["is_complete"]


def test_the_second_of_two_writers_is_told(summary, pm) -> None:
    operations.fill_field(summary=summary, key="payments", value="First", seen="", by=pm, now=NOW)
    with pytest.raises(Stale):
        operations.fill_field(summary=summary, key="payments", value="Second", seen="", by=pm, now=NOW)
    assert queries.filled_fields(summary)["payments"].value == "First"


def test_what_a_person_wrote_is_not_pulled_over(summary, phase, pm) -> None:
    operations.fill_field(summary=summary, key="integrator", value="Provider, with Cedar Labs", by=pm, now=NOW)
    change_integration(integration=phase.integration, integrator="Cedar Labs", by=pm, now=NOW)
    summary.refresh_from_db()
    operations.refresh_summary(summary=summary, by=pm, now=NOW)
    assert queries.filled_fields(summary)["integrator"].value == "Provider, with Cedar Labs"


def test_a_changed_fact_is_pulled_into_fields_that_nobody_wrote(summary, phase, pm) -> None:
    change_integration(integration=phase.integration, integrator="Cedar Labs", by=pm, now=NOW)
    summary.phase.refresh_from_db()
    summary = queries.summary_for(system(), summary.pk)
    assert operations.refresh_summary(summary=summary, by=pm, now=NOW) == 1
    assert queries.filled_fields(summary)["integrator"].value == "Cedar Labs"


def test_asking_makes_one_task_and_brings_it_up_to_date(summary, biller, leader, person, pm) -> None:
    with pytest.raises(Refused, match="Nobody is the IM"):
        operations.ask_for_fields(summary=summary, by=leader, now=NOW)
    dana = person("im", name="Dana")
    assign_care(biller=biller, user=dana, role="im", by=pm, now=NOW)
    operations.ask_for_fields(summary=summary, by=leader, now=NOW)
    operations.fill_field(summary=summary, key="payments", value="x", by=pm, now=NOW)
    operations.ask_for_fields(summary=summary, by=leader, now=NOW)
    task = Task.objects.everywhere().get()
    assert task.owner == dana and "Payments" not in task.description and "Rejects" in task.description
    assert Notice.objects.filter(user=dana, kind="summary_asked").exists()


def test_only_the_team_fills_and_no_card_number_is_kept(summary, leader, pm) -> None:
    with pytest.raises(Forbidden):
        operations.fill_field(summary=summary, key="payments", value="x", by=leader, now=NOW)
    with pytest.raises(Refused):
        operations.fill_field(summary=summary, key="payments", value="4111111111111111", by=pm, now=NOW)
    with pytest.raises(Refused):
        operations.fill_field(summary=summary, key="nonsense", value="x", by=pm, now=NOW)
    assert not Event.objects.filter(payload__icontains="41111111").exists()


def test_what_an_earlier_phase_set_up_is_carried_over_with_its_source_but_no_links(summary, phase, biller, pm) -> None:
    for key, value in (("payments", "Real-time posting"), ("raid_log", "https://example.com/raid")):
        operations.fill_field(summary=summary, key=key, value=value, by=pm, now=NOW)
    operations.mark_not_applicable(summary=summary, key="ivr", reason="Not sold", by=pm, now=NOW)
    second = add_phase(biller=biller, integration=phase.integration, by=pm, now=NOW)
    held = queries.filled_fields(operations.ensure_summary(phase=second, by=pm, now=NOW))
    assert held["payments"].value == "Real-time posting"
    assert held["payments"].source == "the Integration Summary of Phase 1"
    assert "raid_log" not in held and "ivr" not in held


def test_the_integrators_contacts_stand_with_the_integrator(phase, biller, pm) -> None:
    add_contact(biller=biller, name="Cy Vendor", email="cy@cedar.example", role="CIS vendor", by=pm, now=NOW)
    add_contact(biller=biller, name="Fay Finance", email="fay@hill.example", role="Finance", by=pm, now=NOW)
    held = queries.filled_fields(operations.ensure_summary(phase=phase, by=pm, now=NOW))["integrator"]
    assert held.value == "Provider\nCy Vendor, cy@cedar.example"
    assert held.source == "the integration and the contacts"


def test_na_written_meanwhile_is_not_written_over(summary, pm) -> None:
    operations.mark_not_applicable(summary=summary, key="ivr", reason="Not sold", by=pm, now=NOW)
    with pytest.raises(Stale):
        operations.fill_field(summary=summary, key="ivr", value="Yes", seen="", by=pm, now=NOW)


def test_several_fields_at_once_need_the_version_that_was_read_and_count_it_up(summary, pm) -> None:
    seen = Record.objects.get(pk=summary.pk).version
    operations.fill_fields(
        summary=summary, values={"payments": "Yes"}, not_applicable={"ivr": "Not sold"}, expect=seen, by=pm, now=NOW
    )
    with pytest.raises(Stale):
        operations.fill_fields(
            summary=summary, values={"rejects": "Yes"}, not_applicable={}, expect=seen, by=pm, now=NOW
        )
    assert "rejects" not in queries.filled_fields(summary)


def test_pulling_known_facts_again_changes_nothing_and_is_for_those_who_fill(summary, pm, leader) -> None:
    assert operations.refresh_summary(summary=summary, by=pm, now=NOW + timedelta(days=1)) == 0
    with pytest.raises(Forbidden):
        operations.refresh_summary(summary=summary, by=leader, now=NOW)
