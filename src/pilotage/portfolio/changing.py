"""What the sample's billers asked to do differently: changes that were approved, that wait, and one that was refused."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from pilotage.billers.models import Phase
from pilotage.changes.models import ChangeRequest
from pilotage.changes.operations import (
    approve_change,
    ask_for_change,
    edit_plan,
    edit_scope,
    offer_change,
    refuse_change,
)
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask
from pilotage.scope.models import ScopeLine
from pilotage.scope.operations import link_line, mark_not_needed
from pilotage.work.enums import FINISHED

Step = tuple[date, Callable[[datetime], None]]
KIOSK = "Two lobby kiosks in the first phase"


def changing_steps(
    phase: Phase, place: int, kickoff: date, target: date, person: Callable[[str], Viewer]
) -> list[Step]:
    """Days and what happened on them: some agreed to early, some still open near the go-live."""
    pm, im = person("pm"), person("im")
    found: list[Step] = []
    if place % 4 == 0:
        found += [
            (kickoff + timedelta(days=12), partial(_ask, phase, im)),
            (kickoff + timedelta(days=16), partial(_offer, phase, im)),
            (kickoff + timedelta(days=19), partial(_agree, phase, pm, im)),
        ]
    if place % 4 == 2:
        found += [
            (target - timedelta(days=45), partial(_ask_for_kiosks, phase, im)),
            (target - timedelta(days=43), partial(_offer_kiosks, phase, im)),
        ]
        if place % 8 == 6:
            found.append((target - timedelta(days=40), partial(_refuse, phase, pm)))
    return found


def _ask(phase: Phase, by: Viewer, at: datetime) -> None:
    ask_for_change(
        phase=phase, title="Bills by e-mail as PDF, too", why="The council asked for it in its last session.",
        what="Besides the notice with its link, customers may choose to get the bill itself as an attached PDF.",
        wanted_by_date=(at + timedelta(days=60)).date(), by=by, now=at,
    )  # fmt: skip


def _offer(phase: Phase, by: Viewer, at: datetime) -> None:
    request = _open(phase)
    if request is None:
        return
    last = _open_tasks(request)
    if len(last) > 3:
        edit_plan(
            request=request, kind="add", title="Configure and try PDF attachments", duration_days=2, roles=["OS"],
            after=[last[1].code], before=[last[3].code], by=by, now=at,
        )  # fmt: skip
    edit_scope(request=request, kind="add", title="Bills as attached PDF for those who choose it", by=by, now=at)
    offer_change(
        request=request, one_off_amount=Decimal("1800.00"), monthly_amount=Decimal("45.00"), risk="low",
        risk_text="Attachments over 5 MB are refused by some mail servers.", by=by, now=at,
    )  # fmt: skip


def _agree(phase: Phase, by: Viewer, second: Viewer, at: datetime) -> None:
    request = _open(phase)
    if request is None or request.state != "offered":
        return
    offer_change(
        request=request, one_off_amount=request.one_off_amount, monthly_amount=request.monthly_amount, risk="low",
        risk_text=request.risk_text, by=second, now=at,
    )  # fmt: skip
    approve_change(request=request, by=by, now=at)
    approve_change(
        request=request, sponsor=f"Sponsor of {phase.biller.name}", remark="Mail of the same day, kept with the project.",
        by=second, now=at,
    )  # fmt: skip
    for line in ScopeLine.objects.everywhere().filter(phase=phase, change_code=request.code).select_related("record"):
        for step in ("configuration", "test", "training"):
            mark_not_needed(
                line=line, step=step, reason="Comes with the notices, and is shown with them.", by=by, now=at
            )
        link_line(line=line, step="kpi", text="One in ten paperless customers chooses it", by=by, now=at)


def _ask_for_kiosks(phase: Phase, by: Viewer, at: datetime) -> None:
    ask_for_change(
        phase=phase, title=KIOSK, what="Lobby kiosks for cash and cards, in place of the second phase.", why="The new lobby opens early.",
        by=by, now=at,
    )  # fmt: skip


def _offer_kiosks(phase: Phase, by: Viewer, at: datetime) -> None:
    request = _open(phase)
    if request is None:
        return
    last = _open_tasks(request)
    if len(last) > 2:
        edit_plan(
            request=request, kind="add", title="Install and certify kiosks", duration_days=12, roles=["OS", "BIT"],
            after=[last[0].code], before=[last[2].code], by=by, now=at,
        )  # fmt: skip
    offer_change(
        request=request, one_off_amount=Decimal("14500.00"), monthly_amount=Decimal("320.00"), risk="high",
        risk_text="Certification of the reader has taken three weeks elsewhere.", by=by, now=at,
    )  # fmt: skip


def _refuse(phase: Phase, by: Viewer, at: datetime) -> None:
    request = _open(phase)
    if request is not None:
        refuse_change(
            request=request, reason="Too close to the go-live; kiosks stay in the second phase.", by=by, now=at
        )


def _open(phase: Phase) -> ChangeRequest | None:
    found = ChangeRequest.objects.everywhere().filter(phase=phase, state__in=["asked", "offered"])
    return (
        found.select_related("record", "biller", "phase__biller", "phase__record", "project")
        .order_by("-number")
        .first()
    )


def _open_tasks(request: ChangeRequest) -> list[PlanTask]:
    found = (
        PlanTask.objects.everywhere().filter(project=request.project_id, shape="task").exclude(task__state__in=FINISHED)
    )
    return list(found.order_by("position"))
