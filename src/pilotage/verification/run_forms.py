"""What people type about runs and findings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.verification.enums import FINDING_STATE_NAMES, REASON_NAMES, VERDICT_NAMES, Verdict
from pilotage.verification.forms import FILES
from pilotage.verification.models import ReceivedFile, Spec

DAY = {"type": "date"}


class RunFilter(forms.Form):
    """Filters of the list of runs."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    verdict = forms.ChoiceField(
        label=_("Result"),
        required=False,
        choices=[("", _("Any result")), *((key, name) for key, name in VERDICT_NAMES.items() if key != Verdict.NONE)],
    )
    spec = forms.UUIDField(required=False, widget=forms.HiddenInput)
    biller = forms.UUIDField(required=False, widget=forms.HiddenInput)
    phase = forms.UUIDField(required=False, widget=forms.HiddenInput)


class NewRunForm(forms.Form):
    """Two files: sent now, or chosen among those that came."""

    left = forms.FileField(label=_("New left file"), required=False, widget=forms.ClearableFileInput(attrs=FILES))
    left_held = forms.ModelChoiceField(
        label=_("or one that came"), queryset=ReceivedFile.objects.none(), required=False
    )
    right = forms.FileField(label=_("New right file"), required=False, widget=forms.ClearableFileInput(attrs=FILES))
    right_held = forms.ModelChoiceField(
        label=_("or one that came"), queryset=ReceivedFile.objects.none(), required=False
    )

    def __init__(self, *args: Any, spec: Spec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side, name in (("left", spec.left_name), ("right", spec.right_name)):
            self.fields[side].label = _("%(name)s, a new file") % {"name": name}
            held: Any = self.fields[f"{side}_held"]
            held.label = _("%(name)s, or one that came") % {"name": name}
            found = ReceivedFile.objects.everywhere().filter(spec=spec, side=side).order_by("-received_at", "-pk")
            held.queryset, held.initial = found, found.first()
            held.empty_label = _("None")
            held.label_from_instance = lambda file: f"{file.name}, {file.received_at:%-d %b %Y %H:%M}"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for side in ("left", "right"):
            if not given.get(side) and not given.get(f"{side}_held"):
                self.add_error(side, _("Send a file, or choose one that came."))
        return given


class DifferenceFilter(forms.Form):
    """Filters of a run's differences."""

    q = forms.CharField(label=_("Key or value"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    field = forms.ChoiceField(label=_("Field"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    only = forms.ChoiceField(
        label=_("Since"), required=False, choices=[("", _("All")), ("new", _("New since the run before"))]
    )

    def __init__(self, *args: Any, fields: list[str], reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: Any = self.fields["field"]
        named.choices = [("", _("All fields")), *((one, one) for one in fields)]
        reason: Any = self.fields["reason"]
        reason.choices = [("", _("All reasons")), *((one, REASON_NAMES.get(one, one)) for one in reasons)]


class AcceptForm(forms.Form):
    """Why differences may stay."""

    because = forms.CharField(label=_("Why they may stay"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class FindingForm(VersionForm):
    """A finding's words, owner and day."""

    title = forms.CharField(label=_("In one line"), max_length=200)
    description = forms.CharField(label=_("Details"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    due_date = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput(attrs=DAY))
    field_order = ("title", "description", "owner", "due_date", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]

    def values(self) -> dict[str, Any]:
        """What the operations take."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        given["owner"] = User.objects.filter(pk=given["owner"]).first() if given["owner"] else None
        return given


class FindingFilter(forms.Form):
    """Filters of the list of findings."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Not closed")), ("all", _("All states")), *FINDING_STATE_NAMES.items()],
    )
    when = forms.ChoiceField(label=_("Due"), required=False, choices=[("", _("Any day")), ("overdue", _("Overdue"))])
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    spec = forms.UUIDField(required=False, widget=forms.HiddenInput)
    biller = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Anybody")), *staff_choices()]


class OutcomeForm(forms.Form):
    """What came of a finding."""

    outcome = forms.CharField(label=_("What came of it"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
