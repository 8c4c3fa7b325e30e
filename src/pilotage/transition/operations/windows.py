"""Support windows: opened at go-live, evaluated at their end, extended with a reason, closed to client services (R8)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.planner.golive_dates import window_ends_at
from pilotage.transition import evaluation, policy
from pilotage.transition.enums import Outcome, WindowState
from pilotage.transition.models import SupportWindow, TransitionDecision, WindowEvaluation, WindowExtension
from pilotage.transition.operations.handing_over import check_taker, hand_over
from pilotage.transition.operations.room import check_room, hold_takers
from pilotage.transition.permissions import EVALUATORS, WINDOW_LEADERS, require
from pilotage.transition.queries import account_of, extension_of, window_facts
from pilotage.work.texts import no_card

OPENED = "transition.window_opened"
EVALUATED = "transition.window_evaluated"
EXTENDED = "transition.window_extended"
CLOSED = "transition.window_closed"
MOST_DAYS = 180


def open_window(*, phase: Phase, go_live_date: date, by: Viewer, now: datetime) -> SupportWindow | None:
    """The support window of a phase that goes live, as decided; None for the help desk. Called by the go-live.

    Ends at midnight in the biller's zone after its last day, go-live being day 0. It is a minimum where the row says so and
    nobody chose another length. Also: event `transition.window_opened`.
    """
    decision = TransitionDecision.objects.everywhere().select_related("biller", "assignee").get(phase=phase)
    days = decision.chosen_window_days or 0
    ends_at = window_ends_at(go_live_date, decision.biller.time_zone, days)
    if ends_at is None:
        return None
    as_proposed = (decision.chosen_support, days) == (decision.support, decision.window_days)
    with change(by=by, now=now) as c:
        return c.create(
            SupportWindow, event=OPENED, scope=decision.biller_id, biller=decision.biller, phase=phase,
            support=decision.chosen_support, owner=decision.assignee, go_live_date=go_live_date, days=days,
            is_minimum=decision.is_window_minimum and as_proposed, ends_at=ends_at,
        )  # fmt: skip


def evaluate_window(
    *,
    window: SupportWindow,
    scores: Mapping[str, int],
    comment: str,
    outcome: str,
    days: int | None = None,
    reason: str = "",
    handed_to: User | None = None,
    over_capacity: bool = False,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> WindowEvaluation:
    """Scores the account with the facts beside it, and extends the window, closes it, or closes it to a TAM (`handed_to`).

    Refuses scores that are missing, an outcome against the scores without a reason, a closed window, a TAM who is full or an
    owner who is full in the days that are added (unless a leader means it: `over_capacity`, with a reason), and what
    `extend_window` or `close_window` refuse. Raises `Stale`. Also: event `transition.window_evaluated`, and those of the outcome.
    """
    require(by, EVALUATORS, _("The TSM, TAM or a leader evaluates a support window."))
    why_so = _checked_outcome(scores, outcome, reason)
    no_card(comment, field="comment")
    with change(by=by, now=now) as c:
        hold_takers([handed_to if outcome == Outcome.TAM else window.owner if outcome == Outcome.EXTEND else None])
        _lock(c, window, expect)
        told = reason.strip() or why_so
        if outcome == Outcome.EXTEND:
            _check_may_extend(window, by)
            _check_extension(days or 30, told)
        else:
            _check_early(window, reason, by, now, field="reason")
            check_taker(handed_to, is_tam=outcome == Outcome.TAM)
        if outcome == Outcome.TAM:
            more = account_of(window, policy.today(now))
            check_room(handed_to, more, is_meant=over_capacity, why=reason.strip(), by=by, now=now, field="handed_to")
        row = c.create(
            WindowEvaluation, event=EVALUATED, note=reason.strip(), scope=window.biller_id, biller_id=window.biller_id,
            window=window, scores=dict(scores), facts=window_facts(window, now), comment=comment.strip(), outcome=outcome,
            made_by_id=by.user_id, made_at=now,
        )  # fmt: skip
        if outcome == Outcome.EXTEND:
            _extend(c, window, days or 30, told, is_meant=over_capacity, field="outcome", why=reason.strip())
        else:
            _close(c, window, comment.strip() or told, handed_to, is_tam=outcome == Outcome.TAM)
        return row


def extend_window(
    *,
    window: SupportWindow,
    days: int,
    reason: str,
    over_capacity: bool = False,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> WindowExtension:
    """Adds calendar days to the window's end, without an evaluation: a leader's override (R8).

    Whoever else supports the biller evaluates the account; extending a minimum window is one outcome of that. Refuses
    without a reason, outside 1 to 180 days, a closed window, and an owner who is full in a week of the added days (unless
    it is meant: `over_capacity`). Raises `Stale`. Also: event `transition.window_extended`.
    """
    words = _("Without an evaluation only a leader extends a window. Evaluate the account, or ask one of them.")
    require(by, WINDOW_LEADERS, words)
    with change(by=by, now=now) as c:
        hold_takers([window.owner])
        _lock(c, window, expect)
        _check_extension(days, reason.strip())
        return _extend(c, window, days, reason.strip(), is_meant=over_capacity, field="days", why=reason.strip())


def close_window(
    *,
    window: SupportWindow,
    note: str,
    handed_to: User | None = None,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Hands the biller to client services: the phase is in steady state.

    Refuses without a note, and a closed window; before its end, and a minimum window that was not evaluated, to anybody but
    a leader. Raises `Stale`. Also: events `transition.window_closed` and `billers.stage_moved`; care is handed over, and
    the PM, IM, CSM, owner and who takes over are told.
    """
    require(by, EVALUATORS, _("The TSM, TAM or a leader closes a support window."))
    text = note.strip()
    if not text:
        raise Refused(_("Say what client services takes over."), field="note")
    no_card(text, field="note")
    with change(by=by, now=now) as c:
        _lock(c, window, expect)
        _check_early(window, text, by, now, field="note")
        if window.is_minimum and not by.has(*WINDOW_LEADERS):
            words = _("This tier asks for an evaluation first. Evaluate the account; closing is one of its outcomes.")
            raise Refused(words, field="note")
        _close(c, window, text, handed_to)


