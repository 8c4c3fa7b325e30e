"""The fields of a filter form, side by side and small."""

from __future__ import annotations

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from pilotage.ui.components.forms import control


def fields(form: forms.BaseForm) -> SafeString:
    """Every field with its label; hidden fields bare."""
    hidden = format_html_join("", "{}", ((bound.as_widget(),) for bound in form.hidden_fields()))
    seen = format_html_join(
        "",
        '<div class="ui-filter"><label class="ui-label" for="{}">{}</label>{}</div>',
        ((bound.id_for_label, bound.label, control(bound)) for bound in form.visible_fields()),
    )
    return hidden + seen
