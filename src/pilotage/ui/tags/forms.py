"""Tags for forms and buttons."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pilotage.ui.components import figures
from pilotage.ui.components import forms as fields

register = template.Library()


@register.simple_tag
def field(bound: BoundField, **attrs: Any) -> SafeString:
    """`{% field form.name %}`, with attributes for the control: `{% field form.note rows=3 %}`."""
    return fields.field(bound, **{name.replace("_", "-"): value for name, value in attrs.items()})


@register.simple_tag
def control(bound: BoundField, **attrs: Any) -> SafeString:
    """The control of a field without its label: `{% control form.q aria_label="Search" %}`."""
    return fields.control(bound, **{name.replace("_", "-"): value for name, value in attrs.items()})


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*given: forms.BaseForm | None) -> dict[str, Any]:
    """`{% error_summary form %}` or several forms: what to correct, each a link to its field."""
    rows = [row for form in given if form is not None and form.is_bound for row in fields.summary_rows(form)]
    return {
        "rows": rows,
        "heading": figures.count(len(rows), gettext("thing to correct"), gettext("things to correct")),
    }


@register.inclusion_tag("ui/components/form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """`{% form_fields form %}`: every field of a form in order."""
    return {"form": form}


@register.inclusion_tag("ui/components/file_drop.html")
def file_drop(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """`{% file_drop form.file hint="CSV or XLSX, up to 50 MB" %}`: a file field that also takes dropped files."""
    return {"bound": bound, "hint": hint, "control": fields.control(bound), "errors": fields.errors_of(bound)}


@register.inclusion_tag("ui/components/confirm_button.html", takes_context=True)
def confirm_button(
    context: Context,
    label: str,
    action: str,
    question: str,
    confirm: str = "",
    tone: str = "danger",
    icon: str = "",
    **hidden: Any,
) -> dict[str, Any]:
    """A button that asks once before it posts; further named arguments become hidden fields."""
    return {
        "label": label,
        "action": action,
        "question": question,
        "confirm": confirm or label,
        "tone": tone,
        "icon": icon,
        "hidden": hidden,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/components/post_button.html", takes_context=True)
def post_button(
    context: Context, label: str, action: str, tone: str = "", icon: str = "", key: str = "", **hidden: Any
) -> dict[str, Any]:
    """A button that posts at once: `{% post_button "Complete" url icon="check" key="a" %}`."""
    return {
        "label": label,
        "action": action,
        "tone": tone,
        "icon": icon,
        "key": key,
        "hidden": hidden,
        "csrf_token": context.get("csrf_token"),
    }
