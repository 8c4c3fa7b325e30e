"""How a phase becomes live: by the go-live operation, or as a past fact in an import."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from pilotage.billers import rules
from pilotage.billers.enums import Stage
from pilotage.billers.models import Biller, Integration, Phase
from pilotage.billers.operations.phases import add_phase
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

WENT_LIVE = "billers.phase_went_live"


def make_phase_live(*, by: Viewer, now: datetime, phase: Phase, went_live_date: date, to_stage: str) -> None:
    """Makes a phase live. Called by `golive.operations` alone, which has read the gates; a test keeps it so.

    Refuses when the phase is live or cancelled already. Also: event `billers.phase_went_live`.
    """
    with change(by=by, now=now) as c:
        held = Phase.objects.everywhere().select_for_update().get(pk=phase.pk)
        if held.stage not in rules.BEFORE_LIVE:
            raise Refused(_("%(phase)s is live already, or cancelled.") % {"phase": phase})
        if to_stage not in rules.AFTER_LIVE:
            raise ValueError("A live phase is in transition or steady")
        c.save(phase, kind=WENT_LIVE, stage=to_stage, went_live_date=went_live_date)


def record_past_go_live(
    *,
    by: Viewer,
    now: datetime,
    biller: Biller,
    went_live_date: date,
    integration: Integration | None = None,
    name: str | None = None,
    number: int | None = None,
    external_id: str | None = None,
    target_go_live_date: date | None = None,
) -> Phase:
    """Creates a phase that was live before Pilotage, marked as such; it never changes one.

    Refuses for anybody but administrators, and a day that is not past. Also: `billers.phase_created` and
    `billers.phase_went_live`, with a note.
    """
    if not by.has(Role.ADMIN):
        raise Forbidden(_("Only an administrator may record a go-live from before Pilotage."))
    if went_live_date >= now.date():
        raise Refused(_("Went live must be a past day. For a go-live ahead, give target_go_live."), field="went_live")
    with change(by=by, now=now) as c:
        phase = add_phase(
            by=by, now=now, biller=biller, integration=integration, name=name, number=number, external_id=external_id
        )
        c.save(
            phase,
            kind=WENT_LIVE,
            note="live before Pilotage",
            stage=Stage.STEADY,
            went_live_date=went_live_date,
            target_go_live_date=target_go_live_date,
            is_live_before_pilotage=True,
        )
        return phase
