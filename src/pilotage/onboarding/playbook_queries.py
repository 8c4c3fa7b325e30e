"""Questions about playbooks: their versions, who runs on them, and which parts a biller's products ask for."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.onboarding.enums import MergeState, ProjectState
from pilotage.onboarding.models import (
    Carrying,
    Playbook,
    PlaybookTask,
    PlaybookVersion,
    Project,
    ProjectMerge,
    ProjectPart,
)


@dataclass(frozen=True)
class Standing:
    """A playbook with its newest version, its draft, and how many running projects have an older one."""

    playbook: Playbook
    newest: PlaybookVersion | None
    draft: PlaybookVersion | None
    running: int
    behind: int


def standings(text: str = "", kind: str = "") -> list[Standing]:
    """All playbooks by name, the whole ones first; `kind` is whole or part. Three queries."""
    found = Playbook.objects.order_by("is_part", "name")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(description__icontains=text) | Q(slug__icontains=text))
    if kind:
        found = found.filter(is_part=kind == "part")
    running = Q(projects__state=ProjectState.ACTIVE)
    stitched = Q(project_parts__project__state=ProjectState.ACTIVE)
    versions: dict[Any, list[PlaybookVersion]] = {}
    rows = PlaybookVersion.objects.filter(playbook__in=found).select_related("playbook")
    for row in rows.annotate(
        running=Count("projects", filter=running, distinct=True), stitched=Count("project_parts", filter=stitched, distinct=True)
    ).order_by("-number"):  # fmt: skip
        versions.setdefault(row.playbook_id, []).append(row)
    return [_standing(one, versions.get(one.pk, [])) for one in found]


def _standing(playbook: Playbook, versions: list[PlaybookVersion]) -> Standing:
    newest = next((one for one in versions if one.is_published), None)
    counted = {one.pk: one.running + one.stitched for one in versions}  # type: ignore[attr-defined]
    running = sum(counted.values())
    behind = running - (counted[newest.pk] if newest else 0)
    return Standing(playbook, newest, next((one for one in versions if not one.is_published), None), running, behind)


def published_wholes() -> list[PlaybookVersion]:
    """The newest published version of each whole playbook, by name; the one that ships first."""
    return _newest(Q(playbook__is_part=False))


def published_parts(products: Collection[str] | None = None) -> list[PlaybookVersion]:
    """The newest published version of each part, by name; with `products` only parts for one of these."""
    found = _newest(Q(playbook__is_part=True))
    return found if products is None else [row for row in found if set(row.playbook.products) & set(products)]


def published_with_lines() -> dict[PlaybookVersion, list[PlaybookTask]]:
    """Wholes and parts: the newest published version of each playbook, by name, with its lines; one query."""
    newer = PlaybookVersion.objects.filter(
        playbook=OuterRef("version__playbook"), is_published=True, number__gt=OuterRef("version__number")
    )
    rows = PlaybookTask.objects.filter(~Exists(newer), version__is_published=True).select_related("version__playbook")
    found: dict[PlaybookVersion, list[PlaybookTask]] = {}
    for row in rows.order_by("version__playbook__name", "version_id", "position"):
        found.setdefault(row.version, []).append(row)
    return found


def _newest(condition: Q) -> list[PlaybookVersion]:
    found: dict[Any, PlaybookVersion] = {}
    rows = PlaybookVersion.objects.filter(condition, is_published=True).select_related("playbook")
    for row in rows.order_by("playbook__name", "-number"):
        found.setdefault(row.playbook_id, row)
    return list(found.values())


def version_for(pk: int) -> PlaybookVersion:
    """Raises `PlaybookVersion.DoesNotExist`."""
    return PlaybookVersion.objects.select_related("playbook").get(pk=pk)


def versions_of(playbook: Playbook) -> list[PlaybookVersion]:
    """All versions, the newest first."""
    return list(playbook.versions.select_related("playbook"))


def behind(viewer: Viewer, version: PlaybookVersion, text: str = "") -> QuerySet[Project]:
    """Running projects on another version of this playbook; for a part, all that lack this version of it. By name."""
    of_playbook = Project.objects.visible_to(viewer).filter(state=ProjectState.ACTIVE)
    if version.playbook.is_part:
        held = ProjectPart.objects.everywhere().filter(version=version)
        found = of_playbook.exclude(playbook_version=None).exclude(pk__in=held.values("project"))
    else:
        found = of_playbook.filter(playbook_version__playbook=version.playbook_id).exclude(playbook_version=version)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(biller__name__icontains=text))
    return found.select_related("biller", "phase", "playbook_version").order_by("name", "pk")


def carrying_for(pk: uuid.UUID) -> Carrying:
    """Raises `Carrying.DoesNotExist`."""
    return Carrying.objects.select_related("version__playbook", "record").get(pk=pk)


def merges_of(viewer: Viewer, carrying: Carrying) -> QuerySet[ProjectMerge]:
    """Its projects, by name."""
    found = ProjectMerge.objects.visible_to(viewer).filter(carrying=carrying)
    return found.select_related("project__biller", "project__playbook_version").order_by("project__name", "pk")


def count_merges(viewer: Viewer, carrying: Carrying) -> dict[MergeState, int]:
    """How many of its projects are in each state."""
    found = ProjectMerge.objects.visible_to(viewer).filter(carrying=carrying).values_list("state")
    counted = dict(found.annotate(Count("pk")).order_by())
    return {state: counted.get(state, 0) for state in MergeState}


def proposed_of(viewer: Viewer, carrying: Carrying) -> list[int]:
    """The keys of its projects that wait for a yes."""
    found = ProjectMerge.objects.visible_to(viewer).filter(carrying=carrying, state=MergeState.PROPOSED)
    return list(found.values_list("pk", flat=True))


def merge_for(viewer: Viewer, pk: int) -> ProjectMerge:
    """Raises `ProjectMerge.DoesNotExist` when the viewer doesn't see it."""
    found: ProjectMerge = (
        ProjectMerge.objects.visible_to(viewer)
        .select_related(
            "carrying__version__playbook", "carrying__record", "project__phase__biller", "project__phase__integration__product",
            "project__playbook_version__playbook", "project__biller", "project__record",
        )
        .get(pk=pk)
    )  # fmt: skip
    return found


def recent_carryings(version: PlaybookVersion) -> list[Carrying]:
    """The last ten of a version."""
    return list(version.carryings.order_by("-asked_at")[:10])


def merges_of_project(project: Project) -> list[ProjectMerge]:
    """What was carried into a project, the newest first."""
    found = ProjectMerge.objects.everywhere().filter(project=project).select_related("carrying__version__playbook")
    return list(found.order_by("-pk")[:20])


def newer_versions(project: Project) -> list[PlaybookVersion]:
    """Published versions that are newer than those a plan was made from: of its playbook and its parts."""
    parts = ProjectPart.objects.everywhere().filter(project=project).select_related("version__playbook")
    held = [project.playbook_version, *(one.version for one in parts)]
    newest = {one.playbook_id: one for one in (*published_wholes(), *published_parts())}
    return [
        newest[one.playbook_id]
        for one in held
        if one is not None and one.playbook_id in newest and newest[one.playbook_id].number > one.number
    ]
