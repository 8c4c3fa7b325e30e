"""Forms of the installation's settings, made from the registry, and of an extra day off."""

import calendar
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.core import app_settings
from pilotage.people.forms.choices import zone_choices


def field_for(setting: app_settings.AppSetting) -> forms.Field:
    """The form field that fits a setting's kind."""
    words: dict[str, Any] = {"label": setting.label, "help_text": setting.help_text, "required": False}
    if setting.kind == app_settings.ZONE:
        return forms.ChoiceField(choices=zone_choices, **words | {"required": True})
    if setting.kind == app_settings.FLAG:
        return forms.BooleanField(**words)
    if setting.kind == app_settings.NUMBER:
        return forms.IntegerField(min_value=setting.least, max_value=setting.most, **words | {"required": True})
    if setting.kind == app_settings.WEEKDAYS:
        return forms.MultipleChoiceField(
            choices=list(enumerate(calendar.day_name)),
            widget=forms.CheckboxSelectMultiple,
            **words | {"required": True},
        )
    if setting.kind == app_settings.TIME:
        return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}), **words | {"required": True})
    return forms.CharField(max_length=200, **words)


class InstallationForm(forms.Form):
    """Every setting of the provider group."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        settings = app_settings.known("provider")
        kwargs["initial"] = {setting.key: app_settings.value(setting.key) for setting in settings}
        super().__init__(*args, **kwargs)
        for setting in settings:
            self.fields[setting.key] = field_for(setting)


class DayOffForm(forms.Form):
    """A day on which nobody works, besides holidays."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(label=_("What it is"), max_length=80, help_text=_("Such as: office closed."))
