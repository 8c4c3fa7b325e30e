"""What people ask of the catalogue, and what they write into it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.catalogue.enums import INTERFACE_NAMES, VERTICAL_NAMES
from pilotage.catalogue.queries import categories
from pilotage.people.pages import VersionForm


class CatalogueFilter(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    vertical = forms.ChoiceField(
        label=_("Vertical"), required=False, choices=[("", _("All verticals")), *VERTICAL_NAMES.items()]
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Offered")), ("retired", _("Retired"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["category"]
        field.choices = [
            ("", _("All categories")),
            *((one["category"], f"{one['category']} ({one['count']})") for one in categories()),
        ]


class ProductForm(VersionForm):
    """One product."""

    vendor = forms.CharField(label=_("Vendor"), max_length=160)
    product = forms.CharField(label=_("Product"), max_length=200)
    category = forms.CharField(
        label=_("Category"),
        max_length=80,
        help_text=_("Such as utility-small or property-tax; it decides the vertical."),
    )
    deployment = forms.CharField(label=_("Deployment"), max_length=40, required=False)
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    interfaces = forms.MultipleChoiceField(
        label=_("Interfaces"),
        required=False,
        choices=list(INTERFACE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    pitfalls = forms.CharField(
        label=_("Known pitfalls"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line. New projects on this product are asked about each."),
    )
    file_notes = forms.CharField(
        label=_("File notes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Layouts, encoding, signs, trailers, file names, what an empty file means."),
    )
    source = forms.CharField(label=_("Source"), max_length=500, required=False)
