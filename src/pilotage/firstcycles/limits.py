"""The limits of the criteria, as set here."""

from django.utils.translation import gettext_lazy as _l

from pilotage.core import app_settings
from pilotage.core.app_settings import NUMBER, AppSetting
from pilotage.firstcycles.rules import Limits

GROUP = "first_cycles"
_SHIPPED = Limits()
_OF_1000 = _l("Of 1,000: 995 is 99.5 %.")

app_settings.define(
    AppSetting(
        "first_cycles_posted", NUMBER, _SHIPPED.posted, _l("Payments posted, of 1,000 taken, at least"), _OF_1000, GROUP,
        most=1000,
    ),
    AppSetting(
        "first_cycles_settled", NUMBER, _SHIPPED.settled, _l("Payments settled, of 1,000 posted, at least"), _OF_1000,
        GROUP, most=1000,
    ),
    AppSetting(
        "first_cycles_amounts", NUMBER, _SHIPPED.amounts, _l("Posted and settled amounts apart, dollars, at most"), "", GROUP
    ),
    AppSetting(
        "first_cycles_oldest_days", NUMBER, _SHIPPED.oldest_days, _l("Oldest unposted payment, days, at most"),
        _l("Calendar days from its taking to the figures' day."), GROUP, most=90,
    ),
    AppSetting(
        "first_cycles_settled_days", NUMBER, _SHIPPED.settled_days, _l("Settled after the payment, days, at most"),
        _l("Until then what isn't settled counts as not yet due."), GROUP, most=60,
    ),
    AppSetting("first_cycles_duplicates", NUMBER, _SHIPPED.duplicates, _l("Duplicates, at most"), "", GROUP),
    AppSetting(
        "first_cycles_returns", NUMBER, _SHIPPED.returns, _l("Returns, of 1,000 taken, at most"), "", GROUP, most=1000
    ),
    AppSetting(
        "first_cycles_autopay_days", NUMBER, _SHIPPED.autopay_days, _l("AutoPay run after its due date, days, at most"), "",
        GROUP, most=30,
    ),
    AppSetting(
        "first_cycles_notices", NUMBER, _SHIPPED.notices, _l("Notices sent, of 1,000 planned, at least"), _OF_1000, GROUP,
        most=1000,
    ),
    AppSetting(
        "first_cycles_calls", NUMBER, _SHIPPED.calls, _l("Calls, percent of the forecast, at most"), "", GROUP, most=1000
    ),
)  # fmt: skip


def limits() -> Limits:
    """The limits in force."""
    names = (
        "posted", "settled", "amounts", "oldest_days", "settled_days", "duplicates", "returns", "autopay_days", "notices", "calls",
    )  # fmt: skip
    return Limits(**{name: int(app_settings.value(f"{GROUP}_{name}")) for name in names})
