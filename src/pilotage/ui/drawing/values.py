"""A shorter way to a value of a template: straight through dictionaries and attributes; Django's own way for all the rest."""

from __future__ import annotations

from html import escape
from typing import Any

from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, Variable, VariableNode, render_value_in_context
from django.template.smartif import TokenBase
from django.utils.safestring import SafeString


class QuickVariable(Variable):
    """Reads `row.name` from dictionaries and plain objects; what is called, missing or indexed is left to Django."""

    __slots__ = ()

    def resolve(self, context: Any) -> Any:
        """The value, as Django would find it."""
        lookups = self.lookups
        if lookups is None:
            return super().resolve(context)
        name = lookups[0]
        for held in reversed(context.dicts):
            if name in held:
                value = held[name]
                break
        else:
            return super().resolve(context)
        for bit in lookups[1:]:
            if type(value) is dict:
                if bit not in value:
                    return super().resolve(context)
                value = value[bit]
            elif callable(value) or hasattr(type(value), "__getitem__"):
                return super().resolve(context)
            else:
                try:
                    value = getattr(value, bit)
                except (AttributeError, TypeError):
                    return super().resolve(context)
        return super().resolve(context) if callable(value) else value


class PlainValue(Node):
    """`{{ row.name }}` without a filter."""

    child_nodelists = ()

    def __init__(self, node: VariableNode) -> None:
        self.node = node
        self.expression = node.filter_expression
        self.expression.var.__class__ = QuickVariable
        self.origin, self.token = node.origin, node.token

    def render(self, context: Context) -> str:
        """The value as text, escaped where the page escapes."""
        value = self.expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return value  # type: ignore[no-any-return]
        if kind is str and context.autoescape:
            return escape(value)
        return render_value_in_context(value, context)  # type: ignore[no-any-return]


def quicken(value: Any) -> None:
    """Gives every lookup inside a node's arguments the shorter way."""
    if isinstance(value, FilterExpression):
        _quicken_expression(value)
    elif isinstance(value, TokenBase):
        quicken([value.value, value.first, value.second])
    elif isinstance(value, dict):
        quicken(list(value.values()))
    elif isinstance(value, list | tuple) and not isinstance(value, NodeList):
        for one in value:
            quicken(one)


def _quicken_expression(expression: FilterExpression) -> None:
    arguments = [argument for _function, given in expression.filters for is_lookup, argument in given if is_lookup]
    for variable in [expression.var, *arguments]:
        if type(variable) is Variable:
            variable.__class__ = QuickVariable
