"""Makes billers and projects by the dozen, for the demo."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pilotage.billers.models import Biller, Integration, Phase
from pilotage.billers.operations.phases import TARGET_SET
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlaybookVersion
from pilotage.onboarding.operations import start_project


def make_billers(*, rows: list[dict[str, Any]], by: Viewer, now: datetime) -> list[Phase]:
    """Billers, each with an integration (`product`, `integrator`) and a phase with a `target`. Also: their events."""
    with change(by=by, now=now) as c:
        own = ("product", "integrator", "target")
        billers = c.create_many(Biller, [{key: value for key, value in row.items() if key not in own} for row in rows])
        integrations = c.create_many(
            Integration,
            [
                {
                    "scope": biller.pk, "biller": biller, "external_id": f"{biller.external_id}-i",
                    "product": row["product"], "integrator": row["integrator"],
                }
                for biller, row in zip(billers, rows, strict=True)
            ],
        )  # fmt: skip
        phases = c.create_many(
            Phase,
            [
                {
                    "scope": biller.pk, "biller": biller, "external_id": f"{biller.external_id}-p1",
                    "integration": integration, "target_go_live_date": row["target"],
                }
                for biller, integration, row in zip(billers, integrations, rows, strict=True)
            ],
        )  # fmt: skip
        for phase in phases:
            c.log(TARGET_SET, phase, after={"target_go_live_date": str(phase.target_go_live_date)})
        return phases


def start_projects(
    *, phases: list[Phase], kickoffs: Mapping[uuid.UUID, date], version: PlaybookVersion, by: Viewer, now: datetime
) -> None:
    """A project for each phase, in one transaction. Also: their events."""
    with change(by=by, now=now):
        for phase in phases:
            start_project(phase=phase, playbook_version=version, kickoff_date=kickoffs[phase.pk], by=by, now=now)
