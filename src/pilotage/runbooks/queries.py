"""Questions about runbooks. A biller's people see shared ones, their published versions, and no internal section."""

import uuid
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.runbooks.models import Runbook, RunbookSection, RunbookVersion


def runbooks(viewer: Viewer, asked: dict[str, Any], *, today: date | None = None) -> QuerySet[Runbook]:
    """By name. `asked`: q (name, description, headings and texts of the newest published version), owner, due (review passed)."""
    found = Runbook.objects.select_related("owner", "record").order_by("name")
    if not viewer.is_provider:
        found = found.filter(is_shared=True).filter(Exists(_published(OuterRef("pk"))))
    if text := asked.get("q"):
        newest = RunbookVersion.objects.filter(runbook=OuterRef("version__runbook"), is_published=True).order_by("-pk")
        sections = RunbookSection.objects.filter(
            Q(heading__icontains=text) | Q(body__icontains=text) | Q(chapter__icontains=text),
            version__runbook=OuterRef("pk"), version=newest.values("pk")[:1],
        )  # fmt: skip
        if not viewer.is_provider:
            sections = sections.filter(is_internal=False)
        found = found.filter(Q(name__icontains=text) | Q(description__icontains=text) | Exists(sections))
    if asked.get("owner"):
        found = found.filter(owner=asked["owner"])
    if asked.get("due") and today:
        found = found.filter(review_date__lt=today)
    return found.annotate(number=_published(OuterRef("pk")).values("number")[:1])


def _published(runbook: Any) -> QuerySet[RunbookVersion]:
    return RunbookVersion.objects.filter(runbook=runbook, is_published=True).order_by("-pk")


def runbook_for(viewer: Viewer, pk: uuid.UUID) -> Runbook:
    """Raises `Runbook.DoesNotExist` when the viewer doesn't see it."""
    return runbooks(viewer, {}).get(pk=pk)


def versions_of(viewer: Viewer, runbook: Runbook) -> list[RunbookVersion]:
    """The change log, the newest first; drafts for staff only."""
    found = runbook.versions.all()
    return list(found if viewer.is_provider else found.filter(is_published=True))


def sections_of(viewer: Viewer, version: RunbookVersion) -> list[RunbookSection]:
    """The sections in order."""
    found = version.sections.all()
    return list(found if viewer.is_provider else found.filter(is_internal=False))


def section_for(pk: int) -> RunbookSection:
    """Raises `RunbookSection.DoesNotExist`."""
    return RunbookSection.objects.select_related("version__runbook__record").get(pk=pk)


def due_for_review(today: date) -> QuerySet[Runbook]:
    """Runbooks whose review date has passed, with an owner."""
    return Runbook.objects.filter(review_date__lt=today, owner__isnull=False).select_related("owner", "record")
