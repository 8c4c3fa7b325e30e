"""Keeps the directory of experts, asks one now, and takes the answer."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Biller
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.escalation import rules
from pilotage.escalation.models import Advice, Expert
from pilotage.escalation.permissions import may_keep, require_keeper
from pilotage.notices.operations import tell
from pilotage.people.models import TimeOff
from pilotage.planner.calendars import us_federal
from pilotage.support.permissions import require_writer
from pilotage.work.texts import no_card

ANSWERED = "escalation.advice_answered"


def save_expert(
    *, expert: Expert | None = None, expect: int | None = None, by: Viewer, now: datetime, **fields: Any
) -> Expert:
    """Adds a person to the directory or changes their entry: area, person, backup, hours, remark, is_retired.

    Refuses an area twice for one person, hours the wrong way round, and a person as their own backup. Raises `Stale`. Also: event
    `escalation.expert_created` or `_changed`.
    """
    require_keeper(by)
    fields |= {name: f"{fields[name]:%H:%M}" for name in ("begins", "ends")}
    fields["area"] = " ".join(str(fields["area"]).split())
    if not fields["area"]:
        raise Refused(_("Name the area, for example “Posting files”."), field="area")
    if fields["ends"] <= fields["begins"]:
        raise Refused(_("The hours end before they begin."), field="ends")
    if fields.get("backup") is not None and fields["backup"] == fields["person"]:
        raise Refused(_("Name somebody else as the backup."), field="backup")
    twice = Expert.objects.filter(area__iexact=fields["area"], person=fields["person"])
    if twice.exclude(pk=expert.pk if expert is not None else None).exists():
        raise Refused(_("This person stands in the directory for this area already."), field="area")
    with change(by=by, now=now) as c:
        if expert is None:
            return c.create(Expert, **fields)
        c.save(expert, expect=expect, **fields)
        return expert


def ask_expert(*, subject: Record, biller: Biller, expert: Expert, question: str, by: Viewer, now: datetime) -> Advice:
    """Asks an expert now, or their backup outside their hours or while they are away.

    Refuses no question and card numbers. Also: event `escalation.advice_created`; who is asked is told at once.
    """
    require_writer(by)
    words = question.strip()[:20_000]
    no_card(words, field="question")
    if not words:
        raise Refused(_("Ask something: what happens, since when, what was tried."), field="question")
    person = expert.person
    is_away = TimeOff.objects.filter(user=person, from_date__lte=now.date(), to_date__gte=now.date()).exists()
    is_there = rules.is_in_hours(now, person.time_zone, expert.begins, expert.ends, us_federal()) and not is_away
    asked_of = person if is_there or expert.backup is None else expert.backup
    with change(by=by, now=now) as c:
        made = c.create(
            Advice, scope=biller.pk, biller=biller, subject=subject, expert=expert, asked_of=asked_of, question=words,
            asked_by_id=by.user_id, asked_at=now,
        )  # fmt: skip
        tell(
            users=[asked_of], kind="advice_asked", text=f"{by.name} asks you about {subject.title}: {words}",
            url=f"/advice/{made.pk}/", record=subject, key=f"advice:{made.pk}", by=by, now=now,
        )  # fmt: skip
        return made


def answer_advice(*, advice: Advice, answer: str, by: Viewer, now: datetime) -> None:
    """The expert, their backup or whoever keeps the directory answers; who asked is told.

    Refuses others, no words, card numbers and a second answer. Also: event `escalation.advice_answered`.
    """
    if by.user_id not in (advice.asked_of_id, advice.expert.person_id, advice.expert.backup_id) and not may_keep(by):
        raise Forbidden(_("The expert answers, or their backup. Comment on the case instead."))
    words = answer.strip()[:20_000]
    no_card(words, field="answer")
    if not words:
        raise Refused(_("Write the answer, even if it is that you don't know."), field="answer")
    with change(by=by, now=now) as c:
        held = Advice.objects.everywhere().select_for_update(of=("self",)).get(pk=advice.pk)
        if held.answered_at is not None:
            raise Refused(_("%(name)s has answered already.") % {"name": held.answered_by_name})
        c.save(advice, kind=ANSWERED, answer=words, answered_at=now, answered_by_name=by.name)
        tell(
            users=[advice.asked_by], kind="advice_answered", text=f"{by.name} answered: {words}", url=f"/advice/{advice.pk}/",
            record=advice.subject, key=f"advice:{advice.pk}:answered", by=by, now=now,
        )  # fmt: skip
