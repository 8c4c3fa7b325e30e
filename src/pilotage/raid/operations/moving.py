"""Moves entries: in work, closed with an outcome, open again; and a risk that has happened becomes an issue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.raid import rules
from pilotage.raid.enums import STATE_NAMES, EntryState, Kind
from pilotage.raid.models import RaidEntry
from pilotage.raid.operations.writing import change_entry, raise_entry
from pilotage.raid.permissions import require_writer
from pilotage.work.texts import no_card

STARTED = "raid.started"
CLOSED = "raid.closed"
REOPENED = "raid.reopened"


def start_entry(*, entry: RaidEntry, by: Viewer, now: datetime) -> None:
    """Somebody works on it. Refuses from any state but open. Also: event `raid.started`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        _move(c, entry, EntryState.IN_WORK, STARTED)


def close_entry(*, entry: RaidEntry, outcome: str, expect: int | None = None, by: Viewer, now: datetime) -> None:
    """Closes it with what came of it: gone, confirmed, decided, met. Refuses without that. Raises `Stale`.

    Also: event `raid.closed`.
    """
    require_writer(by)
    text = _outcome(outcome)
    with change(by=by, now=now) as c:
        _move(c, entry, EntryState.CLOSED, CLOSED, expect=expect, closed_at=now, outcome=text, review_date=None)


def reopen_entry(*, entry: RaidEntry, by: Viewer, now: datetime) -> None:
    """Opens it again; what was written stays in its history. Also: event `raid.reopened`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        review = rules.next_review(entry.score, now.date(), entry.strikes_on)
        _move(c, entry, EntryState.OPEN, REOPENED, closed_at=None, outcome="", review_date=review)


def turn_into_issue(*, entry: RaidEntry, what: str, expect: int | None = None, by: Viewer, now: datetime) -> RaidEntry:
    """A risk, assumption or dependency has come true: it is closed, and an issue with the same owner takes its place.

    Refuses issues, decisions, closed ones, and without saying what happened. Raises `Stale`. Also: as `close_entry` and
    `raise_entry`. Returns the issue.
    """
    require_writer(by)
    if entry.kind not in rules.UNSURE:
        raise Refused(_("Only a risk, an assumption or a dependency becomes an issue."))
    text = _outcome(what)
    with change(by=by, now=now):
        close_entry(entry=entry, outcome=text, expect=expect, by=by, now=now)
        return raise_entry(
            phase=entry.phase, kind=Kind.ISSUE, title=entry.title, description=text, impact=entry.impact, party=entry.party,
            owner=entry.owner, due_date=entry.due_date, came_from=entry, by=by, now=now,
        )  # fmt: skip


def change_by_values(
    *,
    entry: RaidEntry,
    values: Mapping[str, Any],
    state: str | None,
    outcome: str = "",
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Fields and state at once, all or nothing: words first, then the move. Refuses and raises as these do."""
    require_writer(by)
    with change(by=by, now=now) as c:
        if expect is not None:
            c.save(entry, expect=expect)
        if state == EntryState.OPEN and entry.closed_at is not None:
            reopen_entry(entry=entry, by=by, now=now)
        if values:
            change_entry(entry=entry, by=by, now=now, **values)
        if state == EntryState.IN_WORK and entry.state != state:
            start_entry(entry=entry, by=by, now=now)
        if state == EntryState.CLOSED and entry.state != state:
            close_entry(entry=entry, outcome=outcome, by=by, now=now)


def _outcome(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refused(_("Say what came of it; whoever reads the log later needs it."), field="outcome")
    no_card(words, field="outcome")
    return words


def _move(c: Change, entry: RaidEntry, to: str, kind: str, *, expect: int | None = None, **fields: Any) -> None:
    held = RaidEntry.objects.everywhere().select_for_update(of=("self",)).get(pk=entry.pk)
    if not rules.may_move(held.state, to):
        words = {"code": entry.code, "state": STATE_NAMES[EntryState(held.state)].lower()}
        raise Refused(_("%(code)s is %(state)s already. Look at it again.") % words)
    entry.state = held.state
    c.save(entry, expect=expect, kind=kind, state=to, **fields)
