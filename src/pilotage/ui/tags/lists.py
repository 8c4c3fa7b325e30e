"""Tags for list pages: sorting, paging, filters, tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pilotage.ui.components import filters, icons, tables
from pilotage.ui.tags.reading import days_off_of, today_of

register = template.Library()


def _address(context: Context, **changes: Any) -> str:
    """This page's address with some parameters changed; None takes one away. Paging starts anew."""
    request = context.get("request")
    left = {"page", "after", "before", *changes}
    given = request.GET.lists() if request else ()
    kept = [(name, value) for name, values in given if name not in left for value in values]
    return "?" + urlencode(kept + [(name, value) for name, value in changes.items() if value is not None])


@register.simple_tag(takes_context=True)
def sort_header(context: Context, key: str, label: str, kind: str = "") -> SafeString:
    """`{% sort_header "name" "Name" %}`; `kind="num"` aligns right. Reads `sort` from the context."""
    current = str(context.get("sort") or "")
    is_up, is_down = current == key, current == f"-{key}"
    target = _address(context, sort=f"-{key}" if is_up else key)
    shape = icons.icon("sort-ascending" if is_up else "sort-descending" if is_down else "arrows-sort", size=14)
    spoken = format_html(' aria-sort="{}"', "ascending" if is_up else "descending") if is_up or is_down else ""
    return format_html(
        '<th scope="col" class="{}"{}><a class="ui-sort" href="{}">{}{}</a></th>', kind, spoken, target, label, shape
    )


@register.simple_tag(takes_context=True)
def table_head(context: Context, columns: Sequence[tables.Column]) -> SafeString:
    """`{% table_head columns %}`: a head cell for each column, a link where it can be sorted."""
    request = context.get("request")
    asked = request.META.get("QUERY_STRING", "") if request else ""
    return tables.head(columns, (asked, context.get("sort")), lambda one: _head_cell(context, one))


def _head_cell(context: Context, one: tables.Column) -> SafeString:
    if one.sort:
        return sort_header(context, one.sort, one.label, one.kind)
    return format_html('<th scope="col"{}>{}</th>', tables.kind_of(one), one.label)


@register.simple_tag(takes_context=True)
def table_body(
    context: Context, columns: Sequence[tables.Column], rows: Any, address: str, has_pick: bool = False
) -> SafeString:
    """`{% table_body columns rows "/billers/{}/" may_assign %}`: the rows of a long table."""
    reading = tables.Reading(today_of(context), days_off_of(context))
    return tables.body(columns, rows, reading, address=address, has_pick=has_pick)


@register.inclusion_tag("ui/components/paging.html", takes_context=True)
def paging(context: Context, page: Any) -> dict[str, Any]:
    """`{% paging page %}`: rows, previous, next. `page` is Django's or has first, last, total, previous, next."""
    if hasattr(page, "paginator"):
        return {
            "first": page.start_index(),
            "last": page.end_index(),
            "total": page.paginator.count,
            "previous_url": _address(context, page=page.previous_page_number()) if page.has_previous() else "",
            "next_url": _address(context, page=page.next_page_number()) if page.has_next() else "",
        }
    read = page.get if isinstance(page, Mapping) else lambda name: getattr(page, name, None)
    before, after = read("previous"), read("next")
    return {
        "first": read("first"),
        "last": read("last"),
        "total": read("total"),
        "previous_url": read("previous_url") or (_address(context, before=before) if before else ""),
        "next_url": read("next_url") or (_address(context, after=after) if after else ""),
    }


@register.inclusion_tag("ui/components/filter_chips.html", takes_context=True)
def filter_chips(context: Context, chips: list[Any] | None) -> dict[str, Any]:
    """`{% filter_chips chips %}`: each `{"label", "value", "name"}`; its link takes parameter `name` away."""
    drawn = []
    for chip in chips or []:
        drawn.append(dict(chip) | {"remove_url": chip.get("remove_url") or _address(context, **{chip["name"]: None})})
    path = context["request"].path if context.get("request") else "?"
    return {"chips": drawn, "clear_url": path}


@register.inclusion_tag("ui/components/columns_menu.html", takes_context=True)
def columns_menu(context: Context, columns: list[Mapping[str, Any]], parameter: str = "columns") -> dict[str, Any]:
    """`{% columns_menu columns %}`: each `{"key", "label", "shown"}`; ticked keys arrive as `?columns=`, repeated."""
    request = context.get("request")
    given = request.GET.lists() if request else []
    kept = tuple((name, value) for name, values in given if name != parameter for value in values)
    shown = tuple((one["key"], bool(one["shown"])) for one in columns)
    return {"columns": columns, "parameter": parameter, "kept": kept, "shown": shown}


#: What belongs to one look at a list, not to a view of it.
PASSING = ("page", "after", "before", "as")


@register.inclusion_tag("ui/components/saved_views.html", takes_context=True)
def saved_views(context: Context) -> dict[str, Any]:
    """`{% saved_views %}`: the reader's own views of this list, the present one marked, and a form that saves it.

    Reads `request.user.views` (path → pairs of name and query) and, from the context, `columns` as `columns_menu` takes them.
    """
    request = context["request"]
    asked = request.GET.copy()
    for name in (*PASSING, *(name for name in asked if not any(asked.getlist(name)))):
        asked.pop(name, None)
    bare = asked.copy()
    if asked and "columns" not in asked and context.get("columns"):
        asked.setlist("columns", [one["key"] for one in context["columns"] if one["shown"]])
    kept = (getattr(getattr(request, "user", None), "views", None) or {}).get(request.path, [])
    found = [
        {"name": name, "query": query, "is_shown": bool(asked) and QueryDict(query) in (asked, bare)}
        for name, query in kept
    ]
    return {
        "views": found,
        "shown": next((one for one in found if one["is_shown"]), None),
        "query": asked.urlencode(),
        "path": request.path,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def select_found(context: Context, page: Any) -> SafeString:
    """`{% select_found page %}` in the bulk bar: everything that the list finds, not only the rows of this page."""
    total = page.paginator.count
    if total <= len(page.object_list):
        return SafeString("")
    return format_html(
        '<label class="form-check"><input class="form-check-input" type="checkbox" name="everything" value="{}" data-everything>'
        '<span class="form-check-label">{}</span></label>',
        total,
        gettext("all %(n)s found") % {"n": f"{total:,}"},
    )


@register.simple_tag
def filter_fields(form: Any) -> SafeString:
    """`{% filter_fields filter_form %}`: a form's fields side by side, small. What is drawn already comes as it is."""
    drawn: SafeString | None = getattr(form, "drawn", None)
    return filters.fields(form) if drawn is None else drawn


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: list[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """`{% tabs tabs "Billers" %}`: each `{"label", "url", "active", "count", "more"}`; what is `more` stands in a menu at the end."""
    more = [one for one in items if one.get("more")]
    here = next((one["label"] for one in more if one.get("active")), "")
    return {"items": [one for one in items if not one.get("more")], "more": more, "here": here, "label": label}
