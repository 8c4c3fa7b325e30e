"""Begins due days once, carries them out in the background, raises the first deviation as a case and the alarm about what is open."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.jobs import Progress, enqueue, status
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.daily import engine
from pilotage.daily.enums import AT_WORK, DayState, Kind
from pilotage.daily.models import CheckDay, DailyCheck
from pilotage.daily.operations.keeping import end_day
from pilotage.daily.permissions import require_writer
from pilotage.daily.queries import DayFile, active_checks, files_for, rhythm_of, states_since
from pilotage.daily.rules.slots import BACK
from pilotage.documents.operations import path_of
from pilotage.verification.queries import newest_version

RUN: Final = "daily.run_day"
DAY_BEGUN = "daily.day_begun"


def begin_due_days(*, by: Viewer, now: datetime) -> int:
    """Begins each day whose files are all there or overdue, once, up to ten days back; days that lacked a file run again when it comes.

    Returns how many. Also: event `daily.day_begun` and the job, kept or lost together.
    """
    begun = 0
    for check in active_checks():
        rhythm = rhythm_of(check)
        today = rhythm.today(now)
        first = max(check.begins_on, today - timedelta(days=BACK))
        states = states_since(check, first)
        open_days = [day for day in rhythm.days(first, today) if states.get(day) in (None, DayState.MISSING)]
        if not open_days:
            continue
        files = files_for(check, open_days)
        for day in open_days:
            is_ready = all(day in files.get(role, {}) for role in engine.needed(check.kind))
            if is_ready or (day not in states and now >= rhythm.due_at(day)):
                begun += _begin(check, day, by, now)
    return begun


def run_now(*, check: DailyCheck, day: date | None = None, by: Viewer, now: datetime) -> CheckDay:
    """Runs a day by hand, now: the day given, else the check's last one up to today. A day that has run is run anew.

    Refuses days on which the check doesn't run, days to come, and a day that is at work. Also: event `daily.day_begun`.
    """
    require_writer(by)
    rhythm = rhythm_of(check)
    wanted = day or rhythm.on_or_before(rhythm.today(now))
    if wanted > rhythm.today(now) or not rhythm.is_day(wanted):
        raise Refused(_("The check doesn't run on this day. Choose a day of the check up to today."), field="day")
    if not _begin(check, wanted, by, now, is_forced=True):
        raise Refused(_("This day is being checked already."))
    begun: CheckDay = CheckDay.objects.everywhere().select_related("check_of__record").get(check_of=check, day=wanted)
    return begun


def _begin(check: DailyCheck, day: date, by: Viewer, now: datetime, *, is_forced: bool = False) -> bool:
    """Makes the day's row, or takes it up again, and asks for its job. False when somebody else has."""
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=check.pk)
        rows = CheckDay.objects.everywhere().filter(check_of=check, day=day)
        held: CheckDay | None = rows.select_for_update().first()
        if held is None:
            held = c.create(
                CheckDay, scope=check.biller_id, event=DAY_BEGUN, biller_id=check.biller_id, check_of=check, day=day,
                due_at=rhythm_of(check).due_at(day), begun_at=now,
            )  # fmt: skip
        elif held.state in AT_WORK and not is_given_up(held):
            return False
        elif is_forced or held.state == DayState.MISSING or is_file_refused(held):
            c.save(held, kind=DAY_BEGUN, state=DayState.WAITING, run_count=held.run_count + 1, begun_at=now)
        else:
            return False
        job_id = enqueue(RUN, {"day": held.pk, "run": held.run_count}, by=by, now=now)
        CheckDay.objects.everywhere().filter(pk=held.pk).update(job_id=job_id)
        return True


def is_file_refused(day: CheckDay) -> bool:
    """Whether it was never checked, since its file was refused when it came."""
    return day.state == DayState.REFUSED and not day.files


def is_given_up(day: CheckDay) -> bool:
    """Whether its job has failed for good."""
    job = status(day.job_id) if day.job_id else None
    return job is not None and job.state == "failed"


def carry_out(*, day: CheckDay, run_count: int, tell_progress: Progress, by: Viewer, now: datetime) -> None:
    """Checks a day and keeps what was found: once for each time that it was begun, however often the job is started.

    Also: as `end_day`.
    """
    check = day.check_of
    rows = CheckDay.objects.everywhere().filter(pk=day.pk, run_count=run_count, state__in=AT_WORK)
    if not rows.update(state=DayState.RUNNING):
        return
    span = rhythm_of(check).span(day.day, check.look_back)
    files = files_for(check, span)
    lacking = [role for role in engine.needed(check.kind) if day.day not in files.get(role, {})]
    taken = {role: [by_day[one] for one in span if one in by_day] for role, by_day in files.items()}
    if lacking:
        end_day(day=day, run_count=run_count, lacking=lacking, outcome=None, files=taken, by=by, now=now)
        return
    work = settings.PILOTAGE_HOME / "daily" / str(day.pk)
    outcome = _checked(check, day.day, taken, work, tell_progress)
    end_day(day=day, run_count=run_count, lacking=[], outcome=outcome, files=taken, by=by, now=now)
    engine.clear(work)


def _checked(
    check: DailyCheck, day: date, files: dict[str, list[DayFile]], work: Path, tell: Progress
) -> engine.Outcome:
    given = {role: [(path_of(one.stored_name), one.name) for one in some] for role, some in files.items() if some}
    try:
        body: dict[str, Any] = (
            newest_version(check.spec).body
            if check.kind == Kind.BALANCE and check.spec is not None
            else engine.body_of(check.kind, check.spec_text)
        )
    except engine.TallyError as wrong:
        return engine.Outcome(None, str(wrong))
    return engine.check_day(check.kind, given, body, day, check.alarm_days, work, tell)
