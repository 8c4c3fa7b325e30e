"""What people type about reports."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.reports.enums import (
    CADENCE_NAMES,
    CHOSEN,
    KIND_NAMES,
    SECTION_NAMES,
    SECTIONS,
    STANDING_NAMES,
    STATE_NAMES,
    WEEKDAYS,
    ReportKind,
)
from pilotage.reports.models import Reader

_GUEST = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]+)>$")


class ReportFilter(forms.Form):
    """Filters of the list of reports."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *KIND_NAMES.items()])
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Drafts and sent")), *STATE_NAMES.items()]
    )
    standing = forms.ChoiceField(
        label=_("Standing"), required=False, choices=[("", _("Any standing")), *STANDING_NAMES.items()]
    )


class ReportForm(VersionForm):
    """A person's words for each section, which sections stay out, and how the project stands."""

    title = forms.CharField(label=_("Title"), max_length=200)
    standing = forms.ChoiceField(
        label=_("The project is"),
        required=False,
        choices=[("", _("As the facts say")), *((one, STANDING_NAMES[one]) for one in CHOSEN)],
    )
    standing_reason = forms.CharField(label=_("Why, if you see it differently"), max_length=300, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = SECTIONS[ReportKind(kind)]
        for key in self.keys:
            self.fields[f"text_{key}"] = forms.CharField(
                label=SECTION_NAMES[key], required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
            )
        self.fields["left_out"] = forms.MultipleChoiceField(
            label=_("Leave out"),
            required=False,
            choices=[(key, SECTION_NAMES[key]) for key in self.keys],
            widget=forms.CheckboxSelectMultiple,
        )

    def texts(self) -> dict[str, str]:
        """The words by section."""
        return {key: self.cleaned_data[f"text_{key}"] for key in self.keys}


class SendForm(VersionForm):
    """To whom it goes."""

    readers = forms.TypedMultipleChoiceField(label=_("Readers"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: list[Reader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readers: Any = self.fields["readers"]
        readers.choices = [(one.pk, f"{one.name}, {one.email}") for one in people]
        readers.error_messages["required"] = _("Tick at least one reader.")


class ScheduleForm(VersionForm):
    """How often, when, and to whom."""

    cadence = forms.ChoiceField(label=_("How often"), required=False, choices=list(CADENCE_NAMES.items()))
    weekday = forms.TypedChoiceField(label=_("On"), coerce=int, choices=list(WEEKDAYS.items()))
    hour = forms.TypedChoiceField(label=_("At"), coerce=int, choices=[(n, f"{n:02}:00") for n in range(6, 21)])
    is_sent_unread = forms.TypedChoiceField(
        label=_("Then"),
        coerce=lambda value: value == "yes",
        choices=[("no", _("Make a draft and tell me; I send it")), ("yes", _("Send it by itself"))],
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Readers"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    guests = forms.CharField(
        label=_("Other readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: Name <address@example.com>. Each gets a link of their own."),
    )

    field_order = ("cadence", "weekday", "hour", "is_sent_unread", "people", "guests", "version")

    def __init__(self, *args: Any, zone: str, theirs: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hour"].help_text = _("In %(zone)s.") % {"zone": zone}
        people: Any = self.fields["people"]
        people.choices = [
            *((user.pk, _("%(name)s (biller)") % {"name": user.name}) for user in theirs),
            *staff_choices(),
        ]

    def clean_guests(self) -> list[tuple[str, str]]:
        """Names with addresses; a bare address names itself."""
        found = []
        for line in self.cleaned_data["guests"].splitlines():
            if not line.strip():
                continue
            match = _GUEST.match(line.strip())
            found.append((match["name"].strip(), match["email"].strip()) if match else ("", line.strip()))
        return found
