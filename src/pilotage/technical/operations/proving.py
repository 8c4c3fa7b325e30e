"""Moves items: begun, proven with evidence, looked at by a second person, set aside, open again."""

from datetime import date, datetime, timedelta
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.documents.operations import store_file
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.technical import rules
from pilotage.technical.enums import STATE_NAMES, EvidenceKind, ItemState
from pilotage.technical.models import CheckItem, Evidence
from pilotage.technical.permissions import require_writer
from pilotage.work.enums import FINISHED
from pilotage.work.models import Task
from pilotage.work.operations import complete_task, drop_task
from pilotage.work.texts import no_card

STARTED = "technical.item_started"
PROVEN = "technical.item_proven"
CHECKED = "technical.item_checked"
SET_ASIDE = "technical.item_set_aside"
REOPENED = "technical.item_reopened"
EVIDENCE_GIVEN = "technical.evidence_given"
EVIDENCE_WITHDRAWN = "technical.evidence_withdrawn"
_CLEARED = {"proven_by_id": None, "proven_at": None, "checked_by_id": None, "checked_at": None}
_is_link = URLValidator(schemes=["https", "http"])


def start_item(*, item: CheckItem, by: Viewer, now: datetime) -> None:
    """Somebody works on it. Refuses from any state but open. Also: event `technical.item_started`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        _move(c, item, ItemState.IN_WORK, STARTED)


def prove_item(*, item: CheckItem, expect: int | None = None, by: Viewer, now: datetime) -> None:
    """This person says that it is so, by the evidence there is. Refuses without evidence that holds today. Raises `Stale`.

    Also: event `technical.item_proven`; its open tasks are done, and where a second person has to look, the others are told.
    """
    require_writer(by)
    with change(by=by, now=now) as c:
        today = _today(item, now)
        if not any(_holds(row, today) for row in _in_force(item)):
            raise Refused(_("Nothing shows it yet. Add evidence: a file, a link or a note."), code="no_evidence")
        _move(c, item, ItemState.PROVEN, PROVEN, expect=expect, proven_by_id=by.user_id, proven_at=now, reason="")
        for task in Task.objects.everywhere().filter(subject_id=item.pk).exclude(state__in=FINISHED):
            complete_task(task=task, by=by, now=now)
        if item.needs_second:
            _ask_second(item, by, now)


def check_item(*, item: CheckItem, expect: int | None = None, by: Viewer, now: datetime) -> None:
    """A second person has looked. Refuses who proved it or gave its evidence, and what isn't proven. Raises `Stale`.

    Also: event `technical.item_checked`.
    """
    require_writer(by)
    with change(by=by, now=now) as c:
        held = _locked(item)
        if held.state != ItemState.PROVEN or held.checked_at is not None:
            raise Refused(_("There is nothing to check here now."))
        if by.user_id is None or by.user_id in (held.proven_by_id, *(row.given_by_id for row in _in_force(item))):
            raise Forbidden(_("Whoever proved it or gave the evidence doesn't check it; ask a colleague."))
        c.save(item, expect=expect, kind=CHECKED, checked_by_id=by.user_id, checked_at=now)


def set_aside_item(*, item: CheckItem, reason: str, expect: int | None = None, by: Viewer, now: datetime) -> None:
    """It doesn't concern this phase. Refuses without a reason. Raises `Stale`. Also: event `technical.item_set_aside`."""
    require_writer(by)
    why = _reason(reason, _("Say why it doesn't concern this phase."))
    with change(by=by, now=now) as c:
        _move(c, item, ItemState.NOT_APPLICABLE, SET_ASIDE, expect=expect, reason=why)
        for task in Task.objects.everywhere().filter(subject_id=item.pk).exclude(state__in=FINISHED):
            drop_task(task=task, reason=why, by=by, now=now)


