"""What people type about reports of a biller's cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.pages import VersionForm
from pilotage.phased.enums import COLUMN_NAMES


class CaseReportForm(VersionForm):
    """A biller's own report; what is empty is the template's."""

    title = forms.CharField(label=_("Title"), required=False, max_length=200)
    intro = forms.CharField(
        label=_("Opening words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    columns = forms.MultipleChoiceField(
        label=_("Columns"), required=False, choices=list(COLUMN_NAMES.items()), widget=forms.CheckboxSelectMultiple
    )
    closed_days = forms.IntegerField(
        label=_("Closed cases stand on it for, days"), required=False, min_value=0, max_value=365
    )
    field_order = ("title", "intro", "columns", "closed_days", "version")


class CaseTemplateForm(CaseReportForm):
    """The template, where nothing may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "columns", "closed_days"):
            self.fields[name].required = True
