"""Settings that users change: a registry of typed values with shipped defaults, and the values in force.

Values are kept in the process for some seconds, so that pages don't ask the database for them; another process sees
a change that much later.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from datetime import time as time_of_day
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from pilotage.core.errors import Refused
from pilotage.core.models import Setting
from pilotage.core.secrets import decrypt

KEPT_SECONDS = 5.0
TEXT, ZONE, FLAG, NUMBER, DAYS, SECRET, COLOUR = "text", "zone", "flag", "number", "days", "secret", "colour"
WEEKDAYS, TIME = "weekdays", "time"


@dataclass(frozen=True)
class AppSetting:
    """One setting. `kind` is text, zone, flag, number (whole, from `least` to `most`), days (ISO date → name),
    colour (#rrggbb or empty), weekdays (a list from 0, Monday), time (10:00) or secret.

    A secret is kept encrypted, read by `secret()` alone, and its value never stands in the audit trail.
    """

    key: str
    kind: str
    default: Any
    label: Any
    help_text: Any = ""
    group: str = "provider"
    least: int = 0
    most: int = 1_000_000


_registry: dict[str, AppSetting] = {}
_lock = threading.Lock()


@dataclass
class _Kept:
    values: dict[str, Any] | None = None
    until: float = 0.0
    fresh_until: float = 0.0


_kept = _Kept()


def define(*settings: AppSetting) -> None:
    """Makes settings known. Apps call it when they are imported; a second definition of a key replaces the first."""
    for setting in settings:
        _registry[setting.key] = setting


def known(group: str | None = None) -> list[AppSetting]:
    """Every known setting, or those of one group, in the order of their definition."""
    return [setting for setting in _registry.values() if group is None or setting.group == group]


def value(key: str) -> Any:
    """The value in force. Raises `KeyError` for an unknown key."""
    return _stored().get(key, default(key))


def is_secret(key: str) -> bool:
    """Whether a setting is kept encrypted. Raises `KeyError` for an unknown key."""
    return _registry[key].kind == SECRET


def secret(key: str) -> str:
    """The value of a secret setting; empty when it was never set. Raises `ValueError` under another SECRET_KEY."""
    row = Setting.objects.filter(key=key).exclude(secret=None).first()
    return decrypt(bytes(row.secret or b"").decode()) if row is not None else str(default(key))


def default(key: str) -> Any:
    """The shipped value."""
    return _registry[key].default


def cleaned(key: str, given: Any) -> Any:
    """The value as it is stored. Refuses what doesn't fit the setting's kind, with `field` naming the key."""
    setting = _registry[key]
    try:
        return _CLEANERS[setting.kind](given, setting)
    except ValueError as problem:
        raise Refused(str(problem), field=key) from None


def forget() -> None:
    """Reads anew from now on; for some seconds nothing is kept, since a change may still be taken back."""
    with _lock:
        _kept.values = None
        _kept.fresh_until = time.monotonic() + KEPT_SECONDS


def _stored() -> dict[str, Any]:
    now = time.monotonic()
    kept = _kept.values
    if kept is not None and now < _kept.until:
        return kept
    found = dict(Setting.objects.filter(secret=None).values_list("key", "value"))
    with _lock:
        if now >= _kept.fresh_until:
            _kept.values, _kept.until = found, now + KEPT_SECONDS
    return found


def _text(given: Any, setting: AppSetting) -> str:
    text = " ".join(str(given or "").split())
    if len(text) > 200:
        raise ValueError(_("This is longer than 200 signs. Shorten it."))
    return text


def _zone(given: Any, setting: AppSetting) -> str:
    if str(given) not in available_timezones():
        raise ValueError(_("“%(zone)s” is no time zone. Choose one such as America/Chicago.") % {"zone": given})
    return str(given)


def _flag(given: Any, setting: AppSetting) -> bool:
    if not isinstance(given, bool):
        raise ValueError(_("Say yes or no."))
    return given


def _number(given: Any, setting: AppSetting) -> int:
    if isinstance(given, bool) or not str(given).lstrip("-").isdecimal():
        raise ValueError(_("Write a whole number."))
    if not setting.least <= int(given) <= setting.most:
        raise ValueError(
            _("Write a number from %(least)d to %(most)d.") % {"least": setting.least, "most": setting.most}
        )
    return int(given)


def _days(given: Any, setting: AppSetting) -> dict[str, str]:
    try:
        return {date.fromisoformat(str(day)).isoformat(): _text(name, setting) for day, name in sorted(given.items())}
    except (AttributeError, ValueError):
        raise ValueError(_("Write days like 2027-12-24.")) from None


def _colour(given: Any, setting: AppSetting) -> str:
    text = str(given or "").strip().lower()
    if text and not (len(text) == 7 and text[0] == "#" and all(sign in "0123456789abcdef" for sign in text[1:])):
        raise ValueError(_("Write a colour like #1f5fa8."))
    return text


def _weekdays(given: Any, setting: AppSetting) -> list[int]:
    try:
        found = sorted({int(day) for day in given})
    except (TypeError, ValueError):
        found = []
    if not found or not set(found) <= set(range(7)):
        raise ValueError(_("Tick at least one day."))
    return found


def _time(given: Any, setting: AppSetting) -> str:
    try:
        return time_of_day.fromisoformat(str(given)).strftime("%H:%M")
    except ValueError:
        raise ValueError(_("Write a time like 10:00.")) from None


_CLEANERS: dict[str, Callable[[Any, AppSetting], Any]] = {
    TEXT: _text,
    ZONE: _zone,
    FLAG: _flag,
    NUMBER: _number,
    DAYS: _days,
    SECRET: _text,
    COLOUR: _colour,
    WEEKDAYS: _weekdays,
    TIME: _time,
}

define(
    AppSetting("provider_name", TEXT, "", _l("Your organisation"), _l("Shown beside the product's name and in mails.")),
    AppSetting(
        "provider_time_zone", ZONE, "America/New_York", _l("Its time zone"), _l("Where most of your staff work.")
    ),
    AppSetting(
        "is_mfa_required",
        FLAG,
        False,
        _l("Ask staff for a second step at sign-in"),
        _l("Who has none yet is led to set one up. Not asked for in a sample installation."),
    ),
    AppSetting("extra_days_off", DAYS, {}, _l("Extra days off"), _l("Besides federal holidays."), group="calendar"),
)
