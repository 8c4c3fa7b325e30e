"""Live billers of the sample are checked each morning: one in steady state, and two whose first bill cycles are watched."""

import io
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer, system
from pilotage.daily.models import CheckDay, DailyCheck
from pilotage.daily.operations import receive_file, run_now, set_up_check
from pilotage.daily.operations.running import carry_out
from pilotage.daily.queries import rhythm_of
from pilotage.daily.rules.slots import Rhythm
from pilotage.firstcycles.operations import keep_figures, take_counted
from pilotage.people.models import User
from pilotage.portfolio.cast import Cast

DAYS, FEW, A_DAY, KEPT = 10, 4, 6, 5
#: Payments of the sixth day that stay out of the books, and the day whose file comes late.
STUCK, LATE = 5, 3
PLAN = "notices:\n  - {name: bill_ready, of: bill_date, days: 0, tolerance_days: 1}\n"
Payment = tuple[str, str, date, int]


def check_each_morning(*, now: datetime) -> None:
    """Ten days on the phase that went live first; four on the two newest that nobody gave figures for, with AutoPay and notices."""
    cast, today = Cast(), now.date()
    live = Phase.objects.everywhere().filter(daily_checks=None).select_related("biller", "record")
    watched = live.filter(
        stage="transition", first_cycles=None, went_live_date__range=(today - timedelta(days=60), today - timedelta(days=14))
    ).order_by("-went_live_date", "external_id")[:2]  # fmt: skip
    past = live.filter(went_live_date__lt=today - timedelta(days=20), stage__in=("transition", "steady"))
    oldest = past.order_by("stage", "-went_live_date", "external_id").first()
    for phase in watched:
        Mornings(phase, cast.carer(phase, "tsm"), now, FEW).watch()
    if oldest is not None:
        Mornings(oldest, cast.carer(oldest, "tsm"), now, DAYS).prove()


