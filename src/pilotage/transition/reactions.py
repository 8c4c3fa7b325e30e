"""What transition does when facts change: the proposals that stand on them are worked out anew."""

from datetime import datetime

from django.db.models import QuerySet

from pilotage.billers.enums import Stage
from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core import app_settings
from pilotage.core.models import Event
from pilotage.core.reactions import on
from pilotage.core.viewer import Viewer
from pilotage.transition.operations import follow_go_live, refresh_pending, work_out_decisions


@on("billers.target_go_live_set", "billers.phase_changed")
def work_out_when_the_target_is_set(event: Event, *, by: Viewer, now: datetime) -> None:
    """A phase with a target is on the pending list with a proposal; its day may change who else is new on its product.

    After an import of many, the others follow with the daily round.
    """
    phases = Phase.objects.everywhere().filter(pk=event.record_id)
    _work_out(phases, by, now)
    if (event.payload or {}).get("source") != "import":
        _work_out_others(phases, by, now)


@on("billers.stage_moved")
def work_out_when_a_phase_is_cancelled(event: Event, *, by: Viewer, now: datetime) -> None:
    """A cancelled phase no longer counts for others on its product."""
    _work_out_others(Phase.objects.everywhere().filter(pk=event.record_id, stage=Stage.CANCELLED), by, now)


@on("billers.target_go_live_set")
def meetings_follow_the_go_live(event: Event, *, by: Viewer, now: datetime) -> None:
    """Meetings that no longer fit move along; who organises them is told from when to when."""
    for phase in Phase.objects.everywhere().filter(pk=event.record_id).select_related("biller", "record"):
        follow_go_live(phase=phase, key=f"meetings-to-move:{event.uid}", by=by, now=now)


@on("billers.biller_changed", "billers.integration_changed")
def work_out_when_facts_change(event: Event, *, by: Viewer, now: datetime) -> None:
    """MRR, vertical, state, product and integrator are facts of the policy."""
    _work_out(Phase.objects.everywhere().filter(biller_id=event.scope_id), by, now)


@on("transition.policy_published")
def work_out_under_a_new_version(event: Event, *, by: Viewer, now: datetime) -> None:
    """A version that is in force at once changes what is proposed."""
    refresh_pending(by=by, now=now)


@on("core.setting_changed")
def work_out_when_counting_changes(event: Event, *, by: Viewer, now: datetime) -> None:
    """How many first billers are new is a setting."""
    changed = (event.payload or {}).get("after") or {}
    if any(str(key).startswith("transition_") for key in changed):
        app_settings.forget()
        refresh_pending(by=by, now=now)


def _work_out(phases: QuerySet[Phase], by: Viewer, now: datetime) -> None:
    found = phases.filter(stage__in=BEFORE_LIVE, target_go_live_date__isnull=False)
    if found:
        work_out_decisions(phases=list(found), by=by, now=now)


def _work_out_others(phases: QuerySet[Phase], by: Viewer, now: datetime) -> None:
    products = list(phases.filter(integration__product__isnull=False).values_list("integration__product", flat=True))
    if products:
        refresh_pending(products=products, by=by, now=now)
