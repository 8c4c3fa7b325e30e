"""How the sample's people set things up and proved it: technical checklists of some phases."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.technical.models import CheckItem
from pilotage.technical.operations import (
    add_evidence,
    begin_checklist,
    check_item,
    make_tasks,
    prove_item,
    set_aside_item,
)

AREAS = ("payments", "gateway", "reconciliation", "environments", "security", "notifications", "ivr", "devices")
#: What this biller did not buy.
NOT_SOLD = {"DEV1": "No counter in this phase.", "IVR2": "The phone line follows in the next phase."}
SEEN = (
    "Seen with the biller's finance lead on a shared screen.",
    "Mail of the processor, kept with the project.",
    "Report of the test run, totals equal.",
)
Step = tuple[date, Callable[[datetime], None]]


def equipping_steps(
    phase: Phase, place: int, kickoff: date, target: date, person: Callable[[str], Viewer]
) -> list[Step]:
    """Days and what happened on them; what could stop the story's go-live is proven before it."""
    if place % 3 != 1:
        return []
    pm, im, os = person("pm"), person("im"), person("os")
    found: list[Step] = [(kickoff + timedelta(days=18), partial(_begin, phase, pm))]
    for n, share in ((34, 0.25), (20, 0.6)):
        found.append((target - timedelta(days=n), partial(_prove, phase, share, im, os)))
    found.append((target - timedelta(days=6), partial(_prove, phase, 1.0, im, os)))
    return found


def _begin(phase: Phase, by: Viewer, at: datetime) -> None:
    begin_checklist(phase=phase, areas=AREAS, by=by, now=at)
    for item in _items(phase):
        if item.code in NOT_SOLD:
            set_aside_item(item=item, reason=NOT_SOLD[item.code], by=by, now=at)
    make_tasks(items=_items(phase)[:2], by=by, now=at)


def _prove(phase: Phase, share: float, by: Viewer, second: Viewer, at: datetime) -> None:
    """So many of the items are proven; the newest of those that move money still wait for the second look."""
    rows = _items(phase)
    for place, item in enumerate(rows[: int(len(rows) * share)]):
        if item.state in ("open", "in_work"):
            link = "https://files.example.com/evidence" if place % 4 == 0 else ""
            add_evidence(item=item, kind="link" if link else "note", link=link, text=SEEN[place % 3], by=by, now=at)
            prove_item(item=item, by=by, now=at)
        if item.needs_second and item.checked_at is None and item.state == "proven" and (share == 1.0 or place % 3):
            check_item(item=item, by=second, now=at)


def _items(phase: Phase) -> list[CheckItem]:
    found = (
        CheckItem.objects.everywhere().filter(phase=phase).select_related("record", "biller", "phase__biller", "owner")
    )
    return list(found.order_by("position"))
