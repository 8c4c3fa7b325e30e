"""What a project knows stands in its phase's Integration Summary, with where it came from."""

from datetime import date

from pilotage.onboarding import operations
from pilotage.summaries.operations import fill_field, refresh_summary
from pilotage.summaries.queries import filled_fields, summary_of
from story import NOW


def links(phase) -> dict[str, str]:
    held = filled_fields(summary_of(phase.pk))
    return {key: held[key].value for key in ("project_schedule", "project_notes", "raid_log") if key in held}


def test_a_started_project_puts_its_links_in(project, phase) -> None:
    home = f"/projects/{project.pk}/"
    assert links(phase) == {
        "project_schedule": home, "project_notes": f"{home}#comments", "raid_log": f"/raid/?phase={phase.pk}",
    }  # fmt: skip
    assert filled_fields(summary_of(phase.pk))["raid_log"].source == "the project"


def test_a_second_project_after_a_cancelled_one_takes_its_place_but_not_what_a_person_wrote(
    project, version, phase, pm
) -> None:
    fill_field(summary=summary_of(phase.pk), key="raid_log", value="https://box.example.com/raid", by=pm, now=NOW)
    operations.cancel_project(project=project, reason="New scope", by=pm, now=NOW)
    phase.refresh_from_db()
    again = operations.start_project(
        phase=phase, playbook_version=version, kickoff_date=date(2026, 12, 1), by=pm, now=NOW
    )
    assert links(phase)["project_schedule"] == f"/projects/{again.pk}/"
    assert links(phase)["raid_log"] == "https://box.example.com/raid"


def test_pulling_known_facts_finds_the_project_of_a_summary_that_was_there_before(project, phase, pm) -> None:
    summary = summary_of(phase.pk)
    type(filled_fields(summary)["project_notes"]).objects.everywhere().filter(summary=summary).delete()
    assert refresh_summary(summary=summary, by=pm, now=NOW) >= 3
    assert links(phase)["project_schedule"] == f"/projects/{project.pk}/"
