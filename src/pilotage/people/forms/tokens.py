"""The form for a new access token."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.forms.choices import scope_choices

LASTS = {"30": _("30 days"), "90": _("90 days"), "365": _("A year"), "": _("Until it is revoked")}


class TokenForm(forms.Form):
    """What a token is for, what it may do, and how long."""

    name = forms.CharField(label=_("What it is for"), max_length=120, help_text=_("Such as: nightly report."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=scope_choices, widget=forms.CheckboxSelectMultiple
    )
    lasts = forms.ChoiceField(label=_("How long"), choices=list(LASTS.items()), required=False, initial="90")

    def lifetime(self) -> timedelta | None:
        """How long from now; None for ever."""
        days = self.cleaned_data["lasts"]
        return timedelta(days=int(days)) if days else None
