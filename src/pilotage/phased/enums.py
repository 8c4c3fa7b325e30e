"""The five signs of a phased approach, and what stands on the one list."""

from enum import StrEnum


class Sign(StrEnum):
    """What shows that a biller goes live in phases (R11)."""

    STEERING = "steering"
    RAID = "raid"
    REVENUE = "revenue"
    PROJECT = "project"
    ARCHIVED = "archived"


SIGN_NAMES = {
    Sign.STEERING: "Steering meetings are still regular",
    Sign.RAID: "The RAID log is active",
    Sign.REVENUE: "New revenue lies in phases ahead",
    Sign.PROJECT: "A new project runs for the new phase",
    Sign.ARCHIVED: "The previous phase's project is closed",
}


class Kind(StrEnum):
    """What is open for the client."""

    CASE = "case"
    TASK = "task"
    RAID = "raid"
    CHANGE = "change"


KIND_NAMES = {Kind.CASE: "Case", Kind.TASK: "Task", Kind.RAID: "RAID entry", Kind.CHANGE: "Change"}
SIDE_NAMES = {"provider": "Us", "biller": "Biller", "vendor": "Others"}
DUE_NAMES = {"overdue": "Overdue", "week": "Due in seven days", "none": "Without a date"}

#: What may stand on the report of a biller's cases (R14), in this order.
COLUMN_NAMES = {
    "code": "Case",
    "title": "What is wrong",
    "severity": "Severity",
    "state": "State",
    "about": "About",
    "phase": "Phase",
    "reported_by": "Reported by",
    "opened": "Opened",
    "owner": "Owner",
    "way": "Way to a resolution",
    "next": "What happens next",
    "by": "By",
    "notes": "Resolution notes",
    "noted": "Notes written",
    "tracker": "In the tracker",
    "outcome": "Outcome",
}
SHIPPED_TITLE = "Production issues of {biller}"
SHIPPED_INTRO = (
    "Every open case of {biller}, critical first, then those that were closed lately. It is always as things stand."
)
SHIPPED_COLUMNS = ("code", "title", "severity", "state", "opened", "owner", "next", "by", "notes", "tracker")
CLOSED_DAYS = 30
#: Shares of a printed page's width; one where nothing is said.
WIDTHS = {"code": 0.6, "title": 2.0, "severity": 0.9, "next": 1.6, "notes": 2.6, "outcome": 1.8}
