"""States: each has a word, a tone (colour) and a shape (icon), so that colour never speaks alone."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop

from pilotage.ui.components.icons import icon


class Tone(NamedTuple):
    """A colour of the style sheet (`ui-tone-…`) and the shape that goes with it."""

    name: str
    shape: str


QUIET = Tone("quiet", "circle")
WAITING = Tone("quiet", "circle-dashed")
GONE = Tone("quiet", "circle-minus")
DOING = Tone("accent", "circle-half-2")
GOOD = Tone("good", "circle-check")
SET_ASIDE = Tone("warn", "diamond")
CARE = Tone("warn", "alert-triangle")
LATE = Tone("bad", "clock-exclamation")
STOPPED = Tone("bad", "alert-octagon")

# State value (lower case, spaces) → the word shown and its tone.
STATES: dict[str, tuple[str, Tone]] = {
    # tasks and projects
    "open": (gettext_noop("Open"), QUIET),
    "to do": (gettext_noop("To do"), QUIET),
    "todo": (gettext_noop("To do"), QUIET),
    "not started": (gettext_noop("Not started"), QUIET),
    "planned": (gettext_noop("Planned"), QUIET),
    "doing": (gettext_noop("Doing"), DOING),
    "in progress": (gettext_noop("In progress"), DOING),
    "active": (gettext_noop("Active"), DOING),
    "done": (gettext_noop("Done"), GOOD),
    "complete": (gettext_noop("Complete"), GOOD),
    "completed": (gettext_noop("Complete"), GOOD),
    "blocked": (gettext_noop("Blocked"), STOPPED),
    "overdue": (gettext_noop("Overdue"), LATE),
    "late": (gettext_noop("Late"), LATE),
    "due soon": (gettext_noop("Due soon"), CARE),
    "on hold": (gettext_noop("On hold"), SET_ASIDE),
    "paused": (gettext_noop("Paused"), SET_ASIDE),
    "cancelled": (gettext_noop("Cancelled"), GONE),
    "archived": (gettext_noop("Archived"), GONE),
    "on track": (gettext_noop("On track"), GOOD),
    "at risk": (gettext_noop("At risk"), CARE),
    "not applicable": (gettext_noop("Not applicable"), GONE),
    "na": (gettext_noop("N/A"), GONE),
    "n/a": (gettext_noop("N/A"), GONE),
    # gates
    "pass": (gettext_noop("Passed"), GOOD),
    "passed": (gettext_noop("Passed"), GOOD),
    "ready": (gettext_noop("Ready"), GOOD),
    "not ready": (gettext_noop("Not ready"), STOPPED),
    "waived": (gettext_noop("Waived"), SET_ASIDE),
    "approved": (gettext_noop("Approved"), GOOD),
    "refused": (gettext_noop("Refused"), STOPPED),
    # decisions and what they need
    "pending": (gettext_noop("Pending"), WAITING),
    "pending decision": (gettext_noop("Pending decision"), WAITING),
    "waiting": (gettext_noop("Waiting"), WAITING),
    "proposed": (gettext_noop("Proposed"), WAITING),
    "upcoming": (gettext_noop("Upcoming"), WAITING),
    "decided": (gettext_noop("Decided"), GOOD),
    "overridden": (gettext_noop("Overridden"), SET_ASIDE),
    "facts missing": (gettext_noop("Facts missing"), CARE),
    "missing": (gettext_noop("Missing"), CARE),
    "transition success": (gettext_noop("Transition Success"), DOING),
    "transition success light": (gettext_noop("Transition Success Light"), DOING),
    "help desk": (gettext_noop("Help desk"), QUIET),
    # life of a biller and of a phase
    "contract": (gettext_noop("Contract"), QUIET),
    "onboarding": (gettext_noop("Onboarding"), DOING),
    "go live": (gettext_noop("Go-live"), DOING),
    "transition": (gettext_noop("Transition"), DOING),
    "steady": (gettext_noop("Steady state"), GOOD),
    "steady state": (gettext_noop("Steady state"), GOOD),
    "live": (gettext_noop("Live"), GOOD),
    "not live": (gettext_noop("Not live"), QUIET),
    # support windows and meetings
    "scheduled": (gettext_noop("Scheduled"), WAITING),
    "held": (gettext_noop("Held"), GOOD),
    "attended": (gettext_noop("Attended"), GOOD),
    "missed": (gettext_noop("Missed"), LATE),
    "to record": (gettext_noop("To be recorded"), CARE),
    "extended": (gettext_noop("Extended"), SET_ASIDE),
    "evaluation due": (gettext_noop("Evaluation due"), CARE),
    "ended": (gettext_noop("Ended"), GONE),
    "closed": (gettext_noop("Closed"), GONE),
    # jobs, imports, messages
    "queued": (gettext_noop("Queued"), WAITING),
    "running": (gettext_noop("Running"), DOING),
    "failed": (gettext_noop("Failed"), STOPPED),
    "lost": (gettext_noop("Lost, will be tried again"), CARE),
    "new": (gettext_noop("New"), DOING),
    "created": (gettext_noop("New"), GOOD),
    "changed": (gettext_noop("Changed"), DOING),
    "updated": (gettext_noop("Changed"), DOING),
    "unchanged": (gettext_noop("Unchanged"), QUIET),
    "sent": (gettext_noop("Sent"), GOOD),
    "draft": (gettext_noop("Draft"), WAITING),
    "current": (gettext_noop("Current"), DOING),
    "valid": (gettext_noop("Valid"), GOOD),
    "invited": (gettext_noop("Invited"), WAITING),
    "inactive": (gettext_noop("Inactive"), GONE),
    "expired": (gettext_noop("Expired"), GONE),
}

TONES = {tone.name: tone for tone in (QUIET, DOING, GOOD, CARE, STOPPED)}


def state_key(value: object) -> str:
    """The key under which a stored value is looked up: `ON_TRACK`, `on-track` and `On track` are one state."""
    return str(value).strip().lower().replace("_", " ").replace("-", " ")


@lru_cache(maxsize=4096)
def _drawn(value: str, word: str, tone_name: str, _language: str | None) -> SafeString:
    key = state_key(value)
    given = word or ("" if key in STATES else value.replace("_", " ").capitalize())
    usual, tone = STATES.get(key, (given, QUIET))
    if tone_name:
        tone = TONES[tone_name]
    shown = given or gettext(usual)
    return format_html(
        '<span class="ui-state ui-tone-{}">{}<span>{}</span></span>', tone.name, icon(tone.shape, size=16), shown
    )


def state(value: object, word: str = "", tone: str = "") -> SafeString:
    """A state as shape, colour and word; `word` replaces the usual one, `tone` (quiet accent good warn bad) the colour.

    A value that is not in the table is shown in its own words and quietly. None shows a dash.
    """
    if value is None or value == "":
        return format_html('<span class="ui-none">{}</span>', "–")
    return _drawn(str(value), str(word), tone, get_language())
