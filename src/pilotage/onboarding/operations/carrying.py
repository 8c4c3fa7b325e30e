"""Carries a newer version of a playbook into running projects: compared first, moved only where a person said yes.

Each project is one transaction that also marks its merge, so that a job which dies goes on where it stopped: nothing is lost, and
nothing is done twice.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.jobs import enqueue
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.enums import MergeState, ProjectState
from pilotage.onboarding.merge_reading import read_merge
from pilotage.onboarding.models import Carrying, PlaybookVersion, Project, ProjectMerge
from pilotage.onboarding.operations.merging import merge_into
from pilotage.onboarding.permissions import require_may_plan

LOOK, CARRY = "onboarding.look", "onboarding.carry"
CARRIED = "onboarding.playbook_carried"
#: How many projects one carrying takes.
MOST = 500
Tell = Callable[[int, int], None]


def begin_carrying(*, version: PlaybookVersion, projects: Sequence[Project], by: Viewer, now: datetime) -> Carrying:
    """Compares a version with the plans of these projects, in the background; no plan changes.

    Refuses a draft, no project or more than 500, and projects that do not run. Also: a job.
    """
    require_may_plan(by)
    if not version.is_published:
        raise Refused(_("Publish the draft first."))
    if not projects:
        raise Refused(_("Tick the projects first."))
    if len(projects) > MOST:
        raise Refused(_("Tick at most %(most)s projects at a time.") % {"most": MOST})
    resting = next((one for one in projects if one.state != ProjectState.ACTIVE), None)
    if resting is not None:
        raise Refused(_("%(name)s does not run; resume it first.") % {"name": resting.name})
    with change(by=by, now=now) as c:
        made = c.create(Carrying, version=version, asked_by=by.name, asked_at=now)
        c.create_many(
            ProjectMerge,
            [
                {"carrying": made, "project": one, "biller_id": one.biller_id, "scope": one.biller_id}
                for one in projects
            ],
        )
        c.save(made, job_id=enqueue(LOOK, {"carrying": str(made.pk)}, by=by, now=now))
        return made


def look_again(*, carrying: Carrying, by: Viewer, now: datetime) -> int:
    """Compares anew where the plan changed meanwhile or could not take it; returns in how many projects. Also: a job."""
    require_may_plan(by)
    with change(by=by, now=now) as c:
        rows = _locked(carrying, MergeState.CHANGED, MergeState.REFUSED)
        for row in rows:
            c.save(row, state=MergeState.LOOKING, reason="", declined=[], taken=[])
        if rows:
            c.save(carrying, job_id=enqueue(LOOK, {"carrying": str(carrying.pk)}, by=by, now=now))
        return len(rows)


def choose_for_merge(
    *, merge: ProjectMerge, declined: Sequence[str], taken: Sequence[str], proposal: str, by: Viewer, now: datetime
) -> bool:
    """What a person leaves out, and takes against an edit, of one project's proposal as they saw it.

    Refuses when the plan has changed since, and a merge that is done.
    """
    require_may_plan(by)
    with change(by=by, now=now) as c:
        held = (
            ProjectMerge.objects.everywhere().select_for_update(of=("self",)).select_related("project").get(pk=merge.pk)
        )
        if held.state != MergeState.PROPOSED:
            raise Refused(_("This is decided already, or being compared. Look at it again."))
        if held.proposal != proposal:
            raise Refused(_("The plan changed since you looked. Look at the changes again."))
        return c.save(held, declined=sorted(declined), taken=sorted(taken))


def agree(*, carrying: Carrying, merges: Sequence[int], by: Viewer, now: datetime) -> int:
    """The person's yes for these projects, to just what was proposed for them; returns for how many. Also: a job.

    Refuses when none of them is proposed.
    """
    require_may_plan(by)
    with change(by=by, now=now) as c:
        chosen = set(merges)
        rows = [row for row in _locked(carrying, MergeState.PROPOSED) if row.pk in chosen]
        if not rows:
            raise Refused(_("Tick projects whose changes are proposed."))
        for row in rows:
            c.save(row, state=MergeState.WAITING)
        c.save(carrying, job_id=enqueue(CARRY, {"carrying": str(carrying.pk)}, by=by, now=now))
        return len(rows)


def run_look(*, carrying: Carrying, by: Viewer, now: datetime, tell_progress: Tell) -> None:
    """Works the proposals out, one project after the other. No plan changes."""
    _each(carrying, MergeState.LOOKING, lambda key: _look(key, by, now), tell_progress)


def run_carry(*, carrying: Carrying, by: Viewer, now: datetime, tell_progress: Tell) -> None:
    """Carries the version into every project that has a yes. Each is all or nothing; one that can't be is told, the rest go on."""
    _each(carrying, MergeState.WAITING, lambda key: _carry(key, by, now), tell_progress)


