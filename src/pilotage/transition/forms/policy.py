"""What people type about the support policy: facts to try it with, and a version as a table of fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.people.pages import VersionForm
from pilotage.transition.enums import SUPPORT_NAMES, Support
from pilotage.transition.policy_rows import RowFields

DAY = {"type": "date"}
MOST_ROWS = 60
INTEGRATIONS = [("", _("Any")), ("new", _("New")), ("existing", _("Existing"))]
AFTER = [
    ("", "–"),
    ("client_services", _("Client services; no hypercare")),
    ("client_services_and_csm", _("Cases to client services, the rest to the CSM")),
]
FIGURE = {"inputmode": "decimal", "autocomplete": "off"}


class TryForm(forms.Form):
    """Facts to try the policy with."""

    integration = forms.ChoiceField(label=_("Integration"), choices=[("new", _("New")), ("existing", _("Existing"))])
    vertical = forms.ChoiceField(label=_("Vertical"), choices=VERTICAL_NAMES.items())
    mrr = forms.CharField(label=_("MRR, USD"), required=False)


class DraftForm(VersionForm):
    """A version of the policy: its name, its day and why it changes. The rows are forms of their own."""

    name = forms.CharField(label=_("Version"), max_length=30, help_text=_("Such as 1.1. Decisions show it."))
    effective_date = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs=DAY))
    reason = forms.CharField(
        label=_("Why it changes"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The second person reads it first, and everybody sees it beside the version."),
    )


class RowForm(forms.Form):
    """One row of the table: for which billers, and what they get."""

    id = forms.CharField(label=_("Row"), max_length=10)
    integration = forms.ChoiceField(label=_("Integration"), required=False, choices=INTEGRATIONS)
    verticals = forms.MultipleChoiceField(
        label=_("Verticals"), required=False, choices=VERTICAL_NAMES.items(), widget=forms.CheckboxSelectMultiple
    )
    mrr_from = forms.DecimalField(
        label=_("MRR from"), required=False, min_value=0, max_digits=17, decimal_places=2,
        widget=forms.TextInput(attrs=FIGURE),
    )  # fmt: skip
    mrr_below = forms.DecimalField(
        label=_("to under"), required=False, min_value=0, max_digits=17, decimal_places=2,
        widget=forms.TextInput(attrs=FIGURE),
    )  # fmt: skip
    support = forms.ChoiceField(
        label=_("Support"),
        choices=[(one, SUPPORT_NAMES[one]) for one in (Support.SUCCESS, Support.LIGHT, Support.HELP_DESK)],
    )
    window_days = forms.IntegerField(label=_("Days"), min_value=0, max_value=365, widget=forms.TextInput(attrs=FIGURE))
    window_is_minimum = forms.BooleanField(label=_("at least, then evaluated"), required=False)
    meetings = forms.IntegerField(
        label=_("TSM meetings, at least"), min_value=0, max_value=20, widget=forms.TextInput(attrs=FIGURE)
    )
    after_window = forms.ChoiceField(label=_("Afterwards"), required=False, choices=AFTER)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def clean_id(self) -> str:
        return " ".join(self.cleaned_data["id"].split())

    def fields_of_row(self) -> RowFields:
        """The row's values, for `policy_rows.content_of`."""
        return dict(self.cleaned_data)


class RowSet(forms.BaseFormSet):
    """The rows of a version, in their order."""

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            key = form.cleaned_data.get("id", "") if form.is_valid() else ""
            if key and key in seen:
                form.add_error("id", _("There is another row %(id)s. Give each its own.") % {"id": key})
            seen.add(key)

    def rows(self) -> list[RowFields]:
        """The values of every row."""
        return [form.fields_of_row() for form in self.forms]

    def typed(self) -> list[Mapping[str, Any]]:
        """What stands in the fields, right or wrong, for showing it anew."""
        return [{name: form[name].value() for name in form.fields} for form in self.forms]


def row_set(data: Any = None, *, initial: Sequence[Mapping[str, Any]] | None = None) -> RowSet:
    """The rows of a version as forms."""
    made: Any = forms.formset_factory(
        RowForm, formset=RowSet, extra=0, absolute_max=MOST_ROWS, max_num=MOST_ROWS, validate_max=True, min_num=1,
        validate_min=True,
    )  # fmt: skip
    given: RowSet = made(data, prefix="row") if data is not None else made(initial=initial, prefix="row")
    for form in given.forms:
        form.empty_permitted = False
    return given
