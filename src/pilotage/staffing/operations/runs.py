"""Asks for runs and works them out. A run keeps its inputs, so that the same question gives the same answer again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.jobs import Progress, enqueue
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.planner.errors import PlanError
from pilotage.staffing.enums import KIND_NAMES, ROLES, RunKind, RunState, Scope, Who
from pilotage.staffing.gathering import assignment_inputs
from pilotage.staffing.gathering_tasks import levelling_inputs
from pilotage.staffing.levelling import levelled
from pilotage.staffing.models import Run
from pilotage.staffing.permissions import require_staffer
from pilotage.staffing.rules import fingerprint
from pilotage.staffing.solving import assignments

WORK_OUT: Final = "staffing.work_out"
WORKED_OUT = "staffing.worked_out"
STEPS = 100


def ask_for_run(
    *, kind: str, asked: Mapping[str, Any], name: str = "", came_from: Run | None = None, by: Viewer, now: datetime
) -> Run:
    """A question, worked out in the background; nothing is assigned or moved by it.

    `asked` for assignments: roles, scope, without (ids of people left out), extra (id → points more), locks (need → id); for
    levelling: who, seconds, without, projects. Refuses an unknown kind, no role, numbers out of range. Also: event
    `staffing.run_created`, the job `staffing.work_out`.
    """
    require_staffer(by)
    chosen = _cleaned(kind, asked)
    title = " ".join(name.split())[:120] or f"{KIND_NAMES[RunKind(kind)]}, {now:%-d %b %H:%M}"
    with change(by=by, now=now) as c:
        run = c.create(
            Run, kind=kind, name=title, asked=chosen, asked_by_id=by.user_id, asked_at=now, came_from=came_from
        )
        _enqueue(run, by, now)
        return run


def repeat_run(*, run: Run, by: Viewer, now: datetime) -> Run:
    """The same question with the very inputs of another run. Refuses one that has none. Also: as `ask_for_run`."""
    require_staffer(by)
    if run.given is None:
        raise Refused(_("This run has no inputs to repeat. Run it anew."))
    with change(by=by, now=now) as c:
        made = c.create(
            Run, kind=run.kind, name=f"{run.name}, again"[:120], asked=run.asked, given=run.given,
            fingerprint=run.fingerprint, asked_by_id=by.user_id, asked_at=now, came_from=run,
        )  # fmt: skip
        _enqueue(made, by, now)
        return made


def work_out_run(*, run: Run, tell_progress: Progress = lambda done, total: None, by: Viewer, now: datetime) -> bool:
    """Gathers the inputs unless the run has them, and works the answer out. False when it was there already.

    A run that can't be worked out keeps the reason. Also: event `staffing.worked_out`, with the fingerprint alone.
    """
    held = Run.objects.select_related("record").get(pk=run.pk)
    if held.state != RunState.WAITING:
        return False
    given = held.given
    if given is None:
        gather = assignment_inputs if held.kind == RunKind.ASSIGN else levelling_inputs
        given = gather(by, held.asked, today=now.date())
    problem, found = "", None
    try:
        if held.kind == RunKind.ASSIGN:
            found = assignments(given)
        else:
            found = levelled(given, lambda share: tell_progress(round(share * STEPS), STEPS))
    except PlanError as refused:
        problem = str(refused)[:500]
    fields: dict[str, Any] = {"state": RunState.DONE if found is not None else RunState.FAILED, "problem": problem}
    with change(by=by, now=now) as c:
        row = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if row.state != RunState.WAITING:
            return False
        for key, value in {
            "given": given,
            "found": found,
            "fingerprint": fingerprint(given),
            "finished_at": now,
        }.items():
            setattr(row, key, value)
        row.save(update_fields=["given", "found", "fingerprint", "finished_at"])
        c.save(row, kind=WORKED_OUT, note=row.fingerprint, **fields)
    return True


def _enqueue(run: Run, by: Viewer, now: datetime) -> None:
    run.job_id = enqueue(WORK_OUT, {"run": str(run.pk)}, by=by, now=now)
    run.save(update_fields=["job_id"])


def _cleaned(kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    without = sorted({int(one) for one in asked.get("without", [])})
    if kind == RunKind.ASSIGN:
        roles = [role for role in ROLES if role in asked.get("roles", ROLES)]
        if not roles:
            raise Refused(_("Choose at least one role."), field="roles")
        extra = {str(user): int(points) for user, points in asked.get("extra", {}).items() if points}
        if any(not -100 <= points <= 100 for points in extra.values()):
            raise Refused(_("Give at most a hundred points more or less."), field="points")
        locks = {str(need): int(user) for need, user in asked.get("locks", {}).items()}
        scope = Scope(asked.get("scope", Scope.OPEN)).value
        return {"roles": roles, "scope": scope, "without": without, "extra": extra, "locks": locks}
    if kind == RunKind.LEVEL:
        seconds = int(asked.get("seconds", 20))
        if not 1 <= seconds <= 300:
            raise Refused(_("Give it 1 to 300 seconds."), field="seconds")
        projects = [str(one) for one in asked.get("projects", [])]
        who = Who(asked.get("who", Who.ASSIGNED)).value
        return {"who": who, "seconds": seconds, "without": without, "projects": projects}
    raise Refused(_("Choose what to work out."), field="kind")
