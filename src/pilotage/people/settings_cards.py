"""What the settings page shows: one card for each page, for the roles that may open it."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

ADMIN = (Role.ADMIN,)
#: Who may import, as the rail has it.
IMPORTERS = (Role.ADMIN, Role.PM, Role.IM)


@dataclass(frozen=True)
class Card:
    """A page by its address name; `roles` empty means all staff."""

    name: str
    icon: str
    label: Any
    text: Any
    roles: tuple[str, ...] = ()


GROUPS: tuple[tuple[Any, tuple[Card, ...]], ...] = (
    (
        _("People"),
        (
            Card("people:list", "users", _("People"), _("Accounts, roles, skills and capacity.")),
            Card("people:teams", "users-group", _("Teams"), _("Who works together, and who leads.")),
            Card("people:time_off", "calendar-time", _("Time off"), _("Who is away when.")),
            Card("people:profile", "user-circle", _("My profile"), _("Name, zone, password, second step.")),
        ),
    ),
    (
        _("How we work"),
        (
            Card(
                "transition:policy", "scale", _("Support policy"), _("Which biller gets which support, and since when.")
            ),
            Card("raci:matrix", "table", _("RACI"), _("Who does what in phased projects.")),
            Card("onboarding:playbooks", "clipboard-list", _("Playbooks"), _("Plans that projects start from.")),
            Card("catalogue:list", "book-2", _("Catalogue"), _("CIS products and their vendors.")),
            Card("people:calendars", "calendar-event", _("Calendars"), _("Holidays and extra days off.")),
            Card("meetings:presentation", "presentation", _("Go-live presentation"), _("How people join it."), ADMIN),
            Card("support:calls_rhythm", "calendar-time", _("Triage calls"), _("Their days, time and length."), ADMIN),
            Card(
                "support:notes_freshness", "notes", _("Notes of cases"), _("After how many days they are stale."), ADMIN
            ),
            Card(
                "firstcycles:limits",
                "checklist",
                _("First bill cycles"),
                _("What counts as met after a go-live."),
                ADMIN,
            ),
            Card("mail:received", "mail", _("Mail that came in"), _("Answers by mail, kept and refused."), ADMIN),
            Card(
                "welcome:template",
                "file-text",
                _("Welcome leaflet"),
                _("What leaflets for help-desk billers begin with."),
            ),
            Card(
                "phased:case_template",
                "file-text",
                _("Case report"),
                _("What reports of a biller's cases are made of."),
                (Role.TSM_MANAGER, Role.CS_LEADER, Role.ADMIN),
            ),
            Card("notices:wording", "message-circle", _("Notice wording"), _("What notices and mails say."), ADMIN),
        ),
    ),
    (
        _("Installation"),
        (
            Card("people:provider", "building", _("Provider"), _("Name, zone, sign-in rules, mail."), ADMIN),
            Card("welcome:logo", "photo", _("Logo"), _("What heads the papers that billers get."), ADMIN),
            Card(
                "portfolio:imports",
                "file-import",
                _("Import"),
                _("Billers and all about them from CSV or XLSX."),
                IMPORTERS,
            ),
            Card(
                "desk:audit", "history", _("Audit trail"), _("Who changed what, and whether the trail is whole."), ADMIN
            ),
            Card("desk:jobs", "refresh", _("Jobs"), _("What the worker does, and what it could not do."), ADMIN),
            Card("people:tokens", "key", _("Access tokens"), _("For programs that use the API.")),
            Card("api-1.0.0:openapi-json", "api", _("API"), _("The description that programs read.")),
        ),
    ),
)


def cards_for(viewer: Viewer) -> list[dict[str, Any]]:
    """The groups of cards that this person may open; a page that this build lacks is left out."""
    groups = []
    for label, cards in GROUPS:
        shown = [
            {"url": url, "icon": card.icon, "label": card.label, "text": card.text}
            for card in cards
            if (not card.roles or viewer.has(*card.roles)) and (url := address_or_none(card.name))
        ]
        if shown:
            groups.append({"label": label, "cards": shown})
    return groups


def address_or_none(name: str) -> str | None:
    """The address of a page by name; None when no app offers it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
