"""What staff type about the vendor's people, and what these type about their tasks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.pages import VersionForm


class ContactForm(VersionForm):
    """A person of the CIS vendor."""

    name = forms.CharField(label=_("Name"), max_length=200)
    firm = forms.CharField(label=_("Firm"), max_length=160, help_text=_("The CIS vendor or integrator they work for."))
    title = forms.CharField(label=_("What they do"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), help_text=_("Their link is sent here."))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)


class LinkForm(forms.Form):
    """For how long a link is good."""

    days = forms.IntegerField(
        label=_("Good for how many days"),
        min_value=1,
        max_value=365,
        initial=60,
        help_text=_("It is mailed at once; an earlier link of theirs ends. You can end this one at any time."),
    )


class LinkFilter(forms.Form):
    """Filters of the list of links."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", _("Open")), ("expired", _("Expired")), ("ended", _("Ended"))],
    )


class WordsForm(forms.Form):
    """A comment of the vendor's person."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The people who run the project read it. Never write a card number."),
        error_messages={"required": _("Write something, then send it.")},
    )


class SendForm(forms.Form):
    """One file of the vendor's person."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file, then send it.")})
