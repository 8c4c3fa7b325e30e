"""Which support a biller gets after go-live: the assignment policy applied to its facts (R6). Pure.

Source: transition policy, "Assignment". The runbook was revised in April and May 2025 (phased approach, TAM role)
without a change to this table, so one version is shipped, in force since the runbook's first edition of August 2024.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pilotage.billers.amounts import amount_from
from pilotage.core.decision_tables import (
    Decision,
    DecisionTable,
    FactProblem,
    Row,
    TableError,
    TableVersion,
    VersionedTable,
    check,
    read_table,
)
from pilotage.transition.enums import SUPPORT_NAMES, Support
from pilotage.transition.policy_rows import finding_words

#: What a table of this policy must ask for and answer; rows, bounds and words of verticals are the author's.
POLICY_FACTS = ("vertical", "integration", "mrr")
POLICY_RESULTS = ("support", "window_days", "window_is_minimum", "meetings")


@dataclass(frozen=True)
class TierProposal:
    """What the policy proposes.

    `window_days` counts calendar days from go-live; `meetings` is a minimum; all None when facts are missing.
    """

    support: Support
    window_days: int | None
    window_is_minimum: bool
    meetings: int | None
    row: str | None
    policy_version: str
    reason: str
    missing: tuple[str, ...] = ()

    @property
    def is_decided(self) -> bool:
        """Whether a row of the policy decided."""
        return self.row is not None

    def answer(self, biller: str | None) -> dict[str, Any]:
        """The proposal as plain values ready for JSON, in the order that files and commands promise."""
        return {
            "biller": biller,
            "support": self.support.value,
            "window_days": self.window_days,
            "window_is_minimum": self.window_is_minimum,
            "meetings": self.meetings,
            "row": self.row,
            "policy_version": self.policy_version,
            "reason": self.reason,
            "missing": list(self.missing),
        }


def propose_tier(
    policy: TableVersion,
    *,
    vertical: object,
    integration: object,
    mrr: object,
    why_integration: str = "",
    lacking: tuple[str, ...] = (),
) -> TierProposal:
    """The proposal for these facts under one version of the policy.

    `mrr` may be text: see `amount_from`. `why_integration` tells how new or existing was found out. `lacking` names
    facts that were needed to find that out and are not there.
    """
    facts = {"vertical": vertical, "integration": integration, "mrr": amount_from(mrr)}
    decision = policy.table.decide(facts)
    if decision.problems or lacking:
        return _missing(policy, decision, mrr, why_integration, lacking)
    if decision.row is None:
        return _undecided(policy, decision)
    then = decision.row.then
    return TierProposal(
        support=Support(str(then["support"])),
        window_days=_whole(then["window_days"]),
        window_is_minimum=then["window_is_minimum"] is True,
        meetings=_whole(then["meetings"]),
        row=decision.row.id,
        policy_version=policy.version,
        reason=_reason(policy, decision, why_integration),
    )


def read_policy(content: Mapping[str, Any]) -> DecisionTable:
    """A policy table from plain JSON values, complete and without contradiction.

    Errors: `TableError`, each fault with an example.
    """
    table = read_table(content)
    faults = _policy_faults(table) or [finding_words(finding) for finding in check(table)]
    if faults:
        raise TableError(faults)
    return table


def table_faults(content: Mapping[str, Any]) -> tuple[str, ...]:
    """What keeps a table from being a policy, in sentences; gaps and overlaps as examples of billers. Empty: nothing."""
    try:
        read_policy(content)
    except TableError as refused:
        return refused.faults
    return ()


def _policy_faults(table: DecisionTable) -> list[str]:
    asked = [fact.name for fact in table.facts]
    faults = [f"The policy must ask for {name}." for name in POLICY_FACTS if name not in asked]
    faults += [
        f"Row {row.id} must say {name}." for row in table.rows for name in POLICY_RESULTS if row.then.get(name) is None
    ]
    faults += [
        f"Row {row.id}: {row.then['support']} is not a support the product knows."
        for row in table.rows
        if row.then.get("support") not in set(Support) - {Support.FACTS_MISSING}
    ]
    return faults + [fault for row in table.rows if not faults for fault in _contradictions(row)]


def _contradictions(row: Row) -> list[str]:
    """A window belongs to a TSM's or TAM's support, and to no other."""
    days, is_help_desk = row.then["window_days"], row.then["support"] == Support.HELP_DESK
    if is_help_desk and days:
        return [f"Row {row.id}: the help desk has no support window; its days must be 0."]
    if not is_help_desk and not days:
        return [f"Row {row.id}: say how many days of support there are, at least 1."]
    return []


def policy_from(versions: list[Mapping[str, Any]]) -> VersionedTable:
    """All versions of the policy, each `{version, effective_date, content}`. Errors: `TableError`, `ValueError`."""
    return VersionedTable(
        TableVersion(
            str(version["version"]),
            dt.date.fromisoformat(str(version["effective_date"])),
            read_policy(version["content"]),
        )
        for version in versions
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _reason(policy: TableVersion, decision: Decision, why_integration: str) -> str:
    row = decision.row
    assert row is not None
    mrr = decision.facts["mrr"]
    support = SUPPORT_NAMES[Support(str(row.then["support"]))]
    facts = f"{str(decision.facts['integration']).capitalize()} integration, MRR {mrr:,.2f} USD"
    sentences = [f"{facts}: row {row.id} of policy {policy.version} gives {support}."]
    if why_integration:
        sentences.append(why_integration)
    return " ".join(sentences)


def _missing(
    policy: TableVersion, decision: Decision, mrr: object, why_integration: str, lacking: tuple[str, ...]
) -> TierProposal:
    problems = [_told(problem, mrr) for problem in decision.problems if not (problem.fact == "integration" and lacking)]
    if why_integration:
        problems.append(why_integration)
    needed = [fact.name for fact in policy.table.facts]
    names = dict.fromkeys([*decision.missing, *lacking])
    missing = tuple(sorted(names, key=lambda name: needed.index(name) if name in needed else len(needed)))
    return TierProposal(
        Support.FACTS_MISSING, None, False, None, None, policy.version, " ".join(["No tier yet.", *problems]), missing
    )


def _told(problem: FactProblem, mrr: object) -> str:
    if problem.fact != "mrr":
        return f"{problem.reason[0].upper()}{problem.reason[1:]}"
    if mrr is None or not str(mrr).strip():
        return "MRR is not known."
    return "MRR must be digits with at most two decimals, for example 4200.50."


def _undecided(policy: TableVersion, decision: Decision) -> TierProposal:
    """A table that was stored in spite of a gap or an overlap: it decides nothing rather than something."""
    rows = f"rows {' and '.join(decision.hits)} all hold" if decision.hits else "no row holds"
    reason = f"No tier yet. Policy {policy.version} must be corrected: {rows} for these facts."
    return TierProposal(Support.FACTS_MISSING, None, False, None, None, policy.version, reason, ("policy",))
