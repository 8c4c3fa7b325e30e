"""Kinds of reports, their sections, how often they go out, and how a project stands."""

from enum import StrEnum


class ReportKind(StrEnum):
    """What a report is for."""

    STATUS = "status"
    STEERING = "steering"
    KICKOFF = "kickoff"
    CLIENT = "client"


KIND_NAMES = {
    ReportKind.STATUS: "Status report",
    ReportKind.STEERING: "Steering pack",
    ReportKind.KICKOFF: "Kickoff pack",
    ReportKind.CLIENT: "Client meeting pack",
}
#: Kinds that are shown on a screen too.
DECKS = (ReportKind.STEERING, ReportKind.KICKOFF, ReportKind.CLIENT)


class Section(StrEnum):
    """A part of a report; people write a text into each, facts stand below it."""

    CHANGES = "changes"
    TEAM = "team"
    SCOPE = "scope"
    DATES = "dates"
    MILESTONES = "milestones"
    PLAN = "plan"
    OWED = "owed"
    RAID = "raid"
    TESTS = "tests"
    READINESS = "readiness"
    DECISIONS = "decisions"
    NEXT = "next"
    MEETINGS = "meetings"
    CASES = "cases"
    PM_PART = "pm_part"
    TSM_PART = "tsm_part"
    ACTIONS = "actions"
    CASE_NEWS = "case_news"
    CYCLES = "cycles"


SECTION_NAMES = {
    Section.CHANGES: "What changed since last time",
    Section.TEAM: "Who works on it",
    Section.SCOPE: "What goes live",
    Section.DATES: "Dates and forecast",
    Section.MILESTONES: "Milestones",
    Section.PLAN: "Progress of the plan",
    Section.OWED: "What we need from you",
    Section.RAID: "Risks and issues",
    Section.TESTS: "Tests",
    Section.READINESS: "Readiness for go-live",
    Section.DECISIONS: "Decisions needed",
    Section.NEXT: "Next steps",
    Section.MEETINGS: "Meetings",
    Section.CASES: "Production cases",
    Section.PM_PART: "The project manager's part",
    Section.TSM_PART: "The transition success manager's part",
    Section.ACTIONS: "Actions since last time",
    Section.CASE_NEWS: "What happened to cases since last time",
    Section.CYCLES: "First bill cycles after go-live",
}
S = Section
SECTIONS = {
    ReportKind.STATUS: (
        S.CHANGES, S.DATES, S.MILESTONES, S.PLAN, S.RAID, S.TESTS, S.DECISIONS, S.NEXT, S.MEETINGS,
    ),
    ReportKind.STEERING: (
        S.CHANGES, S.DATES, S.MILESTONES, S.DECISIONS, S.RAID, S.TESTS, S.READINESS, S.NEXT,
    ),
    ReportKind.KICKOFF: (
        S.TEAM, S.SCOPE, S.DATES, S.MILESTONES, S.PLAN, S.OWED, S.RAID, S.MEETINGS, S.NEXT,
    ),
    # The PM drives it, the TSM is the expert on cases (R17).
    ReportKind.CLIENT: (
        S.PM_PART, S.CHANGES, S.ACTIONS, S.DATES, S.MILESTONES, S.OWED, S.NEXT,
        S.TSM_PART, S.CASE_NEWS, S.CASES, S.CYCLES, S.MEETINGS,
    ),
}  # fmt: skip


class ReportState(StrEnum):
    """Being written, sent and no longer changed, or a draft that was thrown away."""

    DRAFT = "draft"
    SENT = "sent"
    DISCARDED = "discarded"


STATE_NAMES = {ReportState.DRAFT: "Draft", ReportState.SENT: "Sent", ReportState.DISCARDED: "Discarded"}


class Cadence(StrEnum):
    """How often a report goes out."""

    NEVER = ""
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


CADENCE_NAMES = {
    Cadence.NEVER: "Only when somebody makes one",
    Cadence.WEEKLY: "Every week",
    Cadence.FORTNIGHTLY: "Every two weeks",
    Cadence.MONTHLY: "Every month, in its first week",
}
WEEKDAYS = {0: "Monday", 1: "Tuesday", 2: "Wednesday", 3: "Thursday", 4: "Friday"}


class Standing(StrEnum):
    """How a project stands against its target."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    LATE = "late"
    HELD = "held"
    LIVE = "live"


STANDING_NAMES = {
    Standing.ON_TRACK: "On track",
    Standing.AT_RISK: "At risk",
    Standing.LATE: "Late",
    Standing.HELD: "On hold",
    Standing.LIVE: "Live",
}
#: What a person may say in place of the rule, with a reason.
CHOSEN = (Standing.ON_TRACK, Standing.AT_RISK, Standing.LATE)
