"""Questions about daily checks: lists, boards, days, and which files a day has."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from pilotage.billers.models import Care
from pilotage.core.viewer import Viewer
from pilotage.daily.enums import AT_WORK, DayState
from pilotage.daily.models import CheckDay, CheckFile, CheckSource, DailyCheck, DayFinding
from pilotage.daily.rules.slots import Rhythm
from pilotage.people.enums import Role
from pilotage.people.models import User
from pilotage.verification.models import ReceivedFile, Spec

SORTS: dict[str, tuple[Any, ...]] = {
    "biller": ("biller__name", "kind", "name", "pk"),
    "-biller": ("-biller__name", "kind", "name", "pk"),
    "name": ("name", "pk"),
    "-name": ("-name", "pk"),
    "day": ("last_day", "pk"),
    "-day": ("-last_day", "pk"),
    "oldest": ("last_oldest", "pk"),
    "-oldest": ("-last_oldest", "pk"),
}
WITH = ("record", "biller", "phase", "owner", "case", "spec")


@dataclass(frozen=True)
class DayFile:
    """A file as a day takes it."""

    role: str
    name: str
    stored_name: str
    sha256: str
    received_at: datetime
    day: date


def rhythm_of(check: DailyCheck) -> Rhythm:
    """On which days it runs, and when."""
    return Rhythm(check.weekdays, check.skips_holidays, check.due_time, check.phase.biller.time_zone, check.cut_off)


def checks(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[DailyCheck]:
    """Checks with `last_day`, `last_state`, `last_oldest`, `last_deviations`. `asked`: q, biller, phase, kind, state (or `alarm`)."""
    last = CheckDay.objects.everywhere().filter(check_of=OuterRef("pk")).exclude(state__in=AT_WORK).order_by("-day")
    found = DailyCheck.objects.visible_to(viewer).select_related(*WITH, "phase__biller")
    found = found.annotate(
        **{f"last_{name}": Subquery(last.values(name)[:1]) for name in ("day", "state", "oldest", "deviations", "pk")}
    )
    if text := (asked.get("q") or "").strip():
        found = found.filter(Q(name__icontains=text) | Q(biller__name__icontains=text))
    for name in ("biller", "phase", "kind"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    state = asked.get("state")
    if state == "alarm":
        found = found.filter(alarm_since__isnull=False)
    elif state == "paused":
        found = found.filter(is_paused=True)
    elif state:
        found = found.filter(last_state=state)
    return found.order_by(*SORTS.get(sort, SORTS["biller"]))


def check_for(viewer: Viewer, pk: uuid.UUID) -> DailyCheck:
    """Raises `DailyCheck.DoesNotExist` when the viewer doesn't see it."""
    check: DailyCheck = DailyCheck.objects.visible_to(viewer).select_related(*WITH, "phase__biller").get(pk=pk)
    return check


def checks_of(biller_id: uuid.UUID, viewer: Viewer) -> list[DailyCheck]:
    """A biller's checks in the order of kinds and names; at most 100."""
    rows = DailyCheck.objects.visible_to(viewer).filter(biller=biller_id)
    return list(rows.select_related(*WITH, "phase__biller").order_by("is_paused", "kind", "name")[:100])


def days_between(keys: Iterable[uuid.UUID], first: date, last: date) -> dict[uuid.UUID, dict[date, CheckDay]]:
    """Check → day → how it went."""
    found: dict[uuid.UUID, dict[date, CheckDay]] = defaultdict(dict)
    rows = CheckDay.objects.everywhere().filter(check_of__in=list(keys), day__range=(first, last))
    for row in rows.defer("sides", "files", "reasons", "by_day"):
        found[row.check_of_id][row.day] = row
    return found


def days_of(check: DailyCheck, viewer: Viewer) -> QuerySet[CheckDay]:
    """The newest first."""
    return (
        CheckDay.objects.visible_to(viewer)
        .filter(check_of=check)
        .select_related("case")
        .defer("by_day")
        .order_by("-day")
    )


def day_for(viewer: Viewer, pk: int) -> CheckDay:
    """Staff only. Raises `CheckDay.DoesNotExist`."""
    rows = CheckDay.objects.visible_to(viewer) if viewer.is_provider else CheckDay.objects.none()
    found = rows.select_related(
        "check_of__record", "check_of__biller", "check_of__phase__biller", "check_of__case", "case"
    )
    day: CheckDay = found.get(pk=pk)
    return day


def items_of(day: CheckDay, asked: dict[str, Any]) -> QuerySet[DayFinding]:
    """Findings of a day: what is open and oldest first. `asked`: q, reason, open."""
    found = DayFinding.objects.everywhere().filter(check_day=day)
    if text := (asked.get("q") or "").strip():
        found = found.filter(Q(key__icontains=text) | Q(account__icontains=text))
    if asked.get("reason"):
        found = found.filter(reason=asked["reason"])
    if asked.get("open") == "yes":
        found = found.filter(is_open=True)
    return found.order_by("position")


