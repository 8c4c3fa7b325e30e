"""Begins checklists, writes and assigns their items, and makes tasks of them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.billers.models import Care, Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.technical import rules
from pilotage.technical.enums import AREA_NAMES, ItemState
from pilotage.technical.library import library
from pilotage.technical.models import CheckItem, Checklist
from pilotage.technical.permissions import require_beginner, require_writer
from pilotage.work.enums import FINISHED
from pilotage.work.models import Task
from pilotage.work.operations import create_task
from pilotage.work.texts import no_card

TEXTS = ("title", "expected")
OPEN_STATES = (ItemState.OPEN, ItemState.IN_WORK)


def begin_checklist(
    *, phase: Phase, areas: Iterable[str] = (), owners: Mapping[str, User] | None = None, by: Viewer, now: datetime
) -> Checklist:
    """The checklist of a phase with the library's items of these areas (all unless named).

    Owners are `owners` by role, else who looks after the biller; dates count back from the target go-live. Refuses a second
    checklist, unknown areas, and a phase that is live. Also: event `technical.checklist_created`, and one for each item.
    """
    require_beginner(by)
    wanted = set(areas) or set(AREA_NAMES)
    if wanted - set(AREA_NAMES):
        raise Refused(_("Choose among the areas that are offered."), field="areas")
    people = {care.role: care.user for care in _carers(phase)} | dict(owners or {})
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=phase.pk)
        if phase.stage not in BEFORE_LIVE:
            raise Refused(_("%(phase)s is live or cancelled; a checklist is begun before that.") % {"phase": phase})
        if Checklist.objects.everywhere().filter(phase=phase).exists():
            raise Refused(_("%(phase)s has its checklist already.") % {"phase": phase})
        found = c.create(Checklist, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, begun_at=now)
        rows = [line for line in library() if line.area in wanted]
        common = {"biller_id": phase.biller_id, "checklist": found, "phase": phase}
        c.create_many(
            CheckItem,
            [
                common | {
                    "position": place, "code": line.code, "area": line.area, "title": line.title, "expected": line.expected,
                    "needs_second": line.needs_second, "valid_days": line.valid_days or None, "owner": people.get(line.role),
                    "due_date": rules.due_date(phase.target_go_live_date, line.days_before),
                }
                for place, line in enumerate(rows, 1)
            ],
            scope=phase.biller_id,
        )  # fmt: skip
        return found


def add_item(
    *,
    checklist: Checklist,
    area: str,
    title: str,
    expected: str = "",
    owner: User | None = None,
    due_date: date | None = None,
    needs_second: bool = False,
    by: Viewer,
    now: datetime,
) -> CheckItem:
    """An item of the phase's own. Refuses an unknown area, no title, card numbers. Also: `technical.checkitem_created`."""
    require_writer(by)
    words = _texts({"title": title, "expected": expected})
    if area not in AREA_NAMES:
        raise Refused(_("Choose the area that it belongs to."), field="area")
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=checklist.pk)
        held = CheckItem.objects.everywhere().filter(checklist=checklist)
        own = held.filter(code__startswith="X").count()
        place = held.aggregate(last=Max("position"))["last"] or 0
        item = c.create(
            CheckItem, scope=checklist.biller_id, biller_id=checklist.biller_id, checklist=checklist, phase_id=checklist.phase_id,
            position=place + 1, code=f"X{own + 1}", area=area, owner=owner, due_date=due_date, needs_second=needs_second, **words,
        )  # fmt: skip
        _tell_owners([item], by, now)
        return item


def change_item(*, item: CheckItem, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Words, owner, due date, and whether a second person looks. False when all was so already.

    Refuses to take the second look from an item of the library. Raises `Stale`. Also: event `technical.checkitem_changed`; a
    new owner is told.
    """
    require_writer(by)
    words = _texts({name: fields.pop(name) for name in TEXTS if name in fields})
    drops_second = fields.get("needs_second") is False and item.needs_second
    if drops_second and not item.code.startswith("X"):
        raise Refused(_("Money moves by this; a second person looks at it."), field="needs_second")
    with change(by=by, now=now) as c:
        had = item.owner_id
        done = c.save(item, expect=expect, **words, **fields)
        if item.owner_id != had:
            _tell_owners([item], by, now)
        return done


def assign_items(*, items: Iterable[CheckItem], owner: User | None, by: Viewer, now: datetime) -> int:
    """Gives several to one person: all, or none. The person hears of it once. Returns how many changed hands."""
    require_writer(by)
    with change(by=by, now=now) as c:
        given = [item for item in items if c.save(item, owner=owner)]
        _tell_owners(given, by, now)
        return len(given)


def make_tasks(*, items: Iterable[CheckItem], by: Viewer, now: datetime) -> int:
    """A task for each open item that has none: its owner's, due when the item is. Returns how many are new.

    Also: event `work.task_created` for each; owners are told.
    """
    require_writer(by)
    chosen = [item for item in items if item.state in OPEN_STATES]
    with change(by=by, now=now):
        held = Task.objects.everywhere().filter(subject__in=[item.pk for item in chosen]).exclude(state__in=FINISHED)
        taken = set(held.values_list("subject_id", flat=True))
        fresh = [item for item in chosen if item.pk not in taken]
        for item in fresh:
            create_task(
                subject=item.record, biller=item.biller, title=f"Prove: {item.title}"[:300], description=item.expected,
                owner=item.owner, due_date=item.due_date, by=by, now=now,
            )  # fmt: skip
        return len(fresh)


def _carers(phase: Phase) -> list[Care]:
    return list(Care.objects.everywhere().filter(biller_id=phase.biller_id).select_related("user"))


def _texts(given: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, text in given.items():
        words = " ".join(str(text).split()) if name == "title" else str(text).strip()
        if name == "title" and not words:
            raise Refused(_("Say in one line what has to be so."), field="title")
        most = 200 if name == "title" else 5_000
        if len(words) > most:
            raise Refused(_("Keep this to %(n)d signs.") % {"n": most}, field=name)
        no_card(words, field=name)
        found[name] = words
    return found


def _tell_owners(items: list[CheckItem], by: Viewer, now: datetime) -> None:
    mine: dict[int, list[CheckItem]] = {}
    for item in items:
        if item.owner_id is not None:
            mine.setdefault(item.owner_id, []).append(item)
    for found in mine.values():
        first, more = found[0], len(found) - 1
        words = f"“{first.title}” of {first.phase} is yours to prove{f', and {more} more' if more else ''}."
        tell(
            users=[first.owner], kind="check_assigned", text=words,
            url=f"/technical/items/{first.pk}/" if not more else f"/technical/items/?phase={first.phase_id}&owner={first.owner_id}",
            record=first.record, key=f"check:{first.pk}:{first.owner_id}:{now.date()}:{len(found)}", by=by, now=now,
        )  # fmt: skip
