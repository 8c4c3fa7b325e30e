"""What the sample's people did: each step by the operation that the pages call, at the moment when it happened."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer, system
from pilotage.documents.operations import store_file
from pilotage.golive.operations import approve, go_live, waive_gate
from pilotage.golive.queries import is_ready, read_gates
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.operations import hold_meeting
from pilotage.meetings.queries import meetings_of
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.operations import complete_plan_tasks
from pilotage.onboarding.queries import milestones_of
from pilotage.people.models import User
from pilotage.portfolio.cast import COMMENTS, NOT_HERE, TEXTS, Cast
from pilotage.portfolio.going_live import agree_on_the_day, evaluate_support, planned_day
from pilotage.portfolio.reviewing import review_the_week
from pilotage.portfolio.subplots import subplots
from pilotage.portfolio.welcoming import share_welcome_leaflet
from pilotage.summaries.operations import ask_for_fields, fill_field, mark_not_applicable
from pilotage.summaries.queries import completeness, summary_of
from pilotage.transition.operations import (
    ask_for_tsm,
    decide,
    propose_meetings,
    show_portal,
    work_out_decision,
)
from pilotage.work.enums import FINISHED, Side
from pilotage.work.models import Task
from pilotage.work.operations import add_comment, block_task, complete_task, start_task

NOON = time(12, 0)


@dataclass(frozen=True)
class Step:
    """Something that happened at a moment; steps of all billers run in the order of time."""

    at: datetime
    order: int
    run: Callable[[datetime], None]


def tell_story(*, now: datetime) -> None:
    """Runs every step of every phase with a project, up to now."""
    cast = Cast()
    steps: list[Step] = []
    found = Project.objects.everywhere().select_related("phase__biller", "record").order_by("external_id")
    for place, project in enumerate(found):
        steps += Chapter(project, place, cast, now).steps()
    steps += [Step(now - timedelta(days=n, hours=1), 0, partial(review_the_week, cast)) for n in (14, 7, 0)]
    planned = Phase.objects.everywhere().filter(target_go_live_date__gt=now.date(), projects=None)
    for phase in planned:
        steps.append(Step(now - timedelta(days=9), 0, partial(_work_out, phase)))
    for step in sorted(steps, key=lambda step: (step.at, step.order)):
        if step.at <= now:
            step.run(step.at)


def _work_out(phase: Phase, at: datetime) -> None:
    work_out_decision(phase=phase, by=system(), now=at)


@dataclass
class Chapter:
    """One phase's way: its project, its place in the cast, and the moment that the story ends."""

    project: Project
    place: int
    cast: Cast
    now: datetime

    def __post_init__(self) -> None:
        self.phase = Phase.objects.everywhere().select_related("biller", "record").get(pk=self.project.phase_id)
        self.target = self.phase.target_go_live_date or self.now.date()
        self.days_left = (self.target - self.now.date()).days
        self.is_slipped = -15 < self.days_left < 0 and self.place % 3 == 0
        self.has_agreed_day = False
        if not self.is_slipped:
            planned = planned_day(self.project, self.target, self.now.date())
            self.has_agreed_day, self.target = planned != self.target, planned
            self.days_left = (self.target - self.now.date()).days

    def steps(self) -> list[Step]:
        """All steps of the phase."""
        kickoff = self.project.kickoff_date
        found: list[tuple[date, Callable[[datetime], None]]] = [(kickoff + timedelta(days=1), self.work_out)]
        found += [(kickoff + timedelta(days=2), self.agree_on_the_day)] if self.has_agreed_day else []
        found += [(kickoff + timedelta(days=n), self.complete) for n in (5, *range(14, 211, 14))]
        found += [(kickoff + timedelta(days=9 + 11 * n), self.comment) for n in range(3)]
        found += [(kickoff + timedelta(days=30), self.fill_some), (kickoff + timedelta(days=20), self.send_file)]
        found += subplots(self.phase, self.place, kickoff, self.target, self.now.date(), self.person)
        if self.place % 7 == 3:
            found.append((kickoff + timedelta(days=25), self.ask_tsm))
        if self.place % 9 != 5:
            found.append((self.target - timedelta(days=58), self.decide))
            found.append((self.target - timedelta(days=50), self.schedule))
            found += [(self.target - timedelta(days=n), self.hold) for n in (20, 13, 6, 2)]
        found.append((self.target - timedelta(days=21), self.ask_fields))
        if not self.is_slipped:
            found += [
                (self.target - timedelta(days=7), self.fill_all),
                (self.target - timedelta(days=5), self.complete_gates),
            ]
            found += [(self.target - timedelta(days=2), self.approve), (self.target, self.live)]
            found += [
                (self.target + timedelta(days=33), self.evaluate),
                (self.target + timedelta(days=94), self.evaluate),
            ]
        found.append((self.now.date() - timedelta(days=1), self.leave_traces))
        return [Step(self.moment(day, n), n + self.place * 100, run) for n, (day, run) in enumerate(found)]

    def moment(self, day: date, n: int) -> datetime:
        """Office hours where the biller is, a few minutes apart."""
        zone = ZoneInfo(self.phase.biller.time_zone)
        return datetime.combine(day, NOON, tzinfo=zone) + timedelta(minutes=3 * n)

    def person(self, role: str) -> Viewer:
        return self.cast.carer(self.phase, role)

    def work_out(self, at: datetime) -> None:
        work_out_decision(phase=self.phase, by=system(), now=at)

    def agree_on_the_day(self, at: datetime) -> None:
        agree_on_the_day(self.phase, self.target, by=self.person("im"), at=at)

    def open_tasks(self) -> list[PlanTask]:
        found = PlanTask.objects.everywhere().filter(project=self.project).exclude(task__state__in=FINISHED)
        return list(found.select_related("task__biller", "task__record", "project__record").order_by("position"))

    def complete(self, at: datetime) -> None:
        """What was due is done, but for a few that are late where things are near; the last days are left to who goes live."""
        if self.days_left < 0 and self.target - timedelta(days=6) < at.date() <= self.target:
            return
        due = [row for row in self.open_tasks() if row.task.due_date and row.task.due_date < at.date()]
        late = {
            row.pk
            for row in due
            if (row.position + self.place) % 13 == 0 and self.days_left > 0 and at > self.now - timedelta(20)
        }
        is_live = self.phase.stage not in BEFORE_LIVE
        rows = [
            row for row in due if row.pk not in late and (is_live or (row.task.due_date or at.date()) < self.target)
        ]
        if rows:
            complete_plan_tasks(plan_tasks=rows, as_planned=True, by=self.person("im"), now=at)

    def complete_gates(self, at: datetime) -> None:
        """What go-live asks for is done."""
        rows = {row.pk for one in milestones_of(self.project) if one["is_required"] for row in one["open_rows"]}
        mine = [row for row in self.open_tasks() if row.pk in rows]
        if mine and self.days_left < 6:
            complete_plan_tasks(plan_tasks=mine, by=self.person("pm"), now=at)

    def comment(self, at: datetime) -> None:
        text, is_internal = COMMENTS[(self.place + at.day) % len(COMMENTS)]
        task = self.open_tasks()[:1]
        subject = task[0].task.record if task else self.project.record
        add_comment(
            subject=subject, biller=self.phase.biller, text=text, is_internal=is_internal, by=self.person("im"), now=at
        )

    def send_file(self, at: datetime) -> None:
        lines = "question,answer\nBilling cycles per month,4\nBills per cycle,2150\nCurrent paperless share,11 %\n"
        store_file(
            subject=self.project.record, biller=self.phase.biller, name="questionnaire.csv",
            stream=io.BytesIO(lines.encode()), is_shared=True, by=self.person("os"), now=at,
        )  # fmt: skip

    def ask_tsm(self, at: datetime) -> None:
        ask_for_tsm(
            phase=self.phase,
            reason="New finance team and a first AutoPay run in the same month.",
            by=self.person("im"),
            now=at,
        )

    def decide(self, at: datetime) -> None:
        decision = work_out_decision(phase=self.phase, by=system(), now=at)
        leader = self.cast.viewer("cs_leader", 0)
        if decision.missing:
            return
        if decision.support == "help_desk" and self.place % 2:
            self._decide(decision, "help_desk", None, "", leader, at)
        elif decision.support == "help_desk":
            person = self.cast.users["tam"][0]
            self._decide(
                decision, "tam", person, "First migration of their finance team; they need a name to call.", leader, at
            )
        else:
            users = self.cast.users["tsm"]
            self._decide(decision, "tsm", users[self.place % len(users)], "", leader, at)

    def _decide(
        self, decision: Any, choice: str, person: User | None, reason: str, leader: Viewer, at: datetime
    ) -> None:
        decide(decision=decision, choice=choice, assignee=person, reason=reason, by=leader, now=at)
        if choice == "help_desk" and self.days_left < 30:
            share_welcome_leaflet(self.phase, by=self.cast.viewer("cs_agent"), at=at)
            show_portal(decision=decision, by=self.cast.viewer("cs_agent"), now=at)

    def schedule(self, at: datetime) -> None:
        decision = work_out_decision(phase=self.phase, by=system(), now=at)
        if decision.decided_at is not None:
            propose_meetings(phase=self.phase, by=self.person("pm"), now=at)

    def hold(self, at: datetime) -> None:
        """Meetings whose time has come took place."""
        for meeting in meetings_of(self.phase.pk).filter(state=MeetingState.SCHEDULED, starts_at__lt=at):
            came = {row.pk: n % 4 != 3 for n, row in enumerate(meeting.attendances.all())}
            minutes = (
                "Walked through opening a case and the first billing cycle. Finance asked for a settlement sample."
            )
            hold_meeting(meeting=meeting, minutes=minutes, attended=came, by=self.person("pm"), now=at)

    def fill_some(self, at: datetime) -> None:
        summary = summary_of(self.phase.pk)
        if summary is None:
            return
        for key in list(TEXTS)[: 2 + self.place % 4]:
            fill_field(summary=summary, key=key, value=TEXTS[key], by=self.person("im"), now=at)

    def ask_fields(self, at: datetime) -> None:
        summary = summary_of(self.phase.pk)
        if summary is not None and completeness(summary)["missing"]:
            ask_for_fields(summary=summary, by=self.cast.viewer("cs_leader", 1), now=at)

    def fill_all(self, at: datetime) -> None:
        summary = summary_of(self.phase.pk)
        if summary is None or (self.days_left > 0 and self.place % 4 == 1):
            return
        by = self.person("im")
        for one in completeness(summary)["missing"]:
            key = one["key"]
            if key in NOT_HERE:
                mark_not_applicable(summary=summary, key=key, reason=NOT_HERE[key], by=by, now=at)
            else:
                text = TEXTS.get(key, f"See https://files.example.com/{key.replace('_', '-')}")
                fill_field(summary=summary, key=key, value=text, by=by, now=at)
        for task in Task.objects.everywhere().filter(subject=summary.record).exclude(state__in=FINISHED):
            complete_task(task=task, by=by, now=at)

    def approve(self, at: datetime) -> None:
        """Who is ready is approved; where the leader still hesitates, one signature waits."""
        gates = read_gates(self.phase, now=at)
        waivable = [gate for gate in gates if gate.state == "blocked" and gate.id in ("presentation", "meetings")]
        if self.days_left <= 0 and len(waivable) == sum(1 for gate in gates if gate.state == "blocked"):
            for gate in waivable:
                waive_gate(
                    phase=self.phase, gate=gate.id, reason="The biller asked to hold it in the first week after go-live.",
                    expires_at=at + timedelta(days=14), by=self.cast.viewer("cs_leader", 1), now=at,
                )  # fmt: skip
        if not is_ready(read_gates(self.phase, now=at)):
            return
        approve(phase=self.phase, by=self.person("pm"), now=at)
        if self.days_left <= 0 or self.place % 2:
            approve(phase=self.phase, by=self.cast.viewer("cs_leader", 0), now=at + timedelta(hours=1))

    def live(self, at: datetime) -> None:
        self.phase.refresh_from_db()
        if self.phase.stage != "go_live" or not is_ready(read_gates(self.phase, now=at)):
            return
        go_live(phase=self.phase, on=self.target, by=self.person("pm"), now=at)
        rows = [
            row
            for row in self.open_tasks()
            if self.target >= min(filter(None, (row.task.due_date, row.baseline_finish_date)), default=date.max)
        ]
        complete_plan_tasks(plan_tasks=rows, by=self.person("im"), now=at)

    def evaluate(self, at: datetime) -> None:
        evaluate_support(self.phase, self.place, self.cast, at=at)

    def leave_traces(self, at: datetime) -> None:
        """What is in hand and what is blocked today."""
        if self.days_left < 0:
            return
        rows = self.open_tasks()
        current = [row for row in rows if row.task.start_date and row.task.start_date <= at.date()]
        provider = [row for row in current if row.task.side == Side.PROVIDER]
        if provider:
            start_task(task=provider[0].task, by=self.person("im"), now=at)
        if len(provider) > 1 and self.place % 4 == 0:
            block_task(
                task=provider[1].task, reason="The bank has not sent the deposit details.", by=self.person("im"), now=at
            )
