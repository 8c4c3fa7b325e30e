"""What people type into a field of an Integration Summary."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.summaries.fields import FIXED


class FieldForm(forms.Form):
    """A value, or N/A with its reason; `seen` is what stood there. Control ids hold the field's key: a page may show several."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    value = forms.CharField(
        label=_("Value"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )
    reason = forms.CharField(label=_("Or N/A, because"), required=False, max_length=400)

    def __init__(self, *args: Any, field_key: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{field_key}_%s", **kwargs)

    def clean_seen(self) -> str:
        return _lines(self.cleaned_data["seen"])

    def clean_value(self) -> str:
        return _lines(self.cleaned_data["value"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("value") and given.get("reason"):
            if given.get("seen") == f"N/A: {given['reason']}":  # it was N/A and now has a value
                given["reason"] = ""
            else:
                self.add_error("reason", _("Keep one of the two: the value, or why it doesn't apply."))
        return given


def _lines(text: str) -> str:
    """Line ends as they are stored: browsers send CRLF."""
    return text.replace("\r\n", "\n")


class ShowFilter(forms.Form):
    """Which fields are shown."""

    show = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("All fields")), ("missing", _("Missing only"))]
    )


class ListFilter(forms.Form):
    """Filters of the list of all summaries."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    gaps = forms.ChoiceField(
        label=_("Gaps"), required=False, choices=[("", _("Any")), ("yes", _("With gaps")), ("no", _("Complete"))]
    )
    missing = forms.ChoiceField(
        label=_("Missing field"),
        required=False,
        choices=[("", _("Any field")), *((one.key, one.label) for one in FIXED)],
    )


class CompareForm(forms.Form):
    """With what a summary is compared: another one, or itself as it read on a day."""

    other = forms.ChoiceField(label=_("With"), required=False)
    on = forms.DateField(
        label=_("As it read on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: now."),
    )


class ImportForm(forms.Form):
    """A filled export."""

    file = forms.FileField(
        label=_("File"), help_text=_("XLSX or CSV, as Export writes it. Empty rows leave their field as it is.")
    )


class AskForm(forms.Form):
    """Which fields are asked for, of whom, by when."""

    keys = forms.MultipleChoiceField(label=_("Fields"), widget=forms.CheckboxSelectMultiple)
    owner = forms.TypedChoiceField(label=_("Of whom"), required=False, coerce=int, empty_value=None)
    due_date = forms.DateField(label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
