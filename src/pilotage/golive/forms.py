"""What people type about a go-live."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.golive.enums import GATE_NAMES
from pilotage.people.pages import VersionForm

DAY = {"type": "date"}


class GoLiveFilter(forms.Form):
    """Filters of the go-lives."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))


class WaiveForm(forms.Form):
    """Which gate may pass, until when, and why."""

    gate = forms.ChoiceField(label=_("Gate"), choices=GATE_NAMES.items())
    expires = forms.DateField(
        label=_("Until and with"),
        widget=forms.DateInput(attrs=DAY),
        help_text=_("At most 90 days. Afterwards the gate counts again."),
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class LiveForm(VersionForm):
    """The day of the go-live."""

    on = forms.DateField(
        label=_("Went live on"),
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Where the biller is; not ahead, and not before the last approval."),
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
