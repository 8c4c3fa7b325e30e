"""Questions about experts, advice, policies and escalations."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from pilotage.billers.models import Care
from pilotage.core.viewer import Viewer
from pilotage.escalation.models import Advice, Escalation, Expert, Policy
from pilotage.people.models import User
from pilotage.people.queries import users_with_role
from pilotage.support.enums import CaseState


def experts(asked: dict[str, Any]) -> QuerySet[Expert]:
    """The directory by area and name. `asked`: q."""
    found = Expert.objects.filter(is_retired=False).select_related("person", "backup", "record")
    if text := (asked.get("q") or "").strip():
        found = found.filter(Q(area__icontains=text) | Q(person__name__icontains=text) | Q(remark__icontains=text))
    return found.order_by("area", "person__name", "pk")


def advice(viewer: Viewer, asked: dict[str, Any]) -> QuerySet[Advice]:
    """Questions to experts, those without an answer first, the oldest of them first. `asked`: q, state (`all`), mine."""
    found = Advice.objects.visible_to(viewer).select_related(
        "expert__person", "asked_of", "asked_by", "subject", "biller"
    )
    if asked.get("state") != "all":
        found = found.filter(answered_at=None)
    if asked.get("mine"):
        found = found.filter(asked_of=viewer.user_id)
    if text := (asked.get("q") or "").strip():
        found = found.filter(
            Q(question__icontains=text) | Q(biller__name__icontains=text) | Q(expert__area__icontains=text)
        )
    return found.order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk")


def escalations(viewer: Viewer, asked: dict[str, Any]) -> QuerySet[Escalation]:
    """Escalations of open cases that nobody has acknowledged, the next to climb first. `asked`: q, state (`all`)."""
    found = Escalation.objects.visible_to(viewer).select_related("case", "policy", "biller", "record")
    if asked.get("state") != "all":
        found = found.filter(acknowledged_at=None).exclude(case__state=CaseState.CLOSED)
    if text := (asked.get("q") or "").strip():
        found = found.filter(
            Q(case__title__icontains=text) | Q(biller__name__icontains=text) | Q(policy__department__icontains=text)
        )
    return found.order_by(F("next_at").asc(nulls_last=True), "-started_at", "pk")


def policies() -> QuerySet[Policy]:
    """Policies in use, by department."""
    return Policy.objects.filter(is_retired=False).select_related("record").order_by("department")


def due(now: datetime) -> list[uuid.UUID]:
    """Escalations whose next level is due."""
    found = Escalation.objects.everywhere().filter(next_at__lte=now, acknowledged_at=None)
    return list(found.exclude(case__state=CaseState.CLOSED).order_by("next_at", "pk").values_list("pk", flat=True))


def people_for(role: str, biller_id: uuid.UUID) -> list[User]:
    """Who looks after the biller in a role; else everybody in it."""
    cares = Care.objects.everywhere().filter(biller=biller_id, role=role, user__is_active=True).select_related("user")
    return [care.user for care in cares] or list(users_with_role(role))
