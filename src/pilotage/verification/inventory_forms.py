"""What people type about the data fields of a phase."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.billers.models import Phase
from pilotage.people.models import User
from pilotage.people.queries import staff_choices
from pilotage.verification.enums import AREA_NAMES, FIELD_STATE_NAMES
from pilotage.verification.models import Spec
from pilotage.verification.queries import spec_choices, task_choices
from pilotage.work.models import Task


class FieldFilter(forms.Form):
    """Filters of the fields."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("All areas")), *AREA_NAMES.items()])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All states")),
            ("missing", _("Needed and not proven")),
            *FIELD_STATE_NAMES.items(),
            ("left_out", _("Not needed")),
        ],
    )


class OwnFieldForm(forms.Form):
    """A field's name."""

    name = forms.CharField(label=_("Name"), max_length=120)


class FieldForm(forms.Form):
    """One field."""

    is_needed = forms.BooleanField(label=_("Needed for the go-live"), required=False)
    reason = forms.CharField(label=_("Why not"), max_length=300, required=False, help_text=_("Where it is not needed."))
    proof = forms.ChoiceField(
        label=_("Column that proves it"), required=False, help_text=_("Of a verification of this integration.")
    )
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    task = forms.ChoiceField(
        label=_("Task that closes with it"), required=False,
        help_text=_(
            "It closes when all its fields are proven, and opens again when one fails. A done task stays done until then."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, phase: Phase, held: Task | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proof: Any = self.fields["proof"]
        proof.choices = [("", _("In no verification")), *spec_choices(phase)]
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]
        task: Any = self.fields["task"]
        task.choices = [("", _("None")), *task_choices(phase, held)]

    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        spec, _colon, column = given["proof"].partition(":")
        return {
            "is_needed": given["is_needed"],
            "reason": given["reason"],
            "owner": User.objects.filter(pk=given["owner"]).first() if given["owner"] else None,
            "spec": Spec.objects.everywhere().filter(pk=spec).first() if spec else None,
            "column": column,
            "task": Task.objects.everywhere().filter(pk=given["task"]).first() if given["task"] else None,
        }


class BulkForm(forms.Form):
    """What the ticked fields get."""

    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    reason = forms.CharField(label=_("Why not needed"), max_length=300, required=False)
    chosen_task = forms.ChoiceField(label=_("Task"), required=False)

    def __init__(self, *args: Any, phase: Phase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]
        task: Any = self.fields["chosen_task"]
        task.choices = [("", _("No task")), *task_choices(phase)]

    def task(self) -> Task | None:
        """The chosen one."""
        key = self.cleaned_data["chosen_task"]
        found: Task | None = Task.objects.everywhere().filter(pk=key).first() if key else None
        return found
