"""The rail: which sections a role uses, and which one a page belongs to. Addresses by name; no database."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role
from pilotage.people.settings_cards import cards_for

BUILDERS = (Role.PM, Role.IM, Role.OS, Role.SME, Role.PRODUCT)
CARERS = (Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CSM, Role.CS_LEADER)
DESK = (Role.CS_AGENT,)
CAMPAIGNERS = (Role.MARKETING,)
ADMIN = (Role.ADMIN,)


@dataclass(frozen=True)
class Section:
    """One entry of the rail. `under` are address beginnings of pages that belong to it; `key` follows `g`."""

    name: str
    label: Any
    icon: str
    key: str
    under: tuple[str, ...]
    roles: tuple[str, ...] = ()
    is_last: bool = False


STAFF_SECTIONS = (
    Section("desk:my_week", _("My week"), "calendar-week", "w", ()),
    Section("billers:list", _("Billers"), "building-community", "b", ("/billers/", "/integrations/", "/contacts/")),
    Section(
        "onboarding:list",
        _("Projects"),
        "checklist",
        "p",
        ("/projects/", "/tasks/", "/summaries/", "/scope/", "/reports/", "/forecasts/"),
        (*BUILDERS, *CARERS, *ADMIN),
    ),
    Section(
        "staffing:overview", _("Staffing"), "users-group", "f", ("/staffing/",), (Role.PM, Role.IM, *CARERS, *ADMIN)
    ),
    Section("changes:log", _("Changes"), "git-branch", "h", ("/changes/",), (*BUILDERS, *CARERS, *ADMIN)),
    Section("raid:log", _("RAID log"), "shield-check", "r", ("/raid/",), (*BUILDERS, *CARERS, *ADMIN)),
    Section(
        "testing:list",
        _("Tests"),
        "clipboard-check",
        "e",
        ("/tests/", "/test-cases/", "/defects/"),
        (*BUILDERS, *CARERS, *ADMIN),
    ),
    Section(
        "technical:matrix",
        _("Technical"),
        "server",
        "x",
        ("/technical/",),
        (*BUILDERS, *CARERS, *ADMIN),
    ),
    Section(
        "verification:runs",
        _("Verification"),
        "database",
        "v",
        ("/verification/", "/daily/"),
        (*BUILDERS, *CARERS, *ADMIN),
    ),
    Section(
        "golive:list",
        _("Go-lives"),
        "rocket",
        "l",
        (
            "/go-lives/",
            "/cycles/",
            "/penalty-protections/",
            "/autopay/",
            "/go-live-parts/",
            "/cutover/",
            "/cutover-steps/",
            "/overviews/",
        ),
        (*BUILDERS, *CARERS, *ADMIN),
    ),
    Section(
        "transition:pending",
        _("Transition"),
        "arrows-exchange",
        "t",
        ("/transition/", "/meetings/"),
        (Role.PM, Role.IM, *CARERS, *ADMIN),
    ),
    Section(
        "transition:windows",
        _("Support windows"),
        "lifebuoy",
        "u",
        (
            "/support-windows/",
            "/handoffs/",
            "/handoff-questions/",
            "/first-cycles/",
        ),
        (Role.PM, Role.IM, *CARERS, *DESK, *ADMIN),
    ),
    Section("runbooks:list", _("Runbooks"), "notes", "k", ("/runbooks/", "/runbook-versions/", "/runbook-sections/")),
    Section(
        "support:list",
        _("Cases"),
        "ticket",
        "a",
        ("/cases/", "/raci/", "/phased/", "/escalations/", "/experts/", "/advice/"),
        (Role.PM, Role.IM, Role.SME, *CARERS, *DESK, *ADMIN),
    ),
    Section("catalogue:list", _("Catalogue"), "book-2", "c", ("/catalogue/",), (*BUILDERS, *CAMPAIGNERS, *ADMIN)),
    Section("portfolio:imports", _("Import"), "file-import", "i", ("/import/",), (Role.PM, Role.IM, *ADMIN)),
    Section("people:settings", _("Settings"), "settings", "s", ("/settings/",), is_last=True),
)
PORTAL_SECTIONS = (
    Section("portal:home", _("Home"), "home", "h", ("/portal/projects/", "/portal/tasks/", "/portal/done/")),
    Section("portal:tests", _("Tests"), "clipboard-check", "t", ("/portal/tests/", "/portal/test-cases/")),
    Section("portal:mappings", _("Mappings"), "arrows-exchange", "x", ("/portal/mappings/",)),
    Section("portal:runbooks", _("How we work"), "notes", "w", ("/portal/runbooks/",)),
    Section("portal:support", _("Customer Support"), "lifebuoy", "u", ("/portal/leaflets/", "/portal/overviews/")),
    Section("portal:approvals", _("Approvals"), "checks", "a", ()),
    Section("portal:meetings", _("Meetings"), "calendar-event", "k", ()),
    Section("portal:changes", _("Changes"), "git-branch", "c", ("/portal/changes/",)),
    Section("notices:list", _("Notices"), "bell", "n", ("/notices/",)),
    Section("people:profile", _("My profile"), "user-circle", "m", ("/settings/me/",), is_last=True),
)


def rail(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    """The sections this person uses, the one that `path` belongs to marked as active."""
    sections = STAFF_SECTIONS if viewer.is_provider else PORTAL_SECTIONS
    shown = []
    for section in sections:
        url = address(section.name)
        if url is None or (section.roles and not viewer.has(*section.roles)):
            continue
        shown.append(
            {
                "label": section.label,
                "url": url,
                "icon": section.icon,
                "key": section.key,
                "last": section.is_last,
                "active": _is_here(section, path),
            }
        )
    return shown


def rail_key(viewer: Viewer, path: str) -> tuple[Any, ...]:
    """What the rail depends on: who with the same roles looks at the same section sees the same."""
    sections = STAFF_SECTIONS if viewer.is_provider else PORTAL_SECTIONS
    here = tuple(one.name for one in sections if _is_here(one, path))
    return viewer.is_provider, viewer.roles, here


def _is_here(section: Section, path: str) -> bool:
    return path == address(section.name) or path.startswith(section.under or ("\0",))


def jumps(viewer: Viewer, text: str) -> list[dict[str, Any]]:
    """Pages whose name holds the text, for search and palette: sections of the rail, then settings pages."""
    sought = text.strip().casefold()
    pages = [{"label": item["label"], "url": item["url"], "icon": item["icon"]} for item in rail(viewer, "")]
    if viewer.is_provider:
        pages += [card | {"detail": card["text"]} for group in cards_for(viewer) for card in group["cards"]]
    found = {page["url"]: page for page in pages if sought in str(page["label"]).casefold()}
    return list(found.values())


@cache
def address(name: str) -> str | None:
    """The address of a page by name; None when no app offers it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
