"""Icons from the vendored sprite."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.core.signals import setting_changed
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "vendor/icons/icons.svg"
FALLBACK = "circle"


@cache
def known_icons() -> frozenset[str]:
    """The names in the sprite, as `scripts/icons.txt` chose them."""
    drawn = (Path(__file__).resolve().parent.parent / "static" / SPRITE).read_text()
    return frozenset(re.findall(r'<symbol id="([^"]+)"', drawn))


@cache
def icon(name: str, label: str = "", size: int = 18) -> SafeString:
    """An `<svg>` of `size` pixels in the colour of its text; hidden from screen readers unless it has a label.

    A name that the sprite lacks gives a plain circle; the `icon` tag refuses such a literal at compile time.
    """
    shown = name if name in known_icons() else FALLBACK
    address = f"{static(SPRITE)}#{shown}"
    if label:
        return format_html(
            '<svg class="ui-icon" width="{}" height="{}" role="img" aria-label="{}"><use href="{}"/></svg>',
            size,
            size,
            label,
            address,
        )
    return format_html(
        '<svg class="ui-icon" width="{}" height="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>',
        size,
        size,
        address,
    )


def _forget_addresses(*, setting: str, **_: object) -> None:
    """Static addresses change with these settings (in tests), so what was drawn with the old ones goes."""
    if setting in {"STATIC_URL", "STORAGES"}:
        icon.cache_clear()


setting_changed.connect(_forget_addresses, dispatch_uid="ui-icons")
