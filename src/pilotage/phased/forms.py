"""Filters of both lists, and a person's word."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.phased.enums import DUE_NAMES, KIND_NAMES, SIDE_NAMES


class PhasedFilter(forms.Form):
    """Filters of the billers that may be phased."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    said = forms.ChoiceField(
        label=_("Said"), required=False,
        choices=[("", _("All")), ("yes", _("Phased")), ("no", _("Not phased")), ("open", _("Nobody has said"))],
    )  # fmt: skip


class FrontFilter(forms.Form):
    """Filters of everything open."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Everything")), *KIND_NAMES.items()])
    side = forms.ChoiceField(
        label=_("Who has to act"), required=False, choices=[("", _("Any side")), *SIDE_NAMES.items()]
    )
    due = forms.ChoiceField(label=_("Due"), required=False, choices=[("", _("Any date")), *DUE_NAMES.items()])
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    phase = forms.ChoiceField(label=_("Phase"), required=False)

    def __init__(self, *args: Any, phases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Anybody")), ("none", _("Nobody yet")), *((str(k), v) for k, v in staff_choices())]
        phase: Any = self.fields["phase"]
        phase.choices = [("", _("All phases")), *phases]


class WordForm(VersionForm):
    """Why it is so."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False,
        help_text=_("Needed to take it back; otherwise what the signs don't say."),
    )  # fmt: skip
    field_order = ("reason", "version")
