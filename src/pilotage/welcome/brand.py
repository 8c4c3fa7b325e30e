"""The provider's brand and its Customer Support, as settings: they stand on every paper that a biller gets."""

from typing import Any

from django.utils.translation import gettext_lazy as _l

from pilotage.core import app_settings
from pilotage.core.app_settings import COLOUR, TEXT, AppSetting
from pilotage.core.papers.paper import ACCENT, Logo
from pilotage.welcome.models import BrandLogo

app_settings.define(
    AppSetting("brand_line", TEXT, "", _l("A line under your name"), _l("On papers that billers get, such as your claim.")),
    AppSetting("brand_accent", COLOUR, "", _l("Your colour"), _l("Like #1f5fa8, dark enough to read on white. Empty: ours.")),
    AppSetting("support_phone", TEXT, "", _l("Customer Support: phone")),
    AppSetting("support_email", TEXT, "", _l("Customer Support: e-mail")),
    AppSetting("support_hours", TEXT, "", _l("Customer Support: hours"), _l("Such as: Mon–Fri 8–20 Eastern.")),
)  # fmt: skip


def provider() -> str:
    """The provider's name."""
    return app_settings.value("provider_name") or "Pilotage"


def brand() -> dict[str, str]:
    """`{name, line, accent, heading}`: how papers are headed."""
    name, line = provider(), app_settings.value("brand_line")
    accent = app_settings.value("brand_accent") or ACCENT
    return {"name": name, "line": line, "accent": accent, "heading": f"{name} · {line}" if line else name}


def logo() -> Logo | None:
    """The provider's logo, if one is set. One query."""
    held = BrandLogo.objects.exclude(sha256="").first()
    return Logo(bytes(held.png), held.width, held.height, provider()) if held is not None and held.png else None


def support() -> dict[str, Any]:
    """`{phone, email, hours}` of Customer Support; empty where nothing is set."""
    return {name: app_settings.value(f"support_{name}") for name in ("phone", "email", "hours")}


def stylesheet() -> str:
    """The accent as a style sheet of its own: pages allow no style in their text."""
    return f".ui-sheet {{ border-top: 6px solid {brand()['accent']}; }}\n"
