"""Values of billers as they are stored: each cleaner refuses in words, with `field` naming what to correct. Pure but for words."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from pilotage.billers.amounts import amount_from
from pilotage.billers.enums import US_STATES
from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.core.errors import Refused


def name(given: Any, *, field: str = "name", most: int = 200) -> str:
    """One line of text that isn't empty."""
    text = " ".join(str(given or "").split())
    if not text:
        raise Refused(_("Write a name."), field=field)
    if len(text) > most:
        raise Refused(_("This is longer than %(most)d signs. Shorten it.") % {"most": most}, field=field)
    return text


def vertical(given: Any) -> str | None:
    """A vertical's word, case ignored; empty is unknown."""
    word = str(given or "").strip().lower()
    if not word:
        return None
    if word not in VERTICAL_NAMES:
        known = ", ".join(VERTICAL_NAMES)
        raise Refused(
            _("“%(word)s” is no vertical. Use one of: %(known)s.") % {"word": given, "known": known}, field="vertical"
        )
    return word


def state(given: Any) -> str:
    """A US state's two letters; empty is unknown."""
    word = str(given or "").strip().upper()
    if word and word not in US_STATES:
        raise Refused(_("“%(word)s” is no US state. Use two letters, such as TX.") % {"word": given}, field="state")
    return word


@cache
def _zones() -> frozenset[str]:
    """All IANA zones, read from the disk once."""
    return frozenset(available_timezones())


def time_zone(given: Any) -> str:
    """An IANA zone."""
    if str(given) not in _zones():
        raise Refused(
            _("“%(zone)s” is no time zone. Use one such as America/Chicago.") % {"zone": given}, field="time_zone"
        )
    return str(given)


def amount(given: Any, *, field: str = "mrr_amount") -> Decimal | None:
    """Money of at least zero with at most two decimals; empty is unknown."""
    if given is None or str(given).strip() == "":
        return None
    value = amount_from(given if isinstance(given, Decimal | int) else str(given))
    if value is None:
        raise Refused(_("MRR must be digits with at most two decimals, such as 4200.50."), field=field)
    return value.quantize(Decimal("0.01"))


def day(given: Any, *, field: str) -> date | None:
    """A date; empty is unknown."""
    if given is None or given == "":
        return None
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise Refused(_("“%(day)s” is no date. Write it like 2027-03-01.") % {"day": given}, field=field) from None


def email(given: Any) -> str:
    """An e-mail address; empty is unknown."""
    text = str(given or "").strip()
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise Refused(_("“%(text)s” is no e-mail address.") % {"text": text}, field="email") from None
    return text


_CLEANERS: dict[str, Callable[[Any], Any]] = {
    "name": name,
    "vertical": vertical,
    "state": state,
    "time_zone": time_zone,
    "mrr_amount": amount,
    "contract_date": lambda given: day(given, field="contract_date"),
}


def biller_fields(given: dict[str, Any]) -> dict[str, Any]:
    """The fields of a biller, each cleaned; unknown names raise `TypeError`."""
    unknown = set(given) - set(_CLEANERS) - {"is_enterprise", "website", "external_id"}
    if unknown:
        raise TypeError(f"A biller has no {', '.join(sorted(unknown))}")
    return {key: _CLEANERS[key](value) if key in _CLEANERS else value for key, value in given.items()}
