"""Who owes a task, and which milestones go-live asks for. Pure."""

import re
from collections.abc import Sequence

from pilotage.onboarding.enums import Party

#: Words for the role codes that playbooks use.
ROLE_WORDS = {
    "SAL": "Sales", "PM": "Project manager", "IM": "Implementation manager", "IE": "Integration engineer",
    "OS": "Onboarding specialist", "QA": "Quality assurance", "TRN": "Trainer", "ADM": "Adoption marketing",
    "RSK": "Underwriting", "SEC": "Security and compliance", "TSM": "Transition success manager",
    "CS": "Client services", "CSM": "Customer success manager", "CIS": "CIS vendor", "BANK": "Bank", "PRINT": "Print vendor",
    "BPS": "Biller's sponsor", "BPM": "Biller's project lead", "BFIN": "Biller's finance", "BIT": "Biller's IT",
    "BCSR": "Biller's customer service", "BCOM": "Biller's communications",
}  # fmt: skip
#: Which of our roles does a code's work, in order of preference.
OUR_ROLES: dict[str, tuple[str, ...]] = {
    "PM": ("pm", "im"),
    "IM": ("im", "pm"),
    "OS": ("os",),
    "TSM": ("tsm", "tam"),
    "CSM": ("csm",),
    "CS": ("cs_agent",),
}
_VENDORS = {"CIS": Party.CIS_VENDOR, "BANK": Party.BANK, "PRINT": Party.PRINT_VENDOR}


def our_roles(codes: Sequence[str]) -> tuple[str, ...]:
    """Our role words that do the work of these codes."""
    return tuple(dict.fromkeys(role for code in codes for role in OUR_ROLES.get(code, ())))


def side_of(roles: Sequence[str]) -> str:
    """Who owes a task: the side of the first role that is named."""
    first = roles[0] if roles else ""
    if first in _VENDORS:
        return "vendor"
    return "biller" if first.startswith("B") and first in ROLE_WORDS else "provider"


def party_of(roles: Sequence[str], side: str = "") -> Party:
    """Who answers for a task: the party of the first role that is named, else of the side that owes it.

    Source: the lost-days ledger's parties (biller, CIS vendor, bank, print vendor, us).
    """
    first = roles[0] if roles else ""
    if first in _VENDORS:
        return _VENDORS[first]
    if not first and side == "vendor":
        return Party.CIS_VENDOR
    is_biller = side_of(roles) == "biller" if first else side == "biller"
    return Party.BILLER if is_biller else Party.US


def role_words(roles: Sequence[str]) -> str:
    """The roles in words, the responsible one first."""
    return ", ".join(ROLE_WORDS.get(role, role) for role in roles)


def is_live_milestone(name: str) -> bool:
    """True for the milestone that is the go-live itself: "M7 Live"."""
    words = re.findall(r"[a-z]+", name.lower())
    return "live" in words and "approved" not in words


def is_approval_milestone(name: str) -> bool:
    """True for the milestone that is the approval: "M6 Go-live approved"."""
    return "approved" in name.lower()


def required_milestones(names: Sequence[str]) -> list[str]:
    """Of the milestones in plan order those that must be done before go-live: all before the approval or the go-live."""
    found: list[str] = []
    for name in names:
        if is_live_milestone(name) or is_approval_milestone(name):
            break
        if name not in found:
            found.append(name)
    return found


def window_working_days(window_days: int) -> int:
    """Working days that stand for a window of calendar days in a plan: 20 for 30, 63 for 90."""
    return max(1, round(window_days * 0.7)) if window_days != 30 else 20
