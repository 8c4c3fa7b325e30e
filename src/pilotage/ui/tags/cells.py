"""Tags for single values: called hundreds of times a page, so no templates."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context, TemplateSyntaxError
from django.template.base import FilterExpression, Node, Parser, Token
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pilotage.ui.components import dates, figures, icons, people, states
from pilotage.ui.tags.reading import days_off_of, now_of, reader_zone, today_of

register = template.Library()
#: Quoted words with the address of a page of this product behind them, as operations write them into notes.
_OWN = re.compile(r"“([^”]+)” \((/[a-z][a-z0-9/-]*/)\)")


class IconNode(Node):
    """An icon whose name is known when the template is compiled is drawn once."""

    def __init__(self, name: FilterExpression, label: FilterExpression | None, size: int) -> None:
        self.name, self.label, self.size = name, label, size
        self.steady_when_literal = [name] if label is None else [name, label]

    def render(self, context: Context) -> SafeString:
        """The `<svg>`."""
        label = str(self.label.resolve(context)) if self.label else ""
        return icons.icon(str(self.name.resolve(context)), label, self.size)


@register.tag("icon")
def icon_tag(parser: Parser, token: Token) -> IconNode:
    """`{% icon "bell" %}`, `{% icon "bell" label="Notices" size=20 %}`; an unknown literal name is refused."""
    parts = token.split_contents()[1:]
    options = dict(part.split("=", 1) for part in parts[1:] if "=" in part)
    literal = parts[0].strip("\"'")
    if parts[0][0] in "\"'" and literal not in icons.known_icons():
        raise TemplateSyntaxError(f"No icon {literal!r} in the sprite: add it to scripts/icons.txt and refresh.")
    label = parser.compile_filter(options["label"]) if "label" in options else None
    return IconNode(parser.compile_filter(parts[0]), label, int(options.get("size", 18)))


@register.simple_tag
def state(value: object, word: str = "", tone: str = "") -> SafeString:
    """`{% state task.state %}`, with other words or colour `{% state "x" word="Mine" tone="good" %}`."""
    return states.state(value, word, tone)


@register.simple_tag(takes_context=True, name="date")
def date_tag(context: Context, day: date | None, how: str = "") -> SafeString:
    """`{% date task.due_date %}` or, in dense tables, `{% date task.due_date "short" %}`."""
    return dates.date_words(day, today_of(context), how, days_off_of(context))


@register.simple_tag(takes_context=True)
def due(context: Context, day: date | None, done: bool = False, today: date | None = None) -> SafeString:
    """`{% due task.due_date done=task.is_done %}`: overdue and today stand out; `today=` for another zone's day."""
    return dates.due_words(day, today or today_of(context), done, days_off_of(context))


@register.simple_tag(takes_context=True)
def instant(context: Context, moment: datetime | None, there: str | None = None, how: str = "") -> SafeString:
    """`{% instant event.at %}`, with the biller's time where it differs `{% instant m.at biller.time_zone %}`."""
    return dates.instant_words(moment, now_of(context), reader_zone(context), there, how)


@register.simple_tag
def money(amount: Decimal | None, currency: str = "USD") -> SafeString:
    """`{% money biller.mrr_amount biller.mrr_currency %}`."""
    return figures.money(amount, currency)


@register.simple_tag
def number(value: Any, decimals: int | None = None) -> SafeString:
    """`{% number 12345 %}` gives 12,345."""
    return figures.number(value, decimals)


@register.filter
def grouped(value: Any) -> str:
    """`{{ n|grouped }}` for a whole number within a sentence: 12,345."""
    return f"{value:,}" if isinstance(value, int) else str(value)


@register.simple_tag
def count(value: int, one: str, many: str) -> str:
    """`{% count n "task" "tasks" %}`."""
    return figures.count(value, one, many)


@register.simple_tag
def person(someone: object, role: str = "", nobody: str = "") -> SafeString:
    """`{% person task.owner %}`, `{% person task.owner role="IM" %}`, `{% person None nobody="no TSM yet" %}`."""
    return people.person(someone, role, nobody)


@register.simple_tag
def progress(done: int, total: int, label: str = "") -> SafeString:
    """`{% progress 12 40 "Tasks" %}`."""
    return figures.progress(done, total, label)


@register.simple_tag
def copy(text: str, label: str = "") -> SafeString:
    """A value with a button that copies it: `{% copy biller.external_id "biller id" %}`."""
    spoken = gettext("Copy %(what)s") % {"what": label or text}
    return format_html(
        '<span class="ui-copy"><code>{}</code><button type="button" class="ui-tool" data-copy="{}" aria-label="{}"'
        " hidden>{}</button></span>",
        text,
        text,
        spoken,
        icons.icon("copy", size=16),
    )


@register.simple_tag
def select_row(value: object, label: str, form: str = "bulk") -> SafeString:
    """The tick box of a row: `{% select_row biller.pk biller.name %}` in the first cell."""
    spoken = escape(gettext("Select %(what)s") % {"what": label})
    return SafeString(
        f'<input class="form-check-input" type="checkbox" name="selected" value="{escape(str(value))}"'
        f' form="{escape(form)}" data-select aria-label="{spoken}">'
    )


@register.simple_tag
def select_all() -> SafeString:
    """The tick box in the table's head; it appears where scripts run."""
    return format_html(
        '<input class="form-check-input" type="checkbox" data-select-all aria-label="{}" hidden>',
        gettext("Select all rows on this page"),
    )


@register.filter
def own_links(text: str) -> SafeString:
    """`{{ note|own_links }}`: “words” (/address/of/a/page/) becomes the words as a link; all else is escaped."""
    return SafeString(_OWN.sub(r'“<a href="\2">\1</a>”', escape(text)))


@register.filter
def initials(value: object) -> str:
    """`{{ viewer|initials }}`."""
    return people.initials(people.name_of(value))


@register.filter
def person_name(value: object) -> str:
    """`{{ viewer|person_name }}`."""
    return people.name_of(value)


@register.simple_tag(takes_context=True)
def clock(context: Context, zone: str) -> SafeString:
    """The time now in another zone: `{% clock biller.time_zone %}` gives `08:12 in Chicago`."""
    local = now_of(context).astimezone(dates.zone_of(zone))
    return format_html(
        '<time datetime="{}" title="{}">{} {}</time>',
        local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        zone,
        f"{local:%H:%M}",
        gettext("in %(city)s") % {"city": dates.zone_city(local.tzinfo or UTC)},
    )
