"""Takes baselines: the plan as it stands, under a name, to be compared with later."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.dating import dates_of_plan
from pilotage.onboarding.models import Baseline, Project
from pilotage.onboarding.operations.replanning import locked
from pilotage.onboarding.permissions import require_may_plan
from pilotage.onboarding.plan_states import kept
from pilotage.onboarding.scheduling import ProjectPlan, go_live_of, read_plan
from pilotage.planner.errors import PlanError

TAKEN = "onboarding.baseline_taken"
RENAMED = "onboarding.baseline_renamed"
REMOVED = "onboarding.baseline_removed"
#: Of one project; each holds a whole plan.
MOST = 50


def take_baseline(
    *, project: Project, name: str, remark: str = "", today: date | None = None, by: Viewer, now: datetime
) -> Baseline:
    """Keeps the project's plan as it stands, `today` where the biller is. Any number, each under a name of its own.

    Refuses a name that is taken or empty, and more than 50. Also: event `onboarding.baseline_taken`.
    """
    require_may_plan(by)
    with change(by=by, now=now) as c:
        plan = read_plan(locked(project))
        return keep_baseline(c, plan, _free(project, name), remark, today)


def keep_baseline(c: Change, plan: ProjectPlan, name: str, remark: str, today: date | None) -> Baseline:
    """The plan as it was read, as a baseline. Refuses a plan whose dates can't be worked out."""
    try:
        found = dates_of_plan(plan)
    except PlanError as problem:
        raise Refused(str(problem)) from None
    made = Baseline(
        biller_id=plan.project.biller_id,
        project=plan.project,
        name=name,
        remark=" ".join(remark.split())[:300],
        today=today,
        taken_at=c.now,
        taken_by_id=c.by.user_id,
        go_live_date=go_live_of(plan.rows, found),
        finish_date=found.finish,
        tasks_total=len(found.tasks),
        plan=kept(plan, found, today),
    )
    made.save(force_insert=True)
    told = {"go_live_date": _iso(made.go_live_date), "finish_date": _iso(made.finish_date), "tasks": made.tasks_total}
    c.touch(plan.project)
    c.log(TAKEN, made, after=told)
    return made


def rename_baseline(*, baseline: Baseline, name: str, remark: str = "", by: Viewer, now: datetime) -> bool:
    """Another name or remark; what it holds never changes. Also: event `onboarding.baseline_renamed`."""
    require_may_plan(by)
    with change(by=by, now=now) as c:
        title = baseline.name if name.strip() == baseline.name else _free(baseline.project, name)
        return c.save(baseline, kind=RENAMED, name=title, remark=" ".join(remark.split())[:300])


def remove_baseline(*, baseline: Baseline, by: Viewer, now: datetime) -> None:
    """Takes a baseline away. Refuses for the plan at the start. Also: event `onboarding.baseline_removed`."""
    require_may_plan(by)
    with change(by=by, now=now) as c:
        first = Baseline.objects.everywhere().filter(project=baseline.project_id).order_by("taken_at", "pk").first()
        if first is not None and first.pk == baseline.pk:
            raise Refused(_("The first baseline stays: the ledger of lost days is counted from it."))
        c.log(REMOVED, baseline, before={"name": baseline.name, "go_live_date": _iso(baseline.go_live_date)})
        baseline.delete()


def _free(project: Project, name: str) -> str:
    title = " ".join(name.split())[:120]
    if not title:
        raise Refused(_("Give the baseline a name."), field="name")
    held = Baseline.objects.everywhere().filter(project=project)
    if held.filter(name__iexact=title).exists():
        raise Refused(_("This project has a baseline of that name. Choose a different one."), field="name")
    if held.count() >= MOST:
        raise Refused(_("This project has 50 baselines. Take one away that nobody compares with."), field="name")
    return title


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
