"""Money, counts and progress in the form people read them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

SIGNS = {"USD": "$"}
NONE = SafeString('<span class="ui-none">–</span>')


def money_text(amount: Decimal | int | float, currency: str = "USD") -> str:
    """`$12,345.00`, `−$3.50`, `CAD 12,345.00`: separators, always two decimals, a true minus sign."""
    sign = SIGNS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    minus = "\N{MINUS SIGN}" if amount < 0 else ""
    return f"{minus}{sign}{abs(amount):,.2f}"


def money(amount: Decimal | int | float | None, currency: str = "USD") -> SafeString:
    """An amount with its currency; None (not known) is a dash, never a zero."""
    if amount is None or amount == "":
        return NONE
    return SafeString(f'<span class="ui-figure">{escape(money_text(amount, currency or "USD"))}</span>')


def number(value: int | float | Decimal | None, decimals: int | None = None) -> SafeString:
    """A figure with separators; None is a dash."""
    if value is None or value == "":
        return NONE
    shown = f"{value:,}" if decimals is None else f"{value:,.{decimals}f}"
    return SafeString(f'<span class="ui-figure">{escape(shown)}</span>')


def count(value: int, one: str, many: str) -> str:
    """`1 task`, `12 tasks`, `no tasks`."""
    if value == 0:
        return gettext("no %(things)s") % {"things": many}
    return f"{value:,} {one if value == 1 else many}"


def progress(done: int, total: int, label: str = "") -> SafeString:
    """A bar with its figures, `12 of 40`; with nothing to do it says so and shows no bar."""
    if not total:
        return format_html('<span class="ui-progress ui-none">{}</span>', gettext("nothing to do yet"))
    return _drawn_progress(done, total, label, get_language())


@lru_cache(maxsize=4096)
def _drawn_progress(done: int, total: int, label: str, _language: str | None) -> SafeString:
    words = gettext("%(done)s of %(total)s") % {"done": f"{done:,}", "total": f"{total:,}"}
    return format_html(
        '<span class="ui-progress"><progress max="{}" value="{}" aria-label="{}">{}</progress>'
        '<span class="ui-figure">{}</span></span>',
        total,
        done,
        f"{label}: {words}" if label else words,
        words,
        words,
    )
