"""What people type about series of meetings."""

import uuid
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.billers.models import Contact
from pilotage.meetings.enums import CADENCE_NAMES, MEETING_KIND_NAMES, WEEKDAY_NAMES, Cadence
from pilotage.meetings.forms import biller_choices
from pilotage.meetings.models import MeetingSeries, SeriesGuest
from pilotage.meetings.operations.attending import Invited
from pilotage.people.forms.choices import zone_choices
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices

DAY = {"type": "date"}
KEPT = ("title", "agenda", "weekdays", "at", "time_zone", "minutes_long", "cadence", "first_date", "last_date")


class SeriesForm(VersionForm):
    """A series: when it meets, who is invited, what it is about."""

    title = forms.CharField(label=_("Title"), max_length=200)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"), coerce=int, choices=list(WEEKDAY_NAMES.items()), widget=forms.CheckboxSelectMultiple
    )
    at = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), initial=time(10)
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("It stays at this time there when the clocks change.")
    )
    minutes_long = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, initial=60)
    cadence = forms.ChoiceField(label=_("How often"), choices=list(CADENCE_NAMES.items()), initial=Cadence.WEEKLY)
    first_date = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DAY))
    last_date = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs=DAY), help_text=_("Empty: until it is stopped.")
    )
    people = forms.MultipleChoiceField(label=_("Invite"), required=False, widget=forms.CheckboxSelectMultiple)
    others = forms.CharField(
        label=_("Others, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A name and an e-mail address, for example: Vic Vendor, vic@example.com"),
    )  # fmt: skip
    agenda = forms.CharField(
        label=_("Agenda of each meeting"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One topic a line; minutes at the end if you like: Open risks, 15"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, theirs: list[User], contacts: list[Contact], is_new: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = {str(one.pk): one for one in contacts}
        zone: Any = self.fields["time_zone"]
        zone.choices = zone_choices()
        people: Any = self.fields["people"]
        addresses = {user.email.lower() for user in theirs}
        people.choices = [
            *((f"u{pk}", words) for pk, words in biller_choices(theirs)),
            *((str(one.pk), f"{one.name} ({_('contact')})") for one in contacts if one.email.lower() not in addresses),
            *((f"u{pk}", words) for pk, words in staff_choices()),
        ]
        if is_new:
            kinds = forms.ChoiceField(label=_("What for"), choices=list(MEETING_KIND_NAMES.items()), initial="steering")
            self.fields = {"kind": kinds, **self.fields}

    def clean_others(self) -> list[tuple[str, str]]:
        """Pairs of name and address."""
        found = []
        for line in self.cleaned_data["others"].splitlines():
            if line.strip():
                name, _comma, email = line.rpartition(",")
                if not name.strip() or "@" not in email:
                    raise forms.ValidationError(
                        _("“%(line)s”: write a name, a comma and an e-mail address."), params={"line": line.strip()}
                    )
                found.append((name.strip(), email.strip()))
        return found

    def fields_given(self) -> dict[str, Any]:
        """What the operations take."""
        return {name: self.cleaned_data[name] for name in KEPT}

    def guests(self) -> list[Invited]:
        """Everybody who is ticked or typed."""
        keys = self.cleaned_data["people"]
        users = User.objects.filter(pk__in=[int(key[1:]) for key in keys if key.startswith("u")]).order_by("name")
        known = [(one.name, one.email) for key in keys if (one := self.contacts.get(key))]
        return [*users, *known, *self.cleaned_data["others"]]


def first_values(series: MeetingSeries, guests: list[SeriesGuest], contacts: list[Contact]) -> dict[str, Any]:
    """What the form of a series shows first."""
    by_email: dict[str, uuid.UUID] = {one.email.lower(): one.pk for one in contacts if one.email}
    people, others = [], []
    for one in guests:
        if one.user_id:
            people.append(f"u{one.user_id}")
        elif one.email.lower() in by_email:
            people.append(str(by_email[one.email.lower()]))
        else:
            others.append(f"{one.name}, {one.email}")
    return {name: getattr(series, name) for name in KEPT} | {
        "people": people, "others": "\n".join(others), "version": series.record.version,
    }  # fmt: skip
