"""A translated sentence with values in it, drawn once for each language and set of values."""

from __future__ import annotations

from typing import Any, TypeGuard

from django.template import Context
from django.template.base import Node, TokenType
from django.templatetags.i18n import BlockTranslateNode
from django.utils.translation import get_language

KEPT_AT_MOST = 500
PLAIN = (str, int)


class Spoken(Node):
    """`{% blocktranslate with n=total %}of {{ n }}{% endblocktranslate %}`, all of whose values are named in its head."""

    child_nodelists = ()

    def __init__(self, node: BlockTranslateNode) -> None:
        self.node = node
        self.values = [*node.extra_context.values(), *([node.counter] if node.counter else [])]
        self.drawn: dict[tuple[Any, ...], str] = {}
        self.origin, self.token = node.origin, node.token

    def render(self, context: Context) -> str:
        """What the sentence drew for these values before."""
        values = [value.resolve(context) for value in self.values]
        if any(type(value) not in PLAIN for value in values):
            return self.node.render(context)
        key = (get_language(), context.autoescape, *values)
        found = self.drawn.get(key)
        if found is None:
            if len(self.drawn) >= KEPT_AT_MOST:
                self.drawn.clear()
            found = self.drawn[key] = self.node.render(context)
        return found

    render_annotated = render


def names_its_values(node: Node) -> TypeGuard[BlockTranslateNode]:
    """True for a sentence that shows nothing but what its head names, and leaves nothing in the context."""
    if not isinstance(node, BlockTranslateNode) or node.asvar or node.message_context:
        return False
    tokens = [*node.singular, *(node.plural or [])]
    shown = {token.contents for token in tokens if token.token_type == TokenType.VAR}
    return shown <= {*node.extra_context, *([node.countervar] if node.countervar else [])}
