"""Forms for accounts: filter the list, add and edit a person, edit oneself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.forms.choices import role_choices, zone_choices
from pilotage.people.models import User


class PeopleFilter(forms.Form):
    """What the list of people shows."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    role = forms.ChoiceField(label=_("Role"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("active", _("Active")), ("inactive", _("Inactive"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["role"]
        choice.choices = [("", _("All roles")), *role_choices(), ("biller", _("A biller's people"))]


class OneselfForm(forms.Form):
    """What everybody may change about themselves."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Dates and times are shown to you in this zone."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["time_zone"]
        zone.choices = zone_choices()


class PersonForm(OneselfForm):
    """An account of provider staff, as administrators edit it."""

    email = forms.EmailField(label=_("E-mail"), help_text=_("They sign in with it."))
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, choices=role_choices, widget=forms.CheckboxSelectMultiple
    )
    skills = forms.CharField(
        label=_("Skills"), required=False, help_text=_("Words with commas between, such as: SAP, water, Spanish.")
    )
    capacity = forms.IntegerField(
        label=_("Capacity"), min_value=0, max_value=500, initial=8, help_text=_("How many billers at one time.")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("name", "email", "roles", "title", "phone", "time_zone", "skills", "capacity")

    def clean_skills(self) -> list[str]:
        words = (word.strip() for word in self.cleaned_data["skills"].split(","))
        return list(dict.fromkeys(word for word in words if word))


class NewPersonForm(PersonForm):
    """A new account; a biller's own people are added on the biller's page."""

    wants_invitation = forms.BooleanField(
        label=_("Send an invitation by e-mail now"),
        required=False,
        initial=True,
        help_text=_("With a link to set a password, good once and for 72 hours."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].required = True
        self.fields["roles"].error_messages["required"] = _(
            "Choose at least one role; it decides what the person sees."
        )


def values_of(user: User) -> dict[str, Any]:
    """What the edit form shows at first."""
    return {
        "name": user.name,
        "email": user.email,
        "roles": user.roles,
        "title": user.title,
        "phone": user.phone,
        "time_zone": user.time_zone,
        "skills": ", ".join(user.skills),
        "capacity": user.capacity,
    }
