"""What people type about triage calls, and about when notes are stale."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.core import app_settings
from pilotage.people.forms.installation import field_for
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.support import freshness
from pilotage.support.rhythm import GROUP


class RhythmForm(forms.Form):
    """On which days at what time triage calls meet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        settings = app_settings.known(GROUP)
        kwargs["initial"] = {one.key: app_settings.value(one.key) for one in settings}
        super().__init__(*args, **kwargs)
        for one in settings:
            self.fields[one.key] = field_for(one)


class FreshnessForm(forms.Form):
    """After how many days resolution notes are stale, by severity."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        settings = app_settings.known(freshness.GROUP)
        kwargs["initial"] = {one.key: app_settings.value(one.key) for one in settings}
        super().__init__(*args, **kwargs)
        for one in settings:
            self.fields[one.key] = field_for(one)


class CallMinutesForm(VersionForm):
    """Who came, and what was said besides the cases."""

    attended = forms.TypedMultipleChoiceField(
        label=_("Who came"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("At least one leader of the TSM team or of client services."),
    )  # fmt: skip
    minutes = forms.CharField(
        label=_("What was said besides the cases"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attended: Any = self.fields["attended"]
        attended.choices = people


class InviteForm(forms.Form):
    """One more of the staff."""

    user = forms.TypedChoiceField(label=_("Who"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.choices = staff_choices()

    def person(self) -> User:
        """Who was chosen."""
        found: User = User.objects.get(pk=self.cleaned_data["user"])
        return found


class CancelForm(forms.Form):
    """Why it won't take place, or didn't."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
