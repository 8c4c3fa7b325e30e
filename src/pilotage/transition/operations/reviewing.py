"""Holds the weekly review: begins it with its agenda, ends it with its minutes, and tells those concerned."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.people.queries import users_with_role
from pilotage.transition.enums import ReviewState
from pilotage.transition.models import WeeklyReview
from pilotage.transition.permissions import require_decider
from pilotage.transition.queries import agenda, decided_between
from pilotage.work.texts import no_card

OPENED = "transition.review_opened"
CLOSED = "transition.review_closed"


def open_review(*, by: Viewer, now: datetime) -> WeeklyReview:
    """Begins a weekly review; its agenda is kept as it stands. Refuses while another one is open.

    Also: event `transition.review_opened`.
    """
    require_decider(by)
    words = _("A weekly review is open already. End it before you begin the next.")
    if WeeklyReview.objects.filter(state=ReviewState.OPEN).exists():
        raise Refused(words)
    try:
        with change(by=by, now=now) as c:
            return c.create(WeeklyReview, event=OPENED, opened_at=now, opened_by_id=by.user_id, agenda=agenda(by, now))
    except IntegrityError:
        raise Refused(words) from None


def close_review(
    *, review: WeeklyReview, present: str, remarks: str = "", expect: int | None = None, by: Viewer, now: datetime
) -> WeeklyReview:
    """Ends the review with its minutes: what was decided since it began, what of the agenda is still open.

    Refuses a closed one, and nobody present. Raises `Stale`. Also: event `transition.review_closed`; everybody concerned by
    a decision is told once of all of theirs, leaders of the review.
    """
    require_decider(by)
    names = present.strip()
    if not names:
        raise Refused(_("Say who was there."), field="present")
    no_card(names, field="present")
    no_card(remarks, field="remarks")
    with change(by=by, now=now) as c:
        held = WeeklyReview.objects.select_for_update(of=("self",)).select_related("record").get(pk=review.pk)
        c.save(held, expect=expect)
        if held.state == ReviewState.CLOSED:
            raise Refused(_("This weekly review is closed."))
        decided = decided_between(by, held.opened_at, now)
        done = {row["decision"] for row in decided}
        left = [
            {"name": item["name"], "target": item["target"], "proposed": item["proposed"], "decision": item["decision"]}
            for item in agenda(by, now)
            if item["decision"] not in done
        ]
        c.save(
            held, kind=CLOSED, state=ReviewState.CLOSED, closed_at=now, closed_by_id=by.user_id, present=names,
            remarks=remarks.strip(), minutes={"decided": decided, "left": left},
        )  # fmt: skip
        _tell(c, held, decided)
        return held


def _tell(c: Change, review: WeeklyReview, decided: list[dict[str, Any]]) -> None:
    """Each person once, with what concerns them; the leaders hear of the whole."""
    of_user: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in decided:
        for user in row["people"]:
            of_user[user].append(row)
    leaders = {user.pk: user for user in users_with_role("cs_leader", "tsm_manager")}
    people = User.objects.in_bulk([*of_user])
    for key, user in sorted((leaders | people).items()):
        rows = decided if key in leaders else of_user[key]
        lines = [_line(row) for row in rows]
        n = len(rows)
        said = ngettext("%(n)d decision", "%(n)d decisions", n) % {"n": n}
        shown = "; ".join(lines[:3]) + (" …" if n > 3 else "")
        tell(
            users=[user], kind="decision_made", text=f"{review}: {said}. {shown}".strip(),
            url=f"/transition/reviews/{review.pk}/", record=review.record, key=f"review:{review.pk}",
            more="\n".join(lines), by=c.by, now=c.now,
        )  # fmt: skip


def _line(row: dict[str, Any]) -> str:
    who = f", {row['assignee']}" if row["assignee"] else ""
    return f"{row['name']}: {row['choice']}{who}"
