"""Phases: add, plan, move between stages, cancel. None of these makes a phase live."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers import cleaning, rules
from pilotage.billers.enums import STAGE_NAMES, Stage
from pilotage.billers.models import Biller, Integration, Phase
from pilotage.billers.permissions import PLANNERS, require
from pilotage.core.errors import Refused
from pilotage.core.operations import Prepared, change
from pilotage.core.viewer import Viewer

TARGET_SET = "billers.target_go_live_set"
STAGE_MOVED = "billers.stage_moved"


def add_phase(
    *,
    by: Viewer,
    now: datetime,
    biller: Biller,
    integration: Integration | None = None,
    name: str | None = None,
    number: int | None = None,
    external_id: str | None = None,
    target_go_live_date: date | None = None,
    is_phased: bool = False,
) -> Phase:
    """A new go-live of the biller, at the contract stage; without a number it gets the next one.

    Refuses when the number or id is taken. Also: event `billers.phase_created`, and `billers.target_go_live_set` when
    it has a target.
    """
    require(by, PLANNERS, _("add phases"))
    with change(by=by, now=now) as c:
        taken = list(Phase.objects.everywhere().filter(biller=biller).values_list("number", flat=True))
        chosen = number or rules.next_number(taken)
        key = external_id or f"{biller.external_id}-p{chosen}"
        if chosen in taken:
            raise Refused(
                _("%(biller)s has a phase %(n)d already.") % {"biller": biller.name, "n": chosen}, field="number"
            )
        if Phase.objects.everywhere().filter(external_id=key).exists():
            raise Refused(_("The id %(key)s is taken. Choose a different one.") % {"key": key}, field="external_id")
        phase = c.create(
            Phase,
            scope=biller.pk,
            biller=biller,
            integration=integration,
            name=cleaning.name(name, most=120) if name else f"Phase {chosen}",
            number=chosen,
            external_id=key,
            is_phased=is_phased,
        )
        if target_go_live_date is not None:
            c.save(phase, kind=TARGET_SET, target_go_live_date=target_go_live_date)
        return phase


def change_phase(*, by: Viewer, now: datetime, phase: Phase, expect: int | None = None, **fields: Any) -> bool:
    """Sets name, integration or is_phased; stage and dates have operations of their own. Raises `Stale`.

    Also: event `billers.phase_changed`.
    """
    require(by, PLANNERS, _("change phases"))
    if set(fields) - {"name", "integration", "is_phased"}:
        raise TypeError("Only name, integration and is_phased can be set")
    if "name" in fields:
        fields["name"] = cleaning.name(fields["name"], most=120)
    with change(by=by, now=now) as c:
        return c.save(phase, expect=expect, **fields)


def set_target_go_live(
    *, by: Viewer, now: datetime, phase: Phase, date: date | None, reason: str = "", expect: int | None = None
) -> bool:
    """Sets or clears the day on which the phase should go live; False when it is that day already.

    Refuses for a phase that is live or cancelled, and a moved target without a reason. Raises `Stale`. Also: event
    `billers.target_go_live_set`, which puts the phase on the pending-transition list.
    """
    with change(by=by, now=now) as c:
        _check_target(by, phase, date, reason)
        return c.save(phase, expect=expect, kind=TARGET_SET, note=reason.strip(), target_go_live_date=date)


def prepare_target_go_live(*, prepared: Prepared, phase: Phase, date: date, reason: str, seen: int) -> int:
    """The same among many prepared rows; `seen` is the version that was read. Returns the version that it then has."""
    _check_target(prepared.by, phase, date, reason)
    return prepared.save(phase, seen=seen, kind=TARGET_SET, note=reason.strip(), target_go_live_date=date)


def _check_target(by: Viewer, phase: Phase, date: date | None, reason: str) -> None:
    require(by, PLANNERS, _("set go-live dates"))
    if phase.stage not in rules.BEFORE_LIVE:
        raise Refused(
            _("%(phase)s is %(stage)s; its target no longer moves.")
            % {"phase": phase, "stage": STAGE_NAMES[Stage(phase.stage)].lower()}
        )
    if phase.target_go_live_date and phase.target_go_live_date != date and not reason.strip():
        raise Refused(_("Say why the go-live date moves; everybody who planned with it reads this."), field="reason")


def move_stage(*, by: Viewer, now: datetime, phase: Phase, to: str, reason: str = "") -> bool:
    """Moves a phase to another stage; False when it is there. Refuses moves that are not allowed, and any into live.

    Also: event `billers.stage_moved`.
    """
    with change(by=by, now=now) as c:
        held = Phase.objects.everywhere().select_for_update().get(pk=phase.pk)
        if held.stage == to:
            return False
        if not rules.may_move(held.stage, to):
            raise Refused(
                _("A phase doesn't move from %(was)s to %(to)s.")
                % {"was": STAGE_NAMES[Stage(held.stage)].lower(), "to": STAGE_NAMES[Stage(to)].lower()}
            )
        return c.save(phase, kind=STAGE_MOVED, note=reason, stage=to)


def cancel_phase(*, by: Viewer, now: datetime, phase: Phase, reason: str) -> bool:
    """Ends a phase that will not go live. Refuses without a reason, or when it is live. Also: `billers.stage_moved`."""
    require(by, PLANNERS, _("cancel phases"))
    if not reason.strip():
        raise Refused(_("Say why it is cancelled."), field="reason")
    with change(by=by, now=now) as c:
        if phase.stage in rules.AFTER_LIVE:
            raise Refused(_("%(phase)s is live and can't be cancelled.") % {"phase": phase})
        return c.save(phase, kind=STAGE_MOVED, note=reason.strip(), stage=Stage.CANCELLED)
