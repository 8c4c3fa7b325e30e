"""Questions about forecasts."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from pilotage.core.viewer import Viewer
from pilotage.forecasts.models import Learning, ProjectForecast
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import PlanTask, Project

SORTS = {
    "chance": (F("chance").asc(nulls_last=True), "p80_date", "pk"),
    "-chance": (F("chance").desc(nulls_last=True), "p80_date", "pk"),
    "p50": ("p50_date", "pk"),
    "-p50": ("-p50_date", "pk"),
    "p80": ("p80_date", "pk"),
    "-p80": ("-p80_date", "pk"),
    "target": (F("target_date").asc(nulls_last=True), "pk"),
    "-target": (F("target_date").desc(nulls_last=True), "pk"),
    "name": ("project__name", "pk"),
    "-name": ("-project__name", "pk"),
}
#: A plan that has been quiet for so long is forecast anew after a change.
QUIET = timedelta(minutes=2)
MOST_SHOWN = 400


def running(viewer: Viewer) -> QuerySet[Project]:
    """Projects whose go-live is ahead, and that are not on hold."""
    found = Project.objects.visible_to(viewer).filter(state=ProjectState.ACTIVE, phase__went_live_date=None)
    return found.select_related("biller", "phase__integration__product", "record")


def latest(viewer: Viewer, asked: dict[str, Any], sort: str = "") -> QuerySet[ProjectForecast]:
    """The newest forecast of each running project, the least chance first. `asked`: q, risk (late, even, sure, no_target)."""
    found = ProjectForecast.objects.visible_to(viewer).filter(
        is_latest=True, project__state=ProjectState.ACTIVE, project__phase__went_live_date=None
    )
    if text := asked.get("q"):
        found = found.filter(Q(project__name__icontains=text) | Q(biller__name__icontains=text))
    risks = {
        "late": Q(chance__lt=0.5),
        "even": Q(chance__gte=0.5, chance__lt=0.8),
        "sure": Q(chance__gte=0.8),
        "no_target": Q(chance=None),
    }
    if asked.get("risk") in risks:
        found = found.filter(risks[asked["risk"]])
    return found.select_related("project", "biller").defer("curve").order_by(*SORTS.get(sort, SORTS["chance"]))


def latest_of(project_id: Any) -> ProjectForecast | None:
    """The newest forecast of a project."""
    return ProjectForecast.objects.everywhere().filter(project=project_id, is_latest=True).first()


def newest_chance(project: str) -> Subquery:
    """The chance of the newest forecast, for a query of rows that name their project in this column."""
    found = ProjectForecast.objects.everywhere().filter(project=OuterRef(project), is_latest=True)
    return Subquery(found.values("chance")[:1])


def past_of(project: Project) -> list[ProjectForecast]:
    """The forecasts of a project, the oldest first, without what drives them; the last one of each day."""
    found = (
        ProjectForecast.objects.everywhere()
        .filter(project=project)
        .defer("drivers", "curve")
        .order_by("-made_at", "-pk")
    )
    by_day = {row.day: row for row in reversed(found[:MOST_SHOWN])}
    return list(by_day.values())


def latest_by_phase(viewer: Viewer, phase_ids: list[Any]) -> dict[Any, ProjectForecast]:
    """The newest forecasts of running projects by their phases: one query."""
    found = ProjectForecast.objects.visible_to(viewer).filter(
        is_latest=True, project__phase__in=phase_ids, project__state=ProjectState.ACTIVE
    )
    return {row.project.phase_id: row for row in found.select_related("project").defer("curve", "drivers")}


def changed_since_forecast(viewer: Viewer, now: datetime) -> list[Project]:
    """Running projects whose plan was changed after their newest forecast, and has been quiet for two minutes; new ones too."""
    newest = ProjectForecast.objects.everywhere().filter(project=OuterRef("pk"), is_latest=True)
    touched = PlanTask.objects.everywhere().filter(project=OuterRef("pk")).order_by("-task__record__updated_at")
    found = running(viewer).annotate(
        seen_at=newest.values("made_at")[:1],
        seen_target=newest.values("target_date")[:1],
        touched_at=touched.values("task__record__updated_at")[:1],
    )
    return [project for project in found if _is_due(project, now)]


def _is_due(project: Any, now: datetime) -> bool:
    changed_at = max(filter(None, (project.record.updated_at, project.touched_at)))
    if changed_at > now - QUIET:
        return False
    has_moved = project.seen_at is None or changed_at > project.seen_at
    return has_moved or project.seen_target != project.phase.target_go_live_date


def newest_learning() -> Learning | None:
    """What was learnt last."""
    return Learning.objects.order_by("-made_at", "-pk").first()
