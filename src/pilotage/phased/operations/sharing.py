"""Shares the work of phased billers out by the RACI: who hears of a case, who does what, and when it is over."""

import uuid
from datetime import datetime

from pilotage.billers.enums import Stage
from pilotage.billers.models import Phase
from pilotage.core.models import Record
from pilotage.core.viewer import Viewer
from pilotage.phased.models import Standing
from pilotage.raci.enums import Work
from pilotage.raci.models import Duty
from pilotage.raci.operations import raise_duty, settle_duty
from pilotage.support.models import Case
from pilotage.support.queries import stale_cases


def share_work(
    *, biller_id: uuid.UUID, phase: Phase | None, work: Work, subject: Record, key: str, title: str, is_done: bool = False,
    by: Viewer, now: datetime,
) -> bool:  # fmt: skip
    """Raises a duty where the biller is phased; without a phase, in the one that went live last. False when nothing is owed.

    Also: as `raise_duty`.
    """
    if not Standing.objects.everywhere().filter(biller=biller_id, is_phased=True).exists():
        return False
    found = phase or _in_production(biller_id)
    if found is None:
        return False
    raised = raise_duty(work=work, phase=found, subject=subject, key=key, title=title, is_done=is_done, by=by, now=now)
    return raised is not None


def share_case(*, case: Case, work: Work, title: str, key: str = "", is_done: bool = False, by: Viewer, now: datetime) -> bool:  # fmt: skip
    """The same about a case. `key` tells one event of this work from another of the same case."""
    return share_work(
        biller_id=case.biller_id, phase=case.phase, work=work, subject=case.record, key=f"{case.pk}:{int(work)}:{key}",
        title=title, is_done=is_done, by=by, now=now,
    )  # fmt: skip


def settle_work(*, subject_id: uuid.UUID, works: tuple[Work, ...] = (), by: Viewer, now: datetime) -> int:
    """What was owed about a record has happened; without `works` all of it. Returns how many duties are over now."""
    open_ones = Duty.objects.everywhere().filter(subject=subject_id, settled_at=None)
    if works:
        open_ones = open_ones.filter(number__in=[int(work) for work in works])
    return sum(settle_duty(phase_id=one.phase_id, key=one.key, by=by, now=now) for one in open_ones)


def raise_stale_notes(*, by: Viewer, now: datetime) -> int:
    """Cases of phased billers whose notes are stale: who keeps them hears of it, once for each writing. Returns how many."""
    return sum(
        share_case(
            case=case,
            work=Work.NOTES,
            key=case.noted_at.isoformat(),
            title=f"Write the notes of {case} anew",
            by=by,
            now=now,
        )
        for case in stale_cases(now)
    )


def _in_production(biller_id: uuid.UUID) -> Phase | None:
    found = Phase.objects.everywhere().filter(biller=biller_id, went_live_date__isnull=False)
    found = found.exclude(stage=Stage.CANCELLED).select_related("biller__record", "record")
    live: Phase | None = found.order_by("-went_live_date", "-number").first()
    return live
