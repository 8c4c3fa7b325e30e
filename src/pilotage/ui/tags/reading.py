"""What tags read from the shell's context: the moment, the reader's zone, days off."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Any

from django.template import Context
from django.utils import timezone

from pilotage.ui.components import dates


def now_of(context: Context) -> datetime:
    """The page's one moment: `now` where the view or the shell gave it."""
    return context.get("now") or timezone.now()


def reader_zone(context: Context) -> tzinfo:
    """The reader's zone: `zone`, else the viewer's, else the installation's."""
    given = context.get("zone") or getattr(context.get("viewer"), "time_zone", None)
    return dates.zone_of(given) if given else timezone.get_current_timezone()


def today_of(context: Context) -> date:
    """The day it is for the reader."""
    return now_of(context).astimezone(reader_zone(context)).date()


def days_off_of(context: Context) -> frozenset[date]:
    """The days that working-day counts leave out."""
    return context.get("days_off") or frozenset()


def for_parts(context: Context) -> dict[str, Any]:
    """What date tags inside an included component need to know."""
    return {name: context.get(name) for name in ("now", "zone", "viewer", "days_off", "request")}
