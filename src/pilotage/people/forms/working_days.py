"""The form of somebody's working days: a person's, a team's, and with the same fields a biller's or a vendor's."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pilotage.people.enums import HOLIDAY_NAMES, Holidays
from pilotage.people.forms.choices import zone_choices
from pilotage.people.models import WorkingDays, monday_to_friday

WEEKDAYS = [
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")), (5, _("Saturday")),
    (6, _("Sunday")),
]  # fmt: skip
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:to|–|-)\s*(\d{4}-\d{2}-\d{2}))?\s*(.*)")
MOST_DAYS = 400


class WorkingDaysForm(forms.Form):
    """Weekdays, holidays and days off; `zone=True` asks for a time zone too. An empty week keeps no calendar of its own."""

    is_own = forms.TypedChoiceField(
        label=_("Works"),
        coerce=lambda text: text == "own",
        choices=[("same", _("as the provider does")), ("own", _("on days of its own, below"))],
        widget=forms.RadioSelect,
    )
    week = forms.TypedMultipleChoiceField(
        label=_("Weekdays worked"), coerce=int, choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    holidays = forms.ChoiceField(label=_("Holidays kept"), choices=list(HOLIDAY_NAMES.items()), required=False)
    days_off = forms.CharField(
        label=_("Days off besides"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: 2026-12-24 Christmas Eve, or 2026-12-24 to 2026-12-31 Closed."),
    )

    def __init__(self, *args: Any, held: WorkingDays | None, zone: str | None = None, **kwargs: Any) -> None:
        first = {
            "is_own": "own" if held else "same",
            "week": held.week if held else monday_to_friday(),
            "holidays": held.holidays if held else Holidays.FEDERAL,
            "days_off": days_in_words(held.days_off) if held else "",
            "time_zone": zone,
        }
        super().__init__(*args, initial=first, **kwargs)
        if zone is not None:
            self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    def clean_days_off(self) -> list[list[str]]:
        """The days as pairs of ISO date and name, each once."""
        found: dict[str, str] = {}
        for number, line in enumerate(self.cleaned_data["days_off"].splitlines(), 1):
            if line.strip():
                found |= _days_of(number, line.strip())
        if len(found) > MOST_DAYS:
            raise forms.ValidationError(_now("These are more than 400 days. Keep those of the next years."))
        return [[day, name] for day, name in sorted(found.items())]

    def clean(self) -> dict[str, Any]:
        """Own days need a weekday."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("is_own") and not given.get("week"):
            self.add_error("week", _now("Choose at least one weekday."))
        given["holidays"] = given.get("holidays") or Holidays.FEDERAL
        return given


def _days_of(number: int, line: str) -> dict[str, str]:
    found = _LINE.fullmatch(line)
    try:
        if not found:
            raise ValueError
        first = date.fromisoformat(found[1])
        last = date.fromisoformat(found[2]) if found[2] else first
    except ValueError:
        words = {"number": number, "line": line[:40]}
        raise forms.ValidationError(
            _now("Line %(number)s, “%(line)s”, begins with no date. Write 2026-12-24 Christmas Eve.") % words
        ) from None
    if not 0 <= (last - first).days <= MOST_DAYS or not 2000 <= first.year <= 2199:
        raise forms.ValidationError(_now("Line %(number)s ends before it begins, or is too long.") % {"number": number})
    return {(first + timedelta(days=n)).isoformat(): found[3][:80] for n in range((last - first).days + 1)}


def days_in_words(days_off: list[list[str]]) -> str:
    """One line a day, as the form reads it."""
    return "\n".join(f"{day} {name}".strip() for day, name in days_off)
