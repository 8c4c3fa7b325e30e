"""What people type about meetings."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.meetings.enums import MEETING_KIND_NAMES
from pilotage.people.forms.choices import zone_choices
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices


class TimeForm(VersionForm):
    """When a meeting is, in which zone."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def starts_at(self, zone: str) -> datetime:
        """The instant, in the meeting's zone."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=ZoneInfo(zone))


class MeetingForm(TimeForm):
    """A new meeting."""

    kind = forms.ChoiceField(label=_("What for"), choices=MEETING_KIND_NAMES.items())
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    minutes_long = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, initial=60)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    agenda = forms.CharField(label=_("Agenda"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    people = forms.TypedMultipleChoiceField(
        label=_("Invite"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    field_order = ("kind", "title", "day", "time", "time_zone", "minutes_long", "people", "agenda", "version")

    def __init__(self, *args: Any, theirs: list[User] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["time_zone"]
        zone.choices = zone_choices()
        people: Any = self.fields["people"]
        people.choices = [*((user.pk, f"{user.name} ({_('biller')})") for user in theirs or []), *staff_choices()]


class HeldForm(VersionForm):
    """Who came, and what was said."""

    attended = forms.TypedMultipleChoiceField(
        label=_("Who came"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.CharField(label=_("Minutes"), required=False, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attended: Any = self.fields["attended"]
        attended.choices = people


class GuestForm(forms.Form):
    """One more who is invited: from the staff, or by name and address."""

    user = forms.TypedChoiceField(label=_("From the staff"), required=False, coerce=int, empty_value=None)
    name = forms.CharField(label=_("Or by name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.choices = [("", _("Nobody")), *staff_choices()]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
