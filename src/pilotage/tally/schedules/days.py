"""The day on which something should happen: counted from another day, moved off days on which no bank works."""

import datetime

from pilotage.tally.intake.banking_days import BankCalendar


def planned_day(
    start: datetime.date, days: int, counted_in: str, closed_day: str, calendar: BankCalendar
) -> datetime.date:
    """`days` from `start` in calendar or banking days; then `same`, the banking day `before` or `after`.

    Counted in banking days, a start on a closed day rolls forward first (backward when counting back).
    """
    if counted_in == "banking":
        base = calendar.on_or_before(start) if days < 0 else calendar.on_or_after(start)
        return calendar.add(base, days)
    day = start + datetime.timedelta(days=days)
    if closed_day == "before":
        return calendar.on_or_before(day)
    return calendar.on_or_after(day) if closed_day == "after" else day