@dataclass
class Mornings:
    """One phase, who set its checks up, and the last days on which they run."""

    phase: Phase
    by: Viewer
    now: datetime
    count: int

    @cached_property
    def days(self) -> list[date]:
        """The days that are checked, after five or more whose payments they hold."""
        rhythm = Rhythm(range(5), skips_holidays=True, due_time="07:00", zone=self.phase.biller.time_zone)
        last = rhythm.on_or_before(rhythm.today(self.now))
        if rhythm.due_at(last) > self.now:
            last = rhythm.on_or_before(last - timedelta(days=1))
        before = [] if self.count == DAYS else list(rhythm.days(self.phase.went_live_date or last, last))
        return max(sorted(rhythm.span(last, self.count + KEPT + 1)), before, key=len)

    @property
    def first(self) -> int:
        """The place of the first day that is checked."""
        return len(self.days) - self.count

    def prove(self) -> None:
        """Posting and settlement; three payments never post, and one file comes late."""
        stuck = {f"P{self.days[KEPT + STUCK]:%m%d}{n}" for n in range(3)}
        checks = [self.check("posting", "Daily posting"), self.check("settlement", "Deposits and payments")]
        for place in range(self.first, len(self.days)):
            for check in checks:
                self.run(check, place, self.files(check.kind, place, KEPT, stuck), is_late=place == self.first + LATE)

    def watch(self) -> None:
        """All that feeds the board of first bill cycles: the first morning's files hold everything since go-live."""
        checks = [self.check("posting", "Daily posting"), self.check("settlement", "Deposits and payments")]
        for place in range(self.first, len(self.days)):
            for check in checks:
                kept = place if place == self.first else KEPT
                self.run(check, place, self.files(check.kind, place, kept, set()))
        last = len(self.days) - 1
        weekly = {"weekdays": [self.days[last].weekday()]}
        self.run(self.check("autopay", "AutoPay draws", last, **weekly), last, self.drawn())
        self.run(self.check("notices", "Notices of the plan", last, spec_text=PLAN, **weekly), last, self.told())
        keep_figures(
            phase=self.phase, number=1, as_of=self.days[-1], returns=1, calls_forecast=140, calls_taken=117,
            remark="Calls come from the call centre's weekly sheet, returns from the bank; all else from the daily checks.",
            by=self.by, now=self.now,
        )  # fmt: skip
        take_counted(phase=self.phase, by=system(), now=self.now)

    def check(self, kind: str, name: str, place: int = -1, **fields: Any) -> DailyCheck:
        """Set up on the day before the first one that is checked, or before the one at `place`."""
        owner = User.objects.filter(pk=self.by.user_id or 0).first()
        begun = self.due_at(self.first if place < 0 else place) - timedelta(hours=20)
        return set_up_check(
            phase=self.phase, kind=kind, name=name, owner=owner, alarm_days=2, sources={}, by=self.by, now=begun, **fields
        )  # fmt: skip

    def due_at(self, place: int) -> datetime:
        rhythm = Rhythm(range(5), skips_holidays=True, due_time="07:00", zone=self.phase.biller.time_zone)
        return rhythm.due_at(self.days[place])

    def run(self, check: DailyCheck, place: int, texts: dict[str, str], *, is_late: bool = False) -> None:
        """The morning's files come and are checked."""
        day = self.days[place]
        is_late = is_late and check.kind == "posting"
        at = rhythm_of(check).due_at(day) + (timedelta(minutes=95) if is_late else -timedelta(minutes=30))
        for role, text in texts.items():
            receive_file(
                check=check, role=role, name=f"{role}-{day:%Y%m%d}.csv", stream=io.BytesIO(text.encode()), day=day, by=self.by, now=at
            )  # fmt: skip
        begun = run_now(check=check, day=day, by=self.by, now=at)
        row = CheckDay.objects.everywhere().select_related("check_of__phase__biller", "check_of__record")
        carry_out(
            day=row.get(pk=begun.pk), run_count=begun.run_count, tell_progress=lambda done, total: None, by=self.by,
            now=at + timedelta(minutes=1),
        )  # fmt: skip

    def files(self, kind: str, place: int, kept: int, stuck: set[str]) -> dict[str, str]:
        """What was paid on the days of the check before this one, and what came of it up to this one."""
        known = [one for n in range(place - kept, place) for one in _payments(self.days[n], n)]
        after, today = {day: self.days[at + 1] for at, day in enumerate(self.days[:-1])}, self.days[place]
        rows = [f"{key},{account},{on},{_dollars(cents)},B{on:%m%d}" for key, account, on, cents in known]
        files = {"payments": _table("payment_id,account,paid_at,amount,batch_id", rows)}
        if kind == "posting":
            posted = [
                f"{key},{account},{at},{_dollars(cents)}"
                for key, account, on, cents in known
                if key not in stuck and (at := _posted_on(key, on, after)) is not None and at <= today
            ]
            return files | {"posted": _table("reference,account,date,amount", posted)}
        return files | {"deposits": _table("deposit_id,batch_id,deposit_date,amount", _deposits(known, after, today))}

    def bills(self) -> list[tuple[str, date, date, int, bool]]:
        """Account, bill date, due date, cents and whether AutoPay draws it. Where the go-live is young, nobody is enrolled yet."""
        billed, due = self.days[1], self.days[min(9, self.first - 1)]
        is_young = self.first < 4 * KEPT
        return [(f"{20_000 + n}", billed, due, 4_000 + 310 * n, not is_young and n % 4 != 3) for n in range(24)]

    def drawn(self) -> dict[str, str]:
        """Every enrolled bill is drawn on its day."""
        draws = [
            f"{one},B-{one},{due},{_dollars(cents)},ok" for one, _, due, cents, is_drawn in self.bills() if is_drawn
        ]
        return {"bills": self.billed(), "draws": _table("account,bill,draw_date,amount,status", draws)}

    def told(self) -> dict[str, str]:
        """Every bill's notice goes out on the day of the bill."""
        sent = [f"{one},B-{one},bill_ready,{billed} 08:00" for one, billed, _, _, _ in self.bills()]
        return {"bills": self.billed(), "notices": _table("account,bill,notice,sent_at", sent)}

    def billed(self) -> str:
        rows = [
            f"{one},B-{one},{billed},{due},{_dollars(cents)},{'Y' if is_drawn else 'N'},Y"
            for one, billed, due, cents, is_drawn in self.bills()
        ]
        return _table("account,bill,bill_date,due_date,amount,autopay,paperless", rows)


def _payments(day: date, place: int) -> list[Payment]:
    """Number, account, day, cents."""
    dice = random.Random(place)
    return [(f"P{day:%m%d}{n}", f"{10_000 + 7 * place + n}", day, dice.randrange(2_000, 30_000)) for n in range(A_DAY)]


def _deposits(known: list[Payment], after: dict[date, date], today: date) -> list[str]:
    """One deposit of each day's payments, two days of the check later, now and then three."""
    found = []
    for on in sorted({one[2] for one in known}):
        arrived = after.get(after[on])
        if on.day % 5 == 1 and arrived is not None:
            arrived = after.get(arrived)
        if arrived is not None and arrived <= today:
            total = sum(cents for _key, _account, of, cents in known if of == on)
            found.append(f"D{on:%m%d},B{on:%m%d},{arrived},{_dollars(total)}")
    return found


def _posted_on(key: str, on: date, after: dict[date, date]) -> date | None:
    """The next day of the check; of every third day two payments take one day more."""
    is_slow = on.day % 3 == 1 and key[-1] in "45"
    return after.get(after[on]) if is_slow else after[on]


def _table(heading: str, rows: list[str]) -> str:
    return "\n".join([heading, *rows]) + "\n"


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