def _checked_outcome(scores: Mapping[str, int], outcome: str, reason: str) -> str:
    """Why the scores say what they say; refuses bad scores, and another outcome without a reason."""
    problem = evaluation.why_refused(scores)
    if problem:
        raise Refused(problem, field="scores")
    if outcome not in set(Outcome):
        raise Refused(_("Extend the window, close it or move the biller to a TAM."), field="outcome")
    if reason.strip():
        no_card(reason, field="reason")
    proposed, why = evaluation.proposed_outcome(scores)
    is_otherwise = (outcome == Outcome.EXTEND) != (proposed == Outcome.EXTEND)
    if is_otherwise and not reason.strip():
        words = _("The scores say: %(proposed)s. %(why)s Give a reason to do otherwise.")
        raise Refused(words % {"proposed": proposed, "why": why}, field="reason")
    return why


def _check_may_extend(window: SupportWindow, by: Viewer) -> None:
    """A window of fixed length is not extended by its evaluation."""
    if not window.is_minimum and not by.has(*WINDOW_LEADERS):
        words = _("This window's length is fixed by its tier; a leader extends it. Close it, or ask one of them.")
        raise Refused(words, field="outcome")


def _check_extension(days: int, why: str) -> None:
    if not why:
        raise Refused(_("Say why the biller needs longer support."), field="reason")
    no_card(why, field="reason")
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("Extend by 1 to %(most)d days.") % {"most": MOST_DAYS}, field="days")


def _check_early(window: SupportWindow, reason: str, by: Viewer, now: datetime, *, field: str) -> None:
    """A window that has not run its days is cut short by a leader with a reason."""
    if now >= window.ends_at:
        return
    if not by.has(*WINDOW_LEADERS):
        words = _("The window has days left; until its end only a leader closes it, with a reason.")
        raise Refused(words, field=field if field == "note" else "outcome")
    if not reason.strip():
        raise Refused(_("The window has days left. Say why it is closed before its end."), field=field)


def _lock(c: Change, window: SupportWindow, expect: int | None) -> None:
    """Locks the window, reads it anew, and checks that nobody was faster and that it is not closed."""
    held = SupportWindow.objects.everywhere().select_for_update(of=("self",)).get(pk=window.pk)
    c.save(held, expect=expect)
    for field in SupportWindow._meta.concrete_fields:
        if not field.is_relation:
            setattr(window, field.attname, getattr(held, field.attname))
    if held.state == WindowState.CLOSED:
        raise Refused(_("This support window is closed."))


def _extend(
    c: Change, window: SupportWindow, days: int, told: str, *, is_meant: bool, field: str, why: str
) -> WindowExtension:
    """Adds the days. `why` is the leader's own reason where it is over the owner's capacity; `told` is kept."""
    more = extension_of(window, days, policy.today(c.now))
    over = check_room(window.owner, more, is_meant=is_meant, why=why, by=c.by, now=c.now, field=field)
    ends_at = window_ends_at(window.go_live_date, window.biller.time_zone, window.days + days)
    row = c.create(
        WindowExtension, event=EXTENDED, note=told, scope=window.biller_id, biller_id=window.biller_id, window=window,
        days=days, reason=told, is_over_capacity=bool(over), made_by_id=c.by.user_id, made_at=c.now, ends_at_before=window.ends_at,
        approved_by_id=c.by.user_id if c.by.has(*WINDOW_LEADERS) else None,
    )  # fmt: skip
    c.save(window, days=window.days + days, ends_at=ends_at, state=WindowState.OPEN)
    return row


def _close(c: Change, window: SupportWindow, text: str, handed_to: User | None, *, is_tam: bool = False) -> None:
    check_taker(handed_to, is_tam=is_tam)
    c.save(window, kind=CLOSED, state=WindowState.CLOSED, closed_at=c.now, closing_note=text, handed_to=handed_to)
    hand_over(c, window, text)
