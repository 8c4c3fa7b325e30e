"""What people type about runbooks."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices

DAY = {"type": "date"}


class FindForm(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    due = forms.ChoiceField(label=_("Review"), required=False, choices=[("", _("Any")), ("yes", _("Review is due"))])


class SearchForm(forms.Form):
    """For the portal."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))


class RunbookForm(VersionForm):
    """What stands above the text."""

    name = forms.CharField(label=_("Name"), max_length=160)
    description = forms.CharField(label=_("What it is for"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    review_date = forms.DateField(
        label=_("Review by"), required=False, widget=forms.DateInput(attrs=DAY), help_text=_("The owner is told when it passes.")
    )  # fmt: skip
    is_shared = forms.BooleanField(label=_("Billers read it in the portal"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]

    def values(self) -> dict[str, Any]:
        """What was typed, the owner as a person."""
        given = dict(self.cleaned_data)
        given.pop("version", None)
        given["owner"] = User.objects.filter(pk=given["owner"]).first() if given["owner"] else None
        return given


class SectionForm(forms.Form):
    """One section of a draft."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    chapter = forms.CharField(label=_("Chapter"), max_length=120)
    heading = forms.CharField(label=_("Heading"), max_length=200)
    body = forms.CharField(
        label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("An empty line begins a paragraph; lines with - or 1. make a list."),
    )  # fmt: skip
    steps = forms.CharField(
        label=_("Steps"),
        required=False,
        max_length=400,
        help_text=_("Ids of the playbook's tasks that carry it out: TR03 TR04."),
    )
    is_internal = forms.BooleanField(label=_("Not for billers"), required=False)

    def values(self) -> dict[str, Any]:
        """What was typed, the steps as a list."""
        given = {name: self.cleaned_data[name] for name in ("chapter", "heading", "body", "is_internal")}
        return given | {"steps": list(filter(None, re.split(r"[\s,;]+", self.cleaned_data["steps"])))}


class PublishForm(forms.Form):
    """A line of the change log."""

    number = forms.CharField(label=_("Version"), max_length=20)
    on = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(attrs=DAY), help_text=_("Empty: today.")
    )
    description = forms.CharField(label=_("What changed"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
