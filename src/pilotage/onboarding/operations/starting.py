"""Starts a project from a playbook version: its tasks, their dependencies and dates, in a handful of statements."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from pilotage.billers.enums import Stage
from pilotage.billers.models import Phase
from pilotage.billers.operations import move_stage
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.composing import NOTHING, Composition, Told, compose
from pilotage.onboarding.enums import Anchor
from pilotage.onboarding.models import PlaybookVersion, Project, ProjectPart
from pilotage.onboarding.operations.baselines import keep_baseline
from pilotage.onboarding.operations.lines import add_lines
from pilotage.onboarding.permissions import require_may_plan
from pilotage.onboarding.previewing import people_of, planned_from, start_dates, working_days_for
from pilotage.onboarding.scheduling import ProjectPlan, go_live_of, links_of
from pilotage.people.models import User
from pilotage.planner.errors import PlanError
from pilotage.summaries.operations import ensure_summary

STARTED = "onboarding.project_started"
_FAR, _LATE = date(2000, 1, 1), date(2200, 1, 1)


def start_project(
    *,
    phase: Phase,
    playbook_version: PlaybookVersion,
    kickoff_date: date,
    name: str | None = None,
    external_id: str | None = None,
    owners: Mapping[str, User] | None = None,
    tier: str | None = None,
    parts: Sequence[PlaybookVersion] = (),
    told: Told = NOTHING,
    anchor: str = Anchor.KICKOFF,
    by: Viewer,
    now: datetime,
) -> Project:
    """A project for a phase, with every task of the playbook and its parts whose condition fits.

    `owners` maps our roles (im, os, …) to people; who looks after the biller fills the rest. `tier` is the support that
    is known already, if any; `told` answers what conditions ask and gives lengths and words. `anchor` target: the plan is counted
    back from the phase's target, which sets the kickoff. Refuses for a phase that is live or cancelled, a date far away, to count
    back without a target, and parts whose links go round in a circle. Also: the first baseline, event
    `onboarding.project_started`, `work.task_created` for each task; the phase moves to onboarding, and its Integration Summary is begun.
    """
    require_may_plan(by)
    if not _FAR <= kickoff_date <= _LATE:
        raise Refused(_("Choose a kickoff between 2000 and 2199."), field="kickoff_date")
    with change(by=by, now=now) as c:
        if phase.stage not in BEFORE_LIVE:
            raise Refused(_("%(phase)s is live or cancelled; a project starts before that.") % {"phase": phase})
        target = _target(phase, anchor)
        composition = _composed(phase, playbook_version, parts, told, tier)
        people = people_of(phase) | dict(owners or {})
        days = working_days_for(phase, people)
        tasks = planned_from(phase, composition.lines, people, days)
        kickoff_date, found = start_dates(tasks, composition.lines, kickoff_date, anchor=anchor, target=target)
        project = _create(c, phase, playbook_version, kickoff_date, anchor, name, external_id)
        plan = add_lines(c, project, composition.lines, people, found)
        for part in parts:
            c.create(ProjectPart, scope=phase.biller_id, biller_id=phase.biller_id, project=project, version=part)
        c.save(
            project,
            kind=STARTED,
            note=_note(playbook_version, told),
            planned_go_live_date=go_live_of(plan, found),
            finish_date=found.finish,
            tasks_total=len(plan),
            facts=composition.facts,
            parameters=told.parameters if told is not NOTHING else {},
        )
        links = links_of([project.pk])
        keep_baseline(c, ProjectPlan(project, plan, links, [], days), _("Plan at the start"), "", None)
        _begin_phase(c, phase, project)
        return project


def _begin_phase(c: Change, phase: Phase, project: Project) -> None:
    """The phase is in onboarding, and its Integration Summary is begun."""
    if phase.integration is not None:
        ensure_summary(phase=phase, by=c.by, now=c.now)
    if phase.stage == Stage.CONTRACT:
        move_stage(phase=phase, to=Stage.ONBOARDING, reason=project.name, by=c.by, now=c.now)


def _target(phase: Phase, anchor: str) -> date | None:
    """The day that a plan is counted back from. Refuses to count back from none."""
    if anchor == Anchor.TARGET and phase.target_go_live_date is None:
        raise Refused(_("Set the target go-live of the phase first, or plan from the kickoff."), field="anchor")
    return phase.target_go_live_date


def _note(version: PlaybookVersion, told: Told) -> str:
    if not told.lengths:
        return str(version)
    return _("%(version)s, with %(n)d lengths from past projects") % {"version": version, "n": len(told.lengths)}


def _create(
    c: Change,
    phase: Phase,
    version: PlaybookVersion,
    kickoff: date,
    anchor: str,
    name: str | None,
    external_id: str | None,
) -> Project:
    taken = Project.objects.everywhere().filter(phase=phase).count()
    key = external_id or f"{phase.external_id}-project{taken + 1 if taken else ''}"
    if Project.objects.everywhere().filter(external_id=key).exists():
        raise Refused(_("The id %(key)s is taken. Choose a different one.") % {"key": key}, field="external_id")
    return c.create(
        Project,
        scope=phase.biller_id,
        biller=phase.biller,
        phase=phase,
        playbook_version=version,
        kickoff_date=kickoff,
        anchor=anchor,
        name=" ".join((name or f"{phase.biller.name}, {phase.name}").split())[:200],
        external_id=key,
    )


def _composed(
    phase: Phase, version: PlaybookVersion, parts: Sequence[PlaybookVersion], told: Told, tier: str | None
) -> Composition:
    try:
        return compose(phase, version, parts=parts, told=told, tier=tier)
    except PlanError as problem:
        raise Refused(str(problem)) from None
