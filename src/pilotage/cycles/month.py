"""A month of bill cycles as weeks of days for a calendar page."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pilotage.billers.models import Phase
from pilotage.cycles.enums import DAY_NAMES, DayKind, PartState
from pilotage.cycles.models import GoLivePart, Protection
from pilotage.cycles.queries import Run
from pilotage.cycles.rules.dates import plus_months
from pilotage.planner.calendars import WorkingCalendar

TONES = {
    DayKind.READ: "quiet", DayKind.BILL: "accent", DayKind.PRINT: "accent", DayKind.DUE: "warn", DayKind.BANK: "good",
    DayKind.SETTLEMENT: "good", DayKind.PENALTY: "bad", DayKind.SHUT_OFF: "bad",
}  # fmt: skip


def month_grid(
    phase: Phase,
    month: date,
    runs: Sequence[Run],
    protections: Sequence[Protection],
    parts: Sequence[GoLivePart],
    today: date,
    bank: WorkingCalendar,
) -> list[list[dict[str, Any]]]:
    """Weeks from Monday, each day `{day, is_other, is_today, holiday, entries: [{words, tone, url}], shields}`."""
    held: dict[date, list[dict[str, Any]]] = {}
    for run in runs:
        for kind, on in run.days.items():
            words = f"{DAY_NAMES[kind]} · {run.cycle.name}"
            held.setdefault(on, []).append({"words": words, "tone": TONES[kind], "url": f"/cycles/{run.cycle.pk}/"})
    for part in parts:
        if part.state != PartState.CANCELLED:
            entry = {"words": f"Go-live · {part.what}", "tone": "strong", "url": f"/go-live-parts/{part.pk}/edit/"}
            held.setdefault(part.went_live_on or part.starts_on, []).insert(0, entry)
    live = phase.went_live_date or phase.target_go_live_date
    if live:
        words = "Went live" if phase.went_live_date else "Target go-live"
        held.setdefault(live, []).insert(
            0, {"words": words, "tone": "strong", "url": f"/phases/{phase.pk}/go-live-windows/"}
        )
    first = month - timedelta(days=month.weekday())
    end, weeks = plus_months(month, 1), []
    while first < end:
        weeks.append([_day(first + timedelta(days=n), month, held, protections, today, bank) for n in range(7)])
        first += timedelta(days=7)
    return weeks


def _day(
    day: date,
    month: date,
    held: dict[date, list[dict[str, Any]]],
    protections: Sequence[Protection],
    today: date,
    bank: WorkingCalendar,
) -> dict[str, Any]:
    return {
        "day": day,
        "is_other": day.month != month.month,
        "is_off": not bank.is_working(day),
        "is_today": day == today,
        "holiday": bank.holiday_name(day),
        "entries": held.get(day, []),
        "shields": [one for one in protections if one.starts_on <= day <= one.ends_on],
    }
