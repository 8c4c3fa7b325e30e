"""When a biller's people work."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.models import Biller, BillerCalendar
from pilotage.billers.permissions import EDITORS, require
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Holidays
from pilotage.people.operations.working_days import cleaned_days, keep_days, tell_days

BILLER_DAYS_SET = "billers.biller_days_set"


def set_biller_days(
    *, biller: Biller, is_own: bool, week: Sequence[int] = (), holidays: str = Holidays.FEDERAL,
    days_off: Sequence[Sequence[str]] = (), by: Viewer, now: datetime,
) -> bool:  # fmt: skip
    """The biller's own working days, or with `is_own` False the provider's again. Refuses a week without a day.

    Also: event `billers.biller_days_set`; plans with tasks of the biller are worked out anew.
    """
    require(by, EDITORS, _("change working days"))
    with change(by=by, now=now) as c:
        held = BillerCalendar.objects.everywhere().select_for_update().filter(biller=biller).first()
        fields = cleaned_days(week, holidays, days_off) if is_own else None
        told = keep_days(held, BillerCalendar(biller=biller), fields)
        return tell_days(c, BILLER_DAYS_SET, biller, told, {})
