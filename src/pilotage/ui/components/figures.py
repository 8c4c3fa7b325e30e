"""Money, counts and progress in the form people read them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

SIGNS = {"USD": "$"}
NONE = mark_safe('<span class="ui-none">–</span>')  # a constant of our own


def money_text(amount: Decimal | int | float, currency: str = "USD") -> str:
    """`$12,345.00`, `−$3.50`, `CAD 12,345.00`: separators, always two decimals, a true minus sign."""
    sign = SIGNS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    minus = "\N{MINUS SIGN}" if amount < 0 else ""
    return f"{minus}{sign}{abs(amount):,.2f}"


def money(amount: Decimal | int | float | None, currency: str = "USD") -> SafeString:
    """An amount with its currency; None (not known) is a dash, never a zero."""
    if amount is None or amount == "":
        return NONE
    return format_html('<span class="ui-figure">{}</span>', money_text(amount, currency or "USD"))


def number(value: int | float | Decimal | None, decimals: int | None = None) -> SafeString:
    """A figure with separators; None is a dash."""
    if value is None or value == "":
        return NONE
    shown = f"{value:,}" if decimals is None else f"{value:,.{decimals}f}"
    return format_html('<span class="ui-figure">{}</span>', shown)


def count(value: int, one: str, many: str) -> str:
    """`1 task`, `12 tasks`, `no tasks`."""
    if value == 0:
        return gettext("no %(things)s") % {"things": many}
    return f"{value:,} {one if value == 1 else many}"


def progress(done: int, total: int, label: str = "") -> SafeString:
    """A bar with its figures, `12 of 40`; with nothing to do it says so and shows no bar."""
    if not total:
        return format_html('<span class="ui-progress ui-none">{}</span>', gettext("nothing to do yet"))
    words = gettext("%(done)s of %(total)s") % {"done": f"{done:,}", "total": f"{total:,}"}
    return format_html(
        '<span class="ui-progress"><progress max="{}" value="{}" aria-label="{}">{}</progress>'
        '<span class="ui-figure">{}</span></span>',
        total, done, f"{label}: {words}" if label else words, words, words,
    )  # fmt: skip
