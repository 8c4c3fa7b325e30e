"""Filters of forecasts."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ForecastFilter(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    risk = forms.ChoiceField(
        label=_("Chance"),
        required=False,
        choices=[
            ("", _("Any chance")),
            ("late", _("Below 50 %")),
            ("even", _("50 to 79 %")),
            ("sure", _("From 80 %")),
            ("no_target", _("No target set")),
        ],
    )
