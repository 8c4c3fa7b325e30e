"""What the pages of bill cycles share: the tabs of a phase, breadcrumbs, today at the biller."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pilotage.billers.models import Biller, Phase


def today_at(biller: Biller) -> date:
    """The day that it is where the biller is."""
    now: datetime = timezone.now()
    return now.astimezone(ZoneInfo(biller.time_zone)).date()


def crumbs(phase: Phase) -> list[tuple[str, str]]:
    """The biller, the phase."""
    return [
        (phase.biller.name, reverse("desk:biller", args=[phase.biller_id])),
        (phase.name, reverse("golive:readiness", args=[phase.pk])),
    ]


def phase_tabs(phase: Phase, view: str) -> list[dict[str, Any]]:
    """Calendar, windows, parts, protections, AutoPay of one phase."""
    pages = (
        ("calendar", _("Calendar"), reverse("cycles:calendar", args=[phase.pk])),
        ("windows", _("Go-live windows"), reverse("cycles:windows", args=[phase.pk])),
        ("parts", _("Parts"), reverse("cycles:parts", args=[phase.pk])),
        ("protections", _("Penalty protection"), f"{reverse('cycles:protections')}?phase={phase.pk}"),
        ("autopay", _("AutoPay"), reverse("cycles:autopay", args=[phase.pk])),
    )
    return [{"label": label, "url": url, "active": key == view} for key, label, url in pages]


def about_phase(phase: Phase, title: str, label: str = "", back: str = "") -> dict[str, Any]:
    """What a form page about a phase shows around the form."""
    back = back or reverse("cycles:calendar", args=[phase.pk])
    return {
        "page_title": title % {"phase": phase},
        "breadcrumbs": [*crumbs(phase), (_("Bill cycles"), reverse("cycles:calendar", args=[phase.pk]))],
        "submit_label": label,
        "cancel_url": back,
        "phase": phase,
    }


def list_tabs(view: str) -> list[dict[str, Any]]:
    """Cycles, protections and AutoPay boards of all billers."""
    pages = (
        ("cycles", _("Bill cycles"), reverse("cycles:list")),
        ("protections", _("Penalty protection"), reverse("cycles:protections")),
        ("autopay", _("AutoPay"), reverse("cycles:boards")),
    )
    return [{"label": label, "url": url, "active": key == view} for key, label, url in pages]
