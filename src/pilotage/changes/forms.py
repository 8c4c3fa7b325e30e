"""What people type about changes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.billers.models import Phase
from pilotage.changes.enums import CURRENCIES, KIND_NAMES, RISK_NAMES, SIDE_NAMES, STATE_NAMES, EditKind
from pilotage.changes.models import ChangeRequest
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.rules import ROLE_WORDS
from pilotage.people.pages import VersionForm
from pilotage.raid.models import RaidEntry
from pilotage.scope.queries import lines_of
from pilotage.work.enums import FINISHED

DAY = {"type": "date"}


class ChangeFilter(forms.Form):
    """Filters of the log."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any state")), ("alive", _("Not decided")), *STATE_NAMES.items()],
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *KIND_NAMES.items()])
    side = forms.ChoiceField(label=_("Asked by"), required=False, choices=[("", _("Both sides")), *SIDE_NAMES.items()])
    phase = forms.UUIDField(required=False, widget=forms.HiddenInput)
    biller = forms.UUIDField(required=False, widget=forms.HiddenInput)


class AskForm(VersionForm):
    """What is asked for."""

    title = forms.CharField(label=_("In one line"), max_length=200)
    what = forms.CharField(label=_("What should change"), widget=forms.Textarea(attrs={"rows": 4}))
    why = forms.CharField(label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KIND_NAMES.items()))
    wanted_by_date = forms.DateField(label=_("Wanted by"), required=False, widget=forms.DateInput(attrs=DAY))
    raid_entry = forms.ChoiceField(label=_("RAID entry"), required=False)
    field_order = ("title", "what", "why", "kind", "wanted_by_date", "raid_entry", "version")

    def __init__(self, *args: Any, phase: Phase, is_theirs: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_theirs:
            del self.fields["kind"], self.fields["raid_entry"]
            return
        rows = RaidEntry.objects.everywhere().filter(phase=phase).exclude(state="closed").order_by("-score", "pk")
        entry: Any = self.fields["raid_entry"]
        entry.choices = [("", _("None")), *((str(one.pk), f"{one.code} {one.title}") for one in rows)]

    def values(self) -> dict[str, Any]:
        """What the operations take: the RAID entry as a row."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if "raid_entry" in given:
            key = given["raid_entry"]
            given["raid_entry"] = RaidEntry.objects.everywhere().filter(pk=key).first() if key else None
        return given


class PlanEditForm(forms.Form):
    """What happens to one task. `kind` is fixed by the address."""

    plan_task = forms.ChoiceField(label=_("Task"))
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    duration_days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=1000)
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, choices=list(ROLE_WORDS.items()))
    part = forms.ChoiceField(label=_("Part of the plan"), required=False)
    after = forms.CharField(
        label=_("Waits for"), required=False, help_text=_("Codes of tasks, separated by commas: T014, T020.")
    )
    before = forms.CharField(label=_("What waits for it"), required=False, help_text=_("Codes of tasks, likewise."))

    def __init__(self, *args: Any, request: ChangeRequest, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = PlanTask.objects.everywhere().filter(project=request.project_id).exclude(task__state__in=FINISHED)
        found = list(rows.select_related("task").order_by("position"))
        if kind == EditKind.ADD:
            del self.fields["plan_task"]
            part: Any = self.fields["part"]
            part.choices = [
                ("", _("The last one")),
                *((name, name) for name in dict.fromkeys(row.part for row in found)),
            ]
            return
        for name in ("title", "roles", "part", "after", "before"):
            del self.fields[name]
        if kind == EditKind.DROP:
            del self.fields["duration_days"]
        task: Any = self.fields["plan_task"]
        task.choices = [(str(row.pk), f"{row.code} {row.task.title} ({row.duration_days})") for row in found]

    def values(self) -> dict[str, Any]:
        """What the operation takes: the task as a row, codes as lists."""
        given = dict(self.cleaned_data)
        if given.get("plan_task"):
            rows = PlanTask.objects.everywhere().select_related("task")
            given["plan_task"] = rows.filter(pk=given["plan_task"]).first()
        for name in ("after", "before"):
            if name in given:
                given[name] = [code.strip() for code in given[name].replace(";", ",").split(",") if code.strip()]
        return given


class ScopeEditForm(forms.Form):
    """What happens to one scope line. `kind` is fixed by the address."""

    line = forms.ChoiceField(label=_("Scope line"))
    title = forms.CharField(label=_("What will be delivered"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, request: ChangeRequest, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == EditKind.ADD:
            del self.fields["line"]
            return
        if kind == EditKind.DROP:
            del self.fields["title"]
        self.lines = {str(one.pk): one for one in lines_of(request.phase_id)}
        line: Any = self.fields["line"]
        line.choices = [(key, f"{one.code} {one.title}") for key, one in self.lines.items()]

    def values(self) -> dict[str, Any]:
        """What the operation takes: the line as a row."""
        given = dict(self.cleaned_data)
        if given.get("line"):
            given["line"] = self.lines[given["line"]]
        return given


class OfferForm(VersionForm):
    """Price and risk; the impact stands above the form."""

    one_off_amount = forms.DecimalField(
        label=_("Price, once"),
        required=False,
        max_digits=17,
        decimal_places=2,
        help_text=_("Negative where the biller pays less."),
    )
    monthly_amount = forms.DecimalField(label=_("Price, monthly"), required=False, max_digits=17, decimal_places=2)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(one, one) for one in CURRENCIES])
    risk = forms.ChoiceField(label=_("Risk"), choices=list(RISK_NAMES.items()), initial="low")
    risk_text = forms.CharField(label=_("What may go wrong"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    target_date = forms.DateField(
        label=_("New target go-live"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Empty: it stays."),
    )
    field_order = ("one_off_amount", "monthly_amount", "currency", "risk", "risk_text", "target_date", "version")


class YesForm(VersionForm):
    """A yes, with a remark."""

    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)
    field_order = ("remark", "version")


class SponsorForm(VersionForm):
    """The sponsor's yes, written down."""

    sponsor = forms.CharField(label=_("Name of the sponsor"), max_length=200)
    remark = forms.CharField(
        label=_("Where their yes is kept"), max_length=300, help_text=_("A mail, minutes, a signed page.")
    )
    field_order = ("sponsor", "remark", "version")


class ReasonForm(VersionForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("reason", "version")
