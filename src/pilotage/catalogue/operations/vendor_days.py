"""When vendors and integrators work."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.catalogue.models import VendorCalendar
from pilotage.catalogue.permissions import require_editor
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Holidays
from pilotage.people.operations.working_days import cleaned_days, keep_days, tell_days

VENDOR_DAYS_SET = "catalogue.vendor_days_set"


def set_vendor_days(
    *, vendor: str, is_own: bool, week: Sequence[int] = (), holidays: str = Holidays.FEDERAL,
    days_off: Sequence[Sequence[str]] = (), time_zone: str = "", by: Viewer, now: datetime,
) -> bool:  # fmt: skip
    """When the vendor or integrator of that name works; with `is_own` False as the provider does again.

    Refuses an empty name, and a week without a day. Also: event `catalogue.vendor_days_set`; plans with tasks of the vendor are
    worked out anew.
    """
    require_editor(by)
    name = " ".join(vendor.split())[:200]
    if not name:
        raise Refused(_("Name the vendor as its products or integrations do."), field="vendor")
    with change(by=by, now=now) as c:
        held = VendorCalendar.objects.select_for_update().filter(vendor__iexact=name).first()
        fields = cleaned_days(week, holidays, days_off) | {"time_zone": time_zone} if is_own else None
        told = keep_days(held, VendorCalendar(vendor=name), fields)
        return tell_days(c, VENDOR_DAYS_SET, held or VendorCalendar(vendor=name), told, {"vendor": name})
