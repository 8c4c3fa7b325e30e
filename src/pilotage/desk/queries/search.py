"""Finds billers, projects, tasks, products and people by a few letters."""

from typing import Any

from django.db.models import Q

from pilotage.billers.models import Biller
from pilotage.catalogue.models import CisProduct
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import Project
from pilotage.people.models import User
from pilotage.work.queries import found_by_text

EACH = 6
LEAST = 2


def find(viewer: Viewer, text: str) -> list[dict[str, Any]]:
    """Groups `{label, found: [{label, url, detail, icon}]}`, the likeliest first; at most six of each."""
    sought = text.strip()
    if len(sought) < LEAST:
        return []
    groups = [
        ("Billers", _billers(viewer, sought)),
        ("Projects", _projects(viewer, sought)),
        ("Tasks", _tasks(viewer, sought)),
        ("Products", _products(sought)),
        ("People", _people(sought)),
    ]
    return [{"label": label, "found": found} for label, found in groups if found]


def _billers(viewer: Viewer, text: str) -> list[dict[str, Any]]:
    found = Biller.objects.visible_to(viewer).filter(Q(name__icontains=text) | Q(external_id__iexact=text))
    rows = sorted(found.order_by("name")[: EACH * 4], key=lambda one: not one.name.lower().startswith(text.lower()))
    return [
        {"label": one.name, "url": f"/billers/{one.pk}/", "detail": one.external_id, "icon": "building-community"}
        for one in rows[:EACH]
    ]


def _projects(viewer: Viewer, text: str) -> list[dict[str, Any]]:
    found = Project.objects.visible_to(viewer).filter(name__icontains=text).order_by("name")[:EACH]
    return [
        {"label": one.name, "url": f"/projects/{one.pk}/", "detail": one.get_state_display(), "icon": "checklist"}
        for one in found
    ]


def _tasks(viewer: Viewer, text: str) -> list[dict[str, Any]]:
    return [
        {"label": one.title, "url": f"/tasks/{one.pk}/", "detail": one.biller.name, "icon": "check"}
        for one in found_by_text(viewer, text)[:EACH]
    ]


def _products(text: str) -> list[dict[str, Any]]:
    found = CisProduct.objects.filter(Q(vendor__icontains=text) | Q(product__icontains=text), is_retired=False)[:EACH]
    return [
        {"label": str(one), "url": f"/catalogue/{one.pk}/", "detail": one.category, "icon": "book-2"} for one in found
    ]


def _people(text: str) -> list[dict[str, Any]]:
    found = User.objects.filter(Q(name__icontains=text) | Q(email__icontains=text), is_active=True).order_by("name")[
        :EACH
    ]
    return [
        {"label": one.name, "url": f"/settings/people/{one.pk}/", "detail": one.email, "icon": "user"} for one in found
    ]
