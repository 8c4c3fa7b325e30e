"""Questions about reports and their series."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Project
from pilotage.reports.enums import Cadence, ReportState
from pilotage.reports.models import Report, ReportSeries

SORTS = {
    "title": ("title", "pk"),
    "-title": ("-title", "pk"),
    "biller": ("biller__name", "-as_of", "pk"),
    "-biller": ("-biller__name", "-as_of", "pk"),
    "as_of": ("as_of", "pk"),
    "-as_of": ("-as_of", "pk"),
}


def reports(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[Report]:
    """Reports with series, phase and biller, the newest first; staff only. `asked`: q, kind, state, standing, phase (id)."""
    found = Report.objects.visible_to(viewer) if viewer.is_provider else Report.objects.none()
    found = found.select_related("biller", "series__phase", "made_by", "record")
    if text := asked.get("q"):
        found = found.filter(Q(title__icontains=text) | Q(biller__name__icontains=text))
    if asked.get("state") != ReportState.DISCARDED:
        found = found.exclude(state=ReportState.DISCARDED)
    columns = {"kind": "series__kind", "state": "state", "standing": "standing", "phase": "series__phase"}
    found = found.filter(**{column: asked[name] for name, column in columns.items() if asked.get(name)})
    return found.defer("facts", "texts").order_by(*SORTS.get(sort, SORTS["-as_of"]))


def report_for(viewer: Viewer, pk: uuid.UUID) -> Report:
    """With its series, phase and biller; staff only. Raises `Report.DoesNotExist`."""
    if not viewer.is_provider:
        raise Report.DoesNotExist
    found: Report = (
        Report.objects.visible_to(viewer)
        .select_related("record", "biller", "series__phase__biller", "series__record", "made_by", "sent_by", "meeting")
        .get(pk=pk)
    )
    return found


def report_by_key(pk: uuid.UUID) -> Report | None:
    """The report behind a link, sent or not."""
    found: Report | None = (
        Report.objects.everywhere().filter(pk=pk).select_related("biller", "series__phase__biller", "record").first()
    )
    return found


def series_of(phase: Phase) -> list[ReportSeries]:
    """A phase's series with the number of their readers' rows at hand."""
    found = ReportSeries.objects.everywhere().filter(phase=phase).select_related("phase__biller", "record", "keeper")
    return list(found.prefetch_related("readers"))


def last_sent(series: ReportSeries) -> Report | None:
    """The newest report of a series that was sent, in its last version."""
    found: Report | None = (
        Report.objects.everywhere()
        .filter(series=series, state=ReportState.SENT)
        .select_related("series")
        .order_by("-number", "-version")
        .first()
    )
    return found


def later_version(report: Report) -> Report | None:
    """A newer version of the same report."""
    found: Report | None = (
        Report.objects.everywhere()
        .filter(series_id=report.series_id, number=report.number, version__gt=report.version)
        .defer("facts", "texts")
        .order_by("-version")
        .first()
    )
    return found


def scheduled() -> QuerySet[ReportSeries]:
    """Series that have a rhythm and whose phase isn't live yet."""
    found = ReportSeries.objects.everywhere().exclude(cadence=Cadence.NEVER).filter(phase__stage__in=BEFORE_LIVE)
    return found.select_related("phase__biller", "record", "keeper").order_by("pk")


def phases_with_running_projects() -> list[uuid.UUID]:
    """Keys of phases with a project that runs."""
    found = Project.objects.everywhere().filter(state=ProjectState.ACTIVE)
    return list(found.order_by("phase").values_list("phase", flat=True).distinct())
