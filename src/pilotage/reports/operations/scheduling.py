"""When a report goes out and to whom; makes what is due, once for each slot."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.reports import rules
from pilotage.reports.enums import CADENCE_NAMES, KIND_NAMES, WEEKDAYS, Cadence
from pilotage.reports.models import Reader, Report, ReportSeries
from pilotage.reports.operations.sending import send_report
from pilotage.reports.operations.writing import make_draft
from pilotage.reports.permissions import require_writer
from pilotage.reports.queries import scheduled

Who = User | tuple[str, str]


def ensure_series(*, phase: Phase, kind: str, by: Viewer, now: datetime) -> ReportSeries:
    """The series of this kind of a phase, made when it is missing. Also: event `reports.reportseries_created`."""
    require_writer(by)
    if kind not in KIND_NAMES:
        raise Refused(_("Choose which kind of report."), field="kind")
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=phase.pk)
        held: ReportSeries | None = (
            ReportSeries.objects.everywhere()
            .filter(phase=phase, kind=kind)
            .select_related("phase__biller", "record")
            .first()
        )
        return held or c.create(
            ReportSeries, scope=phase.biller_id, biller=phase.biller, phase=phase, kind=kind, keeper_id=by.user_id
        )


def change_schedule(
    *,
    series: ReportSeries,
    cadence: str,
    weekday: int,
    hour: int,
    is_sent_unread: bool,
    readers: Iterable[Who],
    by: Viewer,
    now: datetime,
    expect: int | None = None,
) -> bool:
    """Sets when reports are made, whether they go out unread, and to whom. Who sets it is told of drafts.

    Refuses an unknown rhythm, a day or an hour that isn't offered, what is no e-mail address, and sending by itself to
    nobody. Raises `Stale`. Also: events `reports.reportseries_changed`, `reports.reader_created`, `reports.reader_removed`.
    """
    require_writer(by)
    people = _people(readers)
    if cadence not in CADENCE_NAMES or weekday not in WEEKDAYS or not 0 <= hour <= 23:
        raise Refused(_("Choose how often, on which day and at what hour."), field="cadence")
    if is_sent_unread and cadence and not people:
        raise Refused(_("Nobody would get it. Choose readers, or have drafts made for you."), field="people")
    today = now.astimezone(ZoneInfo(series.phase.biller.time_zone)).date()
    with change(by=by, now=now) as c:
        is_new = (cadence, weekday) != (series.cadence, series.weekday)
        since = None if cadence == Cadence.NEVER else today if is_new or series.since is None else series.since
        done = c.save(
            series, expect=expect, cadence=cadence, weekday=weekday, hour=hour, is_sent_unread=is_sent_unread, since=since,
            keeper_id=by.user_id,
        )  # fmt: skip
        return _set_readers(c, series, people) or done


def schedule_reports(
    *, phase: Phase, kind: str, readers: Iterable[Who], by: Viewer, now: datetime, **more: Any
) -> ReportSeries:
    """`change_schedule` of a kind, whose series is made when it is missing: all or nothing.

    Refuses as these do, and people of another biller.
    """
    people = list(readers)
    for one in people:
        if isinstance(one, User) and not one.roles and not one.memberships.filter(biller=phase.biller_id).exists():
            raise Refused(_("%(name)s belongs to another biller.") % {"name": one.name}, field="people")
    with change(by=by, now=now):
        series = ensure_series(phase=phase, kind=kind, by=by, now=now)
        change_schedule(series=series, readers=people, by=by, now=now, **more)
        return series


def run_due(*, by: Viewer, now: datetime) -> int:
    """Makes each report that is due and, where it goes out unread, sends it: once for each slot. Returns how many."""
    return sum(_run_one(series, by, now) for series in scheduled())


def _run_one(series: ReportSeries, by: Viewer, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(series.phase.biller.time_zone))
    if series.since is None:
        return False
    slot = rules.due_slot(series.cadence, series.weekday, series.hour, series.since, local)
    with change(by=by, now=now) as c:
        rows = ReportSeries.objects.everywhere().select_for_update(of=("self",))
        series.refresh_from_db(fields=["last_slot"], from_queryset=rows)
        if slot is None or (series.last_slot is not None and slot <= series.last_slot):
            return False
        c.save(series, last_slot=slot)
        report = make_draft(series=series, slot=slot, by=by, now=now)
        if series.is_sent_unread and series.readers.exists():
            send_report(report=report, by=by, now=now)
        else:
            _tell_keeper(series, report, by, now)
    return True


def _tell_keeper(series: ReportSeries, report: Report, by: Viewer, now: datetime) -> None:
    tell(
        users=[series.keeper], kind="report_waiting", text=f"A draft of “{report.title}” waits for your words.",
        url=f"/reports/{report.pk}/", record=report.record, key=f"report:{report.pk}:{report.slot}", by=by, now=now,
    )  # fmt: skip


def _people(given: Iterable[Who]) -> dict[str, tuple[User | None, str, str]]:
    found = {}
    for who in given:
        user = who if isinstance(who, User) else None
        name, email = (who.name, who.email) if isinstance(who, User) else (" ".join(who[0].split()), who[1].strip())
        try:
            validate_email(email)
        except ValidationError:
            raise Refused(_("“%(email)s” is no e-mail address.") % {"email": email}, field="guests") from None
        found[email.lower()] = (user, name[:200] or email, email)
    return found


def _set_readers(c: Change, series: ReportSeries, people: dict[str, tuple[User | None, str, str]]) -> bool:
    held = {row.email.lower(): row for row in Reader.objects.everywhere().filter(series=series)}
    for email, row in held.items():
        if email not in people:
            c.remove(row)
    for email, (user, name, address) in people.items():
        if email not in held:
            c.create(
                Reader, scope=series.biller_id, biller_id=series.biller_id, series=series, user=user, name=name, email=address
            )  # fmt: skip
    return set(held) != set(people)
