"""Keeps what a day's check found, in one change: the row, its findings, the case about a first deviation, the alarm."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer, system
from pilotage.daily.engine import Outcome
from pilotage.daily.enums import BAD, KIND_NAMES, OPEN_NAMES, REASON_NAMES, ROLE_NAMES, DayState, Kind
from pilotage.daily.models import CheckDay, CheckFile, DailyCheck, DayFinding
from pilotage.daily.queries import DayFile, people_of, rhythm_of
from pilotage.daily.rules.findings import Found, Summary
from pilotage.notices.operations import tell
from pilotage.support.enums import Category
from pilotage.support.models import Case
from pilotage.support.operations import open_case

DAY_ENDED = "daily.day_ended"
CASE_RAISED = "daily.case_raised"
ALARM_RAISED = "daily.alarm_raised"
ALARM_OVER = "daily.alarm_over"
CATEGORIES = {
    Kind.POSTING: Category.PAYMENT,
    Kind.AUTOPAY: Category.PAYMENT,
    Kind.SETTLEMENT: Category.RECONCILIATION,
    Kind.BALANCE: Category.SYNC,
    Kind.NOTICES: Category.OTHER,
}


def end_day(
    *, day: CheckDay, run_count: int, lacking: Sequence[str], outcome: Outcome | None,
    files: Mapping[str, Sequence[DayFile]], by: Viewer, now: datetime,
) -> bool:  # fmt: skip
    """Ends a day once for each time that it was begun. False when that was done already: then nothing is doubled.

    Also: events `daily.day_ended`, and `daily.case_raised`, `daily.alarm_raised` or `daily.alarm_over` where it is so; notices.
    """
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=day.check_of_id)
        rows = CheckDay.objects.everywhere().filter(pk=day.pk, run_count=run_count, state=DayState.RUNNING)
        held = rows.select_related("check_of__record", "check_of__biller", "check_of__phase__biller").first()
        if held is None:
            return False
        check = held.check_of
        summary = outcome.summary if outcome else None
        fields = _fields(held, lacking, outcome, files, now)
        _keep(c, held, fields)
        _keep_items(held, summary)
        if held.state in BAD:
            _raise_case(c, check, held, by, now)
        if summary is not None:
            _judge_alarm(c, check, held, now)
        return True


def refuse_day(*, check: DailyCheck, role: str, words: str, by: Viewer, now: datetime) -> bool:
    """The day's file came and was refused: the day says so, until a good one comes. False where the day has its file, or has run.

    Also: event `daily.day_ended`, and `daily.case_raised` for a first deviation.
    """
    rhythm = rhythm_of(check)
    counts = rhythm.day_of(now)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=check.pk)
        if CheckFile.objects.everywhere().filter(check_of=check, role=role, day=counts).exists():
            return False
        rows = CheckDay.objects.everywhere().filter(check_of=check, day=counts)
        held: CheckDay | None = rows.select_for_update().first()
        if held is None:
            held = CheckDay(
                biller_id=check.biller_id, check_of=check, day=counts, due_at=rhythm.due_at(counts), begun_at=now
            )
            held.save(force_insert=True)
        elif held.state not in (DayState.MISSING, DayState.REFUSED) or held.files:
            return False
        _keep(c, held, _fields(held, [], Outcome(None, words), {}, now))
        _raise_case(c, check, held, by, now)
        return True


def _fields(
    held: CheckDay, lacking: Sequence[str], outcome: Outcome | None, files: Mapping[str, Sequence[DayFile]], now: datetime
) -> dict[str, Any]:  # fmt: skip
    summary = outcome.summary if outcome else None
    told = [
        {"role": role, "name": one.name, "sha256": one.sha256, "received_at": one.received_at.isoformat(), "day": one.day.isoformat()}
        for role, some in files.items()
        for one in some
    ]  # fmt: skip
    late = [one for some in files.values() for one in some if one.day == held.day and one.received_at > held.due_at]
    fields: dict[str, Any] = {"files": told, "ended_at": now, "is_late": bool(late)}
    if summary is None:
        problem = outcome.problem if outcome else lacking_words(held, lacking)
        state = DayState.REFUSED if outcome else DayState.MISSING
        return fields | {"state": state, "problem": problem[:2000], "sides": [], "reasons": {}, "lags": {}, "by_day": {}, "deviations": 0,
                         "open_count": 0, "open_amount": 0, "oldest": None, "left_off": 0, "digest": ""}  # fmt: skip
    return fields | {
        "state": DayState.DEVIATES if summary.deviations else DayState.AGREES, "problem": late_words(held, late),
        "sides": [one.told() for one in summary.sides], "reasons": summary.reasons, "lags": dict(summary.lags), "scale": summary.scale,
        "by_day": dict(summary.by_day),
        "deviations": summary.deviations, "open_count": len(summary.open_items), "oldest": summary.oldest, "digest": summary.digest,
        "open_amount": sum(abs(one.amount or 0) for one in summary.open_items), "left_off": summary.left_off,
    }  # fmt: skip


def lacking_words(day: CheckDay, lacking: Sequence[str]) -> str:
    """Which files were expected by when, and have not come."""
    names = ", ".join(ROLE_NAMES[role] for role in lacking)
    return _("%(files)s: expected by %(time)s, not arrived.") % {"files": names, "time": day.check_of.due_time}


def late_words(day: CheckDay, late: Sequence[DayFile]) -> str:
    """Which files came after they were due, and when, in the biller's zone."""
    zone = ZoneInfo(rhythm_of(day.check_of).zone)
    came = [(ROLE_NAMES[one.role], one.received_at.astimezone(zone)) for one in late]
    told = [f"{name} {at:%H:%M}" if at.date() == day.day else f"{name} {at:%-d %b %H:%M}" for name, at in came]
    if not told:
        return ""
    words = _("Expected by %(time)s, arrived late: %(files)s.")
    return words % {"time": day.check_of.due_time, "files": ", ".join(told)}


