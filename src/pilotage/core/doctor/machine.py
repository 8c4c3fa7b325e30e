"""The machine: folder, disk, clock, time zones, files that pages need."""

import os
import shutil
import tempfile
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.db.models import Max

from pilotage.core.doctor.finding import Finding, bad, ok, warn
from pilotage.core.models import Event

LITTLE, LEAST = 5 << 30, 1 << 30
DRIFT = timedelta(seconds=5)
NEEDED_FILES = ("ui/pages.css", "ui/components.css")
FEWEST_ZONES = 400


def home(now: datetime) -> Finding:
    """PILOTAGE_HOME can be written, and only by its owner."""
    place = settings.PILOTAGE_HOME
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".doctor-"):
            pass
    except OSError as problem:
        remedy = "Give it to the account that Pilotage runs as, or set PILOTAGE_HOME to another folder."
        return bad("home", f"{place} can't be written: {problem.strerror}.", remedy)
    if place.stat().st_mode & 0o022 and hasattr(os, "getuid"):
        return warn("home", f"Others on this machine can write into {place}.", f"chmod 700 {place}")
    return ok("home", f"{place} can be written.")


def disk(now: datetime) -> Finding:
    """Room for the database, its log and a backup."""
    try:
        free = shutil.disk_usage(settings.PILOTAGE_HOME).free
    except OSError as problem:
        return bad("disk", f"{settings.PILOTAGE_HOME} can't be looked at: {problem.strerror}.", "See `home`.")
    seen = f"{free / 1e9:.1f} GB are free."
    if free < LEAST:
        return bad("disk", seen, "Make room: less than 1 GB is too little for a backup.")
    if free < LITTLE:
        return warn("disk", seen, "Make room before it runs out.")
    return ok("disk", seen)


def clock(now: datetime) -> Finding:
    """This machine's clock agrees with the database's, and hasn't gone back."""
    newest = Event.objects.aggregate(at=Max("at"))["at"]
    if newest is not None and newest > now + timedelta(minutes=5):
        return bad(
            "clock", f"The newest event is of {newest:%Y-%m-%d %H:%M} UTC, ahead of this clock.", "Set the clock."
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            drift = abs(cursor.fetchone()[0] - now)
        if drift > DRIFT:
            seen = f"This clock and the database's differ by {drift.total_seconds():.0f} seconds."
            return warn("clock", seen, "Let both follow a time server.")
    return ok("clock", "The clock runs on from the newest event.")


def zones(now: datetime) -> Finding:
    """Time zones are known, with their summer time."""
    try:
        zone = ZoneInfo("America/New_York")
    except ZoneInfoNotFoundError:
        return bad("time zones", "Time zones are unknown here.", "Install the package tzdata.")
    offsets = {datetime(now.year, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)}
    count = len(available_timezones())
    if len(offsets) < 2 or count < FEWEST_ZONES:
        return bad("time zones", f"Only {count} time zones are known.", "Install the package tzdata.")
    return ok("time zones", f"{count} time zones are known.")


def static_files(now: datetime) -> Finding:
    """Styles are where pages look for them."""
    missing = [name for name in NEEDED_FILES if finders.find(name) is None]
    if missing:
        return bad("static files", f"{missing[0]} is missing.", "Install Pilotage anew.")
    return ok("static files", "Styles and scripts are there.")