def reopen_item(*, item: CheckItem, reason: str = "", expect: int | None = None, by: Viewer, now: datetime) -> None:
    """It has to be proven anew; its evidence stays. Raises `Stale`. Also: event `technical.item_reopened`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        _move(c, item, ItemState.OPEN, REOPENED, expect=expect, note=reason.strip()[:300], reason="", **_CLEARED)


def add_evidence(
    *,
    item: CheckItem,
    kind: str,
    text: str = "",
    link: str = "",
    name: str = "",
    stream: IO[Any] | None = None,
    expires_on: date | None = None,
    by: Viewer,
    now: datetime,
) -> Evidence:
    """Something that shows it: a file (`name` and `stream`), a link or a note; without an end it gets the library's.

    Refuses what shows nothing, an end that is past, card numbers, files as `store_file` does, and items set aside. Also:
    event `technical.evidence_given`; an open item is in work now.
    """
    require_writer(by)
    words, address = text.strip(), link.strip()
    _check_shown(kind, words, address, stream)
    today = _today(item, now)
    if expires_on is not None and expires_on < today:
        raise Refused(_("It ended on %(day)s already.") % {"day": expires_on}, field="expires_on")
    end = expires_on or (today + timedelta(days=item.valid_days) if item.valid_days else None)
    with change(by=by, now=now) as c:
        held = _locked(item)
        if held.state == ItemState.NOT_APPLICABLE:
            raise Refused(_("It is set aside. Open it again first."))
        file = None
        if stream is not None and kind == EvidenceKind.FILE:
            file = store_file(
                subject=item.record, biller=item.biller, name=name, stream=stream, is_shared=False, by=by, now=now
            )
        row = c.create(
            Evidence, event=EVIDENCE_GIVEN, scope=item.biller_id, biller_id=item.biller_id, item=item, kind=kind, text=words,
            link=address, file=file, expires_on=end, given_by_id=by.user_id, given_by_name=by.name, given_at=now,
        )  # fmt: skip
        values: dict[str, Any] = {"valid_until": rules.valid_until(_ends(item, today))}
        if held.state == ItemState.OPEN:
            values["state"] = ItemState.IN_WORK
        if held.checked_at is not None:
            values |= {"checked_by_id": None, "checked_at": None}  # what a second person saw is no longer all there is
        c.save(item, **values)
        c.touch(item)
        return row


def withdraw_evidence(*, evidence: Evidence, reason: str, by: Viewer, now: datetime) -> None:
    """It shows nothing after all. Refuses without a reason, twice. Also: event `technical.evidence_withdrawn`.

    An item that was proven and has no evidence left that holds is open again.
    """
    require_writer(by)
    why = _reason(reason, _("Say why it is taken back."))
    item = evidence.item
    with change(by=by, now=now) as c:
        held = _locked(item)
        row = Evidence.objects.everywhere().select_for_update(of=("self",)).get(pk=evidence.pk)
        if row.withdrawn_at is not None:
            raise Refused(_("It was taken back already."))
        c.save(evidence, kind=EVIDENCE_WITHDRAWN, note=why, withdrawn_at=now, withdrawn_because=why)
        today = _today(item, now)
        c.save(item, valid_until=rules.valid_until(_ends(item, today)))
        if held.state == ItemState.PROVEN and not any(_holds(one, today) for one in _in_force(item)):
            reopen_item(item=item, reason=why, by=by, now=now)


def _check_shown(kind: str, text: str, link: str, stream: IO[Any] | None) -> None:
    no_card(text, field="text")
    if kind == EvidenceKind.FILE and stream is None:
        raise Refused(_("Choose the file."), field="file")
    if kind == EvidenceKind.NOTE and not text:
        raise Refused(_("Write what was seen, by whom and when."), field="text")
    if kind == EvidenceKind.LINK:
        try:
            _is_link(link)
        except ValidationError:
            raise Refused(_("Write the whole address, beginning with https://"), field="link") from None
        if len(link) > 500:
            raise Refused(_("Keep this to %(n)d signs.") % {"n": 500}, field="link")
    if kind not in tuple(EvidenceKind):
        raise Refused(_("Choose a file, a link or a note."), field="kind")


def _in_force(item: CheckItem) -> list[Evidence]:
    return list(Evidence.objects.everywhere().filter(item=item, withdrawn_at=None))


def _ends(item: CheckItem, today: date) -> list[date | None]:
    rows = _in_force(item)
    return [row.expires_on for row in rows if _holds(row, today)] or [row.expires_on for row in rows]


def _holds(row: Evidence, today: date) -> bool:
    return row.expires_on is None or row.expires_on >= today


def _locked(item: CheckItem) -> CheckItem:
    held: CheckItem = CheckItem.objects.everywhere().select_for_update(of=("self",)).get(pk=item.pk)
    for name in ("state", "checked_at", "checked_by_id", "proven_at", "proven_by_id", "valid_until"):
        setattr(item, name, getattr(held, name))
    return held


def _move(
    c: Change, item: CheckItem, to: str, kind: str, *, expect: int | None = None, note: str = "", **fields: Any
) -> None:
    held = _locked(item)
    if not rules.may_move(held.state, to):
        words = {"title": item.title, "state": STATE_NAMES[ItemState(held.state)].lower()}
        raise Refused(_("“%(title)s” is %(state)s already. Look at it again.") % words)
    c.save(item, expect=expect, kind=kind, note=note, state=to, **fields)


def _reason(text: str, ask: str) -> str:
    why = " ".join(text.split())
    if not why:
        raise Refused(ask, field="reason")
    if len(why) > 300:
        raise Refused(_("Keep this to %(n)d signs.") % {"n": 300}, field="reason")
    no_card(why, field="reason")
    return why


def _today(item: CheckItem, now: datetime) -> date:
    return now.astimezone(ZoneInfo(item.biller.time_zone)).date()


def _ask_second(item: CheckItem, by: Viewer, now: datetime) -> None:
    people = User.objects.filter(cares__biller_id=item.biller_id, cares__role__in=["pm", "im", "os"]).distinct()
    text = f"“{item.title}” of {item.phase} is proven by {by.name} and waits for a second look."
    tell(
        users=list(people), kind="check_waiting", text=text,
        url=f"/technical/items/{item.pk}/", record=item.record, key=f"second:{item.pk}:{now.isoformat()}", by=by, now=now,
    )  # fmt: skip
