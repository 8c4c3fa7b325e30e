"""What people type about tests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.testing.enums import (
    DEFECT_STATE_NAMES,
    KIND_NAMES,
    OUTCOME_NAMES,
    PLAN_STATE_NAMES,
    SEVERITY_NAMES,
    SEVERITY_WORDS,
)
from pilotage.testing.models import TestPlan
from pilotage.testing.queries import areas_of

DAY = {"type": "date"}
SIDES = ("cycles", "bill_types", "channels", "events")


class PlanFilter(forms.Form):
    """Filters of the list of plans."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("SIT and UAT")), *KIND_NAMES.items()])
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *PLAN_STATE_NAMES.items()]
    )
    phase = forms.UUIDField(required=False, widget=forms.HiddenInput)


class CaseFilter(forms.Form):
    """Filters of a plan's cases."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    outcome = forms.ChoiceField(
        label=_("Result"),
        required=False,
        choices=[("", _("Any result")), ("untested", _("Untested")), *OUTCOME_NAMES.items()],
    )
    area = forms.ChoiceField(label=_("Area"), required=False)
    tester = forms.ChoiceField(label=_("Tester"), required=False, choices=[("", _("Anybody")), ("mine", _("Me"))])

    def __init__(self, *args: Any, plan: TestPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.choices = [("", _("All areas")), *((name, name.capitalize()) for name in areas_of(plan))]


class DefectFilter(forms.Form):
    """Filters of the defects."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Not settled")), ("all", _("Any state")), *DEFECT_STATE_NAMES.items()],
    )
    severity = forms.ChoiceField(label=_("Severity"), required=False, choices=[("", _("Any")), *SEVERITY_WORDS.items()])
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    plan = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Anybody")), *staff_choices()]


class _Lines(forms.CharField):
    """One word or phrase a line, or separated by semicolons."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return [line.strip() for line in text.replace(";", "\n").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class PlanForm(VersionForm):
    """A test plan and the sides of its coverage matrix."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(KIND_NAMES.items()))
    name = forms.CharField(label=_("Name"), max_length=160, required=False)
    starts_on = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY))
    ends_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs=DAY))
    with_library = forms.BooleanField(label=_("Begin with the cases of the library"), required=False, initial=True)
    cycles = _Lines(label=_("Billing cycles"), help_text=_("One a line. Empty: not tested by cycle."))
    bill_types = _Lines(label=_("Bill types"), help_text=_("Water, tax, premium … One a line."))
    channels = _Lines(label=_("Channels"), help_text=_("web, ivr, counter, autopay … One a line."))
    events = _Lines(label=_("Events"), help_text=_("pay, return, refund … One a line."))
    field_order = ("kind", "name", "starts_on", "ends_on", "with_library", *SIDES, "version")

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["kind"], self.fields["with_library"]

    def values(self) -> dict[str, Any]:
        """What the operations take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class CaseForm(VersionForm):
    """A case of the plan's own, or other words for one of the library."""

    code = forms.CharField(label=_("Code"), max_length=20, required=False)
    title = forms.CharField(label=_("What is tried"), max_length=200)
    area = forms.CharField(label=_("Area"), max_length=40, required=False)
    steps = forms.CharField(label=_("Steps"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    expected = forms.CharField(
        label=_("What should come of it"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    cycle = forms.ChoiceField(label=_("Billing cycle"), required=False)
    bill_type = forms.ChoiceField(label=_("Bill type"), required=False)
    channel = forms.CharField(label=_("Channel"), max_length=60, required=False)
    event = forms.CharField(label=_("Event"), max_length=60, required=False)
    tester = forms.TypedChoiceField(label=_("Tester"), required=False, coerce=int, empty_value=None)
    is_required = forms.BooleanField(label=_("Must pass before the sign-off"), required=False, initial=True)

    def __init__(
        self, *args: Any, plan: TestPlan, people: list[tuple[int, str]], is_new: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, side in (("cycle", plan.cycles), ("bill_type", plan.bill_types)):
            field: Any = self.fields[name]
            field.choices = [("", _("Not said")), *((word, word) for word in side)]
        tester: Any = self.fields["tester"]
        tester.choices = [("", _("Nobody yet")), *people]
        if not is_new:
            del self.fields["code"]

    def values(self) -> dict[str, Any]:
        """What the operations take: the tester as a person."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        given["tester"] = User.objects.filter(pk=given["tester"]).first() if given["tester"] else None
        return given


class ResultForm(forms.Form):
    """What a run came to."""

    outcome = forms.ChoiceField(label=_("Result"), choices=list(OUTCOME_NAMES.items()), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What happened"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed unless it passed."),
    )


class DefectForm(VersionForm):
    """A defect."""

    title = forms.CharField(label=_("In one line"), max_length=200)
    severity = forms.ChoiceField(label=_("Severity"), choices=list(SEVERITY_NAMES.items()), initial="major")
    description = forms.CharField(
        label=_("What was seen, where, how often"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    owner = forms.TypedChoiceField(label=_("Who mends it"), required=False, coerce=int, empty_value=None)
    due_date = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput(attrs=DAY))
    field_order = ("title", "severity", "description", "owner", "due_date", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]

    def values(self) -> dict[str, Any]:
        """What the operations take: the owner as a person."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        given["owner"] = User.objects.filter(pk=given["owner"]).first() if given["owner"] else None
        return given


class NoteForm(VersionForm):
    """Words that go with a step."""

    note = forms.CharField(label=_("What to know"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("note", "version")


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class SignForm(VersionForm):
    """Who signs."""

    name = forms.CharField(label=_("Name of who signs"), max_length=200)
    title = forms.CharField(label=_("Their title"), max_length=120, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    field_order = ("name", "title", "note", "version")


class BulkForm(forms.Form):
    """What is done with the ticked cases."""

    tester = forms.TypedChoiceField(label=_("Tester"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tester: Any = self.fields["tester"]
        tester.choices = [("", _("Nobody yet")), *people]


class ResultsForm(forms.Form):
    """Results of many cases at once."""

    file = forms.FileField(
        label=_("File with results"),
        help_text=_("XLSX or CSV as this plan exports it: code, result (passed, failed, blocked, skipped) and note."),
    )
