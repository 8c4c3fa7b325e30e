"""What people type about a handoff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.handoff.enums import SELF_SERVICE, STATE_NAMES, TEXT_NAMES
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices


class HandoffFilter(forms.Form):
    """Filters of the list of handoffs."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("Handoff"), required=False, choices=[("", _("Any")), ("none", _("Not begun")), *STATE_NAMES.items()]
    )


class HandoffForm(VersionForm):
    """What only people know, who takes over, and when self-service was introduced."""

    taker = forms.TypedChoiceField(
        label=_("Client services: who takes the cases"), required=False, coerce=int, empty_value=None
    )
    csm = forms.TypedChoiceField(label=_("CSM"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, roles in (("taker", ("cs_agent", "cs_leader")), ("csm", ("csm",))):
            field: Any = self.fields[name]
            field.choices = [("", _("nobody yet")), *staff_choices(*roles)]
        for key, label in TEXT_NAMES.items():
            self.fields[f"text_{key}"] = forms.CharField(
                label=label, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
            )
        for key, label in SELF_SERVICE.items():
            self.fields[f"day_{key}"] = forms.DateField(
                label=_("%(what)s introduced on") % {"what": label},
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}),
            )

    def texts(self) -> dict[str, str]:
        """The words by part."""
        return {key: self.cleaned_data[f"text_{key}"] for key in TEXT_NAMES}

    def days(self) -> dict[str, Any]:
        """Days by kind of self-service."""
        return {key: self.cleaned_data[f"day_{key}"] for key in SELF_SERVICE}


class WordsForm(forms.Form):
    """A question, or its answer."""

    text = forms.CharField(label=_("Words"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))
