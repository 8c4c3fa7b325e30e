"""Questions about Integration Summaries: their fields, and what is missing."""

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import F, Q, Subquery, UUIDField, Value
from django.db.models.functions import Cast

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
    """For readiness: the key of a phase's newest summary and its `completeness`; None without one. One query.

    The summary itself, its fields and the streams of bills come as rows of one shape, the summary's with an empty key.
    """
    newest = IntegrationSummary.objects.everywhere().filter(phase=phase).order_by("-pk").values("pk")[:1]
    itself = IntegrationSummary.objects.everywhere().filter(pk=Subquery(newest)).order_by()
    itself = itself.annotate(of=F("pk"), named=Value(""), number=Value(0), words=Value(""), is_without=Value(False))
    fields = SummaryField.objects.everywhere().filter(summary=Subquery(newest)).order_by()
    fields = fields.annotate(
        of=F("summary"), named=F("key"), number=Value(0), words=F("value"), is_without=F("is_not_applicable")
    )
    streams = (
        InvoiceType.objects.everywhere().filter(Q(phase=None) | Q(phase=phase), biller_id=phase.biller_id).order_by()
    )
    streams = streams.annotate(
        of=Cast(Value(None), UUIDField()), named=F("name"), number=F("pk"), words=Value(""), is_without=Value(False)
    )
    shape = ("of", "named", "number", "words", "is_without")
    rows = list(itself.values_list(*shape).union(fields.values_list(*shape), streams.values_list(*shape), all=True))
    key = next((of for of, named, *_rest in rows if of is not None and not named), None)
    if key is None:
        return None
    named_streams = sorted((name, number) for of, name, number, *_rest in rows if of is None)
    held = {name: Held(words, is_without) for of, name, _number, words, is_without in rows if of is not None and name}
    return key, count(fields_for((number, name) for name, number in named_streams), held)


class Held(NamedTuple):
    """What stands in a field: its value, or that it is not applicable."""

    value: str
    is_not_applicable: bool


def count(fields: list[Field], held: Mapping[str, SummaryField | Held]) -> dict[str, Any]:
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


def comparable(summary: IntegrationSummary, viewer: Viewer) -> list[IntegrationSummary]:
    """Other summaries of the biller, then some on the same product; staff only."""
    if not viewer.is_provider:
        return []
    found = (
        IntegrationSummary.objects.visible_to(viewer).exclude(pk=summary.pk).select_related("phase__biller", "biller")
    )
    own = list(found.filter(biller_id=summary.biller_id).order_by("phase__number"))
    product = summary.integration.product_id
    alike = found.filter(integration__product=product).exclude(biller_id=summary.biller_id) if product else found.none()
    return [*own, *alike.order_by("biller__name")[:100]]
