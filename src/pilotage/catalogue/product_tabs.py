"""Tabs above a product's pages: its facts, and those that higher apps add when they are ready."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_tabs: dict[str, Any] = {"catalogue:product": _("Product")}


def register_tab(label: Any, url_name: str) -> None:
    """From now on every product has this tab; its address takes the product's key."""
    _tabs[url_name] = label


def tabs_of(product_id: uuid.UUID, path: str) -> list[dict[str, Any]]:
    """`{label, url, active}` for each tab; none where there is only one."""
    found = [(label, reverse(name, args=[product_id])) for name, label in _tabs.items()]
    return [{"label": label, "url": url, "active": url == path} for label, url in found] if len(found) > 1 else []
