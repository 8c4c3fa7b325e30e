"""Kinds and states of test plans, cases and defects."""

from enum import StrEnum


class PlanKind(StrEnum):
    """System integration test, by us and the CIS vendor; user acceptance test, by the biller."""

    SIT = "sit"
    UAT = "uat"


KIND_NAMES = {PlanKind.SIT: "System integration test (SIT)", PlanKind.UAT: "User acceptance test (UAT)"}


class PlanState(StrEnum):
    """Being written or run, or signed off."""

    RUNNING = "running"
    SIGNED = "signed"


PLAN_STATE_NAMES = {PlanState.RUNNING: "Running", PlanState.SIGNED: "Signed off"}


class Outcome(StrEnum):
    """What a test came to."""

    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    SKIPPED = "skipped"


OUTCOME_NAMES = {
    Outcome.PASSED: "Passed",
    Outcome.FAILED: "Failed",
    Outcome.BLOCKED: "Blocked",
    Outcome.SKIPPED: "Not needed",
}


class Severity(StrEnum):
    """How much a defect hurts."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    COSMETIC = "cosmetic"


SEVERITY_NAMES = {
    Severity.CRITICAL: "Critical: money or access is wrong",
    Severity.MAJOR: "Major: no way around",
    Severity.MINOR: "Minor: there is a way around",
    Severity.COSMETIC: "Cosmetic",
}
SEVERITY_WORDS = {one: name.partition(":")[0] for one, name in SEVERITY_NAMES.items()}


class DefectState(StrEnum):
    """Open, said to be fixed, proven by a retest, or accepted with a workaround."""

    OPEN = "open"
    FIXED = "fixed"
    CLOSED = "closed"
    ACCEPTED = "accepted"


DEFECT_STATE_NAMES = {
    DefectState.OPEN: "Open",
    DefectState.FIXED: "Fixed, to retest",
    DefectState.CLOSED: "Closed",
    DefectState.ACCEPTED: "Accepted",
}