def sources_of(check: DailyCheck) -> list[CheckSource]:
    """Where its files come from."""
    rows = CheckSource.objects.everywhere().filter(check_of=check)
    return list(rows.select_related("spec").order_by("pk"))


def files_of(check: DailyCheck, viewer: Viewer) -> QuerySet[CheckFile]:
    """Files that came by hand or folder, the newest first."""
    return CheckFile.objects.visible_to(viewer).filter(check_of=check).order_by("-received_at", "-pk")


def files_for(check: DailyCheck, days: Iterable[date]) -> dict[str, dict[date, DayFile]]:
    """Role → day → the newest file that counts for it, from every source of the check."""
    wanted, rhythm = set(days), rhythm_of(check)
    found: dict[str, dict[date, DayFile]] = defaultdict(dict)
    rows = CheckFile.objects.everywhere().filter(check_of=check, day__in=wanted).order_by("received_at", "pk")
    for row in rows:
        _keep(found, DayFile(row.role, row.name, row.stored_name, row.sha256, row.received_at, row.day))
    since = rhythm.due_at(min(wanted)) - timedelta(days=8)
    for source in CheckSource.objects.everywhere().filter(check_of=check, spec__isnull=False):
        came = ReceivedFile.objects.everywhere().filter(spec=source.spec_id, side=source.side, received_at__gte=since)
        for one in came.order_by("received_at", "pk"):
            day = rhythm.day_of(one.received_at)
            if day in wanted:
                _keep(found, DayFile(source.role, one.name, one.stored_name, one.sha256, one.received_at, day))
    return found


def _keep(found: dict[str, dict[date, DayFile]], file: DayFile) -> None:
    held = found[file.role].get(file.day)
    if held is None or held.received_at <= file.received_at:
        found[file.role][file.day] = file


def active_checks() -> list[DailyCheck]:
    """Checks that run by the clock: not paused, of live phases."""
    rows = DailyCheck.objects.everywhere().filter(is_paused=False, phase__went_live_date__isnull=False)
    return list(rows.exclude(phase__stage="cancelled").select_related(*WITH, "phase__biller").order_by("pk"))


def day_that_ran(check: DailyCheck, day: date) -> CheckDay | None:
    """The day's row where it was checked with files: another file doesn't start it by itself."""
    held = CheckDay.objects.everywhere().filter(check_of=check, day=day, ended_at__isnull=False).first()
    return held if held is not None and held.files and held.state not in (*AT_WORK, DayState.MISSING) else None


def states_since(check: DailyCheck, first: date) -> dict[date, str]:
    """Day → state of the days that were begun; one whose file was refused when it came lacks it."""
    rows = CheckDay.objects.everywhere().filter(check_of=check, day__gte=first)
    return {
        day: DayState.MISSING if state == DayState.REFUSED and not files else state
        for day, state, files in rows.values_list("day", "state", "files")
    }


def people_of(check: DailyCheck) -> list[User]:
    """Who is told: the owner, and the biller's TSM and IM."""
    cared = (
        Care.objects.everywhere().filter(biller=check.biller_id, role__in=(Role.TSM, Role.TAM)).select_related("user")
    )
    found = {one.user_id: one.user for one in cared}
    if check.owner is not None:
        found[check.owner.pk] = check.owner
    return list(found.values())


def verification_sides(biller_id: uuid.UUID, viewer: Viewer) -> list[Spec]:
    """Verifications of a biller, whose files a check can take."""
    return list(Spec.objects.visible_to(viewer).filter(biller=biller_id).order_by("name")[:50])


def timeline_days(biller_id: uuid.UUID, viewer: Viewer, first: date, last: date) -> list[CheckDay]:
    """Days of posting and settlement checks that know how long money took, the oldest first."""
    rows = CheckDay.objects.visible_to(viewer).filter(
        check_of__biller=biller_id, check_of__kind__in=("posting", "settlement"), day__range=(first, last)
    )
    return list(
        rows.defer("by_day").exclude(lags={}).exclude(state__in=(DayState.MISSING, *AT_WORK)).order_by("day")[:400]
    )


def case_checks(case_id: uuid.UUID, viewer: Viewer) -> list[CheckDay]:
    """The days that a case is about, the first one first; at most ten."""
    rows = CheckDay.objects.visible_to(viewer).filter(case=case_id).select_related("check_of")
    return list(rows.order_by("day")[:10])


def checks_of_phase(phase_id: uuid.UUID) -> list[DailyCheck]:
    """All checks of a phase, paused ones too, for those who build on them."""
    return list(DailyCheck.objects.everywhere().filter(phase=phase_id).order_by("kind", "name", "pk")[:100])


def counted_days(phase_id: uuid.UUID) -> list[CheckDay]:
    """Days of a phase's checks that counted something by day, the newest first; at most 400."""
    rows = (
        CheckDay.objects.everywhere().filter(check_of__phase=phase_id).exclude(state__in=(*AT_WORK, DayState.MISSING))
    )
    wanted = ("day", "by_day", "scale", "check_of__kind", "check_of__name")
    return list(rows.select_related("check_of").only(*wanted).order_by("-day", "-pk")[:400])
