"""`{% load ui %}`: every component as a tag; README.md shows each with an example."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template import Context, TemplateSyntaxError
from django.template.base import FilterExpression, Node, Parser, Token
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pilotage.ui.components import dates, figures, icons, lifecycle, people, states
from pilotage.ui.components import forms as fields

register = template.Library()


# Reading what the shell put into the context ---------------------------------------------------------------------


def _now(context: Context) -> datetime:
    """The page's one moment: `now` where the view or the shell gave it."""
    return context.get("now") or timezone.now()


def _zone(context: Context) -> tzinfo:
    """The reader's zone: `zone`, else the viewer's, else the installation's."""
    given = context.get("zone") or getattr(context.get("viewer"), "time_zone", None)
    return dates.zone_of(given) if given else timezone.get_current_timezone()


def _today(context: Context) -> date:
    return _now(context).astimezone(_zone(context)).date()


def _days_off(context: Context) -> frozenset[date]:
    return context.get("days_off") or frozenset()


# Cells: called hundreds of times a page, so no templates ---------------------------------------------------------


class IconNode(Node):
    """An icon whose name is known when the template is compiled is drawn once."""

    def __init__(self, name: FilterExpression, label: FilterExpression | None, size: int) -> None:
        self.name, self.label, self.size = name, label, size

    def render(self, context: Context) -> SafeString:
        """The `<svg>`."""
        label = str(self.label.resolve(context)) if self.label else ""
        return icons.icon(str(self.name.resolve(context)), label, self.size)


@register.tag("icon")
def icon_tag(parser: Parser, token: Token) -> IconNode:
    """`{% icon "bell" %}`, `{% icon "bell" label="Notices" size=20 %}`; a literal name that the sprite lacks is refused."""
    parts = token.split_contents()[1:]
    options = dict(part.split("=", 1) for part in parts[1:] if "=" in part)
    literal = parts[0].strip("\"'")
    if parts[0][0] in "\"'" and literal not in icons.known_icons():
        raise TemplateSyntaxError(f"No icon {literal!r} in the sprite: add it to scripts/icons.txt and refresh.")
    label = parser.compile_filter(options["label"]) if "label" in options else None
    return IconNode(parser.compile_filter(parts[0]), label, int(options.get("size", 18)))


@register.simple_tag
def state(value: object, word: str = "", tone: str = "") -> SafeString:
    """`{% state task.state %}`, `{% state "blocked" word="Waits for UAT" %}`, `{% state "x" word="Mine" tone="good" %}`."""
    return states.state(value, word, tone)


@register.simple_tag(takes_context=True, name="date")
def date_tag(context: Context, day: date | None, how: str = "") -> SafeString:
    """`{% date task.due_date %}` or, in dense tables, `{% date task.due_date "short" %}`."""
    return dates.date_words(day, _today(context), how, _days_off(context))


@register.simple_tag(takes_context=True)
def due(context: Context, day: date | None, done: bool = False, today: date | None = None) -> SafeString:
    """`{% due task.due_date done=task.is_done %}`: overdue and due today stand out; `today` of the biller where that counts."""
    return dates.due_words(day, today or _today(context), done, _days_off(context))


@register.simple_tag(takes_context=True)
def instant(context: Context, moment: datetime | None, there: str | None = None, how: str = "") -> SafeString:
    """`{% instant event.at %}`, with the biller's time where it differs `{% instant m.at biller.time_zone %}`."""
    return dates.instant_words(moment, _now(context), _zone(context), there, how)


@register.simple_tag
def money(amount: Decimal | None, currency: str = "USD") -> SafeString:
    """`{% money biller.mrr_amount biller.mrr_currency %}`."""
    return figures.money(amount, currency)


@register.simple_tag
def number(value: Any, decimals: int | None = None) -> SafeString:
    """`{% number 12345 %}` gives 12,345."""
    return figures.number(value, decimals)


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
        '<span class="ui-copy"><code>{}</code><button type="button" class="ui-tool" data-copy="{}" aria-label="{}" hidden>{}</button></span>',
        text, text, spoken, icons.icon("copy", size=16),
    )  # fmt: skip


@register.simple_tag
def select_row(value: object, label: str, form: str = "bulk") -> SafeString:
    """The tick box of a row: `{% select_row biller.pk biller.name %}` in the first cell."""
    return format_html(
        '<input class="form-check-input" type="checkbox" name="selected" value="{}" form="{}" data-select aria-label="{}">',
        value, form, gettext("Select %(what)s") % {"what": label},
    )  # fmt: skip


