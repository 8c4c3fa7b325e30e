"""Begins the AutoPay move of a phase, takes its daily figures, and compares accounts of the old and the new side."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.cycles.enums import METHOD_NAMES
from pilotage.cycles.models import AccountCheck, AutopayFigure, AutopayMove
from pilotage.cycles.permissions import require_keeper
from pilotage.cycles.rules.accounts import compare
from pilotage.cycles.rules.dates import is_near
from pilotage.cycles.rules.figures import why_not_figures
from pilotage.work.texts import no_card

FIGURES_TAKEN = "cycles.figures_taken"
CHECKED = "cycles.accounts_checked"
MOST_KEPT = 5_000


def begin_move(*, phase: Phase, by: Viewer, now: datetime, **fields: Any) -> AutopayMove:
    """The board of a phase. `fields`: owner, next_draft_on, old_stops_on, remark. Refuses a second one.

    Also: event `cycles.autopaymove_created`.
    """
    require_keeper(by)
    no_card(fields.get("remark", ""), field="remark")
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=phase.pk)
        if AutopayMove.objects.everywhere().filter(phase=phase).exists():
            raise Refused(_("This phase has its AutoPay board already."))
        return c.create(AutopayMove, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, **fields)


def change_move(*, move: AutopayMove, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Owner, next draft, last draft of the old side, remark. Raises `Stale`. Also: event `cycles.autopaymove_changed`."""
    require_keeper(by)
    no_card(fields.get("remark", ""), field="remark")
    with change(by=by, now=now) as c:
        return c.save(move, expect=expect, **fields)


def take_figures(*, move: AutopayMove, rows: Sequence[dict[str, Any]], by: Viewer, now: datetime) -> int:
    """Daily figures `{on, method, total, told, begun, moved, drafted, failed, at_risk}`: all of them, or none.

    A day's earlier figures of that method are replaced; history keeps both. Refuses days to come, unknown methods and a
    funnel that widens. Returns how many rows. Also: event `cycles.figures_taken` for each.
    """
    require_keeper(by)
    for row in rows:
        _check(row, now.date())
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=move.pk)
        for row in rows:
            held = AutopayFigure.objects.everywhere().filter(move=move, on=row["on"], method=row["method"]).first()
            if held is not None:
                c.save(held, kind=FIGURES_TAKEN, **row)
            else:
                c.create(
                    AutopayFigure, event=FIGURES_TAKEN, scope=move.biller_id, biller_id=move.biller_id, move=move, **row
                )
                c.touch(move)
        return len(rows)


def check_accounts(
    *,
    move: AutopayMove,
    old: Sequence[dict[str, Any]],
    new: Sequence[dict[str, Any]],
    names: tuple[str, str],
    today: date,
    by: Viewer,
    now: datetime,
) -> AccountCheck:
    """Compares the accounts that both sides would draft, rows `{key, given, shut_off}`. Both lists are then forgotten.

    Kept are counts, the accounts on both sides and those at risk of a shut-off (5,000 of each at most). Refuses empty lists.
    Also: event `cycles.accounts_checked`.
    """
    require_keeper(by)
    if not old or not new:
        raise Refused(_("Both lists need accounts; one of them has none."), field="old" if not old else "new")
    found = compare(old, new, today)
    with change(by=by, now=now) as c:
        row = c.create(
            AccountCheck, event=CHECKED, scope=move.biller_id, biller_id=move.biller_id, move=move, old_name=names[0][:200],
            new_name=names[1][:200], old_count=len(old), new_count=len(new), both_count=len(found.both),
            is_hashed=found.is_hashed, found=list(found.both[:MOST_KEPT]),
            at_risk=[[given, day.isoformat()] for given, day in found.at_risk[:MOST_KEPT]], at_risk_count=len(found.at_risk),
            made_at=now, made_by_name=by.name,
        )  # fmt: skip
        c.touch(row)
        return row


def _check(row: dict[str, Any], today: date) -> None:
    if row["method"] not in METHOD_NAMES:
        raise Refused(_("Choose how the accounts come over."), field="method")
    if row["on"] > today or not is_near(row["on"]):
        raise Refused(_("Figures are of a day that has come."), field="on")
    problem = why_not_figures(row)
    if problem:
        raise Refused(problem[1], field=problem[0])
