"""The sections of a Go-Live Overview, and where it stands."""

from enum import StrEnum


class Section(StrEnum):
    """A part of the overview, in its order."""

    WHAT = "what"
    WHEN = "when"
    SUPPORT = "support"
    MEETINGS = "meetings"
    CYCLES = "cycles"
    PEOPLE = "people"


SECTION_NAMES = {
    Section.WHAT: "What goes live",
    Section.WHEN: "When",
    Section.SUPPORT: "Your support, and how to open a case",
    Section.MEETINGS: "Meetings",
    Section.CYCLES: "Your first bill cycles",
    Section.PEOPLE: "Your people and ours",
}


class Standing(StrEnum):
    """Where an overview stands."""

    NONE = "none"
    SHARED = "shared"
    CHANGED = "changed"


STANDING_NAMES = {
    Standing.NONE: "Not shared yet",
    Standing.SHARED: "Shared",
    Standing.CHANGED: "Facts changed since it was shared",
}
