"""Questions about Integration Summaries: their fields, and what is missing."""

import uuid
from typing import Any

from django.db.models import Subquery

from pilotage.billers.models import Care, InvoiceType, Phase
from pilotage.core.viewer import Viewer
from pilotage.summaries.fields import Field, fields_for
from pilotage.summaries.models import IntegrationSummary, SummaryField


def summary_for(viewer: Viewer, pk: uuid.UUID) -> IntegrationSummary:
    """Raises `IntegrationSummary.DoesNotExist` when the viewer doesn't see it."""
    found = IntegrationSummary.objects.visible_to(viewer).select_related(
        "record", "biller", "phase__biller", "integration__product"
    )
    summary: IntegrationSummary = found.get(pk=pk)
    return summary


def summary_of(phase_id: uuid.UUID) -> IntegrationSummary | None:
    """The newest summary of a phase."""
    found: IntegrationSummary | None = (
        IntegrationSummary.objects.everywhere()
        .filter(phase_id=phase_id)
        .select_related("phase__biller", "record")
        .order_by("-pk")
        .first()
    )
    return found


def im_of(summary: IntegrationSummary) -> int | None:
    """The user who is the biller's IM, who is asked for what is missing."""
    return (
        Care.objects.everywhere()
        .filter(biller_id=summary.biller_id, role="im")
        .values_list("user_id", flat=True)
        .first()
    )


def missing_after(fields: list[Field], held: dict[str, SummaryField], key: str) -> Field | None:
    """The next missing field after `key` in order, else the first one of all; None when nothing else is missing."""
    missing = {one["key"] for one in count(fields, held)["missing"]} - {key}
    place = next((n for n, one in enumerate(fields) if one.key == key), -1)
    return next((one for one in [*fields[place + 1 :], *fields] if one.key in missing), None)


def fields_of(summary: IntegrationSummary) -> list[Field]:
    """The fields that this summary has: the fixed ones and one for each invoice type of its phase, or of all phases."""
    return _fields(summary.biller_id, summary.phase_id)


def _fields(biller_id: uuid.UUID, phase_id: uuid.UUID) -> list[Field]:
    streams = InvoiceType.objects.everywhere().filter(biller_id=biller_id).order_by("name")
    return fields_for((one.pk, one.name) for one in streams if one.phase_id in (None, phase_id))


def filled_fields(summary: IntegrationSummary) -> dict[str, SummaryField]:
    """What was written, by field key."""
    found = SummaryField.objects.everywhere().filter(summary=summary).select_related("filled_by")
    return {row.key: row for row in found}


def words_of(row: SummaryField | None) -> str:
    """What a field says, in one text: its value, `N/A: ` with the reason, or nothing. Two people who edit are told by it."""
    if row is None:
        return ""
    return f"N/A: {row.reason}" if row.is_not_applicable else row.value


def completeness(summary: IntegrationSummary) -> dict[str, Any]:
    """`{filled, not_applicable, missing: [{key, label, area}], total, is_complete}`."""
    return count(fields_of(summary), filled_fields(summary))


def standing_of_phase(phase: Phase) -> tuple[uuid.UUID, dict[str, Any]] | None:
    """For readiness: the key of a phase's newest summary and its `completeness`; None without one. Two queries, three for an empty one."""
    found = IntegrationSummary.objects.everywhere().filter(phase=phase).order_by("-pk").values("pk")[:1]
    held = {row.key: row for row in SummaryField.objects.everywhere().filter(summary=Subquery(found))}
    key = next((row.summary_id for row in held.values()), None) or found.values_list("pk", flat=True).first()
    return (key, count(_fields(phase.biller_id, phase.pk), held)) if key is not None else None


def count(fields: list[Field], held: dict[str, SummaryField]) -> dict[str, Any]:
    """As `completeness`, from what was read already."""
    filled = [one for one in fields if (row := held.get(one.key)) is not None and row.value]
    without = [one for one in fields if (row := held.get(one.key)) is not None and row.is_not_applicable]
    done = {one.key for one in [*filled, *without]}
    missing = [{"key": one.key, "label": one.label, "area": one.area} for one in fields if one.key not in done]
    return {
        "filled": len(filled),
        "not_applicable": len(without),
        "missing": missing,
        "total": len(fields),
        "is_complete": not missing,
    }
