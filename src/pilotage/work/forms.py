"""What people type about tasks and comments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.documents.models import StoredFile
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.work.enums import ABOUT_NAMES, Side

DAY = {"type": "date"}


def owners(biller_people: list[User] | None = None) -> list[tuple[Any, Any]]:
    """Who may own a task."""
    theirs = [(user.pk, f"{user.name}, {_('at the biller')}") for user in biller_people or []]
    return [("", _("Nobody yet")), *staff_choices(), *theirs]


class TaskForm(VersionForm):
    """A task's words, owner and dates."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    description = forms.CharField(label=_("Details"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    side = forms.ChoiceField(
        label=_("Who owes it"),
        choices=[
            (Side.PROVIDER, _("The provider")),
            (Side.BILLER, _("The biller")),
            (Side.VENDOR, _("The CIS vendor")),
        ],
    )
    start_date = forms.DateField(label=_("Can start"), required=False, widget=forms.DateInput(attrs=DAY))
    due_date = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, people: list[User] | None = None, is_planned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = owners(people)
        if is_planned:
            del self.fields["start_date"], self.fields["due_date"]

    def values(self) -> dict[str, Any]:
        """The fields for the operation, the owner as a user."""
        fields = {key: value for key, value in self.cleaned_data.items() if key != "version"}
        fields["owner"] = User.objects.filter(pk=fields["owner"]).first() if fields.get("owner") else None
        return fields


class CommentForm(forms.Form):
    """A comment; internal unless the writer shares it."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-key": "c"}),
        error_messages={"required": _("Write something, then send it.")},
    )
    is_shared = forms.BooleanField(label=_("The biller's people may read it"), required=False)
    is_for_vendor = forms.BooleanField(label=_("The CIS vendor may read it"), required=False)

    def __init__(self, *args: Any, has_vendor: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_vendor:
            del self.fields["is_for_vendor"]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file, then send it.")})
    is_shared = forms.BooleanField(label=_("The biller's people may have it"), required=False)
    is_for_vendor = forms.BooleanField(label=_("The CIS vendor may have it"), required=False)

    def __init__(self, *args: Any, has_vendor: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_vendor:
            del self.fields["is_for_vendor"]


class ApprovalForm(forms.Form):
    """What the biller is asked to approve."""

    about = forms.ChoiceField(label=_("What it is about"), choices=list(ABOUT_NAMES.items()))
    question = forms.CharField(
        label=_("Question"), max_length=300, help_text=_("Such as: Do you approve the go-live plan of 4 March?")
    )
    details = forms.CharField(
        label=_("Exactly what"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("These words and the file are kept with a digest, as they were approved."),
    )
    file = forms.ModelChoiceField(
        label=_("File"), queryset=StoredFile.objects.none(), required=False, empty_label=_("No file")
    )

    def __init__(self, *args: Any, files: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["file"]
        choice.queryset = files
