"""Asks for changes, says them differently, takes them back, takes them up again."""

from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.changes.enums import KIND_NAMES, STATE_NAMES, ChangeKind, ChangeState, Side
from pilotage.changes.models import ChangeApproval, ChangeRequest
from pilotage.changes.permissions import may_withdraw, require_asker, require_may_work_out
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.queries import projects_of_phase
from pilotage.people.models import User
from pilotage.raid.models import RaidEntry
from pilotage.work.texts import no_card

WITHDRAWN = "changes.withdrawn"
REOPENED = "changes.reopened"
TAKEN_BACK = "changes.offer_taken_back"
ALIVE = (ChangeState.ASKED, ChangeState.OFFERED)


def ask_for_change(
    *,
    phase: Phase,
    title: str,
    what: str,
    why: str = "",
    kind: str = ChangeKind.PLAN,
    wanted_by_date: date | None = None,
    raid_entry: RaidEntry | None = None,
    came_from: Record | None = None,
    by: Viewer,
    now: datetime,
) -> ChangeRequest:
    """A change of a phase's project, scope, integration or product.

    Refuses without a title and what it is, an unknown kind, another phase's RAID entry, card numbers. Also: event
    `changes.changerequest_created`; the biller's PM and IM are told.
    """
    require_asker(by, phase.biller_id)
    words = _texts({"title": title, "what": what, "why": why})
    _check(phase, kind, raid_entry)
    project = projects_of_phase(phase.pk).exclude(state=ProjectState.CANCELLED).first()
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=phase.pk)
        last = ChangeRequest.objects.everywhere().filter(phase=phase).aggregate(last=Max("number"))["last"] or 0
        row = c.create(
            ChangeRequest, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, project=project, number=last + 1,
            kind=kind, side=Side.PROVIDER if by.is_provider else Side.BILLER, asked_by_id=by.user_id, asked_by_name=by.name,
            asked_at=now, wanted_by_date=wanted_by_date, raid_entry=raid_entry, came_from=came_from,
            currency=phase.biller.currency, **words,
        )  # fmt: skip
        people = User.objects.filter(cares__biller_id=phase.biller_id, cares__role__in=["pm", "im"]).distinct()
        tell(
            users=list(people), kind="change_asked", text=f"{by.name} asks for a change of {phase}: “{row.title}”.",
            url=f"/changes/{row.pk}/", record=row.record, key=f"change:{row.pk}:asked", by=by, now=now,
        )  # fmt: skip
        return row


def change_words(
    *, request: ChangeRequest, expect: int | None = None, by: Viewer, now: datetime, **fields: Any
) -> bool:
    """Title, what, why, kind, wanted day, RAID entry. What was offered is asked for again: people said yes to other words.

    Refuses as `ask_for_change` does, decided changes, and people who neither asked nor work it out. Raises `Stale`. Also: event
    `changes.changerequest_changed`.
    """
    if not may_withdraw(by, request):
        raise Forbidden(_("Whoever asked for it changes its words, or the PM or IM."))
    words = _texts({name: fields.pop(name) for name in ("title", "what", "why") if name in fields})
    _check(request.phase, fields.get("kind", request.kind), fields.get("raid_entry", request.raid_entry))
    with change(by=by, now=now) as c:
        hold_alive(request)
        done = c.save(request, expect=expect, **words, **fields)
        if done:
            take_offer_back(c, request)
        return done


def withdraw_change(
    *, request: ChangeRequest, reason: str, expect: int | None = None, by: Viewer, now: datetime
) -> None:
    """Nobody wants it any more. Refuses without a reason, decided ones, and strangers to it. Raises `Stale`.

    Also: event `changes.withdrawn`.
    """
    if not may_withdraw(by, request):
        raise Forbidden(_("Whoever asked for it takes it back, or the PM or IM."))
    why = reason_in(reason)
    with change(by=by, now=now) as c:
        hold_alive(request)
        c.save(
            request, expect=expect, kind=WITHDRAWN, note=why, state=ChangeState.WITHDRAWN, reason=why, decided_at=now
        )


def reopen_change(*, request: ChangeRequest, by: Viewer, now: datetime) -> None:
    """A refused or withdrawn one is asked for again. Refuses others. Also: event `changes.reopened`."""
    require_may_work_out(by)
    with change(by=by, now=now) as c:
        held = locked(request)
        if held.state not in (ChangeState.REFUSED, ChangeState.WITHDRAWN):
            raise Refused(_("%(code)s is %(state)s already.") % _named(held))
        _lapse(c, request)
        c.save(request, kind=REOPENED, state=ChangeState.ASKED, reason="", decided_at=None, offered_at=None, impact={})


def take_offer_back(c: Change, request: ChangeRequest) -> None:
    """What was offered changed: it has to be worked out and approved anew. Also: event `changes.offer_taken_back`."""
    if request.state == ChangeState.OFFERED:
        _lapse(c, request)
        c.save(request, kind=TAKEN_BACK, state=ChangeState.ASKED, offered_at=None, impact={})


def locked(request: ChangeRequest) -> ChangeRequest:
    """The change as it is stored; one decides at a time."""
    held: ChangeRequest = ChangeRequest.objects.everywhere().select_for_update(of=("self",)).get(pk=request.pk)
    for name in ("state", "impact", "offered_at", "decided_at", "one_off_amount", "monthly_amount", "target_date"):
        setattr(request, name, getattr(held, name))
    return held


def reason_in(text: str) -> str:
    """A reason in one line. Refuses none, a long one, card numbers."""
    why = " ".join(text.split())
    if not why:
        raise Refused(_("Say why."), field="reason")
    if len(why) > 300:
        raise Refused(_("Keep this to %(n)d signs.") % {"n": 300}, field="reason")
    no_card(why, field="reason")
    return why


def hold_alive(request: ChangeRequest) -> None:
    """Locks it; refuses when it is decided."""
    held = locked(request)
    if held.state not in ALIVE:
        raise Refused(_("%(code)s is %(state)s already. Look at it again.") % _named(held))


def _named(held: ChangeRequest) -> dict[str, str]:
    return {"code": held.code, "state": STATE_NAMES[ChangeState(held.state)].lower()}


def _lapse(c: Change, request: ChangeRequest) -> None:
    for row in ChangeApproval.objects.everywhere().filter(change=request, lapsed_at=None):
        c.save(row, lapsed_at=c.now)


def _check(phase: Phase, kind: str, raid_entry: RaidEntry | None) -> None:
    if kind not in KIND_NAMES:
        raise Refused(_("Say what is to be changed: the plan, the integration or the product."), field="kind")
    if raid_entry is not None and raid_entry.phase_id != phase.pk:
        raise Refused(_("That entry stands in another phase's log."), field="raid_entry")


def _texts(given: dict[str, Any]) -> dict[str, str]:
    found = {}
    for name, text in given.items():
        words = " ".join(str(text).split()) if name == "title" else str(text).strip()
        if not words and name != "why":
            raise Refused(
                _("Say in one line what it is.") if name == "title" else _("Say what should change."), field=name
            )
        most = 200 if name == "title" else 10_000
        if len(words) > most:
            raise Refused(_("Keep this to %(n)d signs.") % {"n": most}, field=name)
        no_card(words, field=name)
        found[name] = words
    return found
