"""What people type about experts, policies and escalations."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.escalation.models import Expert, Policy
from pilotage.escalation.queries import experts, policies
from pilotage.escalation.rules import MOST_HOURS, MOST_LEVELS
from pilotage.people.enums import HOLIDAY_NAMES, ROLE_NAMES, Role
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.support.enums import SEVERITY_NAMES

CLOCK = {"type": "time"}


class SearchFilter(forms.Form):
    """A search box."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))


class OpenFilter(SearchFilter):
    """What is open, or all of it."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Open")), ("all", _("All"))])


class ExpertForm(VersionForm):
    """An entry of the directory."""

    area = forms.CharField(label=_("Area"), max_length=80, help_text=_("For example Posting files, or SSO."))
    person = forms.TypedChoiceField(label=_("Who"), coerce=int)
    begins = forms.TimeField(label=_("Answers from"), widget=forms.TimeInput(attrs=CLOCK), initial="09:00")
    ends = forms.TimeField(
        label=_("Until"), widget=forms.TimeInput(attrs=CLOCK), initial="17:00", help_text=_("In their own zone, on working days."),
    )  # fmt: skip
    backup = forms.TypedChoiceField(label=_("Backup"), required=False, coerce=int, empty_value=None)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)
    is_retired = forms.BooleanField(label=_("No longer in the directory"), required=False)
    field_order = ("area", "person", "begins", "ends", "backup", "remark", "is_retired", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, first in (("person", []), ("backup", [("", _("Nobody"))])):
            field: Any = self.fields[name]
            field.choices = [*first, *staff_choices()]

    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        people = User.objects.in_bulk([key for key in (given["person"], given["backup"]) if key])
        return given | {"person": people[given["person"]], "backup": people.get(given["backup"])}


class AskForm(forms.Form):
    """A question to an expert."""

    expert = forms.ChoiceField(label=_("Area and expert"))
    question = forms.CharField(
        label=_("Your question"), widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What happens, since when, what was tried. Outside their hours the backup is asked."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["expert"]
        field.choices = [(str(one.pk), str(one)) for one in experts({})]

    def chosen(self) -> Expert:
        """The expert."""
        return Expert.objects.select_related("person", "backup").get(pk=self.cleaned_data["expert"])


class AdviceForm(forms.Form):
    """An expert's answer."""

    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 6}))


class PolicyForm(VersionForm):
    """A department's policy: when it begins, and its levels."""

    department = forms.CharField(label=_("Department"), max_length=80)
    is_automatic = forms.BooleanField(label=_("Begins by itself"), required=False)
    severity_from = forms.TypedChoiceField(
        label=_("for cases as severe as"), coerce=int, choices=[(int(k), v) for k, v in SEVERITY_NAMES.items()], initial=1,
    )  # fmt: skip
    is_round_the_clock = forms.BooleanField(
        label=_("Hours of the clock"), required=False, help_text=_("Else working hours, 09:00 to 17:00.")
    )
    holidays = forms.ChoiceField(label=_("Holidays"), choices=list(HOLIDAY_NAMES.items()))
    time_zone = forms.ChoiceField(label=_("Zone"), initial="America/New_York")
    is_retired = forms.BooleanField(label=_("No longer in use"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["time_zone"]
        zone.choices = [(name, name) for name in sorted(available_timezones()) if name.startswith(("America/", "US/"))]
        roles = [("", "–"), *((str(role), ROLE_NAMES[role]) for role in Role)]
        for n in range(1, MOST_LEVELS + 1):
            self.fields[f"hours_{n}"] = forms.IntegerField(
                label=_("Level %(n)d after hours") % {"n": n}, required=False, min_value=0, max_value=MOST_HOURS
            )
            self.fields[f"role_{n}"] = forms.ChoiceField(
                label=_("Level %(n)d tells") % {"n": n}, required=False, choices=roles
            )

    def clean(self) -> dict[str, Any] | None:
        for n in range(1, MOST_LEVELS + 1):
            has_hours = self.cleaned_data.get(f"hours_{n}") is not None
            if has_hours != bool(self.cleaned_data.get(f"role_{n}")) and not self.errors.get(f"hours_{n}"):
                self.add_error(
                    f"role_{n}" if has_hours else f"hours_{n}", _("A level has both its hours and who is told.")
                )
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What the operation takes; empty levels are left out."""
        given = self.cleaned_data
        levels = [
            {"hours": given[f"hours_{n}"], "role": given[f"role_{n}"]}
            for n in range(1, MOST_LEVELS + 1)
            if given.get(f"hours_{n}") is not None
        ]
        plain = (
            "department",
            "is_automatic",
            "severity_from",
            "is_round_the_clock",
            "holidays",
            "time_zone",
            "is_retired",
        )
        return {name: given[name] for name in plain} | {"levels": levels}


class EscalateForm(forms.Form):
    """Which way up, and why."""

    policy = forms.ChoiceField(label=_("Department"))
    reason = forms.CharField(label=_("Why it can't wait"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["policy"]
        field.choices = [(str(one.pk), one.department) for one in policies()]

    def chosen(self) -> Policy:
        """The policy."""
        return Policy.objects.get(pk=self.cleaned_data["policy"])


class TakeForm(forms.Form):
    """That somebody takes it."""

    remark = forms.CharField(label=_("What you do now"), max_length=300, required=False)
