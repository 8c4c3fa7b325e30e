"""What a biller's people type: a filter, a comment, a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.pages import VersionForm


class OwedFilter(forms.Form):
    """Which of the open tasks are shown."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    whose = forms.ChoiceField(
        label=_("Whose"), required=False, choices=[("", _("All of ours")), ("mine", _("Mine and unassigned"))]
    )


class CommentForm(forms.Form):
    """A comment that the provider's people read."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The people who look after you read it. Never write a card number."),
        error_messages={"required": _("Write something, then send it.")},
    )


class FileForm(forms.Form):
    """One file to send."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file, then send it.")})


class CompleteForm(forms.Form):
    """Completing a task, with the version of it that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SignForm(VersionForm):
    """What goes with a person's own signature."""

    title = forms.CharField(label=_("Your title"), max_length=120, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    field_order = ("title", "note", "version")


class RemarkForm(forms.Form):
    """What a person adds to their signature."""

    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)


class AnswerForm(forms.Form):
    """Yes, or no with what has to change."""

    reason = forms.CharField(
        label=_("What has to change, if no"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
