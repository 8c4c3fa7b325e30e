"""A live biller of the sample is checked each morning: ten days of posting and settlement, with three payments that never posted."""

import io
import random
from datetime import date, datetime, timedelta

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.daily.models import CheckDay, DailyCheck
from pilotage.daily.operations import receive_file, run_now, set_up_check
from pilotage.daily.operations.running import carry_out
from pilotage.daily.queries import rhythm_of
from pilotage.daily.rules.slots import Rhythm
from pilotage.people.models import User
from pilotage.portfolio.cast import Cast

DAYS, A_DAY, KEPT = 10, 6, 5
#: Payments of the sixth day that stay out of the books, and the day whose file comes late.
STUCK, LATE = 5, 3


def check_each_morning(*, now: datetime) -> None:
    """Sets two checks up on the phase that went live first, and runs the last ten days."""
    cast = Cast()
    phase = (
        Phase.objects.everywhere()
        .filter(went_live_date__lt=(now - timedelta(days=20)).date(), stage__in=("transition", "steady"))
        .select_related("biller", "record")
        .order_by("stage", "-went_live_date", "external_id")
        .first()
    )
    if phase is None or phase.daily_checks.exists():
        return
    tsm = cast.carer(phase, "tsm")
    rhythm = Rhythm(range(5), skips_holidays=True, due_time="07:00", zone=phase.biller.time_zone)
    last = rhythm.on_or_before(rhythm.today(now))
    if rhythm.due_at(last) > now:
        last = rhythm.on_or_before(last - timedelta(days=1))
    days = sorted(rhythm.span(last, DAYS + KEPT + 1))
    begun = rhythm.due_at(days[KEPT + 1]) - timedelta(hours=20)
    owner = User.objects.filter(pk=tsm.user_id or 0).first()
    posting, settlement = (
        set_up_check(phase=phase, kind=kind, name=name, owner=owner, alarm_days=2, sources={}, by=tsm, now=begun)
        for kind, name in (("posting", "Daily posting"), ("settlement", "Deposits and payments"))
    )
    paid = {day: _payments(day, place) for place, day in enumerate(days)}
    for place in range(KEPT + 1, len(days)):
        _run(posting, days, place, paid, tsm)
        _run(settlement, days, place, paid, tsm)


Payment = tuple[str, str, date, int]


def _payments(day: date, place: int) -> list[Payment]:
    """Number, account, day, cents."""
    dice = random.Random(place)
    return [(f"P{day:%m%d}{n}", f"{10_000 + 7 * place + n}", day, dice.randrange(2_000, 30_000)) for n in range(A_DAY)]


def _run(check: DailyCheck, days: list[date], place: int, paid: dict[date, list[Payment]], by: Viewer) -> None:
    """The files of the morning hold what was paid on the five days of the check before it."""
    day = days[place]
    known = [one for before in days[place - KEPT : place] for one in paid[before]]
    is_late = check.kind == "posting" and place == KEPT + 1 + LATE
    at = rhythm_of(check).due_at(day) + (timedelta(minutes=95) if is_late else -timedelta(minutes=30))
    for role, text in _files(check.kind, days, place, known).items():
        receive_file(
            check=check, role=role, name=f"{role}-{day:%Y%m%d}.csv", stream=io.BytesIO(text.encode()), day=day, by=by, now=at
        )  # fmt: skip
    begun = run_now(check=check, day=day, by=by, now=at)
    row = CheckDay.objects.everywhere().select_related("check_of__phase__biller", "check_of__record").get(pk=begun.pk)
    carry_out(
        day=row, run_count=row.run_count, tell_progress=lambda done, total: None, by=by, now=at + timedelta(minutes=1)
    )


def _files(kind: str, days: list[date], place: int, known: list[Payment]) -> dict[str, str]:
    after = {day: days[at + 1] for at, day in enumerate(days[:-1])}
    payments = ["payment_id,account,paid_at,amount,batch_id"]
    payments += [f"{key},{account},{on},{_dollars(cents)},B{on:%m%d}" for key, account, on, cents in known]
    files = {"payments": "\n".join(payments) + "\n"}
    if kind == "posting":
        stuck = {f"P{days[KEPT + STUCK]:%m%d}{n}" for n in range(3)}
        posted = [
            f"{key},{account},{at},{_dollars(cents)}"
            for key, account, on, cents in known
            if key not in stuck and (at := _posted_on(key, on, after)) is not None and at <= days[place]
        ]
        return files | {"posted": "reference,account,date,amount\n" + "\n".join(posted) + "\n"}
    deposits = ["deposit_id,batch_id,deposit_date,amount"]
    for on in sorted({one[2] for one in known}):
        arrived = after.get(after[on])
        if on.day % 5 == 1 and arrived is not None:
            arrived = after.get(arrived)
        if arrived is not None and arrived <= days[place]:
            total = sum(cents for _key, _account, of, cents in known if of == on)
            deposits.append(f"D{on:%m%d},B{on:%m%d},{arrived},{_dollars(total)}")
    return files | {"deposits": "\n".join(deposits) + "\n"}


def _posted_on(key: str, on: date, after: dict[date, date]) -> date | None:
    """The next day of the check; of every third day two payments take one day more."""
    is_slow = on.day % 3 == 1 and key[-1] in "45"
    return after.get(after[on]) if is_slow else after[on]


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
