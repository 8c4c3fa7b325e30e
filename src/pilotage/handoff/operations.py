"""The only writers of handoffs."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.billers.operations import assign_care
from pilotage.core import app_settings
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import Change, change
from pilotage.core.papers import Paper, docx_of, pdf_of
from pilotage.core.viewer import Viewer, system
from pilotage.documents.operations import store_version
from pilotage.handoff.enums import SELF_SERVICE, SIDE_NAMES, TEXT_NAMES, HandoffSide, HandoffState
from pilotage.handoff.models import Handoff, HandoffQuestion
from pilotage.handoff.permissions import ACCEPTORS, require_talker, require_writer, sides_of
from pilotage.handoff.queries import OpenItem, handoff_of, open_items, ownerless, questions_of
from pilotage.handoff.record import parts_from, plain, record_of
from pilotage.handoff.rules import obstacles
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.raid.models import RaidEntry
from pilotage.raid.operations import assign_entries
from pilotage.support.models import Case
from pilotage.support.operations import assign_cases
from pilotage.work.models import Task
from pilotage.work.operations import assign_task
from pilotage.work.texts import no_card

OFFERED = "handoff.offered"
TAKEN_BACK = "handoff.taken_back"
ACCEPTED = "handoff.accepted"
ASKED = "handoff.question_asked"
ANSWERED = "handoff.question_answered"
SERIES = "handoff"


def write_handoff(
    *, phase: Phase, texts: Mapping[str, str], introduced: Mapping[str, date | None], taker: User | None, csm: User | None,
    expect: int | None = None, by: Viewer, now: datetime,
) -> Handoff:  # fmt: skip
    """What only people know, who takes over, and when the biller was introduced to self-service.

    Refuses an accepted one, unknown words, a taker who isn't of client services, a CSM who is none, card numbers. Raises `Stale`.
    Also: event `handoff.handoff_changed`.
    """
    require_writer(by)
    _check(texts, introduced, taker, csm)
    days = {key: day.isoformat() for key, day in introduced.items() if day}
    kept = {key: text.strip() for key, text in texts.items() if text.strip()}
    with change(by=by, now=now) as c:
        handoff = _lock(c, phase)
        if handoff.state == HandoffState.ACCEPTED:
            raise Refused(_("Both have accepted it; the record stays as it is."))
        c.save(handoff, expect=expect, texts=kept, introduced=days, taker=taker, csm=csm)
        _gather(c, handoff)
        return handoff


def refresh_record(*, phase: Phase, by: Viewer, now: datetime) -> Handoff:
    """Brings the record up to what is known now. Refuses an accepted one. Also: event `handoff.handoff_changed`."""
    require_talker(by)
    with change(by=by, now=now) as c:
        handoff = _lock(c, phase)
        if handoff.state == HandoffState.ACCEPTED:
            raise Refused(_("Both have accepted it; the record stays as it is."))
        _gather(c, handoff)
        return handoff


def give_items(*, phase: Phase, keys: Iterable[str], owner: User, by: Viewer, now: datetime) -> int:
    """Open tasks, cases and RAID entries (`case:<key>`) become this person's: all or none. Returns how many changed hands.

    Refuses who is away for good, and as `assign_task`, `assign_cases` and `assign_entries` do.
    """
    require_talker(by)
    if not owner.is_active or not owner.roles:
        raise Refused(_("%(name)s can't own it: choose somebody who works here.") % {"name": owner.name}, field="owner")
    wanted = set(keys)
    chosen = [one for one in open_items(phase) if one.key in wanted]
    if not chosen:
        raise Refused(_("Tick what changes hands."), field="selected")
    by_kind: dict[str, list[uuid.UUID]] = {"task": [], "case": [], "raid": []}
    for one in chosen:
        by_kind[one.kind].append(one.pk)
    with change(by=by, now=now):
        done = 0
        for task in Task.objects.everywhere().filter(pk__in=by_kind["task"]).select_related("record", "biller", "plan"):
            done += assign_task(task=task, owner=owner, by=by, now=now)
        if by_kind["case"]:
            cases = Case.objects.everywhere().filter(pk__in=by_kind["case"]).select_related("record", "biller")
            done += assign_cases(cases=cases, owner=owner, by=by, now=now)
        if by_kind["raid"]:
            entries = RaidEntry.objects.everywhere().filter(pk__in=by_kind["raid"]).select_related("record", "phase")
            done += assign_entries(entries=entries, owner=owner, by=by, now=now)
        return done


def offer_handoff(*, phase: Phase, by: Viewer, now: datetime) -> Handoff:
    """Those who take over are asked to read and accept it. Refuses while nobody is named, and when it was offered already.

    Also: event `handoff.offered`; both are told.
    """
    require_writer(by)
    with change(by=by, now=now) as c:
        handoff = _lock(c, phase)
        if handoff.state != HandoffState.DRAFT:
            raise Refused(_("It is offered already."))
        if handoff.taker is None or handoff.csm is None:
            raise Refused(_("Name who of client services takes the cases, and the CSM, before you offer it."))
        c.save(handoff, kind=OFFERED, state=HandoffState.OFFERED, offered_at=now, offered_by_id=by.user_id)
        _gather(c, handoff)
        _tell(
            c, handoff, [handoff.taker, handoff.csm], _("%(handoff)s waits for you: read it, ask, accept."), "offered"
        )
        return handoff


def take_back_handoff(*, phase: Phase, by: Viewer, now: datetime) -> Handoff:
    """Back to writing; signatures are gone. Refuses an accepted one. Also: event `handoff.taken_back`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        handoff = _lock(c, phase)
        if handoff.state != HandoffState.OFFERED:
            raise Refused(_("Only what is offered can be taken back."))
        gone: dict[str, Any] = dict.fromkeys(
            (
                "offered_at",
                "offered_by",
                "services_accepted_at",
                "services_accepted_by",
                "csm_accepted_at",
                "csm_accepted_by",
            )
        )
        c.save(handoff, kind=TAKEN_BACK, state=HandoffState.DRAFT, **gone)
        return handoff


