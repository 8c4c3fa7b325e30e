"""Questions about technical checklists."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.technical import rules
from pilotage.technical.enums import AREA_NAMES, Area, ItemState, Standing
from pilotage.technical.models import CheckItem, Checklist, Evidence

SORTS = {
    "place": ("biller__name", "phase__number", "position"),
    "title": ("title", "pk"), "-title": ("-title", "pk"),
    "biller": ("biller__name", "phase__number", "position"), "-biller": ("-biller__name", "phase__number", "position"),
    "due": (F("due_date").asc(nulls_last=True), "pk"), "-due": (F("due_date").desc(nulls_last=True), "pk"),
    "until": (F("valid_until").asc(nulls_last=True), "pk"), "-until": (F("valid_until").desc(nulls_last=True), "pk"),
}  # fmt: skip
LIST_SORTS = {
    "biller": ("biller__name", "phase__number"),
    "-biller": ("-biller__name", "phase__number"),
    "target": (F("phase__target_go_live_date").asc(nulls_last=True), "pk"),
    "-target": (F("phase__target_go_live_date").desc(nulls_last=True), "pk"),
}


def _standing(today: date) -> Case:
    """`rules.standing` as the database works it out."""
    proven = Q(state=ItemState.PROVEN)
    return Case(
        When(proven & Q(valid_until__lt=today), then=Value(Standing.EXPIRED)),
        When(proven & Q(needs_second=True, checked_at=None), then=Value(Standing.UNCHECKED)),
        default=F("state"),
        output_field=CharField(),
    )


def checklists(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[Checklist]:
    """Checklists with biller and phase, the nearest target first. `asked`: q, when (`ahead` unless given, `live`, `all`)."""
    found = Checklist.objects.visible_to(viewer).select_related("biller", "phase__biller")
    if text := asked.get("q"):
        found = found.filter(biller__name__icontains=text)
    when = asked.get("when") or "ahead"
    if when != "all":
        ahead = Q(phase__stage__in=BEFORE_LIVE)
        found = found.filter(ahead if when == "ahead" else ~ahead)
    return found.order_by(*LIST_SORTS.get(sort, LIST_SORTS["target"]))


def progress(lists: Iterable[Checklist], today: date) -> dict[uuid.UUID, dict[str, tuple[int, int]]]:
    """By checklist: area → (done, total), with "" for all; one query for any number."""
    keys = [one.pk for one in lists]
    rows = CheckItem.objects.everywhere().filter(checklist__in=keys).annotate(standing=_standing(today))
    counted = rows.order_by().values_list("checklist_id", "area", "standing").annotate(n=Count("pk"))
    found: dict[uuid.UUID, dict[str, tuple[int, int]]] = {key: {} for key in keys}
    for key, area, standing, n in counted:
        done = n if standing in rules.DONE else 0
        for name in (area, ""):
            had = found[key].get(name, (0, 0))
            found[key][name] = (had[0] + done, had[1] + n)
    return found


def items(viewer: Viewer, asked: dict[str, Any], *, today: date, sort: str = "") -> QuerySet[CheckItem]:
    """Items with biller, phase, owner and `standing`, in the order of their lists.

    `asked`: q, biller, phase (ids), area, owner (user id), standing (`open_ones` for what isn't done), until (`soon`).
    """
    found = CheckItem.objects.visible_to(viewer).select_related(
        "record", "biller", "phase__biller", "owner", "proven_by", "checked_by"
    )
    found = found.annotate(standing=_standing(today))
    if text := asked.get("q"):
        found = found.filter(Q(title__icontains=text) | Q(code__iexact=text) | Q(biller__name__icontains=text))
    found = found.filter(**{name: asked[name] for name in ("biller", "phase", "area", "owner") if asked.get(name)})
    if asked.get("standing") == "open_ones":
        found = found.exclude(standing__in=rules.DONE)
    elif asked.get("standing"):
        found = found.filter(standing=asked["standing"])
    if asked.get("until") == "soon":
        found = found.filter(state=ItemState.PROVEN, valid_until__lte=today + timedelta(days=rules.WARN_DAYS))
    return found.order_by(*SORTS.get(sort, SORTS["place"]))


def item_for(viewer: Viewer, pk: uuid.UUID, today: date) -> CheckItem:
    """With its `standing`. Raises `CheckItem.DoesNotExist` when the viewer doesn't see it."""
    found = CheckItem.objects.visible_to(viewer).select_related(
        "record", "biller", "phase__biller", "owner", "proven_by", "checked_by", "checklist"
    )
    item: CheckItem = found.annotate(standing=_standing(today)).get(pk=pk)
    return item


def checklist_for(viewer: Viewer, pk: uuid.UUID) -> Checklist:
    """Raises `Checklist.DoesNotExist` when the viewer doesn't see it."""
    found: Checklist = (
        Checklist.objects.visible_to(viewer).select_related("record", "biller", "phase__biller").get(pk=pk)
    )
    return found


def checklist_of(phase_id: uuid.UUID) -> Checklist | None:
    """The checklist of a phase."""
    return Checklist.objects.everywhere().filter(phase_id=phase_id).first()


def evidence_of(item: CheckItem) -> QuerySet[Evidence]:
    """What was shown, the newest first, taken back ones too."""
    return Evidence.objects.everywhere().filter(item=item).select_related("file").order_by("-given_at", "-pk")


def running_out(today: date) -> QuerySet[CheckItem]:
    """Proven items with an owner, of phases ahead, whose evidence ends within two weeks or has ended."""
    found = CheckItem.objects.everywhere().filter(
        state=ItemState.PROVEN, owner__isnull=False, phase__stage__in=BEFORE_LIVE,
        valid_until__lte=today + timedelta(days=rules.WARN_DAYS),
    )  # fmt: skip
    return found.select_related("phase__biller", "owner", "record").order_by("valid_until", "pk")


def standing_of_phase(phase_id: uuid.UUID, today: date) -> dict[str, Any] | None:
    """For readiness: `{done, total, missing}` with words per item that isn't done; None without a checklist. One query."""
    rows = CheckItem.objects.everywhere().filter(phase_id=phase_id).select_related("owner")
    found = list(rows.annotate(standing=_standing(today)).order_by("position"))
    if not found:
        return None
    open_ones = [row for row in found if row.standing not in rules.DONE]
    missing = [rules.words_of(row.standing, row.title, row.owner.name if row.owner else "") for row in open_ones]
    return {"done": len(found) - len(open_ones), "total": len(found), "missing": missing}


def area_names() -> list[tuple[Area, str]]:
    """Areas in order."""
    return list(AREA_NAMES.items())
