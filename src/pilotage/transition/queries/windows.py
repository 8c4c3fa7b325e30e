"""Questions about support windows."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Min, Q, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.firstcycles.queries import unmet_of
from pilotage.meetings.enums import TSM_KINDS, MeetingState
from pilotage.meetings.models import Meeting
from pilotage.support.enums import CaseState, Category, Severity
from pilotage.support.models import Case
from pilotage.transition.enums import WindowState
from pilotage.transition.models import SupportWindow
from pilotage.transition.window_days import day_now, start_of
from pilotage.work.enums import FINISHED
from pilotage.work.models import Task

SOON = timedelta(days=14)
NO_CASES = {"open": 0, "critical": 0, "high": 0, "overdue": 0, "payment": 0, "reconciliation": 0, "oldest_days": 0}
WINDOW_SORTS: dict[str, tuple[Any, ...]] = {
    "ends": ("ends_at", "pk"),
    "-ends": ("-ends_at", "pk"),
    "live": ("go_live_date", "pk"),
    "-live": ("-go_live_date", "pk"),
    "owner": (F("owner__name").asc(nulls_last=True), "ends_at", "pk"),
    "-owner": (F("owner__name").desc(nulls_last=True), "ends_at", "pk"),
    "biller": ("biller__name", "pk"),
    "-biller": ("-biller__name", "pk"),
}


def windows(
    viewer: Viewer,
    *,
    state: str = "open",
    text: str = "",
    who: int | None = None,
    support: str = "",
    sort: str = "",
    now: datetime | None = None,
) -> QuerySet[SupportWindow]:
    """Support windows, those that end first on top. `state` open, due (past the end), soon (within 14 days), closed or all.

    `due` and `soon` need `now`.
    """
    found = SupportWindow.objects.visible_to(viewer).select_related("biller", "phase__biller", "owner", "handed_to")
    if state == "closed":
        found = found.filter(state=WindowState.CLOSED)
    elif state != "all":
        found = found.exclude(state=WindowState.CLOSED)
    if state == "due":
        found = found.filter(ends_at__lte=now)
    elif state == "soon" and now is not None:
        found = found.filter(ends_at__gt=now, ends_at__lte=now + SOON)
    if text:
        found = found.filter(Q(biller__name__icontains=text) | Q(biller__external_id__iexact=text))
    if who is not None:
        found = found.filter(owner_id=who)
    if support:
        found = found.filter(support=support)
    return found.order_by(*WINDOW_SORTS.get(sort, WINDOW_SORTS["ends"]))


def window_for(viewer: Viewer, pk: uuid.UUID) -> SupportWindow:
    """Raises `SupportWindow.DoesNotExist` when the viewer doesn't see it."""
    found: SupportWindow = (
        SupportWindow.objects.visible_to(viewer)
        .select_related("record", "biller", "phase__biller", "owner", "handed_to")
        .get(pk=pk)
    )
    return found


def window_facts(window: SupportWindow, now: datetime, *, extensions: int | None = None) -> dict[str, Any]:
    """What is known at the evaluation, in plain values: tasks, meetings, `production_cases` as `cases_of` counts them, and
    `first_cycles`: what is unmet and missing in the first bill cycles. These hold no window open (R8); people read them.

    Days are counted where the biller is; tasks and cases are those of the whole biller. Seven queries; one fewer
    for whoever has counted the window's extensions already.
    """
    zone = window.biller.time_zone
    today = now.astimezone(ZoneInfo(zone)).date()
    tasks = Task.objects.everywhere().filter(biller_id=window.biller_id).exclude(state__in=FINISHED)
    counted = tasks.aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(due_date__lt=today)))
    since = Q(starts_at__gte=start_of(window.go_live_date, zone))
    held = Q(state=MeetingState.HELD)
    meetings = (
        Meeting.objects.everywhere()
        .filter(phase_id=window.phase_id)
        .aggregate(
            before=Count("pk", filter=held & Q(kind__in=TSM_KINDS) & ~since), since=Count("pk", filter=held & since)
        )
    )
    return {
        "go_live": window.go_live_date.isoformat(),
        "open_tasks": counted["open"],
        "overdue_tasks": counted["overdue"],
        "tsm_meetings_before_go_live": meetings["before"],
        "meetings_since_go_live": meetings["since"],
        "extensions": window.extensions.count() if extensions is None else extensions,
        "days_since_go_live": day_now(window.go_live_date, zone, now),
        "first_cycles": unmet_of(window.phase, now),
        "production_cases": cases_of([window.biller_id], now).get(window.biller_id, dict(NO_CASES)),
    }


def cases_of(billers: Iterable[uuid.UUID], now: datetime) -> dict[uuid.UUID, dict[str, int]]:
    """Open production cases of billers by severity, kind and age in days; billers without any are left out. One query.

    `overdue`: the day of the way that triage sent it has passed.
    """
    found = Case.objects.everywhere().filter(biller__in=list(billers)).exclude(state=CaseState.CLOSED)
    rows = found.order_by().values("biller_id").annotate(
        open=Count("pk"),
        critical=Count("pk", filter=Q(severity=Severity.CRITICAL)),
        high=Count("pk", filter=Q(severity=Severity.HIGH)),
        overdue=Count("pk", filter=Q(path_due_date__lt=now.date())),
        payment=Count("pk", filter=Q(category=Category.PAYMENT)),
        reconciliation=Count("pk", filter=Q(category=Category.RECONCILIATION)),
        oldest=Min("opened_at"),
    )  # fmt: skip
    return {
        row["biller_id"]: {name: row[name] for name in NO_CASES if name in row}
        | {"oldest_days": max(0, (now - row["oldest"]).days)}
        for row in rows
    }
