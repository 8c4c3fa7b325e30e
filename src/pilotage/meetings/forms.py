"""What people type about meetings."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.core import app_settings
from pilotage.meetings.enums import MEETING_KIND_NAMES
from pilotage.meetings.models import AgendaItem
from pilotage.people.forms.choices import zone_choices
from pilotage.people.forms.installation import field_for
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices


def biller_choices(theirs: list[User] | None) -> list[tuple[int, str]]:
    """The biller's people, marked as such."""
    return [(user.pk, f"{user.name} ({_('biller')})") for user in theirs or []]


class TimeForm(VersionForm):
    """When a meeting is, in which zone."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def starts_at(self, zone: str) -> datetime:
        """The instant, in the meeting's zone."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=ZoneInfo(zone))


class ChangeForm(TimeForm):
    """What may be different about a meeting that is ahead."""

    title = forms.CharField(label=_("Title"), max_length=200)
    minutes_long = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480)
    agenda = forms.CharField(label=_("Agenda"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    field_order = ("title", "day", "time", "minutes_long", "agenda", "version")

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time"].help_text = _("In %(zone)s.") % {"zone": zone}


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
        people.choices = [*biller_choices(theirs), *staff_choices()]


class HeldForm(VersionForm):
    """Who came, and what was said."""

    attended = forms.TypedMultipleChoiceField(
        label=_("Who came"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.CharField(label=_("Minutes"), required=False, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(
        self, *args: Any, people: list[tuple[int, str]], items: list[AgendaItem] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        attended: Any = self.fields["attended"]
        attended.choices = people
        for n, item in enumerate(items or [], 1):
            self.fields[f"said_{item.pk}"] = forms.CharField(
                label=f"{n}. {item.title}", required=False, initial=item.said, max_length=10_000,
                widget=forms.Textarea(attrs={"rows": 2}), help_text=_("What was said and agreed."),
            )  # fmt: skip
        if items:
            self.fields["minutes"].label = _("Anything else")
            self.order_fields(["attended", *(f"said_{item.pk}" for item in items), "minutes", "version"])

    def said(self) -> dict[int, str]:
        """What was said, by agenda item."""
        return {
            int(name.removeprefix("said_")): text
            for name, text in self.cleaned_data.items()
            if name.startswith("said_")
        }


class GuestForm(forms.Form):
    """One more who is invited: from the staff or the biller, or by name and address."""

    user = forms.TypedChoiceField(label=_("From the staff or the biller"), required=False, coerce=int, empty_value=None)
    name = forms.CharField(label=_("Or by name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("The calendar file goes there."))

    def __init__(self, *args: Any, theirs: list[User] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.choices = [("", _("Nobody")), *biller_choices(theirs), *staff_choices()]

    def clean(self) -> dict[str, Any]:
        """A guest has a name and an address; one from the list has both."""
        given = super().clean() or {}
        if not given.get("user") and "email" not in self.errors and not given.get("email"):
            self.add_error("email", _("Give an e-mail address, or choose somebody from the list."))
        return given


class PresentationForm(forms.Form):
    """How people join the go-live presentation, and whether the biller's people are invited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        settings = app_settings.known("presentation")
        kwargs["initial"] = {
            one.key: app_settings.secret(one.key) if app_settings.is_secret(one.key) else app_settings.value(one.key)
            for one in settings
        }
        super().__init__(*args, **kwargs)
        for one in settings:
            self.fields[one.key] = field_for(one)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
