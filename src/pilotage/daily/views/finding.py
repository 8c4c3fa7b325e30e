"""Finds what an address names, or answers that it isn't there; crumbs that pages share."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from pilotage.daily import queries
from pilotage.daily.models import DailyCheck
from pilotage.people.doors import PageRequest

T = TypeVar("T")


def found(ask: Callable[..., T], *given: Any) -> T:
    """What a query finds; 404 when it finds nothing."""
    try:
        return ask(*given)
    except ObjectDoesNotExist:
        raise Http404 from None


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
