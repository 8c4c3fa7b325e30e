"""What an event of one of the nine tasks brings about: the task for R and A, the question for C, the notice for I."""

import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.planner.calendars import us_federal
from pilotage.raci import rules
from pilotage.raci.enums import COLUMNS, WORK_NAMES, Letter, Work
from pilotage.raci.models import Duty, Share
from pilotage.raci.queries import cells_of, overdue_questions, people_of
from pilotage.work.enums import FINISHED
from pilotage.work.models import Task
from pilotage.work.operations import complete_task, create_task
from pilotage.work.places import page_of_record
from pilotage.work.texts import no_card

ANSWERED = "raci.question_answered"
SETTLED = "raci.duty_settled"
OWED_AGAIN = "raci.duty_owed_again"


def raise_duty(
    *, work: Work, phase: Phase, subject: Record, key: str, title: str, is_done: bool = False, by: Viewer, now: datetime
) -> Duty | None:
    """Spreads one event of a task by the phase's matrix: once for each `key`, else None.

    With `is_done` it is news alone: nobody gets a task or a question. Also: event `raci.duty_created`, a task of who is responsible,
    notices.
    """
    row, people = cells_of(phase.pk)[str(int(work))], people_of(phase.biller_id)
    today = now.astimezone(ZoneInfo(phase.biller.time_zone)).date()
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=phase.pk)
        if Duty.objects.everywhere().filter(phase=phase, key=key).exists():
            return None
        task = (
            None if is_done else _task(phase, subject, title, row, people, _due(today, rules.DUE_DAYS[work]), by, now)
        )
        duty = c.create(
            Duty, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, number=int(work), subject=subject, key=key,
            title=title[:300], task=task, raised_at=now, settled_at=now if is_done else None,
        )  # fmt: skip
        for role in COLUMNS:
            for letter in row.get(role, ""):
                if not is_done or letter == Letter.INFORMED:
                    _share(c, duty, str(role), letter, people.get(role), today, by, now)
        return duty


def answer_question(*, share: Share, answer: str, by: Viewer, now: datetime) -> None:
    """Who is consulted answers; who is responsible is told.

    Refuses what is no question, a second answer, no words, card numbers, and everybody but the person asked or one of the role. Also:
    event `raci.question_answered`.
    """
    if share.letter != Letter.CONSULTED:
        raise Refused(_("Nobody asked a question here."))
    if by.user_id != share.person_id and not by.has(share.role):
        raise Forbidden(_("The %(role)s is asked. Comment instead.") % {"role": share.get_role_display()})
    words = answer.strip()[:20_000]
    no_card(words, field="answer")
    if not words:
        raise Refused(_("Write the answer, even if it is that you don't know."), field="answer")
    with change(by=by, now=now) as c:
        held = Share.objects.everywhere().select_for_update(of=("self",)).get(pk=share.pk)
        if held.answered_at is not None:
            raise Refused(_("%(name)s has answered already.") % {"name": held.answered_by_name})
        c.save(share, kind=ANSWERED, answer=words, answered_at=now, answered_by_name=by.name)
        others = Share.objects.everywhere().filter(duty=share.duty, letter=Letter.RESPONSIBLE).select_related("person")
        tell(
            users=[one.person for one in others], kind="raci_answered", text=f"{by.name} answered on “{share.duty}”: {words}",
            url=page_of_record(share.duty.subject), record=share.duty.subject, key=f"raci:{share.pk}:answered", by=by, now=now,
        )  # fmt: skip


def settle_duty(*, phase_id: uuid.UUID, key: str, by: Viewer, now: datetime) -> bool:
    """What was owed has happened; its task is done with it. False when it was settled or never raised. Also: event
    `raci.duty_settled`.
    """
    with change(by=by, now=now) as c:
        found = (
            Duty.objects.everywhere().select_for_update(of=("self",)).filter(phase=phase_id, key=key, settled_at=None)
        )
        duty = found.select_related("task__record", "task__biller", "record").first()
        if duty is None:
            return False
        c.save(duty, kind=SETTLED, settled_at=now)
        if duty.task is not None and duty.task.state not in FINISHED:
            complete_task(task=duty.task, by=by, now=now)
        return True


def unsettle_duty(*, duty: Duty, by: Viewer, now: datetime) -> None:
    """Its task was opened again. Also: event `raci.duty_owed_again`."""
    with change(by=by, now=now) as c:
        c.save(duty, kind=OWED_AGAIN, settled_at=None)


def tell_of_questions(*, by: Viewer, now: datetime) -> int:
    """Tells who is consulted of questions that are overdue, once each. Returns how many notices."""
    told = 0
    for share in overdue_questions(now.date()):
        told += tell(
            users=[share.person], kind="raci_asked", text=f"Your answer on “{share.duty}” of {share.biller} is overdue.",
            url=f"/raci/questions/{share.pk}/", record=share.duty.record, key=f"raci:{share.pk}:overdue", by=by, now=now,
        )  # fmt: skip
    return told


def _task(
    phase: Phase, subject: Record, title: str, row: dict[str, str], people: dict[str, Any], due: date, by: Viewer, now: datetime
) -> Task:  # fmt: skip
    role = rules.roles_with(row, Letter.RESPONSIBLE)[0]
    return create_task(
        subject=subject, biller=phase.biller, title=title[:300], owner=people.get(role), owner_role=role, due_date=due,
        by=by, now=now,
    )  # fmt: skip


def _share(c: Change, duty: Duty, role: str, letter: str, person: Any, today: date, by: Viewer, now: datetime) -> None:
    days = {Letter.CONSULTED: rules.ANSWER_DAYS, Letter.INFORMED: None}.get(Letter(letter), rules.DUE_DAYS)
    share = c.create(
        Share, scope=duty.biller_id, biller_id=duty.biller_id, duty=duty, role=role, letter=letter, person=person,
        due_date=_due(today, days[duty.number]) if days is not None else None,
    )  # fmt: skip
    if letter == Letter.RESPONSIBLE or person is None:
        return  # the task has told them
    work = WORK_NAMES[Work(duty.number)].lower()
    kinds = {
        Letter.ACCOUNTABLE: ("raci_informed", f"You are accountable: {duty} of {duty.phase}."),
        Letter.CONSULTED: ("raci_asked", f"You are asked on “{duty}” of {duty.phase}. Answer by {share.due_date:%-d %b %Y}."
                           if share.due_date else ""),
        Letter.INFORMED: ("raci_informed", f"For your information ({work}): {duty} of {duty.phase}."),
    }  # fmt: skip
    kind, text = kinds[Letter(letter)]
    url = f"/raci/questions/{share.pk}/" if letter == Letter.CONSULTED else page_of_record(duty.subject)
    key = f"raci:{duty.pk}:{letter}"
    if (
        letter == Letter.ACCOUNTABLE
        and Share.objects.everywhere().filter(duty=duty, person=person, letter="R").exists()
    ):
        return  # one person, both letters: the task has told them
    tell(users=[person], kind=kind, text=text, url=url, record=duty.subject, key=key, by=by, now=now)


def _due(today: date, days: int) -> date:
    calendar = us_federal()
    return calendar.add_working_days(calendar.next_working_day(today), days)
