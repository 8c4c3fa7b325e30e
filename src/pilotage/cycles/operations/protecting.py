"""Agreements that no late fees or shut-offs are charged for a time: made, extended, reminded of, closed with evidence."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.billers.cleaning import amount
from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.cycles.enums import ProtectionState
from pilotage.cycles.models import Protection
from pilotage.cycles.permissions import require_keeper
from pilotage.cycles.queries import ending
from pilotage.cycles.rules.dates import is_near
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.work.texts import no_card

EXTENDED = "cycles.protection_extended"
CLOSED = "cycles.protection_closed"
REOPENED = "cycles.protection_reopened"
AHEAD, LONGEST = timedelta(days=7), timedelta(days=366)


def agree_protection(
    *, phase: Phase, starts_on: date, ends_on: date, owner: User, agreed_by: str, by: Viewer, now: datetime, **more: Any
) -> Protection:
    """Nobody is charged late fees, shut off, or both, from–to.

    `more`: is_for_fees, is_for_shut_offs, cycle, invoice_type, payers, cost_amount, notice_text.

    Refuses what protects from nothing, an end before the start or over a year later, nobody who agreed, card numbers.
    Also: event `cycles.protection_created`; the owner is told.
    """
    require_keeper(by)
    fields = _cleaned({"starts_on": starts_on, "ends_on": ends_on, "agreed_by": agreed_by} | more)
    with change(by=by, now=now) as c:
        row = c.create(Protection, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, owner=owner, **fields)
        _tell(row, f"{row.what} at {phase.biller.name} is yours to end on {ends_on:%-d %b %Y}.", "given", by, now)
        return row


def change_protection(
    *, protection: Protection, expect: int | None = None, by: Viewer, now: datetime, **fields: Any
) -> bool:
    """Days, scope, owner, words. Refuses closed ones, and as `agree_protection`. Raises `Stale`.

    Also: event `cycles.protection_changed`, or `cycles.protection_extended` where it ends later.
    """
    require_keeper(by)
    _open(protection)
    names = ("starts_on", "ends_on", "is_for_fees", "is_for_shut_offs")
    cleaned = _cleaned({name: getattr(protection, name) for name in names} | fields)
    kind = EXTENDED if cleaned["ends_on"] > protection.ends_on else None
    with change(by=by, now=now) as c:
        had = protection.owner_id
        done = c.save(protection, expect=expect, kind=kind, **cleaned)
        if protection.owner_id != had:
            _tell(protection, f"{protection} at {protection.biller.name} is yours to end.", "given", by, now)
        return done


def close_protection(
    *, protection: Protection, evidence: str, expect: int | None = None, by: Viewer, now: datetime
) -> None:
    """Ended, with what shows that fees and shut-offs run again. Refuses without evidence, and a second time. Raises `Stale`.

    Also: event `cycles.protection_closed`.
    """
    require_keeper(by)
    text = evidence.strip()
    if not text:
        raise Refused(
            _("Say what shows that it has ended: who switched fees and shut-offs on again, where, when."),
            field="evidence",
        )
    no_card(text, field="evidence")
    with change(by=by, now=now) as c:
        held = Protection.objects.everywhere().select_for_update(of=("self",)).get(pk=protection.pk)
        _open(held)
        c.save(
            protection, expect=expect, kind=CLOSED, note=text[:300], state=ProtectionState.CLOSED, evidence=text, closed_at=now,
            closed_by_name=by.name,
        )  # fmt: skip


def reopen_protection(*, protection: Protection, by: Viewer, now: datetime) -> None:
    """Closed by mistake: it runs again; its evidence stays in its history. Also: event `cycles.protection_reopened`."""
    require_keeper(by)
    with change(by=by, now=now) as c:
        c.save(protection, kind=REOPENED, state=ProtectionState.AGREED, evidence="", closed_at=None, closed_by_name="")


def remind_of_ends(*, by: Viewer, now: datetime) -> int:
    """Tells owners a week before the end, on the day before, and each week after it until closed. Returns how many notices."""
    told = 0
    for row in ending(now.date() + timedelta(days=1), AHEAD):
        today = now.astimezone(ZoneInfo(row.biller.time_zone)).date()
        left = (row.ends_on - today).days
        if left > AHEAD.days:
            continue
        when = f"ends on {row.ends_on:%-d %b}" if left >= 0 else f"ended on {row.ends_on:%-d %b} and isn't closed"
        step = "week" if left > 1 else "eve" if left >= 0 else f"over{-left // 7}"
        told += _tell(
            row, f"{row.what} at {row.biller.name} {when}. Close it with evidence, or extend it.", step, by, now
        )
    return told


def _open(protection: Protection) -> None:
    if protection.state == ProtectionState.CLOSED:
        raise Refused(_("It is closed. Open it again to change it."))


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    found = dict(fields)
    if not (found.get("is_for_fees", True) or found.get("is_for_shut_offs", True)):
        raise Refused(_("Say from what it protects: late fees, shut-offs, or both."), field="is_for_fees")
    if not is_near(found["starts_on"], found["ends_on"]):
        raise Refused(_("These days are too far off."), field="starts_on")
    if found["ends_on"] < found["starts_on"]:
        raise Refused(_("The end is before the start."), field="ends_on")
    if found["ends_on"] - found["starts_on"] > LONGEST:
        raise Refused(_("It lasts a year at most; agree anew if it must."), field="ends_on")
    for name, most in (("agreed_by", 200), ("payers", 160)):
        if name in found:
            found[name] = " ".join((found[name] or "").split())[:most]
    if "agreed_by" in found and not found["agreed_by"]:
        raise Refused(_("Name who agreed to it at the biller."), field="agreed_by")
    if "cost_amount" in found:
        found["cost_amount"] = amount(found["cost_amount"], field="cost_amount")
    for name in ("agreed_by", "payers", "notice_text"):
        no_card(found.get(name) or "", field=name)
    return found


def _tell(row: Protection, text: str, step: str, by: Viewer, now: datetime) -> int:
    return tell(
        users=[row.owner], kind="protection_ending", text=text, url=f"/penalty-protections/{row.pk}/", record=row.record,
        key=f"protection:{row.pk}:{row.ends_on}:{row.owner_id}:{step}", by=by, now=now,
    )  # fmt: skip
