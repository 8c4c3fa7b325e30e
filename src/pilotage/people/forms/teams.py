"""Forms for teams and days away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.models import User
from pilotage.people.queries import staff


class TeamForm(forms.Form):
    """A team's name, leader and members."""

    name = forms.CharField(label=_("Name"), max_length=120)
    leader = forms.ModelChoiceField(
        label=_("Leader"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )
    members = forms.ModelMultipleChoiceField(
        label=_("Members"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("leader", "members"):
            field: Any = self.fields[name]
            field.queryset = staff()


class TimeOffForm(forms.Form):
    """Days on which somebody doesn't work, both ends included."""

    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), empty_label=None)
    from_date = forms.DateField(label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"}))
    to_date = forms.DateField(label=_("Last day away"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False, help_text=_("Seen by all staff."))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["user"]
        who.queryset = people
