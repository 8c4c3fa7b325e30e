"""A ruler of days for timelines: where a day lies, and what is written above."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

#: Zoom of a timeline: its name, and pixels a day.
ZOOMS = {"week": gettext_lazy("Weeks"), "month": gettext_lazy("Months"), "quarter": gettext_lazy("Quarters")}
_DAY = {"week": 18.0, "month": 6.0, "quarter": 2.25}
HEAD = 44


@dataclass(frozen=True)
class Scale:
    """From `first` to `last`, both shown whole. All lengths in pixels."""

    zoom: str
    first: date
    last: date

    @property
    def day(self) -> float:
        """Width of a day."""
        return _DAY[self.zoom]

    @property
    def width(self) -> int:
        """Of the whole timeline."""
        return round(((self.last - self.first).days + 1) * self.day)

    def x(self, day: date) -> float:
        """Where a day begins."""
        return round((day - self.first).days * self.day, 1)

    def end(self, day: date) -> float:
        """Where a day ends."""
        return round(((day - self.first).days + 1) * self.day, 1)

    def holds(self, day: date | None) -> bool:
        """Whether the day is shown."""
        return day is not None and self.first <= day <= self.last

    def heads(self) -> list[dict[str, Any]]:
        """The upper row: months, or years where months are too narrow."""
        months = self._months()
        if self.zoom != "quarter":
            return [self._head(one, "F Y") for one in months]
        return [self._head(one, "Y") for one in months if one.month == 1 or one == months[0]]

    def ticks(self) -> list[dict[str, Any]]:
        """The lower row and the lines below: weeks, or months where weeks are too narrow."""
        if self.zoom == "quarter":
            return [self._head(one, "M") | {"is_strong": one.month in (1, 4, 7, 10)} for one in self._months()]
        monday = self.first - timedelta(days=self.first.weekday())
        count = ((self.last - monday).days // 7) + 1
        weeks = [monday + timedelta(days=7 * n) for n in range(count)]
        return [self._head(one, "j M" if self.zoom == "week" else "j") | {"is_strong": one.day <= 7} for one in weeks]

    def weekends(self) -> list[float]:
        """Where Saturdays begin, at the zoom that shows days."""
        if self.zoom != "week":
            return []
        saturday = self.first + timedelta(days=(5 - self.first.weekday()) % 7)
        return [self.x(saturday + timedelta(days=7 * n)) for n in range(((self.last - saturday).days // 7) + 1)]

    def _months(self) -> list[date]:
        found, day = [], self.first.replace(day=1)
        while day <= self.last:
            found.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        return found

    def _head(self, day: date, form: str) -> dict[str, Any]:
        x = max(0.0, self.x(day))
        return {"x": x, "text_x": x + 4, "text": date_format(day, form)}


def scale_over(days: list[date], zoom: str) -> Scale:
    """A ruler over all the days, with a week of room before and after, from a Monday."""
    first, last = min(days) - timedelta(days=3), max(days) + timedelta(days=14)
    return Scale(zoom, first - timedelta(days=first.weekday()), last)
