"""Support windows: opened at go-live, evaluated at their end, extended with a reason, closed to client services (R8)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from pilotage.billers.enums import Stage
from pilotage.billers.models import Phase
from pilotage.billers.operations import move_stage
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.people.queries import users_with_role
from pilotage.planner.golive_dates import window_ends_at
from pilotage.transition import evaluation
from pilotage.transition.enums import WindowState
from pilotage.transition.models import SupportWindow, TransitionDecision, WindowEvaluation, WindowExtension
from pilotage.transition.permissions import EVALUATORS, LEADERS, require
from pilotage.transition.queries import window_facts
from pilotage.work.texts import no_card

OPENED = "transition.window_opened"
EVALUATED = "transition.window_evaluated"
EXTENDED = "transition.window_extended"
CLOSED = "transition.window_closed"
AHEAD = timedelta(days=7)


def open_window(*, phase: Phase, go_live_date: date, by: Viewer, now: datetime) -> SupportWindow | None:
    """The support window of a phase that goes live, as decided; None for the help desk. Called by the go-live.

    Ends at midnight in the biller's zone after its last day, go-live being day 0. Also: event `transition.window_opened`.
    """
    decision = TransitionDecision.objects.everywhere().select_related("biller", "assignee").get(phase=phase)
    days = decision.chosen_window_days or 0
    ends_at = window_ends_at(go_live_date, decision.biller.time_zone, days)
    if ends_at is None:
        return None
    with change(by=by, now=now) as c:
        return c.create(
            SupportWindow, event=OPENED, scope=decision.biller_id, biller=decision.biller, phase=phase,
            support=decision.chosen_support, owner=decision.assignee, go_live_date=go_live_date, days=days,
            is_minimum=decision.is_window_minimum and not decision.is_override, ends_at=ends_at,
        )  # fmt: skip


def evaluate_window(
    *,
    window: SupportWindow,
    scores: Mapping[str, int],
    comment: str,
    outcome: str,
    days: int | None = None,
    reason: str = "",
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> WindowEvaluation:
    """Scores the account with the facts beside it, and extends the window or closes it.

    Refuses scores that are missing, an outcome against the scores without a reason, and a closed window. Raises `Stale`.
    Also: event `transition.window_evaluated`, and those of the outcome.
    """
    require(by, EVALUATORS, _("The TSM, TAM or a leader evaluates a support window."))
    problem = evaluation.why_refused(scores)
    if problem:
        raise Refused(problem, field="scores")
    if outcome not in ("extend", "close"):
        raise Refused(_("Extend the window or close it."), field="outcome")
    no_card(comment, field="comment")
    proposed, why = evaluation.proposed_outcome(scores)
    if outcome != proposed and not reason.strip():
        words = _("The scores say: %(proposed)s. %(why)s Give a reason to do otherwise.")
        raise Refused(words % {"proposed": proposed, "why": why}, field="reason")
    with change(by=by, now=now) as c:
        _require_open(window)
        if expect is not None:
            c.save(window, expect=expect, state=WindowState.EVALUATION)
        row = c.create(
            WindowEvaluation, event=EVALUATED, note=reason.strip(), scope=window.biller_id, biller_id=window.biller_id,
            window=window, scores=dict(scores), facts=window_facts(window, now), comment=comment.strip(), outcome=outcome,
            made_by_id=by.user_id, made_at=now,
        )  # fmt: skip
        if outcome == "extend":
            extend_window(window=window, days=days or 30, reason=reason.strip() or why, by=by, now=now)
        else:
            close_window(window=window, note=comment.strip() or why, by=by, now=now)
        return row


def extend_window(*, window: SupportWindow, days: int, reason: str, by: Viewer, now: datetime) -> WindowExtension:
    """Adds calendar days. A minimum window is extended by whoever evaluates it; any other by a leader (R8).

    Refuses without a reason, outside 1 to 180 days, and a closed window. Also: event `transition.window_extended`.
    """
    if window.is_minimum:
        require(by, EVALUATORS, _("The TSM, TAM or a leader extends a support window."))
    else:
        require(
            by, (*LEADERS, "admin"), _("This window's length is fixed by its tier; a leader extends it with a reason.")
        )
    why = reason.strip()
    if not why:
        raise Refused(_("Say why the biller needs longer support."), field="reason")
    no_card(why, field="reason")
    if not 1 <= days <= 180:
        raise Refused(_("Extend by 1 to 180 days."), field="days")
    with change(by=by, now=now) as c:
        _require_open(window)
        ends_at = window_ends_at(window.go_live_date, window.biller.time_zone, window.days + days)
        row = c.create(
            WindowExtension, event=EXTENDED, note=why, scope=window.biller_id, biller_id=window.biller_id, window=window,
            days=days, reason=why, made_by_id=by.user_id, made_at=now, ends_at_before=window.ends_at,
        )  # fmt: skip
        c.save(window, days=window.days + days, ends_at=ends_at, state=WindowState.OPEN)
        return row


def close_window(*, window: SupportWindow, note: str, by: Viewer, now: datetime) -> None:
    """Hands the biller to client services: the phase is in steady state. Refuses without a note, and a closed window.

    Also: events `transition.window_closed` and `billers.stage_moved`; the PM, IM, CSM and owner are told.
    """
    require(by, EVALUATORS, _("The TSM, TAM or a leader closes a support window."))
    text = note.strip()
    if not text:
        raise Refused(_("Say what client services takes over."), field="note")
    no_card(text, field="note")
    with change(by=by, now=now) as c:
        _require_open(window)
        c.save(window, kind=CLOSED, state=WindowState.CLOSED, closed_at=now, closing_note=text)
        move_stage(phase=window.phase, to=Stage.STEADY, reason=text, by=by, now=now)
        people = User.objects.filter(cares__biller_id=window.biller_id, cares__role__in=["pm", "im", "csm"])
        tell(
            users=[*people, window.owner],
            kind="window_ending",
            text=f"The support window of {window.phase} is closed; client services takes over.",
            url=f"/support-windows/{window.pk}/",
            record=window.record,
            key=f"window:{window.pk}:closed",
            by=by,
            now=now,
        )


def tell_of_ending_windows(*, by: Viewer, now: datetime) -> int:
    """Tells owners and leaders of windows that end within a week or are past their end; once per end. Returns how many notices."""
    told = 0
    found = SupportWindow.objects.everywhere().exclude(state=WindowState.CLOSED).filter(ends_at__lte=now + AHEAD)
    leaders = list(users_with_role("cs_leader", "tsm_manager"))
    for window in found.select_related("phase__biller", "owner", "record"):
        told += tell(
            users=[window.owner, *leaders],
            kind="window_ending",
            text=f"The support window of {window.phase} ends on {window.ends_at:%-d %b %Y}: evaluate it.",
            url=f"/support-windows/{window.pk}/",
            record=window.record,
            key=f"window:{window.pk}:{window.ends_at.date().isoformat()}",
            by=by,
            now=now,
        )
    return told


def _require_open(window: SupportWindow) -> None:
    held = SupportWindow.objects.everywhere().select_for_update().get(pk=window.pk)
    if held.state == WindowState.CLOSED:
        raise Refused(_("This support window is closed."))
