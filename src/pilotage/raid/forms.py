"""What people type about RAID entries."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.raid.enums import (
    IMPACTS,
    KIND_NAMES,
    LIKELIHOODS,
    PARTY_NAMES,
    RATING_NAMES,
    RESPONSE_NAMES,
    STATE_NAMES,
)
from pilotage.raid.rules import UNSURE

DAY = {"type": "date"}


class EntryFilter(forms.Form):
    """Filters of the log."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *KIND_NAMES.items()])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Not closed")), ("all", _("All states")), *STATE_NAMES.items()],
    )
    rating = forms.ChoiceField(
        label=_("Rating"), required=False, choices=[("", _("Any rating")), *RATING_NAMES.items()]
    )
    party = forms.ChoiceField(
        label=_("Who has to act"), required=False, choices=[("", _("Any party")), *PARTY_NAMES.items()]
    )
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    review = forms.ChoiceField(
        label=_("Review"), required=False, choices=[("", _("Any review date")), ("due", _("Review due"))]
    )
    biller = forms.UUIDField(required=False, widget=forms.HiddenInput)
    phase = forms.UUIDField(required=False, widget=forms.HiddenInput)
    likelihood = forms.IntegerField(required=False, min_value=1, max_value=5, widget=forms.HiddenInput)
    impact = forms.IntegerField(required=False, min_value=1, max_value=5, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Anybody")), *staff_choices()]


class ScoreFields(VersionForm):
    """Likelihood and impact; what is sure has no likelihood."""

    likelihood = forms.TypedChoiceField(
        label=_("Likelihood"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Is so, or not a question")), *LIKELIHOODS.items()],
    )
    impact = forms.TypedChoiceField(label=_("Impact"), coerce=int, choices=list(IMPACTS.items()), initial=3)


class EntryForm(ScoreFields):
    """An entry's words, score, response and dates."""

    kind = forms.ChoiceField(label=_("What it is"), choices=list(KIND_NAMES.items()))
    title = forms.CharField(label=_("In one line"), max_length=200)
    description = forms.CharField(label=_("Details"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    party = forms.ChoiceField(label=_("Who has to act"), choices=list(PARTY_NAMES.items()))
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    trigger = forms.CharField(
        label=_("Trigger"), max_length=300, required=False, help_text=_("What would show that it is happening.")
    )
    response = forms.ChoiceField(
        label=_("Response"), required=False, choices=[("", _("Not chosen yet")), *RESPONSE_NAMES.items()]
    )
    response_text = forms.CharField(label=_("What is done"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    strikes_on = forms.DateField(label=_("May strike from"), required=False, widget=forms.DateInput(attrs=DAY))
    due_date = forms.DateField(label=_("Answer due"), required=False, widget=forms.DateInput(attrs=DAY))
    review_date = forms.DateField(
        label=_("Next look"), required=False, widget=forms.DateInput(attrs=DAY), help_text=_("Empty: by its rating.")
    )
    field_order = (
        "kind", "title", "description", "likelihood", "impact", "party", "owner", "trigger", "response", "response_text",
        "strikes_on", "due_date", "review_date", "version",
    )  # fmt: skip

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]
        if not is_new:
            del self.fields["kind"]

    def values(self) -> dict[str, Any]:
        """What the operations take: the owner as a person, without the version."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        given["owner"] = User.objects.filter(pk=given["owner"]).first() if given["owner"] else None
        if given.get("kind") and given["kind"] not in UNSURE:
            given["likelihood"] = None
        return given


class ReviewForm(ScoreFields):
    """A look at an entry: where it stands now, and when to look again."""

    note = forms.CharField(label=_("What was found"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    next_on = forms.DateField(
        label=_("Look again on"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Empty: by its rating."),
    )
    field_order = ("likelihood", "impact", "note", "next_on", "version")


class OutcomeForm(VersionForm):
    """What came of it."""

    outcome = forms.CharField(label=_("What came of it"), widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("outcome", "version")


class BulkForm(forms.Form):
    """To whom the ticked entries go."""

    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]


class MemoryFilter(forms.Form):
    """What is feared."""

    q = forms.CharField(label=_("What is feared"), required=False, max_length=300)