@register.simple_tag
def select_all() -> SafeString:
    """The tick box in the table's head; it appears where scripts run."""
    return format_html(
        '<input class="form-check-input" type="checkbox" data-select-all aria-label="{}" hidden>', gettext("Select all rows on this page")
    )


# Forms -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def field(bound: BoundField, **attrs: Any) -> SafeString:
    """`{% field form.name %}`, with attributes for the control: `{% field form.note rows=3 %}`."""
    return fields.field(bound, **attrs)


@register.simple_tag
def control(bound: BoundField, **attrs: Any) -> SafeString:
    """The control of a field without its label: `{% control form.q aria_label="Search" %}`."""
    return fields.control(bound, **{name.replace("_", "-"): value for name, value in attrs.items()})


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*given: forms.BaseForm | None) -> dict[str, Any]:
    """`{% error_summary form %}` or several forms: what to correct, each a link to its field."""
    rows = [row for form in given if form is not None and form.is_bound for row in fields.summary_rows(form)]
    return {"rows": rows, "heading": figures.count(len(rows), gettext("thing to correct"), gettext("things to correct"))}


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
    context: Context, label: str, action: str, question: str, confirm: str = "", tone: str = "danger", icon: str = "", **hidden: Any
) -> dict[str, Any]:
    """A button that asks once before it posts; further named arguments become hidden fields."""
    return {
        "label": label, "action": action, "question": question, "confirm": confirm or label, "tone": tone, "icon": icon,
        "hidden": hidden, "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("ui/components/post_button.html", takes_context=True)
def post_button(
    context: Context, label: str, action: str, tone: str = "", icon: str = "", key: str = "", **hidden: Any
) -> dict[str, Any]:
    """A button that posts at once: `{% post_button "Complete" url icon="check" key="a" %}`."""
    return {
        "label": label, "action": action, "tone": tone, "icon": icon, "key": key, "hidden": hidden,
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


# Lists -----------------------------------------------------------------------------------------------------------


def _address(context: Context, **changes: Any) -> str:
    """This page's address with some parameters changed; None takes one away. Paging starts anew."""
    request = context.get("request")
    parameters = request.GET.copy() if request else QueryDict(mutable=True)
    for name in ("page", "after", "before"):
        parameters.pop(name, None)
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return "?" + parameters.urlencode()


@register.simple_tag(takes_context=True)
def sort_header(context: Context, key: str, label: str, kind: str = "") -> SafeString:
    """`{% sort_header "name" "Name" %}`; `kind="num"` sets the column right. Reads `sort` (`name` or `-name`) from the context."""
    current = str(context.get("sort") or "")
    is_up, is_down = current == key, current == f"-{key}"
    target = _address(context, sort=f"-{key}" if is_up else key)
    shape = icons.icon("sort-ascending" if is_up else "sort-descending" if is_down else "arrows-sort", size=14)
    spoken = format_html(' aria-sort="{}"', "ascending" if is_up else "descending") if is_up or is_down else ""
    return format_html(
        '<th scope="col" class="{}"{}><a class="ui-sort" href="{}">{}{}</a></th>', kind, spoken, target, label, shape
    )


@register.inclusion_tag("ui/components/paging.html", takes_context=True)
def paging(context: Context, page: Any) -> dict[str, Any]:
    """`{% paging page %}`: row numbers, previous and next. `page` is Django's, or has first, last, total, previous, next."""
    if hasattr(page, "paginator"):
        return {
            "first": page.start_index(), "last": page.end_index(), "total": page.paginator.count,
            "previous_url": _address(context, page=page.previous_page_number()) if page.has_previous() else "",
            "next_url": _address(context, page=page.next_page_number()) if page.has_next() else "",
        }  # fmt: skip
    read = page.get if isinstance(page, Mapping) else lambda name: getattr(page, name, None)
    before, after = read("previous"), read("next")
    return {
        "first": read("first"), "last": read("last"), "total": read("total"),
        "previous_url": read("previous_url") or (_address(context, before=before) if before else ""),
        "next_url": read("next_url") or (_address(context, after=after) if after else ""),
    }  # fmt: skip


@register.inclusion_tag("ui/components/filter_chips.html", takes_context=True)
def filter_chips(context: Context, chips: list[Any] | None) -> dict[str, Any]:
    """`{% filter_chips chips %}`: each `{"label", "value", "name"}`; the link on it takes parameter `name` away (or `remove_url`)."""
    drawn = []
    for chip in chips or []:
        drawn.append(dict(chip) | {"remove_url": chip.get("remove_url") or _address(context, **{chip["name"]: None})})
    path = context["request"].path if context.get("request") else "?"
    return {"chips": drawn, "clear_url": path}


@register.inclusion_tag("ui/components/filter_fields.html")
def filter_fields(form: forms.BaseForm) -> dict[str, Any]:
    """`{% filter_fields filter_form %}`: a form's fields side by side, small."""
    return {"form": form}


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: list[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """`{% tabs tabs "Billers" %}`: each `{"label", "url", "active", "count"}`."""
    return {"items": items, "label": label}


# Records and panels ----------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/lifecycle.html", takes_context=True, name="lifecycle")
def lifecycle_strip(context: Context, strip: Mapping[str, Any] | None) -> dict[str, Any]:
    """`{% lifecycle strip %}`: see README.md for the dictionary."""
    return _inherit(context) | {"phases": lifecycle.phases_of(strip)}


def _inherit(context: Context) -> dict[str, Any]:
    """What date tags inside an included component need to know."""
    return {name: context.get(name) for name in ("now", "zone", "viewer", "days_off", "request")}


@register.inclusion_tag("ui/components/facts.html", takes_context=True)
def facts(context: Context, rows: list[Any]) -> dict[str, Any]:
    """`{% facts rows %}`: each `{"label", "value", "source", "url", "missing"}` or a pair `(label, value)`."""
    drawn = [dict(row) if isinstance(row, Mapping) else {"label": row[0], "value": row[1]} for row in rows]
    return _inherit(context) | {"rows": drawn}


@register.inclusion_tag("ui/components/history.html", takes_context=True)
def history(context: Context, events: list[Any], more_url: str = "") -> dict[str, Any]:
    """`{% history events %}`: each has at, actor (or who), text, detail, changes [(what, before, after)]."""
    told = [(event, _actor(event)) for event in events or []]
    return _inherit(context) | {"events": told, "more_url": more_url}


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
    """`{% breadcrumbs items %}`: pairs (label, url) or dictionaries, from the section down; the page itself is the heading."""
    drawn = [dict(item) if isinstance(item, Mapping) else {"label": item[0], "url": item[1] or ""} for item in items or []]
    return {"items": drawn}


@register.inclusion_tag("ui/components/messages.html")
def messages_list(messages: Any) -> dict[str, Any]:
    """What the last action said; the base template shows it."""
    return {"messages": messages}


@register.inclusion_tag("ui/components/gate.html", takes_context=True)
def gate(context: Context, given: Any) -> dict[str, Any]:
    """`{% gate g %}`: state, title, evidence, read_at, missing (list), who, action_url, action_label, waiver."""
    return _inherit(context) | {"gate": given}


class PanelNode(Node):
    """`{% panel "Title" %} … {% endpanel %}`."""

    def __init__(self, body: template.NodeList, title: FilterExpression, options: dict[str, FilterExpression]) -> None:
        self.nodelist, self.title, self.options = body, title, options

    def render(self, context: Context) -> SafeString:
        """The section with its heading, an optional count and one link."""
        given = {name: option.resolve(context) for name, option in self.options.items()}
        link = format_html('<a class="ui-panel-link" href="{}">{}</a>', given["url"], given.get("link") or gettext("See all")) if given.get("url") else ""
        number = format_html(' <span class="ui-count">{}</span>', given["count"]) if given.get("count") is not None else ""
        flush = " ui-panel-flush" if given.get("flush") else ""
        return format_html(
            '<section class="ui-panel{}"{}><header class="ui-panel-head"><h2>{}{}</h2>{}</header><div class="ui-panel-body">{}</div></section>',
            flush, format_html(' id="{}"', given["id"]) if given.get("id") else "",
            self.title.resolve(context), number, link, self.nodelist.render(context),
        )  # fmt: skip


@register.tag("panel")
def panel_tag(parser: Parser, token: Token) -> PanelNode:
    """`{% panel "Projects" count=3 url=all link="See all" id="projects" flush=True %} … {% endpanel %}`; flush for tables."""
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
        tone, icons.icon(shape),
        format_html("<strong>{}</strong> ", title) if title else "", text,
        format_html(' <a href="{}">{}</a>', url, link) if url else "",
    )  # fmt: skip


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
    local = _now(context).astimezone(dates.zone_of(zone))
    return format_html(
        '<time datetime="{}" title="{}">{} {}</time>',
        local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), zone, f"{local:%H:%M}",
        gettext("in %(city)s") % {"city": dates.zone_city(local.tzinfo or UTC)},
    )  # fmt: skip
