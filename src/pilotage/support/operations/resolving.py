"""On the way to a resolution: taken in hand, triaged, noted, tracked elsewhere, closed, opened again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.support import rules
from pilotage.support.enums import CASE_STATE_NAMES, PATH_NAMES, CaseState, Path
from pilotage.support.models import Case
from pilotage.support.operations.opening import change_case
from pilotage.support.permissions import require_closer, require_writer
from pilotage.support.queries import stale_cases, supporters_of
from pilotage.support.texts import clean

TAKEN = "support.taken_in_hand"
TRIAGED = "support.triaged"
NOTED = "support.noted"
TRACKED = "support.tracked"
CLOSED = "support.closed"
REOPENED = "support.reopened"
SAFE = ("https://", "http://")


def take_in_hand(*, case: Case, owner: User | None = None, by: Viewer, now: datetime) -> None:
    """Somebody works on it; who has no owner gets `owner`. Refuses a closed case. Also: event `support.taken_in_hand`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        _move(c, case, CaseState.IN_WORK, TAKEN, owner=case.owner or owner)


def triage_case(
    *,
    case: Case,
    path: str,
    path_words: str,
    owner: User,
    due_date: date | None = None,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Gives the case its way to a resolution, an owner and a day (R13). What changes the integration or the product goes to change
    control and leaves the tracker, other production issues may go to the tracker (R15).

    Refuses without a path, words or an owner, a day in the past, and a closed case. Raises `Stale`. Also: event `support.triaged`; a
    new owner is told.
    """
    require_writer(by)
    if path not in PATH_NAMES:
        raise Refused(_("Choose the way to a resolution."), field="path")
    if due_date is not None and due_date < now.date():
        raise Refused(_("This day is past. Choose one from today on."), field="due_date")
    words: dict[str, Any] = clean({"path_words": path_words})
    if path == Path.CHANGE:
        words |= {"tracker_key": "", "tracker_url": "", "tracker_state": "", "tracked_at": None}
    with change(by=by, now=now) as c:
        _move(
            c, case, rules.STATE_OF_PATH[Path(path)], TRIAGED, expect=expect, path=path, path_due_date=due_date,
            triaged_at=now, **words,
        )  # fmt: skip
        change_case(case=case, owner=owner, by=by, now=now)


def write_notes(*, case: Case, notes: str, expect: int | None = None, by: Viewer, now: datetime) -> None:
    """Writes the resolution notes anew; they count as fresh from now on (R16), also where the words stay.

    Refuses empty notes, card numbers, a closed case. Raises `Stale`. Also: event `support.noted`.
    """
    require_writer(by)
    words = clean({"notes": notes})
    with change(by=by, now=now) as c:
        held = _held(case)
        if held.closed_at is not None:
            raise Refused(_("%(code)s is closed. Open it again to write on.") % {"code": case.code})
        c.save(case, expect=expect, kind=NOTED, noted_at=now, **words)


def link_tracker(
    *, case: Case, key: str, url: str = "", state: str = "", expect: int | None = None, by: Viewer, now: datetime
) -> None:
    """The issue in the tracker and how it stands there (R15).

    Refuses without a key, an address that is none, and a case that goes to change control. Raises `Stale`. Also: event `support.tracked`.
    """
    require_writer(by)
    if case.path == Path.CHANGE:
        raise Refused(_("This case goes to change control, not to the tracker. Change its path first."), field="key")
    if url and not url.startswith(SAFE):
        raise Refused(_("Give the whole address, beginning with https://."), field="url")
    words = clean({"tracker_key": key, "tracker_state": state})
    with change(by=by, now=now) as c:
        c.save(case, expect=expect, kind=TRACKED, tracker_url=url, tracked_at=now, **words)


def close_case(*, case: Case, outcome: str, expect: int | None = None, by: Viewer, now: datetime) -> None:
    """Closes it with what it was and what was done. Only who the matrix of the phase names for it (RACI 9), and client services.

    Refuses without an outcome. Raises `Stale`. Also: event `support.closed`.
    """
    require_closer(by, case.phase_id)
    words = clean({"outcome": outcome})
    with change(by=by, now=now) as c:
        _move(c, case, CaseState.CLOSED, CLOSED, expect=expect, closed_at=now, **words)


def reopen_case(*, case: Case, by: Viewer, now: datetime) -> None:
    """Opens it again; it waits for triage anew. Refuses an open one. Also: event `support.reopened`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        _move(c, case, CaseState.OPEN, REOPENED, closed_at=None, outcome="", path="", path_words="", path_due_date=None)


def change_by_values(
    *, case: Case, values: Mapping[str, Any], notes: str | None, outcome: str | None, expect: int | None = None, by: Viewer,
    now: datetime,
) -> None:  # fmt: skip
    """Fields, notes and the end at once, all or nothing. Refuses and raises as the single ones do."""
    require_writer(by)
    with change(by=by, now=now) as c:
        if expect is not None:
            c.save(case, expect=expect)
        if values:
            change_case(case=case, by=by, now=now, **values)
        if notes is not None:
            write_notes(case=case, notes=notes, by=by, now=now)
        if outcome is not None:
            close_case(case=case, outcome=outcome, by=by, now=now)


def tell_of_stale_notes(*, by: Viewer, now: datetime) -> int:
    """Tells owners of open cases whose notes are stale, once for each writing; without an owner, who supports the biller.

    Returns how many notices.
    """
    told = 0
    found = list(stale_cases(now, is_owned=False))
    carers = supporters_of({case.biller_id for case in found if case.owner_id is None})
    for case in found:
        told += tell(
            users=[case.owner] if case.owner else carers.get(case.biller_id, []),
            kind="case_stale",
            text=f"The notes of {case} of {case.biller} are stale. Write how it stands.",
            url=f"/cases/{case.pk}/",
            record=case.record,
            key=f"case:{case.pk}:stale:{case.noted_at.isoformat()}",
            by=by,
            now=now,
        )
    return told


def _held(case: Case) -> Case:
    found: Case = Case.objects.everywhere().select_for_update(of=("self",)).get(pk=case.pk)
    return found


def _move(c: Change, case: Case, to: str, kind: str, *, expect: int | None = None, **fields: Any) -> None:
    held = _held(case)
    is_closed = held.state == CaseState.CLOSED
    if is_closed != (kind == REOPENED) or (held.state != to and not rules.may_move(held.state, to)):
        words = {"code": case.code, "state": CASE_STATE_NAMES[CaseState(held.state)].lower()}
        raise Refused(_("%(code)s is %(state)s. Look at it again.") % words)
    case.state = held.state
    c.save(case, expect=expect, kind=kind, state=to, **fields)
