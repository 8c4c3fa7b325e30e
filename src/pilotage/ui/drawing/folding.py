"""Makes a template that has been read cheaper to draw, without changing what it draws.

Neighbouring text, icons, translated words, static addresses and addresses by bare name become one piece that is drawn once for
each language. An `{% include %}` by a fixed name is put in place. Plain values are looked up by a shorter way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable, VariableNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from pilotage.ui.drawing.spoken import Spoken, names_its_values
from pilotage.ui.drawing.values import PlainValue, quicken

NOTHING = (LoadNode, CommentNode)
LANGUAGE = "language in force"


class Folded(Node):
    """Nodes that draw the same every time: drawn once for each language."""

    child_nodelists = ()

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.drawn: dict[str | None, str] = {}

    def render(self, context: Context) -> SafeString:
        """What the nodes drew at the first time."""
        found = self.drawn.get(language := _language(context))
        if found is None:
            found = self.drawn[language] = SafeString("".join(node.render(context) for node in self.nodes))
        return found  # type: ignore[return-value]

    render_annotated = render


class SteadyAddress(Node):
    """`{% url "desk:search" as search_url %}` by bare name: looked up once."""

    child_nodelists = ()

    def __init__(self, node: URLNode) -> None:
        self.node, self.found, self.name = node, "", str(node.asvar)
        self.origin, self.token = node.origin, node.token

    def render(self, context: Context) -> SafeString:
        """Sets the variable; draws nothing."""
        if self.found:
            context[self.name] = self.found
        else:
            self.node.render(context)
            self.found = context[self.name]
        return SafeString("")


def _language(context: Context) -> str | None:
    """The language that is in force, asked for once for each context: no template changes it on its way."""
    first: dict[str, Any] = context.dicts[0]  # type: ignore[assignment]
    if LANGUAGE not in first:
        first[LANGUAGE] = get_language()
    found: str | None = first[LANGUAGE]
    return found


class QuickList(NodeList):
    """Nodes drawn one after the other, without the mark that a failing one gets on Django's debug page."""

    def render(self, context: Context) -> SafeString:
        """What the nodes draw."""
        return SafeString("".join([node.render(context) for node in self]))


class RootList(QuickList):
    """The nodes of a whole template. Django asks a base template for its blocks at every page; they are found once."""

    def __init__(self, nodes: NodeList) -> None:
        super().__init__(nodes)
        self.contains_nontext = nodes.contains_nontext
        self.blocks: list[Node] = nodes.get_nodes_by_type(BlockNode)

    def get_nodes_by_type(self, nodetype: Any) -> list[Any]:
        """All nodes of the type, however deep."""
        return list(self.blocks) if nodetype is BlockNode else super().get_nodes_by_type(nodetype)


def fold(template: Template) -> None:
    """Folds a template in place."""
    _fold_list(template.nodelist)
    template.nodelist = RootList(template.nodelist)


def _fold_list(nodes: NodeList) -> None:
    folded: list[Node] = []
    steady: list[Node] = []
    for node in _in_place(nodes):
        if isinstance(node, NOTHING):
            continue
        if _is_steady(node):
            steady.append(node)
            continue
        folded += _together(steady)
        steady = []
        folded.append(_quick(node))
    nodes[:] = folded + _together(steady)
    nodes.__class__ = QuickList


def _in_place(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes, with those of fixed includes in the place of the include."""
    for node in nodes:
        if (included := _included(node)) is None:
            yield node
        else:
            yield from included.nodelist


def _included(node: Node) -> Template | None:
    """The template that an include by fixed name, with the whole context and nothing added, would draw."""
    if not isinstance(node, IncludeNode) or node.isolated_context or node.extra_context:
        return None
    name, origin = node.template, node.origin  # type: ignore[attr-defined]
    if not is_literal(name) or name.var.startswith(".") or origin is None:
        return None
    found: Template = origin.loader.engine.get_template(name.var)  # type: ignore[union-attr]
    if any(isinstance(inner, BlockNode | ExtendsNode) for inner in found.nodelist.get_nodes_by_type(Node)):
        return None
    return found


def _together(nodes: list[Node]) -> list[Node]:
    """One node for all of them."""
    if not nodes:
        return []
    if all(isinstance(node, TextNode) for node in nodes):
        return [TextNode("".join(node.s for node in nodes))]  # type: ignore[attr-defined]
    parts: list[Node] = []
    for node in nodes:
        parts += node.nodes if isinstance(node, Folded) else [node]
    return [Folded(parts)]


def _is_steady(node: Node) -> bool:
    """True for a node that draws the same on every page of one language, and leaves nothing in the context."""
    if isinstance(node, TextNode | Folded):
        return True
    if isinstance(node, TranslateNode):
        return node.asvar is None and node.message_context is None and is_literal(node.filter_expression)
    if isinstance(node, StaticNode):
        return node.varname is None and is_literal(node.path)
    if isinstance(node, URLNode):
        return not (node.asvar or node.args or node.kwargs) and is_literal(node.view_name)
    if isinstance(node, SimpleNode):
        return (
            type(node) is SimpleNode
            and getattr(node.func, "is_steady", False)
            and node.target_var is None
            and all(map(is_literal, [*node.args, *node.kwargs.values()]))
        )
    given = getattr(node, "steady_when_literal", None)
    return given is not None and all(map(is_literal, given))


def is_literal(given: FilterExpression) -> bool:
    """True for a word or number that stands in the template itself, without a filter."""
    return not given.filters and (not isinstance(given.var, Variable) or given.var.lookups is None)


def _quick(node: Node) -> Node:
    """The same node with quick lookups; its inner lists are folded."""
    if isinstance(node, VariableNode) and _is_plain(node.filter_expression):
        return PlainValue(node)
    if isinstance(node, URLNode) and node.asvar and not (node.args or node.kwargs) and is_literal(node.view_name):
        return SteadyAddress(node)
    for value in list(vars(node).values()):
        quicken(value)
    if names_its_values(node):
        return Spoken(node)
    if isinstance(node, ExtendsNode):
        for block in node.nodelist:
            if isinstance(block, BlockNode):
                _quick(block)
        return node
    for inner in _inner_lists(node):
        _fold_list(inner)
    return node


def _is_plain(given: FilterExpression) -> bool:
    return not given.filters and isinstance(given.var, Variable) and bool(given.var.lookups)


def _inner_lists(node: Node) -> list[NodeList]:
    if isinstance(node, IfNode):
        return [nodes for _condition, nodes in node.conditions_nodelists]
    found = [getattr(node, name, None) for name in node.child_nodelists]
    return [inner for inner in found if isinstance(inner, NodeList)]
