"""What the Integration Summary takes from a phase's documents: a link to each one that was made (mission, R4)."""

from django.urls import reverse

from pilotage.billers.models import Phase
from pilotage.documents.queries import documents_of
from pilotage.summaries.known import Known, knows

FIELDS = ("raid_log", "project_schedule", "uat_plan", "uat_results", "scope_plan", "project_notes")


@knows
def links_of_phase(phase: Phase) -> Known:
    """The address of each document, with its version as the source."""
    held = documents_of(phase.pk)
    return {
        key: (reverse("documents:versions", args=[phase.pk, key]), "the documents of the project")
        for key in FIELDS
        if key in held
    }
