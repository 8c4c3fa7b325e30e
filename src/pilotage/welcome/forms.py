"""What people type about what a biller gets near its go-live."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.pages import VersionForm
from pilotage.welcome.enums import SECTION_NAMES, STANDING_NAMES, Section

_GUEST = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]+)>$")
LENGTHS = ((14, _("14 days")), (30, _("30 days")), (60, _("60 days")), (90, _("90 days")), (180, _("180 days")))


class NearFilter(forms.Form):
    """Filters of the list of phases near their go-live."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    standing = forms.ChoiceField(
        label=_("Standing"), required=False, choices=[("", _("Any standing")), *STANDING_NAMES.items()]
    )


class OverviewForm(VersionForm):
    """A person's words for each section, and which sections stay out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text_intro"] = _words(_("Opening words"))
        for key in Section:
            self.fields[f"text_{key}"] = _words(SECTION_NAMES[key])
        self.fields["left_out"] = forms.MultipleChoiceField(
            label=_("Leave out"),
            required=False,
            choices=list(SECTION_NAMES.items()),
            widget=forms.CheckboxSelectMultiple,
        )

    def texts(self) -> dict[str, str]:
        """The words by section."""
        return {key: self.cleaned_data[f"text_{key}"] for key in ("intro", *Section)}


class ShareForm(VersionForm):
    """Who gets it, and how long their link lasts."""

    readers = forms.MultipleChoiceField(
        label=_("The biller's people"), required=False, widget=forms.CheckboxSelectMultiple
    )
    guests = forms.CharField(
        label=_("Other readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: Name <address@example.com>. Each gets a link of their own."),
    )
    days = forms.TypedChoiceField(label=_("A new link lasts"), coerce=int, choices=LENGTHS, initial=90)

    def __init__(self, *args: Any, people: list[tuple[str, str]], linked: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {email: name for name, email in people}
        readers: Any = self.fields["readers"]
        readers.choices = [
            (email, f"{name}, {email}{_(' (has a link)') if email in linked else ''}") for name, email in people
        ]
        self.initial.setdefault("readers", [email for _name, email in people])

    def chosen(self) -> list[tuple[str, str]]:
        """Names with addresses, of both fields."""
        found = [(self.people[email], email) for email in self.cleaned_data["readers"]]
        for line in self.cleaned_data["guests"].splitlines():
            if line.strip():
                match = _GUEST.match(line.strip())
                found.append((match["name"].strip(), match["email"].strip()) if match else ("", line.strip()))
        return found


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))


class LeafletForm(VersionForm):
    """A biller's own leaflet, or the template."""

    title = forms.CharField(label=_("Title"), required=False, max_length=200)
    body = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("A line that begins with # is a heading, one that begins with - stands in a list."),
    )


class LogoForm(forms.Form):
    """A new logo."""

    file = forms.FileField(
        label=_("Picture"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("PNG or JPEG up to 2 MB, each side 24 to 6,000 pixels. It is kept no larger than 900 by 300."),
        error_messages={"required": _("Choose a picture, then send it.")},
    )


class NameForm(forms.Form):
    """Who says that they have read it."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
