"""What bill cycles say about one go-live day, drawn on pages of other apps: the target's form, the start of a project."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from pilotage.billers.models import Phase
from pilotage.cycles import queries
from pilotage.cycles.rules.dates import is_near

BEFORE, AHEAD = timedelta(days=60), timedelta(days=90)


def advice_of(phase: Phase, day: date | None) -> dict[str, Any] | None:
    """`{day, judged, better}`: the day's score and reasons, and the next better day; None without cycles or without a day."""
    if day is None or not is_near(day):
        return None
    first = max(_today(phase), day - BEFORE)
    judge = queries.judge_of(phase, min(day, first), day + AHEAD)
    if judge is None:
        return None
    found, better = judge.day(day), None
    if found.verdict != "good":
        windows, _bad = judge.propose(first, max(first, day) + AHEAD)
        others = [one for window in windows for one in window.days if one.score > found.score and one.verdict != "bad"]
        better = min(others, key=lambda one: (abs((one.day - day).days) // 7, -one.score)) if others else None
    return {"day": day, "judged": found, "better": better, "phase": phase}


def draw(context: Context, phase: Phase, day: date | None = None, is_live: bool = False) -> SafeString:
    """The advice about a day. `is_live`: on a form whose field `date` asks again as it changes."""
    given = {"advice": advice_of(phase, day), "phase": phase, "is_live": is_live}
    given |= {name: context.get(name) for name in ("request", "today", "now")}
    return SafeString(render_to_string("cycles/advice_place.html", given))


def _today(phase: Phase) -> date:
    now: datetime = timezone.now()
    return now.astimezone(ZoneInfo(phase.biller.time_zone)).date()
