"""What people type about cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.support.enums import CASE_STATE_NAMES, CATEGORY_NAMES, PATH_NAMES, SEVERITY_HELP, SEVERITY_NAMES

DAY = {"type": "date"}
SEVERITIES = [(int(one), f"{name}: {SEVERITY_HELP[one]}") for one, name in SEVERITY_NAMES.items()]


class CaseFilter(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    severity = forms.TypedChoiceField(
        label=_("Severity"), required=False, coerce=int, empty_value=None,
        choices=[("", _("Any severity")), *((int(one), name) for one, name in SEVERITY_NAMES.items())],
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("Not closed")), ("all", _("All states")), *CASE_STATE_NAMES.items()],
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("About"), required=False, choices=[("", _("Anything")), *CATEGORY_NAMES.items()]
    )
    path = forms.ChoiceField(
        label=_("Path"), required=False,
        choices=[("", _("Any path")), ("none", _("Not triaged yet")), *PATH_NAMES.items()],
    )  # fmt: skip
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    notes = forms.ChoiceField(
        label=_("Notes"), required=False, choices=[("", _("Any notes")), ("stale", _("Stale notes"))]
    )
    biller = forms.UUIDField(required=False, widget=forms.HiddenInput)
    phase = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Anybody")), *staff_choices()]


class OwnerForm(VersionForm):
    """Names a person; `person()` gives the account."""

    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]

    def person(self) -> User | None:
        """Who was chosen."""
        key = self.cleaned_data.get("owner")
        return User.objects.filter(pk=key).first() if key else None


class CaseForm(OwnerForm):
    """A case's words, severity, phase and owner."""

    title = forms.CharField(label=_("What is wrong, in one line"), max_length=200)
    description = forms.CharField(label=_("Details"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    severity = forms.TypedChoiceField(label=_("Severity"), coerce=int, choices=SEVERITIES, initial=3)
    category = forms.ChoiceField(label=_("About"), choices=list(CATEGORY_NAMES.items()), initial="other")
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    reported_by = forms.CharField(
        label=_("Reported by"), max_length=200, required=False, help_text=_("Who at the biller, and how.")
    )
    field_order = ("title", "description", "severity", "category", "phase", "reported_by", "owner", "version")

    def __init__(self, *args: Any, phases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phase: Any = self.fields["phase"]
        phase.choices = [("", _("The biller as a whole")), *phases]


class TriageForm(OwnerForm):
    """How a case leaves triage."""

    path = forms.ChoiceField(label=_("Way to a resolution"), choices=list(PATH_NAMES.items()), widget=forms.RadioSelect)
    path_words = forms.CharField(label=_("What happens next, in one line"), max_length=300)
    due_date = forms.DateField(label=_("By"), required=False, widget=forms.DateInput(attrs=DAY))
    field_order = ("path", "path_words", "owner", "due_date", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].required = True


class NotesForm(VersionForm):
    """The resolution notes as they stand."""

    notes = forms.CharField(
        label=_("Resolution notes"), widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What is known, what was tried, what comes next. Client meetings run from them."),
    )  # fmt: skip
    field_order = ("notes", "version")


class TrackerForm(VersionForm):
    """The issue in the tracker."""

    key = forms.CharField(label=_("Key"), max_length=60, help_text=_("For example PAY-1234."))
    url = forms.CharField(label=_("Address"), max_length=500, required=False)
    state = forms.CharField(label=_("How it stands there"), max_length=60, required=False)
    field_order = ("key", "url", "state", "version")


class OutcomeForm(VersionForm):
    """The end of a case."""

    outcome = forms.CharField(label=_("What it was, and what was done"), widget=forms.Textarea(attrs={"rows": 4}))
    field_order = ("outcome", "version")


class BulkForm(OwnerForm):
    """To whom the ticked cases go."""
