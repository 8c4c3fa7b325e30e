"""Kinds and states of meetings."""

from enum import StrEnum


class MeetingKind(StrEnum):
    """What a meeting is for. TSM kickoff counts as the first TSM meeting (R7)."""

    TSM_KICKOFF = "tsm_kickoff"
    TSM_MEETING = "tsm_meeting"
    PRESENTATION = "presentation"
    STEERING = "steering"
    CLIENT = "client"
    OTHER = "other"


MEETING_KIND_NAMES = {
    MeetingKind.TSM_KICKOFF: "TSM kickoff",
    MeetingKind.TSM_MEETING: "TSM meeting",
    MeetingKind.PRESENTATION: "Go-live presentation",
    MeetingKind.STEERING: "Steering meeting",
    MeetingKind.CLIENT: "Client meeting on production cases",
    MeetingKind.OTHER: "Meeting",
}
TSM_KINDS = (MeetingKind.TSM_KICKOFF, MeetingKind.TSM_MEETING)


class MeetingState(StrEnum):
    """Proposed by the product, scheduled by a person, held with minutes, or cancelled."""

    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


class Cadence(StrEnum):
    """How often a series meets."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


CADENCE_NAMES = {
    Cadence.WEEKLY: "Every week",
    Cadence.FORTNIGHTLY: "Every second week",
    Cadence.MONTHLY: "Every month, in the same week as the first day",
}
WEEKDAY_NAMES = {
    0: "Monday", 1: "Tuesday", 2: "Wednesday", 3: "Thursday", 4: "Friday", 5: "Saturday", 6: "Sunday",
}  # fmt: skip


class Part(StrEnum):
    """Whose part of a meeting a topic is (R17: the PM drives the client's call, the TSM is the expert on its cases)."""

    ALL = ""
    PM = "pm"
    TSM = "tsm"


PART_NAMES = {Part.ALL: "Everybody", Part.PM: "PM: the implementation", Part.TSM: "TSM: production cases"}
