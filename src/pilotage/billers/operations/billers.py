"""Makes and changes billers."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from pilotage.billers import cleaning
from pilotage.billers.models import Biller
from pilotage.billers.permissions import EDITORS, PLANNERS, require
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer


def create_biller(*, by: Viewer, now: datetime, external_id: str, name: str, **more: Any) -> Biller:
    """A new biller; `more` may give vertical, state, time_zone, mrr_amount (USD), is_enterprise, contract_date, website.

    Refuses when the id is taken or a value doesn't fit. Also: event `billers.biller_created`.
    """
    require(by, PLANNERS, _("add billers"))
    key = cleaning.name(external_id, field="external_id", most=120)
    fields = cleaning.biller_fields({"name": name} | more)
    try:
        with change(by=by, now=now) as c:
            if Biller.objects.everywhere().filter(external_id=key).exists():
                raise _taken(key)
            return c.create(Biller, external_id=key, **fields)
    except IntegrityError:
        raise _taken(key) from None


def change_biller(*, by: Viewer, now: datetime, biller: Biller, expect: int | None = None, **fields: Any) -> bool:
    """Sets facts of a biller; False when nothing changed. A phase's stage or live date is not among them.

    Refuses when a value doesn't fit; raises `Stale` when the record moved on. Also: event `billers.biller_changed`.
    """
    require(by, EDITORS, _("change billers"))
    cleaned = cleaning.biller_fields(fields)
    with change(by=by, now=now) as c:
        return c.save(biller, expect=expect, **cleaned)


def _taken(key: str) -> Refused:
    return Refused(
        _("The id %(key)s belongs to another biller. Choose a different one.") % {"key": key}, field="external_id"
    )
