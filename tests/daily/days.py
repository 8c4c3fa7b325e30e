"""Files of a day of posting, and a worker that does what waits."""

import io
from datetime import datetime, timedelta
from typing import Any

from pilotage.billers.models import Biller, Phase
from pilotage.billers.operations.going_live import record_past_go_live
from pilotage.core.operations import delivering
from pilotage.daily import operations
from pilotage.daily.models import CheckDay, DailyCheck
from story import NOW

PAYMENTS = "payment_id,account,paid_at,amount\n"
POSTED = "reference,account,date,amount\n"
GOOD = (PAYMENTS + "P1,10-1,2026-10-30,100.00\nP2,10-2,2026-10-30,50.25\n",
        POSTED + "P1,10-1,2026-11-02,100.00\nP2,10-2,2026-11-02,50.25\n")  # fmt: skip
#: P3 was paid seven banking days before 2 November and is not posted; P2 stands twice in the books.
BAD = (GOOD[0] + "P3,10-3,2026-10-22,33.00\n", GOOD[1] + "P2,10-2,2026-11-02,50.25\n")
SEVEN = NOW.replace(hour=13)  # 07:00 Central on 2 November


def live(biller: Biller, admin: Any) -> Phase:
    """A phase of the biller that has been live since October."""
    day = (NOW - timedelta(days=20)).date()
    made = record_past_go_live(
        by=admin, now=NOW, biller=biller, went_live_date=day, external_id=f"{biller.external_id}-0"
    )
    return Phase.objects.everywhere().select_related("biller", "record").get(pk=made.pk)


def bring(check: DailyCheck, texts: tuple[str, str], *, by: Any, now: datetime, day: Any = None) -> None:
    """Both files of a day come."""
    for role, text in zip(("payments", "posted"), texts, strict=True):
        operations.receive_file(
            check=check, role=role, name=f"{role}.csv", stream=io.BytesIO(text.encode()), day=day, by=by, now=now
        )


def work(now: datetime) -> int:
    """A worker does every job that waits; how many."""
    done = 0
    while delivering.work_once(worker="w", clock=lambda: now):
        done += 1
    return done


def the_day(check: DailyCheck) -> CheckDay:
    return (
        CheckDay.objects.everywhere().select_related("check_of__record", "check_of__case", "case").get(check_of=check)
    )
