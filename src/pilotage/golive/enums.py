"""Gates of a go-live and who approves it."""

from enum import StrEnum


class GateId(StrEnum):
    """The conditions of a go-live (mission, O11)."""

    SUMMARY = "summary"
    MILESTONES = "milestones"
    DECISION = "decision"
    MEETINGS = "meetings"
    PRESENTATION = "presentation"
    HELP_DESK = "help_desk"
    TESTS = "tests"
    TECHNICAL = "technical"
    SCOPE = "scope"
    AUTOPAY = "autopay"
    CUTOVER = "cutover"
    VERIFICATION = "verification"


GATE_NAMES = {
    GateId.SUMMARY: "Integration Summary complete",
    GateId.MILESTONES: "Required milestones done",
    GateId.DECISION: "Transition decided",
    GateId.MEETINGS: "TSM meetings held",
    GateId.PRESENTATION: "Go-live presentation attended",
    GateId.HELP_DESK: "Help-desk steps done",
    GateId.TESTS: "Tests signed off",
    GateId.TECHNICAL: "Technical configuration proven",
    GateId.SCOPE: "Scope traced without gaps",
    GateId.AUTOPAY: "AutoPay comes over without double drafts",
    GateId.CUTOVER: "Cut-over rehearsed or reviewed, and go given",
    GateId.VERIFICATION: "Data fields proven",
}
PASS, BLOCKED, WAIVED = "pass", "blocked", "waived"


class ApprovalSide(StrEnum):
    """The two signatures."""

    PROJECT = "project"
    CLIENT_SERVICES = "client_services"


APPROVAL_NAMES = {
    ApprovalSide.PROJECT: "Project team (PM or IM)",
    ApprovalSide.CLIENT_SERVICES: "Client services leader",
}