def ask_question(*, phase: Phase, text: str, by: Viewer, now: datetime) -> HandoffQuestion:
    """A question back; the handoff can't be accepted before its answer. Refuses no words and card numbers.

    Also: event `handoff.question_asked`; who offered it is told.
    """
    require_talker(by)
    words = _words(text)
    with change(by=by, now=now) as c:
        handoff = _lock(c, phase)
        made = c.create(
            HandoffQuestion, scope=handoff.biller_id, event=ASKED, biller_id=handoff.biller_id, handoff=handoff, text=words,
            asked_by_id=by.user_id, asked_at=now,
        )  # fmt: skip
        _tell(
            c,
            handoff,
            [handoff.offered_by],
            _("%(who)s asks about the %(handoff)s.") % {"who": by.name, "handoff": handoff},
            f"q{made.pk}",
        )
        return made


def answer_question(*, question: HandoffQuestion, text: str, by: Viewer, now: datetime) -> bool:
    """The answer, once. Refuses no words, card numbers and a second answer. Also: event `handoff.question_answered`; the asker is told."""
    require_talker(by)
    words = _words(text)
    with change(by=by, now=now) as c:
        held = HandoffQuestion.objects.everywhere().select_for_update(of=("self",)).get(pk=question.pk)
        if held.answered_at is not None:
            raise Refused(_("It is answered already. Ask anew if something is open."))
        c.save(question, kind=ANSWERED, answer=words, answered_by_id=by.user_id, answered_at=now)
        said = _("%(who)s answered you about the %(handoff)s.") % {"who": by.name, "handoff": question.handoff}
        _tell(c, question.handoff, [question.asked_by], said, f"a{question.pk}")
        return True


def accept_handoff(*, phase: Phase, side: str, by: Viewer, now: datetime) -> Handoff:
    """Client services, or the CSM, takes over. With the second of them the record is kept as it is, as PDF and DOCX.

    Refuses while anything open has no owner, a question waits, self-service was not introduced, and a second time. Also: event
    `handoff.accepted`; with the second one the two look after the biller and all concerned are told.
    """
    if side not in ACCEPTORS or side not in sides_of(by):
        raise Forbidden(_("Client services accepts its side, the CSM theirs."))
    with change(by=by, now=now) as c:
        handoff = _lock(c, phase)
        column = "services" if side == HandoffSide.CLIENT_SERVICES else "csm"
        if getattr(handoff, f"{column}_accepted_at") is not None:
            raise Refused(_("%(side)s has accepted already.") % {"side": SIDE_NAMES[HandoffSide(side)]})
        if found := obstacles_of(handoff):
            raise Refused(" ".join(found))
        signed: dict[str, Any] = {f"{column}_accepted_at": now, f"{column}_accepted_by_id": by.user_id}
        other = handoff.csm_accepted_at if column == "services" else handoff.services_accepted_at
        if other is not None:
            signed["state"] = HandoffState.ACCEPTED
        c.save(handoff, kind=ACCEPTED, note=SIDE_NAMES[HandoffSide(side)], **signed)
        if other is not None:
            _gather(c, handoff)
            _finish(c, handoff)
        return handoff


