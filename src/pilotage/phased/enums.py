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
