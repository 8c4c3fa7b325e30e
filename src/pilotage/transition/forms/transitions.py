"""What people type about transitions and support windows."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.meetings.models import Meeting
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.transition.enums import CHOICE_NAMES, SUPPORT_NAMES, Outcome, Support
from pilotage.transition.evaluation import QUESTIONS
from pilotage.transition.meeting_moves import Misfit
from pilotage.transition.queries import TAKER_ROLES, takers

TIERS = [(word, name) for word, name in SUPPORT_NAMES.items()]


class PendingFilter(forms.Form):
    """Filters of the pending-transition list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    tier = forms.ChoiceField(label=_("Proposed"), required=False, choices=[("", _("Any tier")), *TIERS])
    vertical = forms.ChoiceField(
        label=_("Vertical"), required=False, choices=[("", _("Any vertical")), *VERTICAL_NAMES.items()]
    )
    within = forms.TypedChoiceField(
        label=_("Goes live"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("Any day")), (-1, _("Target is past")), (14, _("Within 14 days")), (30, _("Within 30 days")),
            (60, _("Within 60 days")), (90, _("Within 90 days")),
        ],
    )  # fmt: skip


class PresentationFilter(forms.Form):
    """Filters of the go-live presentations ahead."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    standing = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any state")), ("none", _("Not scheduled")), ("planned", _("Scheduled or held"))],
    )


class WindowFilter(forms.Form):
    """Filters of the support windows."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    who = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    support = forms.ChoiceField(
        label=_("Support"),
        required=False,
        choices=[("", _("Any")), *((one, SUPPORT_NAMES[one]) for one in (Support.SUCCESS, Support.LIGHT))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["who"]
        who.choices = [("", _("Anybody")), *staff_choices("tsm", "tam")]


class DecideForm(VersionForm):
    """Who takes the biller, and what differs from the proposal."""

    choice = forms.ChoiceField(
        label=_("Decide"), choices=CHOICE_NAMES.items(), widget=forms.RadioSelect(attrs={"data-key": "o"})
    )
    assignee = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)
    support = forms.ChoiceField(
        label=_("Support"),
        required=False,
        choices=[("", _("As proposed")), *((one, SUPPORT_NAMES[one]) for one in (Support.SUCCESS, Support.LIGHT))],
    )
    window_days = forms.IntegerField(
        label=_("Window, days"), required=False, min_value=1, max_value=365, help_text=_("Empty: as proposed.")
    )
    meetings = forms.IntegerField(
        label=_("Meetings, at least"), required=False, min_value=0, max_value=20, help_text=_("Empty: as proposed.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where it differs from the policy. Less than it proposes is a leader's decision."),
    )
    over_capacity = forms.BooleanField(
        label=_("Decide over capacity"),
        required=False,
        help_text=_("A leader's decision, with a reason. Without it, who is full is refused."),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignee: Any = self.fields["assignee"]
        found = takers(*TAKER_ROLES) if people is None else people
        assignee.choices = [("", _("Nobody named")), *found]


class BulkForm(forms.Form):
    """The person for ticked proposals; the help desk needs nobody."""

    assignee = forms.TypedChoiceField(label=_("TSM"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignee: Any = self.fields["assignee"]
        assignee.choices = [("", _("TSM, where one is proposed")), *takers("tsm")]


class ReasonForm(VersionForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ReviewForm(VersionForm):
    """Who was at the weekly review, and what else was said."""

    present = forms.CharField(
        label=_("Present"), widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Names, one a line or with commas.")
    )
    remarks = forms.CharField(label=_("What else was said"), required=False, widget=forms.Textarea(attrs={"rows": 4}))


class KeepForm(VersionForm):
    """Why a decision stands on changed facts."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where the policy now proposes otherwise."),
    )


class TakerForm(VersionForm):
    """Who of client services takes the biller over."""

    handed_to = forms.TypedChoiceField(
        label=_("Taken over by"), required=False, coerce=int, empty_value=None, help_text=_("Nobody named: the team.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["handed_to"]
        who.choices = [("", _("Client services, the team")), *staff_choices("cs_agent", "cs_leader")]


class CloseForm(TakerForm):
    """What client services takes over, and who."""

    note = forms.CharField(label=_("What client services takes over"), widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("version", "note", "handed_to")


class EvaluateForm(TakerForm):
    """A score for each question, and what follows."""

    comment = forms.CharField(label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    outcome = forms.ChoiceField(
        label=_("What follows"),
        choices=[
            (Outcome.CLOSE, _("Close to client services")),
            (Outcome.EXTEND, _("Extend the window")),
            (Outcome.TAM, _("Move to a TAM, who is named below")),
        ],
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(label=_("Extend by, days"), required=False, min_value=1, max_value=180, initial=30)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where it differs from what the scores say, or closes before the window's end."),
    )
    over_capacity = forms.BooleanField(
        label=_("Extend it, or move it to the TAM, over the person's capacity"),
        required=False,
        help_text=_("A leader's decision, with a reason."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scores = {
            key: forms.TypedChoiceField(
                label=words,
                coerce=int,
                choices=[("", "–"), *((n, str(n)) for n in range(1, 6))],
                help_text=_("1 poor, 5 good"),
            )
            for key, words in QUESTIONS.items()
        }
        self.fields = scores | self.fields
        who: Any = self.fields["handed_to"]
        who.choices = [("", _("Client services, the team")), *staff_choices("cs_agent", "cs_leader", "tam")]
        self.order_fields([*scores, "comment", "outcome", "handed_to", "days", "reason", "over_capacity"])

    def scores(self) -> dict[str, int]:
        """Scores by question."""
        return {key: self.cleaned_data[key] for key in QUESTIONS}


class ExtendForm(VersionForm):
    """More days, and why."""

    days = forms.IntegerField(label=_("Extend by, days"), min_value=1, max_value=180, initial=30)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    over_capacity = forms.BooleanField(
        label=_("Extend it over the capacity of whoever has it"),
        required=False,
        help_text=_("A leader's decision, with a reason."),
    )


class MoveMeetingsForm(forms.Form):
    """Which meetings move with the go-live: all, unless somebody takes a tick away."""

    chosen = forms.TypedMultipleChoiceField(
        label=_("Move"), required=False, coerce=uuid.UUID, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rows: Sequence[Misfit], **kwargs: Any) -> None:
        able = [(one.meeting, one.starts_at) for one in rows if one.starts_at is not None]
        kwargs["initial"] = {"chosen": [meeting.pk for meeting, _at in able]}
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["chosen"]
        chosen.choices = [
            (meeting.pk, f"{meeting.title}: {_words(meeting, meeting.starts_at)} → {_words(meeting, at)}")
            for meeting, at in able
        ]


def _words(meeting: Meeting, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(meeting.time_zone)):%a %-d %b %Y, %H:%M}"
