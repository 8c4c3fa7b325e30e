"""Forms of the staff pages: what is asked of the audit trail, and the first run of an installation."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pilotage.desk.queries.audit import BY_PRODUCT, AuditSearch
from pilotage.people.forms.choices import zone_choices
from pilotage.people.forms.passwords import PasswordForm
from pilotage.people.models import User


class AuditFilter(forms.Form):
    """Filters of the audit trail."""

    q = forms.CharField(label=_("Text"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    area = forms.ChoiceField(label=_("Area"), required=False)
    person = forms.ChoiceField(label=_("Who"), required=False)
    from_date = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    to_date = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    record = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.choices = [("", _("All areas")), *((app, app.capitalize()) for app in settings.APPS if app != "ui")]
        person: Any = self.fields["person"]
        people = User.objects.order_by("name").values_list("pk", "name")
        person.choices = [
            ("", _("Everybody")),
            (BY_PRODUCT, _("Pilotage itself")),
            *((str(pk), name) for pk, name in people),
        ]

    def search(self) -> AuditSearch:
        """What is asked; a filter that can't be read asks nothing."""
        self.is_valid()
        given = self.cleaned_data
        return AuditSearch(
            text=given.get("q", ""),
            area=given.get("area", ""),
            kind=given.get("kind", ""),
            person=given.get("person", ""),
            record=given.get("record"),
            from_date=given.get("from_date"),
            to_date=given.get("to_date"),
        )


class FirstRunForm(PasswordForm):
    """Who the provider is, and its first administrator."""

    provider_name = forms.CharField(label=_("Your organisation"), max_length=120)
    time_zone = forms.ChoiceField(
        label=_("Its time zone"), initial="America/New_York", help_text=_("Where most of your staff work.")
    )
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label=_("Your e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    is_mfa_required = forms.BooleanField(
        label=_("Ask all staff for a second step at sign-in"),
        required=False,
        initial=True,
        help_text=_("An authenticator app or a passkey. You can change this under Settings, Provider."),
    )
    field_order = ("provider_name", "time_zone", "name", "email", "password", "again", "is_mfa_required")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["time_zone"]
        zone.choices = zone_choices()
