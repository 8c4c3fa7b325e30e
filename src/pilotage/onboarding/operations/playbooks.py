"""Playbooks and their versions."""

from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding import rules, shipped
from pilotage.onboarding.models import Playbook, PlaybookTask, PlaybookVersion
from pilotage.onboarding.permissions import may_plan
from pilotage.planner.errors import PlanError
from pilotage.planner.network import network
from pilotage.planner.planfile import PlanFile

PUBLISHED = "onboarding.playbook_version_published"


def load_shipped_playbook(*, by: Viewer, now: datetime) -> PlaybookVersion:
    """The shipped playbook's newest version, made when it is missing; what people published stays as it is."""
    held = Playbook.objects.filter(slug=shipped.SLUG).first()
    newest = held.versions.filter(is_published=True).first() if held else None
    if newest is not None:
        return newest
    return publish_playbook_version(
        slug=shipped.SLUG, name=shipped.NAME, description=shipped.DESCRIPTION, plan=shipped.shipped_plan(),
        note=_("As shipped"), by=by, now=now,
    )  # fmt: skip


def publish_playbook_version(
    *, plan: PlanFile, name: str, slug: str = "", description: str = "", note: str = "", by: Viewer, now: datetime
) -> PlaybookVersion:
    """A new version of a playbook (and the playbook, if its slug is new) from a plan file. Projects keep theirs.

    Refuses unknown dependencies, cycles and conditions that can't be read, naming the row. Also: event
    `onboarding.playbook_version_published`.
    """
    if not may_plan(by):
        raise Forbidden(_("Only a PM, an IM or an administrator may publish a playbook."))
    title = " ".join(name.split())
    if not title:
        raise Refused(_("Give the playbook a name."), field="name")
    _check(plan)
    key = slug or slugify(title)[:50]
    with change(by=by, now=now) as c:
        playbook = Playbook.objects.select_for_update().filter(slug=key).first()
        if playbook is None:
            playbook = c.create(Playbook, slug=key, name=title, description=description)
        last = playbook.versions.first()
        version = c.create(
            PlaybookVersion,
            event=PUBLISHED,
            note=note,
            playbook=playbook,
            number=(last.number if last else 0) + 1,
            is_published=True,
            created_at=now,
        )
        PlaybookTask.objects.bulk_create(_rows(version, plan))
        return version


def _check(plan: PlanFile) -> None:
    try:
        network(plan.tasks)
    except PlanError as problem:
        raise Refused(str(problem), field="file") from None
    for task, cells in zip(plan.tasks, plan.cells, strict=True):
        why = rules.why_bad_condition(cells.get("condition", ""))
        if why:
            raise Refused(_("Row %(row)s: %(problem)s") % {"row": task.row, "problem": why}, field="file")


def _rows(version: PlaybookVersion, plan: PlanFile) -> list[PlaybookTask]:
    return [
        PlaybookTask(
            version=version,
            position=position,
            code=task.id[:40],
            part=cells.get("phase", "")[:120] or "Plan",
            title=(cells.get("task") or task.id)[:300],
            roles=[role.strip() for role in cells.get("role", "").split(";") if role.strip()],
            duration_days=task.duration,
            depends_on=list(task.depends_on),
            milestone=cells.get("milestone", "")[:120],
            notes=cells.get("notes", ""),
            condition=cells.get("condition", "")[:200],
        )
        for position, (task, cells) in enumerate(zip(plan.tasks, plan.cells, strict=True), 1)
    ]
