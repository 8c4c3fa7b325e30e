"""What people choose and write about notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.notices.kinds import CHANNEL_NAMES, KINDS


class NoticeFilter(forms.Form):
    """Filters of the list."""

    show = forms.ChoiceField(label=_("Show"), required=False, choices=[("", _("All")), ("unread", _("Unread"))])


class ChoicesForm(forms.Form):
    """By which way a person hears of each kind."""

    def __init__(self, *args: Any, held: dict[str, str], is_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in KINDS.values():
            if is_staff or kind.is_for_billers:
                self.fields[kind.name] = forms.ChoiceField(
                    label=kind.label, choices=CHANNEL_NAMES.items(), initial=held.get(kind.name, kind.email)
                )


class WordingForm(forms.Form):
    """The mail of one kind."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 8}))
