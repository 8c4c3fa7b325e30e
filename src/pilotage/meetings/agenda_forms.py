"""What people type about the agenda and the actions of a meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.meetings.enums import PART_NAMES
from pilotage.meetings.forms import biller_choices
from pilotage.people.models import User
from pilotage.people.queries import staff_choices


class ItemForm(forms.Form):
    """One topic."""

    title = forms.CharField(label=_("Topic"), max_length=200)
    minutes_long = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=480, required=False)
    presenter = forms.CharField(label=_("Who presents"), max_length=120, required=False)
    part = forms.ChoiceField(label=_("Whose part"), choices=list(PART_NAMES.items()), required=False)
    remark = forms.CharField(label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class ActionForm(forms.Form):
    """What somebody is to do."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    owner = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)
    due_date = forms.DateField(label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, theirs: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *biller_choices(theirs), *staff_choices()]

    def person(self) -> User | None:
        """Who was chosen."""
        key = self.cleaned_data.get("owner")
        return User.objects.filter(pk=key).first() if key else None
