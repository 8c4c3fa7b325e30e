"""Makes a summary and fills in what is known already, with where it came from."""

from collections.abc import Mapping
from datetime import datetime

from pilotage.billers.models import InvoiceType, Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.summaries.models import IntegrationSummary, SummaryField

#: Value and source by field key.
Known = Mapping[str, tuple[str, str]]


def ensure_summary(*, phase: Phase, known: Known | None = None, by: Viewer, now: datetime) -> IntegrationSummary:
    """The Integration Summary of a phase's integration, made when it is missing; known facts fill what is empty.

    `known` adds facts that only higher floors have. Refuses when the phase has no integration. Also: event
    `summaries.integrationsummary_created`.
    """
    if phase.integration is None:
        raise Refused(f"{phase} has no integration yet. Add the CIS product and integrator first.")
    with change(by=by, now=now) as c:
        held: IntegrationSummary | None = (
            IntegrationSummary.objects.everywhere().filter(phase=phase, integration=phase.integration).first()
        )
        summary = held or c.create(
            IntegrationSummary, scope=phase.biller_id, biller=phase.biller, integration=phase.integration, phase=phase
        )
        _fill_known(c, summary, {**known_of(phase), **(known or {})})
        return summary


def refresh_summary(*, summary: IntegrationSummary, by: Viewer, now: datetime) -> int:
    """Pulls known facts anew into fields that nobody wrote; returns how many changed. Also: `summaries.summaryfield_changed`."""
    with change(by=by, now=now) as c:
        return _fill_known(c, summary, known_of(summary.phase))


def known_of(phase: Phase) -> dict[str, tuple[str, str]]:
    """What billers' records say already: integrator, software, invoice types."""
    known: dict[str, tuple[str, str]] = {}
    integration = phase.integration
    if integration is not None and integration.integrator:
        known["integrator"] = (integration.integrator, "the integration")
    if integration is not None and integration.product is not None:
        known["biller_software"] = (str(integration.product), "the integration")
    for one in InvoiceType.objects.everywhere().filter(biller_id=phase.biller_id):
        if one.phase_id in (None, phase.pk) and one.phase_id is not None:
            known[f"invoice_type_{one.pk}"] = (f"{one.name}, goes live with {phase.name}", "the invoice type")
    return known


def _fill_known(c: Change, summary: IntegrationSummary, known: Known) -> int:
    held = {row.key: row for row in SummaryField.objects.everywhere().filter(summary=summary, key__in=known)}
    changed, fresh = 0, []
    for key, (value, source) in known.items():
        row = held.get(key)
        if row is None:
            fresh.append(
                {
                    "biller_id": summary.biller_id,
                    "summary": summary,
                    "key": key,
                    "value": value,
                    "source": source,
                    "filled_at": c.now,
                }
            )
        elif row.source and not row.is_not_applicable:
            changed += c.save(row, value=value, source=source)
        elif not row.value and not row.is_not_applicable:
            changed += c.save(row, value=value, source=source, filled_at=c.now)
    c.create_many(SummaryField, fresh, scope=summary.biller_id)
    return changed + len(fresh)
