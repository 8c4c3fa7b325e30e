"""Finds what an address names, or answers that it isn't there; crumbs that pages share."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pilotage.daily import queries
from pilotage.daily.models import DailyCheck
from pilotage.people.doors import PageRequest, found


def find_check(request: PageRequest, pk: uuid.UUID) -> DailyCheck:
    """A check that this person sees."""
    return found(queries.check_for, request.viewer, pk)


def crumbs(biller: Any = None, check: DailyCheck | None = None) -> list[tuple[Any, str]]:
    """From the list down to a check."""
    base = [(_("Daily checks"), reverse("daily:list"))]
    if biller is not None:
        base.append((biller.name, reverse("daily:board", args=[biller.pk])))
    if check is not None:
        base.append((check.name, reverse("daily:check", args=[check.pk])))
    return base
