"""What people choose about runs, capacity and skills."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.people.enums import ROLE_NAMES
from pilotage.people.queries import staff_choices
from pilotage.staffing.enums import ROLES, SCOPE_NAMES, WHO_NAMES, Scope, Who

DAY = {"type": "date"}
LANGUAGES = ("Spanish", "French", "Portuguese", "Vietnamese", "Chinese")
TIERS = ("Transition Success", "Transition Success Light", "Help desk")


class _Without(forms.Form):
    """A run leaves these people out."""

    without = forms.TypedMultipleChoiceField(
        label=_("What if these people were not there?"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("To find it again beside others.")
    )

    def __init__(self, *args: Any, roles: tuple[str, ...] = ROLES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["without"].choices = staff_choices(*roles)


class AssignForm(_Without):
    """Who takes which biller."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role, ROLE_NAMES[role]) for role in ROLES],
        initial=list(ROLES),
        widget=forms.CheckboxSelectMultiple,
    )
    scope = forms.ChoiceField(
        label=_("Billers"), choices=list(SCOPE_NAMES.items()), initial=Scope.OPEN, widget=forms.RadioSelect
    )
    more_for = forms.TypedChoiceField(
        label=_("What if somebody could take more or less?"), required=False, coerce=int, empty_value=None
    )
    more = forms.IntegerField(
        label=_("Points more"), required=False, min_value=-100, max_value=100, help_text=_("Less with a minus.")
    )
    field_order = ("roles", "scope", "without", "more_for", "more", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["more_for"].choices = [("", _("Nobody")), *staff_choices(*ROLES)]

    def asked(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        extra = {given["more_for"]: given["more"]} if given.get("more_for") and given.get("more") else {}
        return {"roles": given["roles"], "scope": given["scope"], "without": given["without"], "extra": extra}


class LevelForm(_Without):
    """Projects over people."""

    who = forms.ChoiceField(
        label=_("Who may do a task"), choices=list(WHO_NAMES.items()), initial=Who.ASSIGNED, widget=forms.RadioSelect
    )
    seconds = forms.IntegerField(
        label=_("How long to search"),
        initial=20,
        min_value=1,
        max_value=300,
        help_text=_("Seconds. Longer is nearer to the best."),
    )
    field_order = ("who", "seconds", "without", "name")

    def asked(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        return {name: given[name] for name in ("who", "seconds", "without")}


class CapacityForm(forms.Form):
    """A period of capacity."""

    from_date = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DAY))
    to_date = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs=DAY), help_text=_("Empty: until further notice.")
    )
    points = forms.IntegerField(
        label=_("Points"),
        min_value=0,
        max_value=200,
        help_text=_(
            "Of all billers at once. A biller asks for 1 point; 1 more each for an enterprise, a phased go-live, an MRR from $5,000."
        ),
    )
    days_a_week = forms.IntegerField(label=_("Days a week"), min_value=0, max_value=5, initial=5)
    at_once = forms.IntegerField(
        label=_("Tasks at once"),
        min_value=1,
        max_value=20,
        initial=3,
        help_text=_("How many are in hand at the same time."),
    )
    remark = forms.CharField(label=_("Why"), max_length=120, required=False)


class SkillsForm(forms.Form):
    """What somebody is good at: words that needs are matched with."""

    verticals = forms.MultipleChoiceField(
        label=_("Verticals"),
        required=False,
        choices=[(str(name), name) for name in VERTICAL_NAMES.values()],
        widget=forms.CheckboxSelectMultiple,
    )
    tiers = forms.MultipleChoiceField(
        label=_("Support after go-live"),
        required=False,
        choices=[(word, word) for word in TIERS],
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages besides English"),
        required=False,
        choices=[(word, word) for word in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
    )
    other = forms.CharField(
        label=_("CIS products, vendors and others"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, as the catalogue names them: “Oracle Utilities”, or vendor and product."),
    )

    def words(self) -> list[str]:
        """All of them, those of the lists first."""
        given = self.cleaned_data
        return [*given["verticals"], *given["tiers"], *given["languages"], *given["other"].splitlines()]


def skills_shown(skills: list[str]) -> Mapping[str, Any]:
    """A person's words, put to where the form asks for them."""
    lists = {"verticals": [str(name) for name in VERTICAL_NAMES.values()], "tiers": TIERS, "languages": LANGUAGES}
    shown: dict[str, Any] = {name: [word for word in words if word in skills] for name, words in lists.items()}
    listed = {word for words in shown.values() for word in words}
    return shown | {"other": "\n".join(word for word in skills if word not in listed)}
