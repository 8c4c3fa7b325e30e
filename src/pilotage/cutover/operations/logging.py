"""Writes lines into the live log of a cut-over."""

from datetime import datetime

from pilotage.core.operations.change import Change
from pilotage.core.viewer import Viewer
from pilotage.cutover.models import CutoverEntry, CutoverPlan, CutoverStep

WRITTEN = "cutover.entry_written"


def log_line(
    c: Change, plan: CutoverPlan, text: str, *, step: CutoverStep | None = None, by: Viewer, now: datetime
) -> CutoverEntry:
    """One line, within an open change: who and when; it is never changed."""
    return c.create(
        CutoverEntry, event=WRITTEN, scope=plan.biller_id, biller_id=plan.biller_id, plan=plan, step=step, text=text[:1000],
        made_at=now, made_by_name=by.name,
    )  # fmt: skip
