"""A part of a page that is the same for many readers is drawn once."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
KEPT_AT_MOST = 200


class SameNode(Node):
    """Keeps what its inner nodes drew, by language and the values they depend on."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values
        self.kept: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """What was drawn for these values, or what is drawn now."""
        values = [value.resolve(context) for value in self.values]
        if not values[0]:
            return self.nodelist.render(context)
        key = (get_language(), *values)
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= KEPT_AT_MOST:
                self.kept.clear()
            found = self.kept[key] = self.nodelist.render(context)
        return found


@register.tag("same")
def same_tag(parser: Parser, token: Token) -> SameNode:
    """`{% same nav_key home_url %} … {% endsame %}`: drawn once for these values, which must be all that it depends on.

    Where the first value is missing or empty, it is drawn each time.
    """
    values = [parser.compile_filter(part) for part in token.split_contents()[1:]]
    inner = parser.parse(("endsame",))
    parser.delete_first_token()
    return SameNode(inner, values)
