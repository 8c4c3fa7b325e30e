"""When triage calls meet, as set here; shipped: Tuesdays and Thursdays, 10:00 to 11:00 US Eastern (R13, RACI 3)."""

from datetime import time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from pilotage.core import app_settings
from pilotage.core.app_settings import NUMBER, TIME, WEEKDAYS, ZONE, AppSetting
from pilotage.meetings.enums import WEEKDAY_NAMES, Cadence
from pilotage.meetings.rules import Rhythm
from pilotage.support import rules

GROUP = "triage"
EASTERN = "America/New_York"

app_settings.define(
    AppSetting("triage_weekdays", WEEKDAYS, list(rules.TRIAGE.weekdays), _l("Days"), group=GROUP),
    AppSetting("triage_at", TIME, f"{rules.TRIAGE.at:%H:%M}", _l("From"), group=GROUP),
    AppSetting("triage_zone", ZONE, rules.TRIAGE.zone, _l("Time zone"), group=GROUP),
    AppSetting("triage_minutes", NUMBER, rules.TRIAGE_MINUTES, _l("Minutes"), group=GROUP, least=15, most=240),
)


def rhythm() -> Rhythm:
    """The days, time and zone in force."""
    at, zone = time.fromisoformat(app_settings.value("triage_at")), str(app_settings.value("triage_zone"))
    return Rhythm(tuple(app_settings.value("triage_weekdays")), at, zone, Cadence.WEEKLY, rules.TRIAGE.first)


def length() -> int:
    """How many minutes a call lasts."""
    return int(app_settings.value("triage_minutes"))


def in_words() -> str:
    """Tuesdays and Thursdays, 10:00 to 11:00 US Eastern."""
    now, long = rhythm(), length()
    names = [f"{WEEKDAY_NAMES[day]}s" for day in now.weekdays]
    days = _("%(days)s and %(last)s") % {"days": ", ".join(names[:-1]), "last": names[-1]} if names[1:] else names[0]
    ends = now.at.hour * 60 + now.at.minute + long
    zone = _("US Eastern") if now.zone == EASTERN else ZoneInfo(now.zone).key
    words = {"days": days, "from": f"{now.at:%H:%M}", "to": f"{ends // 60 % 24:02}:{ends % 60:02}", "zone": zone}
    return _("%(days)s, %(from)s to %(to)s %(zone)s") % words
