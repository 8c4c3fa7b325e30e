"""Tags for records: lifecycle, facts, history, gates, panels, notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.template.base import FilterExpression, Node, Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pilotage.ui import slots
from pilotage.ui.components import dates, icons, lifecycle, people
from pilotage.ui.tags.reading import days_off_of, for_parts, today_of

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, place: str, *given: Any) -> SafeString:
    """`{% slot "biller" phase %}`: what an app on a higher floor draws there; nothing where none does."""
    return slots.drawn(place, context, *given)


@register.inclusion_tag("ui/components/lifecycle.html", takes_context=True, name="lifecycle")
def lifecycle_strip(context: Context, strip: Mapping[str, Any] | None) -> dict[str, Any]:
    """`{% lifecycle strip %}`: see README.md for the dictionary."""
    return for_parts(context) | {"phases": lifecycle.phases_of(strip)}


@register.inclusion_tag("ui/components/facts.html", takes_context=True)
def facts(context: Context, rows: list[Any]) -> dict[str, Any]:
    """`{% facts rows %}`: each `{"label", "value", "source", "url", "missing"}` or `(label, value[, url])`."""
    drawn = [
        dict(row) if isinstance(row, Mapping) else dict(zip(("label", "value", "url"), row, strict=False))
        for row in rows
    ]
    for row in drawn:
        if isinstance(row.get("value"), date):
            row["value"] = dates.date_words(row["value"], today_of(context), "", days_off_of(context))
    return for_parts(context) | {"rows": drawn}


@register.inclusion_tag("ui/components/history.html", takes_context=True)
def history(context: Context, events: list[Any], more_url: str = "") -> dict[str, Any]:
    """`{% history events %}`: each has at, actor (or who), text, detail, changes [(what, before, after)]."""
    told = [(event, _actor(event)) for event in events or []]
    return for_parts(context) | {"events": told, "more_url": more_url}


def _actor(event: Any) -> str:
    """Who did it: `actor`, else `who`, of a mapping or an object."""
    read = event.get if isinstance(event, Mapping) else lambda name: getattr(event, name, None)
    return people.name_of(read("actor") or read("who") or "Pilotage")


@register.inclusion_tag("ui/components/empty.html")
def empty(icon: str, title: str, text: str = "", action_url: str = "", action_label: str = "") -> dict[str, Any]:
    """`{% empty "rocket" "No go-lives ahead" "Set a target date …" url "Choose a biller" %}`."""
    return {"icon": icon, "title": title, "text": text, "action_url": action_url, "action_label": action_label}


@register.inclusion_tag("ui/components/breadcrumbs.html")
def breadcrumbs(items: list[Any] | None) -> dict[str, Any]:
    """`{% breadcrumbs items %}`: pairs (label, url) or dictionaries, from the section down to the parent."""
    drawn = [
        dict(item) if isinstance(item, Mapping) else {"label": item[0], "url": item[1] or ""} for item in items or []
    ]
    return {"items": drawn}


@register.inclusion_tag("ui/components/messages.html")
def messages_list(messages: Any) -> dict[str, Any]:
    """What the last action said; the base template shows it."""
    return {"messages": messages}


@register.inclusion_tag("ui/components/gate.html", takes_context=True)
def gate(context: Context, given: Any) -> dict[str, Any]:
    """`{% gate g %}`: state, title, evidence, read_at, missing (list), who, action_url, action_label, waiver."""
    return for_parts(context) | {"gate": given}


class PanelNode(Node):
    """`{% panel "Title" %} … {% endpanel %}`."""

    def __init__(self, body: template.NodeList, title: FilterExpression, options: dict[str, FilterExpression]) -> None:
        self.nodelist, self.title, self.options = body, title, options

    def render(self, context: Context) -> SafeString:
        """The section with its heading, an optional count and one link."""
        given = {name: option.resolve(context) for name, option in self.options.items()}
        link = (
            format_html(
                '<a class="ui-panel-link" href="{}">{}</a>', given["url"], given.get("link") or gettext("See all")
            )
            if given.get("url")
            else ""
        )
        number = (
            format_html(' <span class="ui-count">{}</span>', given["count"]) if given.get("count") is not None else ""
        )
        flush = " ui-panel-flush" if given.get("flush") else ""
        return format_html(
            '<section class="ui-panel{}"{}><header class="ui-panel-head"><h2>{}{}</h2>{}</header>'
            '<div class="ui-panel-body">{}</div></section>',
            flush,
            format_html(' id="{}"', given["id"]) if given.get("id") else "",
            self.title.resolve(context),
            number,
            link,
            self.nodelist.render(context),
        )


@register.tag("panel")
def panel_tag(parser: Parser, token: Token) -> PanelNode:
    """`{% panel "Projects" count=3 url=all id="projects" flush=True %} … {% endpanel %}`; flush for tables."""
    parts = token.split_contents()[1:]
    options = {name: parser.compile_filter(value) for name, value in (part.split("=", 1) for part in parts[1:])}
    body = parser.parse(("endpanel",))
    parser.delete_first_token()
    return PanelNode(body, parser.compile_filter(parts[0]), options)


@register.simple_tag
def note(text: str, tone: str = "accent", title: str = "", url: str = "", link: str = "") -> SafeString:
    """A line that tells what is so and what to do: `{% note "3 fields are empty." "warn" url=u link="Ask Dana" %}`."""
    shape = {"good": "circle-check", "warn": "alert-triangle", "bad": "alert-octagon"}.get(tone, "info-circle")
    return format_html(
        '<div class="ui-note ui-tone-{}">{}<div>{}{}{}</div></div>',
        tone,
        icons.icon(shape),
        format_html("<strong>{}</strong> ", title) if title else "",
        text,
        format_html(' <a href="{}">{}</a>', url, link) if url else "",
    )
