"""Form fields: label above, one line of help, errors beside the field and summed up on top."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilotage.ui.components.icons import icon

CHOICE_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)

# What Django says by itself → what is so, then what to do.
PLAIN_WORDS = {
    "This field is required.": _("This is empty. Fill it in."),
    "Enter a number.": _("This is not a number. Write digits, for example 12450.00."),
    "Enter a whole number.": _("This is not a whole number. Write digits only."),
    "Enter a valid date.": _("This is not a date. Write it as 2027-01-04."),
    "Enter a valid time.": _("This is not a time. Write it as 09:00."),
    "Enter a valid date/time.": _("This is not a date and time. Write it as 2027-01-04 09:00."),
    "Enter a valid email address.": _("This is not an e-mail address. Write it whole, like name@example.com."),
    "Enter a valid URL.": _("This is not a web address. Write it whole, beginning with https://."),
    "Select a valid choice. %(value)s is not one of the available choices.": _(
        "“%(value)s” is not in the list. Choose one that is."
    ),
    "Select a valid choice. That choice is not one of the available choices.": _(
        "This is not in the list. Choose one that is."
    ),
    "No file was submitted. Check the encoding type on the form.": _("No file came with it. Choose one."),
    "The submitted file is empty.": _("This file is empty. Choose another."),
}


def words_of(bound: BoundField) -> list[str]:
    """The field's errors in plain words."""
    words = []
    for error in bound.errors.as_data():
        if error.code == "required" and isinstance(bound.field, forms.FileField):
            words.append(gettext("No file is chosen. Choose one."))
            continue
        plain = PLAIN_WORDS.get(str(getattr(error, "message", "")))
        words += [str(plain) % (error.params or {})] if plain else [str(message) for message in error]
    return words


def control_class(widget: forms.Widget) -> str:
    """The style sheet's class for a widget."""
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, CHOICE_GROUPS):
        return ""
    if isinstance(widget, forms.Select):
        return "form-select"
    if isinstance(widget, forms.NumberInput):
        return "form-control is-figure"
    return "form-control"


def control(field: BoundField, **attrs: Any) -> SafeString:
    """The widget alone, with our class beside its own."""
    widget = field.field.widget
    own = widget.attrs.get("class", "")
    bad = "is-invalid" if field.errors else ""
    classes = " ".join(name for name in (own, control_class(widget), bad) if name)
    if classes:
        attrs = {"class": classes} | attrs
    if isinstance(widget, CHOICE_GROUPS):
        return _choices(field)
    if isinstance(widget, forms.NumberInput):
        attrs = _as_text(widget) | attrs
    if type(widget) is forms.Select:
        return _select(field, attrs)
    return field.as_widget(attrs=attrs)


def _select(field: BoundField, attrs: dict[str, Any]) -> SafeString:
    """A select box put together here: Django draws each option with a template, which costs most of a list page."""
    widget: Any = field.field.widget
    given = field.build_widget_attrs(attrs, widget)
    if field.auto_id and "id" not in widget.attrs:
        given.setdefault("id", field.auto_id)
    held = {"" if value is None else str(value) for value in widget.format_value(field.value()) or [""]}
    options = []
    for value, label in widget.choices:
        if isinstance(label, list | tuple):
            return field.as_widget(attrs=attrs)
        text = "" if value is None else str(value)
        chosen = " selected" if text in held else ""
        options.append(f'<option value="{escape(text)}"{chosen}>{escape(label)}</option>')
    every = widget.build_attrs(widget.attrs, given) | {"name": field.html_name}
    return mark_safe(f"<select{flatatt(every)}>{''.join(options)}</select>")


def _as_text(widget: forms.NumberInput) -> dict[str, str]:
    """Figures are typed as text: a number control drops what it can't read, and its wheel changes figures unseen."""
    widget.input_type = "text"
    widget.attrs = {name: value for name, value in widget.attrs.items() if name not in ("min", "max", "step")}
    return {"inputmode": "decimal", "autocomplete": "off"}


def _choices(field: BoundField) -> SafeString:
    return format_html_join(
        "",
        '<label class="form-check" for="{}">{}<span class="form-check-label">{}</span></label>',
        ((option.id_for_label, _option_input(option), option.choice_label) for option in field.subwidgets),
    )


def _option_input(option: Any) -> SafeString:
    option.data["attrs"]["class"] = "form-check-input"
    return option.tag(wrap_label=False)


def errors_of(field: BoundField) -> SafeString:
    """The field's errors, each with a shape, under an id that the control refers to."""
    if not field.errors:
        return mark_safe("")
    listed = format_html_join("", "<span>{}</span>", ((words,) for words in words_of(field)))
    return format_html(
        '<div class="ui-field-error" id="{}_error">{}{}</div>', field.auto_id, icon("alert-circle", size=16), listed
    )


def _help(field: BoundField) -> SafeString:
    if not field.help_text:
        return mark_safe("")
    return format_html(
        '<div class="ui-help" id="{}_helptext">{}</div>', field.auto_id, conditional_escape(field.help_text)
    )


def _optional(field: BoundField) -> SafeString:
    if field.field.required:
        return mark_safe("")
    return format_html(' <span class="ui-optional">{}</span>', gettext("optional"))


def field(bound: BoundField, **attrs: Any) -> SafeString:
    """One field, wholly: label, help, control, errors. Hidden fields come bare."""
    if bound.is_hidden:
        return bound.as_widget()
    bad = " is-bad" if bound.errors else ""
    widget = bound.field.widget
    if isinstance(widget, CHOICE_GROUPS):
        described = bound.aria_describedby
        return format_html(
            '<fieldset class="ui-field{}" id="{}"{}><legend class="ui-label">{}{}</legend>{}{}{}</fieldset>',
            bad,
            bound.auto_id,
            format_html(' aria-describedby="{}"', described) if described else "",
            bound.label,
            _optional(bound),
            _help(bound),
            control(bound, **attrs),
            errors_of(bound),
        )
    if isinstance(widget, forms.CheckboxInput):
        return format_html(
            '<div class="ui-field{}"><label class="form-check" for="{}">{}<span class="form-check-label">{}</span>'
            "</label>{}{}</div>",
            bad,
            bound.id_for_label,
            control(bound, **attrs),
            bound.label,
            _help(bound),
            errors_of(bound),
        )
    return format_html(
        '<div class="ui-field{}"><label class="ui-label" for="{}">{}{}</label>{}{}{}</div>',
        bad,
        bound.id_for_label,
        bound.label,
        _optional(bound),
        _help(bound),
        control(bound, **attrs),
        errors_of(bound),
    )


def summary_rows(form: forms.BaseForm) -> list[dict[str, str]]:
    """What the summary on top lists: for each error the field's label, its words and where to jump."""
    rows = [{"label": "", "words": str(error), "href": ""} for error in form.non_field_errors()]
    for bound in form:
        target = bound.auto_id if isinstance(bound.field.widget, CHOICE_GROUPS) else bound.id_for_label
        rows += [{"label": str(bound.label), "words": words, "href": f"#{target}"} for words in words_of(bound)]
    return rows