def _keep(c: Change, held: CheckDay, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(held, name, value)
    held.save(update_fields=list(fields))
    told = ("state", "problem", "deviations", "open_count", "oldest", "digest", "files")
    c.log(DAY_ENDED, held, before={"state": str(DayState.RUNNING)}, after={name: fields[name] for name in told})
    c.touch(held)


def _keep_items(held: CheckDay, summary: Summary | None) -> None:
    DayFinding.objects.everywhere().filter(check_day=held).delete()
    found = sorted(summary.items, key=lambda one: (not one.is_open, -(one.age or 0))) if summary else []
    DayFinding.objects.bulk_create([_item(held, place, one) for place, one in enumerate(found)], batch_size=500)


def _item(held: CheckDay, place: int, one: Found) -> DayFinding:
    return DayFinding(
        biller_id=held.biller_id, check_day=held, position=place, reason=one.reason[:40], side=one.side[:20], key=one.key[:300],
        account=one.account[:120], on=one.on, amount=one.amount, other_amount=one.other_amount, age=one.age, row=one.row,
        is_open=one.is_open, details=one.details[:300],
    )  # fmt: skip


def _raise_case(c: Change, check: DailyCheck, held: CheckDay, by: Viewer, now: datetime) -> None:
    """The first deviation opens a case; while it is open, later ones belong to it."""
    case: Case | None = Case.objects.everywhere().filter(pk=check.case_id).first() if check.case_id else None
    if case is None or case.closed_at is not None:
        case = open_case(
            biller=check.biller, phase=check.phase, title=_title(check, held), description=_description(check, held),
            severity=2 if check.kind in (Kind.POSTING, Kind.SETTLEMENT) else 3, category=CATEGORIES[Kind(check.kind)],
            owner=check.owner, by=system(), now=now,
        )  # fmt: skip
        c.save(check, kind=CASE_RAISED, case=case)
    CheckDay.objects.everywhere().filter(pk=held.pk).update(case=case)


def _title(check: DailyCheck, held: CheckDay) -> str:
    what = {
        DayState.MISSING: _("a file has not arrived"),
        DayState.REFUSED: _("can't be checked"),
    }.get(DayState(held.state)) or ngettext("%(n)s deviation", "%(n)s deviations", held.deviations) % {
        "n": f"{held.deviations:,}"
    }
    return f"{check.name}, {held.day:%-d %b %Y}: {what}"[:200]


def _description(check: DailyCheck, held: CheckDay) -> str:
    lines = [f"{KIND_NAMES[Kind(check.kind)]}: “{held}” (/daily/days/{held.pk}/)"]
    lines += [
        f"{REASON_NAMES.get(reason, reason.replace('_', ' '))}: {count:,}" for reason, count in held.reasons.items()
    ]
    if held.problem:
        lines.append(held.problem)
    return "\n".join(lines)


def _judge_alarm(c: Change, check: DailyCheck, held: CheckDay, now: datetime) -> None:
    """Raised once when something is open for longer than the set days; over when nothing is."""
    if check.kind == Kind.BALANCE:
        return
    is_old = held.oldest is not None and held.oldest > check.alarm_days
    if not is_old:
        if check.alarm_since is not None:
            c.save(check, kind=ALARM_OVER, alarm_since=None)
        return
    if check.alarm_since is None:
        c.save(check, kind=ALARM_RAISED, alarm_since=held.day)
    words = _("%(biller)s: %(n)s %(what)s, the oldest for %(days)d banking days (alarm after %(most)d). %(check)s") % {
        "biller": check.biller.name, "n": f"{held.open_count:,}", "what": OPEN_NAMES[Kind(check.kind)], "days": held.oldest,
        "most": check.alarm_days, "check": check.name,
    }  # fmt: skip
    tell(
        users=people_of(check), kind="unposted_alarm", text=words[:400], url=f"/daily/days/{held.pk}/", record=check.record,
        key=f"unposted:{check.pk}:{check.alarm_since}", by=system(), now=now,
    )  # fmt: skip