def obstacles_of(
    handoff: Handoff, *, items: list[OpenItem] | None = None, questions: list[HandoffQuestion] | None = None
) -> list[str]:
    """What stands in the way of accepting it now; `items` and `questions` are what was read already."""
    asked = questions_of(handoff) if questions is None else questions
    found = open_items(handoff.phase) if items is None else items
    return obstacles(
        handoff.state, len(ownerless(found)), sum(1 for one in asked if one.answered_at is None), handoff.introduced,
        has_taker=handoff.taker_id is not None, has_csm=handoff.csm_id is not None,
    )  # fmt: skip


def handoff_paper(handoff: Handoff, parts: list[Any], made: str) -> Paper:
    """The record for printing."""
    provider = app_settings.value("provider_name") or "Pilotage"
    return Paper(title=str(handoff), lead=f"As of {made}.", parts=parts, foot=f"{provider} · {handoff} · internal")


def _gather(c: Change, handoff: Handoff) -> None:
    phase = Phase.objects.everywhere().select_related("biller", "integration__product").get(pk=handoff.phase_id)
    c.save(handoff, record_parts=plain(record_of(phase, handoff, open_items(phase))), record_at=c.now)


def _finish(c: Change, handoff: Handoff) -> None:
    paper = handoff_paper(handoff, parts_from(handoff.record_parts), f"{c.now:%-d %b %Y}")
    digest = hashlib.sha256(json.dumps(handoff.record_parts, sort_keys=True).encode()).hexdigest()
    stem = f"Handoff, {handoff.phase}"
    store_version(
        subject=handoff.record, biller=handoff.biller, series=SERIES, digest=digest,
        files={f"{stem}.pdf": pdf_of(paper), f"{stem}.docx": docx_of(paper)}, by=c.by, now=c.now,
    )  # fmt: skip
    for user, role in ((handoff.taker, "cs_agent"), (handoff.csm, "csm")):
        if user is not None and role in user.roles:
            assign_care(biller=handoff.biller, user=user, role=role, by=system(c.by.source), now=c.now)
    people = [handoff.taker, handoff.csm, handoff.offered_by]
    _tell(c, handoff, people, _("The %(handoff)s is accepted by both.") % {"handoff": handoff}, "accepted")


def _lock(c: Change, phase: Phase) -> Handoff:
    Phase.objects.everywhere().select_for_update(of=("self",)).get(pk=phase.pk)
    return handoff_of(phase.pk) or c.create(Handoff, scope=phase.biller_id, biller=phase.biller, phase=phase)


def _check(texts: Mapping[str, str], introduced: Mapping[str, Any], taker: User | None, csm: User | None) -> None:
    for key in [*texts, *introduced]:
        if key not in TEXT_NAMES and key not in SELF_SERVICE:
            raise Refused(_("A handoff has no part %(key)s.") % {"key": key})
    for key, text in texts.items():
        if len(text) > 10_000:
            raise Refused(_("This is longer than 10,000 signs. Shorten it."), field=f"text_{key}")
        no_card(text, field=f"text_{key}")
    if taker is not None and not (taker.is_active and {"cs_agent", "cs_leader"} & set(taker.roles)):
        raise Refused(_("%(name)s isn't an active member of client services.") % {"name": taker.name}, field="taker")
    if csm is not None and not (csm.is_active and "csm" in csm.roles):
        raise Refused(_("%(name)s is no active CSM.") % {"name": csm.name}, field="csm")


def _words(text: str) -> str:
    words = text.strip()
    if not words or len(words) > 5_000:
        raise Refused(_("Write something, at most 5,000 signs."), field="text")
    no_card(words, field="text")
    return words


def _tell(c: Change, handoff: Handoff, users: list[User | None], text: str, word: str) -> None:
    said = text % {"handoff": handoff} if "%(handoff)s" in text else text
    tell(
        users=users, kind="handoff", text=said, url=f"/phases/{handoff.phase_id}/handoff/", record=handoff.record,
        key=f"handoff:{handoff.pk}:{word}:{c.now:%Y%m%d%H%M}", by=c.by, now=c.now,
    )  # fmt: skip
