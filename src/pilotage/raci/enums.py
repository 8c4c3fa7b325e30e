"""The nine tasks of phased projects, their roles, and the four letters."""

from enum import IntEnum, StrEnum

from pilotage.people.enums import Role


class Letter(StrEnum):
    """What a role is to a task."""

    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    CONSULTED = "C"
    INFORMED = "I"


LETTER_NAMES = {
    Letter.RESPONSIBLE: "Responsible",
    Letter.ACCOUNTABLE: "Accountable",
    Letter.CONSULTED: "Consulted",
    Letter.INFORMED: "Informed",
}
#: What one cell of the matrix may hold.
CELL_NAMES = {"": "–", "R": "R", "A": "A", "RA": "R/A", "C": "C", "I": "I"}
#: The columns, in the order of the shipped table.
COLUMNS = {Role.PM: "PM", Role.IM: "IM", Role.TSM: "TSM", Role.CSM: "CSM"}


class Work(IntEnum):
    """The nine tasks of R12, by their number in the policy."""

    TRAIN = 1
    REPORT = 2
    TRIAGE = 3
    TRACKER = 4
    NOTES = 5
    CLIENT_MEETING = 6
    ESCALATE = 7
    ADVICE = 8
    CLOSE = 9


WORK_NAMES = {
    Work.TRAIN: "Train the client on how to open cases",
    Work.REPORT: "Create the report of all the biller's cases",
    Work.TRIAGE: "Internal Q&A, triage calls",
    Work.TRACKER: "Open and follow up tracker issues for resolution",
    Work.NOTES: "Keep resolution notes updated in the case",
    Work.CLIENT_MEETING: "Client meeting to review production support cases",
    Work.ESCALATE: "Escalate production issues",
    Work.ADVICE: "Seek technical advice",
    Work.CLOSE: "Closing tickets",
}
WORK_REMARKS = {
    Work.TRAIN: "part of the TSM kickoff meeting",
    Work.REPORT: "link shared with IM, PM and CSM; made from a template, tailored to the biller",
    Work.TRIAGE: "Tuesdays and Thursdays 10–11 Eastern; critical first; at least one TSM or client services leader attends",
    Work.TRACKER: "imminent production issues of the implemented solution; not integration modifications or product changes",
    Work.NOTES: "the PM runs meetings from them; the TSM is the expert",
    Work.CLIENT_MEETING: "part of the PM's calls; how often is set by client, PM and TSM",
    Work.ESCALATE: "each department's standard escalation process",
    Work.ADVICE: "when an issue is difficult to triage and can't wait for a meeting: experts directly",
    Work.CLOSE: "",
}
