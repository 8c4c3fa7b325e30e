"""What people type about promises and scope."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.onboarding.models import PlanTask
from pilotage.people.pages import VersionForm
from pilotage.scope import queries
from pilotage.scope.enums import SOURCE_NAMES, Step
from pilotage.scope.models import Promise, ScopeLine

DAY = {"type": "date"}


class ListFilter(forms.Form):
    """Filters of the phases with a scope."""

    q = forms.CharField(label=_("Biller"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    when = forms.ChoiceField(
        label=_("Go-live"), required=False, choices=[("", _("Ahead")), ("live", _("Live")), ("all", _("All"))]
    )


class TraceFilter(forms.Form):
    """Filters of a phase's lines."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    show = forms.ChoiceField(
        label=_("Lines"),
        required=False,
        choices=[("", _("In scope")), ("gaps", _("With gaps")), ("dropped", _("Dropped")), ("all", _("All"))],
    )


class PromiseForm(VersionForm):
    """A promise."""

    title = forms.CharField(label=_("What was promised"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.ChoiceField(label=_("Where"), choices=list(SOURCE_NAMES.items()))
    reference = forms.CharField(
        label=_("Clause, page or slide"), max_length=200, required=False, help_text=_("Schedule B, 4.2")
    )
    said_on = forms.DateField(label=_("On"), required=False, widget=forms.DateInput(attrs=DAY))
    field_order = ("title", "source", "reference", "said_on", "version")

    def values(self) -> dict[str, Any]:
        """What the operations take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class LineForm(VersionForm):
    """A scope line; a new one says which promises it keeps."""

    title = forms.CharField(label=_("What will be delivered"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    description = forms.CharField(
        label=_("Details, limits, what is not meant"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    promises = forms.MultipleChoiceField(
        label=_("Keeps these promises"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("title", "description", "promises", "version")

    def __init__(self, *args: Any, promises: list[Promise] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if promises:
            field: Any = self.fields["promises"]
            field.choices = [(str(one.pk), f"{one.code} {one.title}") for one in promises]
        else:
            del self.fields["promises"]

    def values(self) -> dict[str, Any]:
        """What the operations take, without the promises."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "promises")}

    def promise_keys(self) -> list[uuid.UUID]:
        """The promises that are ticked."""
        return [uuid.UUID(key) for key in self.cleaned_data.get("promises", [])]


class KeepsForm(forms.Form):
    """Which promises a line keeps."""

    promises = forms.MultipleChoiceField(label=_("Promises"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, promises: list[Promise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["promises"]
        field.choices = [(str(one.pk), f"{one.code} {one.title}") for one in promises]


class LinkForm(forms.Form):
    """Where a line leads in one step, or why it needs none."""

    target = forms.ChoiceField(label=_("Leads to"), required=False)
    text = forms.CharField(label=_("In words"), max_length=300, required=False)
    is_not_needed = forms.BooleanField(label=_("This line needs none; the words above say why"), required=False)

    def __init__(self, *args: Any, line: ScopeLine, step: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = target_choices(line, step)
        if step == Step.KPI:
            del self.fields["target"]
            self.fields["text"].label = _("The KPI and what it should reach, by when")
        else:
            field: Any = self.fields["target"]
            field.choices = [("", _("Choose, or write below")), *choices]


def target_choices(line: ScopeLine, step: str) -> list[tuple[str, str]]:
    """What a line of the phase may lead to in a step: pairs of key and words."""
    if step == Step.CONFIGURATION:
        return [(str(one.pk), f"{one.code} {one.title}") for one in queries.items_to_link(line.phase_id)]
    if step == Step.TEST:
        found = queries.cases_to_link(line.phase_id)
        return [(str(one.pk), f"{one.plan.kind.upper()} {one.code} {one.title}"[:120]) for one in found]
    if step == Step.TRAINING:
        rows = PlanTask.objects.everywhere().filter(project__phase=line.phase_id).exclude(task__state="dropped")
        return [
            (str(one.pk), f"{one.code} {one.task.title}") for one in rows.select_related("task").order_by("position")
        ]
    return []


class ReasonForm(VersionForm):
    """Why."""

    reason = forms.CharField(label=_("Why, and who agreed"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("reason", "version")


class ImportForm(forms.Form):
    """A file of promises and lines."""

    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX with the columns of the export."))
