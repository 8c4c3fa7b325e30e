"""A daily check of a live phase with a day that deviates, in the access world; what the requests about it send."""

import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from pilotage.billers.models import Phase
from pilotage.core.viewer import system
from pilotage.daily import operations as daily
from pilotage.daily.models import CheckDay
from pilotage.daily.operations.running import carry_out

PAYMENTS = b"payment_id,account,paid_at,amount\nP1,10-1,2026-01-05,100.00\n"
POSTED = b"reference,account,date,amount\nP1,10-1,2026-01-06,90.00\n"
#: What the requests about daily checks send.
DAILY_BODIES: dict[str, Any] = {
    "phases/<uuid:pk>/daily/new/": {"no form": True, "kind": "posting", "name": "Fresh", "payments_from": "hand", "posted_from": "hand",
                                    "due_time": "07:00", "weekdays": ["0", "1"], "alarm_days": "2", "look_back": "1"},
    "daily/checks/<uuid:pk>/edit/": {"name": "Another name", "spec_text": ""},
    "daily/checks/<uuid:pk>/pause/": {"no form": True, "to": "pause"},
    "daily/checks/<uuid:pk>/run/": {"no form": True},
    "daily/checks/<uuid:pk>/files/<slug:role>/": lambda world, which, person: {"file": SimpleUploadedFile("fresh.csv", POSTED)},
}  # fmt: skip


def keep_daily(world: Any, which: str, phase: Phase) -> None:
    """Set up two weeks ago; the files of its last day differ."""
    now, pm = world.now, world.viewer("signing_pm")
    phase = Phase.objects.everywhere().select_related("biller", "record").get(pk=phase.pk)
    check = daily.set_up_check(
        phase=phase, kind="posting", name="Daily posting", due_time="00:00", weekdays=list(range(7)), skips_holidays=False,
        sources={}, by=pm, now=now - timedelta(days=14),
    )  # fmt: skip
    for role, text in (("payments", PAYMENTS), ("posted", POSTED)):
        daily.receive_file(check=check, role=role, name=f"{role}.csv", stream=io.BytesIO(text), by=pm, now=now)
    begun = daily.run_now(check=check, by=pm, now=now)
    day = CheckDay.objects.everywhere().select_related("check_of__phase__biller").get(pk=begun.pk)
    carry_out(day=day, run_count=1, tell_progress=lambda done, total: None, by=system(), now=now)
    world.keep(which, daily_check=check, check_day=day)
