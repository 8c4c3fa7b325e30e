"""What client services may choose beside the policy's proposal, and when that is an override or a step down. Pure.

Source: mission R5 (client services may take any biller with a reason; a step down needs a leader's reason) and R8.
"""

from dataclasses import dataclass

from pilotage.transition.enums import Choice, Support

MOST_DAYS, MOST_MEETINGS = 365, 20
#: From least to most; a step down goes left.
_RANK = {Support.HELP_DESK: 0, Support.LIGHT: 1, Support.SUCCESS: 2}
#: What a TSM or TAM gives where the policy proposes the help desk or nothing: our default, the shortest row's.
_DEFAULT_DAYS, _DEFAULT_MEETINGS = 30, 1


class NoChoice(ValueError):
    """A choice that can't be; `field` names what to correct."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Terms:
    """Support with its window in days and the meetings before go-live; days and meetings are None while facts are missing."""

    support: str
    window_days: int | None
    meetings: int | None


def chosen_terms(
    proposed: Terms, choice: str, support: str | None, window_days: int | None, meetings: int | None
) -> Terms:
    """What is chosen, the proposal filling what isn't said. Errors: `NoChoice`."""
    if choice not in set(Choice):
        raise NoChoice("Choose TSM, TAM or help desk.", "choice")
    if choice == Choice.HELP_DESK:
        return Terms(Support.HELP_DESK.value, 0, 0)
    is_offered = proposed.support in (Support.SUCCESS, Support.LIGHT)
    named = support or (proposed.support if is_offered else Support.SUCCESS.value)
    if named not in (Support.SUCCESS, Support.LIGHT):
        raise NoChoice("A TSM or TAM gives Transition Success or its light form.", "support")
    days = window_days if window_days is not None else (proposed.window_days if is_offered else _DEFAULT_DAYS)
    count = meetings if meetings is not None else (proposed.meetings if is_offered else _DEFAULT_MEETINGS)
    if not days or not 1 <= days <= MOST_DAYS:
        raise NoChoice(f"A support window has from 1 to {MOST_DAYS} days.", "window_days")
    if count is None or not 0 <= count <= MOST_MEETINGS:
        raise NoChoice(f"From 0 to {MOST_MEETINGS} meetings can be asked for.", "meetings")
    return Terms(str(named), days, count)


def is_step_down(proposed: Terms, chosen: Terms) -> bool:
    """Whether the biller gets less than the policy proposes: a lesser support, fewer days or fewer meetings.

    While facts are missing nothing is proposed, so nothing is less.
    """
    if proposed.support not in _RANK:
        return False
    return (
        _RANK[Support(chosen.support)] < _RANK[Support(proposed.support)]
        or (chosen.window_days or 0) < (proposed.window_days or 0)
        or (chosen.meetings or 0) < (proposed.meetings or 0)
    )


def proposed_choice(support: str, *, is_enterprise: bool) -> Choice:
    """Who takes the biller by default. Enterprise prompts a TSM whatever the row says (R5)."""
    return Choice.HELP_DESK if support == Support.HELP_DESK and not is_enterprise else Choice.TSM
