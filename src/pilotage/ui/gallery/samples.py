"""Invented billers, people and dates that the gallery's pages share."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

VIEWER = SimpleNamespace(user_id=1, name="Dana Silva", email="dana.silva@example.com", time_zone="America/New_York")
LONG = "Greater Northern Lakes Consolidated Water, Wastewater and Stormwater Authority 2"
SECTIONS = [
    ("My week", "calendar-week", "w"),
    ("Billers", "building-community", "b"),
    ("Projects", "checklist", "p"),
    ("Go-lives", "rocket", "l"),
    ("Transition", "arrows-exchange", "t"),
    ("Support windows", "lifebuoy", "u"),
    ("Catalogue", "book-2", "k"),
    ("Import", "file-import", "i"),
    ("History", "history", "h"),
    ("Settings", "settings", "e"),
]
KINDS = ["list", "record", "form", "upload", "decision", "gates", "run", "report", "confirm", "search", "plain"]
ROWS = [
    ("Hill County Water", "Utility", "onboarding", 12_450, "on track", 23),
    ("Alder Creek Tax Office", "Tax", "onboarding", 3_200, "at risk", 9),
    ("City of Fenwick", "Municipality", "go-live", 22_000, "blocked", 4),
    ("Maple Mutual Insurance", "Insurance", "transition", 48_900, "live", -12),
    ("St. Brigid Health", "Healthcare", "contract", None, "facts missing", None),
    ("Dry Fork Electric Cooperative", "Utility", "steady", 7_310, "live", -190),
    ("Town of Ashby", "Municipality", "onboarding", 1_900, "overdue", -2),
]


def nav(active: str = "Billers") -> list[dict[str, Any]]:
    """The rail of provider staff."""
    return [
        {
            "label": label,
            "url": "/gallery/",
            "icon": icon,
            "key": key,
            "active": label == active,
            "last": label == "Settings",
        }
        for label, icon, key in SECTIONS
    ]


def shell(active: str = "Billers") -> dict[str, Any]:
    """What the desk would give to the shell."""
    return {
        "nav": nav(active),
        "viewer": VIEWER,
        "viewer_roles": "Implementation manager",
        "zone": VIEWER.time_zone,
        "now": timezone.now(),
        "notices_url": "/gallery/",
        "unread_count": 3,
        "search_url": "/gallery/search/",
        "provider_name": "Northwind Payments",
        "account_menu": [
            {"label": "Notices I get", "url": "/gallery/form/", "icon": "bell"},
            {"label": "Password and second factor", "url": "/gallery/form/", "icon": "shield-lock"},
        ],
    }


def billers(times: int = 1, name: str = "") -> list[dict[str, Any]]:
    """Rows of the billers list; `name` replaces every name."""
    today = timezone.localdate()
    rows = []
    for place in range(len(ROWS) * times):
        own, vertical, stage, mrr, state, days = ROWS[place % len(ROWS)]
        rows.append(
            {
                "pk": place + 1,
                "name": name or (own if times == 1 else f"{own} {place // len(ROWS) + 1}"),
                "vertical": vertical,
                "stage": stage,
                "mrr": Decimal(mrr) if mrr else None,
                "state": state,
                "owner": "Dana Silva" if place % 3 else None,
                "go_live": today + timedelta(days=days) if days is not None else None,
            }
        )
    return rows


def phase(name: str = "", current: str = "onboarding", blocked: bool = True) -> dict[str, Any]:
    """One line of a lifecycle strip."""
    today = timezone.localdate()
    return {
        "name": name,
        "current": current,
        "steps": {
            "contract": today - timedelta(days=80),
            "onboarding": today - timedelta(days=61),
            "go_live": {"date": today + timedelta(days=23), "note": "target"},
            "transition": {"note": "90 days"},
        },
        "blocking": {"text": "UAT sign-off is missing", "url": "/gallery/gates/"} if blocked else None,
        "next": {
            "text": "Sign off UAT",
            "who": "Ruth Okafor (sponsor)",
            "date": today + timedelta(days=6),
            "url": "/gallery/form/",
        },
    }


def facts(now: datetime) -> list[dict[str, Any]]:
    """Facts of a record, each with its source."""
    return [
        {"label": "Vertical", "value": "Utility", "source": "contract"},
        {"label": "MRR", "value": "$12,450.00", "source": "import of Mon 2 Nov"},
        {"label": "State", "value": "Michigan"},
        {
            "label": "Integration",
            "value": "Cayenta Utilities via NovaBridge",
            "url": "/gallery/record/",
            "source": "existing: 14 other billers are live on it",
        },
        {"label": "Time zone", "value": f"America/Detroit, now {now:%H:%M}"},
        {"label": "Enterprise", "missing": "not known"},
        {"label": "External id", "value": "B-10492"},
        {"label": "Client services", "value": None},
    ]


def events(now: datetime, many: bool = False) -> list[dict[str, Any]]:
    """A record's history."""
    told = [
        {
            "at": now - timedelta(minutes=9),
            "actor": "Dana Silva",
            "text": "moved the target go-live",
            "changes": [("Target", "Mon 7 Dec", "Mon 14 Dec")],
            "detail": "The bank's test file arrives a week later.",
        },
        {
            "at": now - timedelta(days=1, hours=2),
            "actor": "Pilotage",
            "text": "proposed Transition Success, row E3",
            "source": "policy 1.0",
        },
        {"at": now - timedelta(days=6), "actor": "Tom Berg", "text": "completed “Map invoice types”"},
    ]
    return told * (6 if many else 1)