def _each(carrying: Carrying, state: MergeState, work: Callable[[int], None], tell: Tell) -> None:
    rows = ProjectMerge.objects.everywhere().filter(carrying=carrying)
    keys, total = list(rows.filter(state=state).order_by("pk").values_list("pk", flat=True)), rows.count()
    before = total - len(keys)
    for done, key in enumerate(keys, before + 1):
        work(key)
        tell(done, total)


def _look(key: int, by: Viewer, now: datetime) -> None:
    with change(by=by, now=now) as c:
        row = _one(key, MergeState.LOOKING)
        if row is None:
            return
        found = read_merge(row.project, row.carrying.version).proposal
        state = MergeState.REFUSED if found.refusal else MergeState.PROPOSED
        c.save(row, state=state, proposal=found.fingerprint, outcome=found.counts, reason=found.refusal[:300])


def _carry(key: int, by: Viewer, now: datetime) -> None:
    try:
        with change(by=by, now=now) as c:
            row = _one(key, MergeState.WAITING)
            if row is not None:
                _carry_one(c, row)
    except Refused as refused:
        with change(by=by, now=now) as c:
            row = _one(key, MergeState.WAITING)
            if row is not None:
                c.save(row, state=MergeState.REFUSED, reason=refused.message[:300])


def _carry_one(c: Change, row: ProjectMerge) -> None:
    held = Project.objects.everywhere().select_for_update(of=("self",)).select_related(
        "phase__biller", "phase__integration__product", "playbook_version__playbook", "biller", "record"
    )  # fmt: skip
    project = held.get(pk=row.project_id)
    if project.state != ProjectState.ACTIVE:
        raise Refused(_("The project does not run any more."))
    outcome = merge_into(c, project, row)
    if outcome is None:
        c.save(
            row,
            state=MergeState.CHANGED,
            reason=_("Somebody changed the plan after you looked; nothing was carried in."),
        )
        return
    c.save(row, state=MergeState.MERGED, outcome=outcome, done_at=c.now)
    c.log(CARRIED, project, after={"version": str(row.carrying.version), **outcome})


def _one(key: int, state: MergeState) -> ProjectMerge | None:
    """The merge, locked, while it is in this state."""
    rows = ProjectMerge.objects.everywhere().select_for_update(of=("self",)).filter(pk=key, state=state)
    found: ProjectMerge | None = rows.select_related(
        "carrying__version__playbook", "project__phase__biller", "project__phase__integration__product",
        "project__playbook_version__playbook", "project__biller",
    ).first()  # fmt: skip
    return found


def _locked(carrying: Carrying, *states: MergeState) -> list[ProjectMerge]:
    rows = ProjectMerge.objects.everywhere().select_for_update(of=("self",)).filter(carrying=carrying, state__in=states)
    return list(rows.select_related("project", "carrying").order_by("pk"))


def counted(rows: Mapping[str, int]) -> int:
    """How many tasks a proposal would touch."""
    return sum(rows.get(step, 0) for step in ("added", "changed", "dropped"))
