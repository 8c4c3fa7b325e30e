"""What the sample's people have in hand: a newer playbook that waits for a yes, drafts, and a task that stands still."""

from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta

from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.lines import line_of_row
from pilotage.onboarding.models import PlanTask, Playbook, Project
from pilotage.onboarding.operations import begin_carrying, change_line, hold_plan_task, publish_draft
from pilotage.onboarding.operations import begin_draft as begin_playbook_draft
from pilotage.portfolio.cast import Cast
from pilotage.runbooks.models import Runbook
from pilotage.runbooks.operations import begin_draft as begin_runbook_draft
from pilotage.runbooks.operations import save_section
from pilotage.transition.models import PolicyVersion
from pilotage.transition.operations import save_draft
from pilotage.work.enums import Side, TaskState

#: The task that takes longer in the newer playbook, and so many working days more.
LONGER, MORE_DAYS = "T007", 2
CARRIED_INTO = 4


def leave_drafts(*, now: datetime) -> None:
    """The last days before today, told by the same operations as everything else."""
    cast = Cast()
    _hold_a_task(cast, now - timedelta(days=1))
    _write_on_a_runbook(cast, now - timedelta(days=3))
    _write_on_the_policy(cast, now - timedelta(days=2))
    _carry_a_playbook(cast, now - timedelta(hours=5))


def _running() -> list[Project]:
    found = Project.objects.everywhere().filter(state=ProjectState.ACTIVE, phase__went_live_date=None)
    return list(found.select_related("record", "phase", "biller").order_by("-kickoff_date", "pk"))


def _hold_a_task(cast: Cast, at: datetime) -> None:
    """In one project the biller's side stands still."""
    rows = PlanTask.objects.everywhere().filter(
        project__in=_running(), task__state=TaskState.OPEN, task__side=Side.BILLER, task__start_date__lt=at.date()
    )
    row = (
        rows.select_related("task__record", "task__biller", "project__record", "project__phase").order_by("pk").first()
    )
    if row is not None:
        hold_plan_task(
            plan_task=row, reason="Their IT changes nothing until the audit is signed.", party="biller",
            since=at.date() - timedelta(days=3), expected=at.date() + timedelta(days=9), by=cast.viewer("pm"), now=at,
        )  # fmt: skip


def _write_on_a_runbook(cast: Cast, at: datetime) -> None:
    """The next version of a runbook is half written."""
    runbook = Runbook.objects.select_related("record").order_by("pk").first()
    if runbook is None:
        return
    leader = cast.viewer("cs_leader")
    draft = begin_runbook_draft(runbook=runbook, by=leader, now=at)
    first = draft.sections.first()
    if first is not None:
        save_section(
            version=draft, chapter=first.chapter, heading="When a biller closes at the end of its year",
            body="Ask at kickoff for the days on which finance books nothing. No go-live and no training falls on them.",
            by=leader, now=at,
        )  # fmt: skip


def _write_on_the_policy(cast: Cast, at: datetime) -> None:
    """A leader thinks about more days for the light row; nobody has read it yet."""
    newest = PolicyVersion.objects.order_by("-effective_date").first()
    if newest is None:
        return
    content = deepcopy(newest.content)
    for row in content["rows"]:
        if row["id"] == "E2":
            row["then"] |= {"window_days": 45, "meetings": 2}
    save_draft(
        version=f"{newest.version}, next", effective_date=at.date() + timedelta(days=40), content=content,
        reason="Before the spring go-lives: 30 days were short for the last three in the light row.",
        by=cast.viewer("cs_leader"), now=at,
    )  # fmt: skip


def _carry_a_playbook(cast: Cast, at: datetime) -> None:
    """A newer version of the playbook that most projects run on: compared with some of them, carried into none."""
    projects = _running()
    version = projects[0].playbook_version if projects else None
    if version is None:
        return
    playbook = Playbook.objects.select_related("record").get(pk=version.playbook_id)
    pm = cast.viewer("pm")
    draft = begin_playbook_draft(playbook=playbook, by=pm, now=at)
    row = draft.tasks.filter(code=LONGER).first()
    if row is None:
        return
    line = line_of_row(row)
    line = replace(line, duration_days=line.duration_days + MORE_DAYS)
    change_line(row=row, line=line, seen=row.revision, by=pm, now=at)
    published = publish_draft(
        version=draft, note=f"{LONGER} takes {MORE_DAYS} days more: counts came late in the last projects.", by=pm, now=at
    )  # fmt: skip
    chosen = [one for one in projects if one.playbook_version_id == version.pk][:CARRIED_INTO]
    begin_carrying(version=published, projects=chosen, by=pm, now=at)
    begin_playbook_draft(playbook=playbook, by=pm, now=at)
