"""What people type into a field of an Integration Summary."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FieldForm(forms.Form):
    """A value, or N/A with its reason; `seen` is the value that stood there."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    value = forms.CharField(
        label=_("Value"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(label=_("Or N/A, because"), required=False, max_length=400)


class ShowFilter(forms.Form):
    """Which fields are shown."""

    show = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("All fields")), ("missing", _("Missing only"))]
    )
