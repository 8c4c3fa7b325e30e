"""Makes a summary and fills in what is known already, with where it came from."""

from collections.abc import Mapping
from datetime import datetime

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.summaries.known import known_of
from pilotage.summaries.models import IntegrationSummary, SummaryField
from pilotage.summaries.permissions import require_asker, require_filler

#: Value and source by field key.
Known = Mapping[str, tuple[str, str]]


def ensure_summary(*, phase: Phase, known: Known | None = None, by: Viewer, now: datetime) -> IntegrationSummary:
    """The Integration Summary of a phase's integration, made when it is missing; known facts fill what is empty.

    `known` adds facts that only higher floors have. Refuses when the phase has no integration, and people who may not even
    ask for fields. Also: event `summaries.integrationsummary_created`.
    """
    require_asker(by)
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
    """Pulls known facts anew into fields that nobody wrote; returns how many changed.

    Refuses people who may not fill. Also: events `summaries.summaryfield_created` and `summaries.summaryfield_changed`.
    """
    require_filler(by)
    phase = Phase.objects.everywhere().select_related("integration__product").get(pk=summary.phase_id)
    with change(by=by, now=now) as c:
        return _fill_known(c, summary, known_of(phase))


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
                    "source": source[:200],
                    "filled_at": c.now,
                }
            )
        elif not row.is_not_applicable and (row.source or not row.value) and row.value != value:
            changed += c.save(row, value=value, source=source[:200], filled_at=c.now)
    if fresh:
        c.create_many(SummaryField, fresh, scope=summary.biller_id)
        c.touch(summary)
    return changed + len(fresh)
