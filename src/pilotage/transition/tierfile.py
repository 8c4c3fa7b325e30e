"""Tiers for a file of billers: counts the file's own rows, reads no database."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pilotage.billers.enums import US_STATES
from pilotage.core.decision_tables import TableVersion
from pilotage.tally.tables import Row, Table, TableUnreadable, open_table
from pilotage.transition.new_integration import GoLive, GoLiveHistory, NewIntegrationSettings
from pilotage.transition.rules import TierProposal, propose_tier

REQUIRED_COLUMNS = ("biller", "vertical", "integration", "mrr")
#: Read when they are there; the last four are needed where `integration` is empty.
OPTIONAL_COLUMNS = ("state", "stage", "status", "product", "integrator", "go_live", "contract_date")
COUNTING_COLUMNS = ("product", "integrator", "go_live", "contract_date")
_CANCELLED = ("cancelled", "canceled")
_STATES = frozenset((*US_STATES, "PR", "GU", "VI", "AS", "MP"))
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class TierFileError(ValueError):
    """A file that cannot be read for tiers. `str()` is one line: what is so, then what to do."""


@dataclass(frozen=True)
class _Line:
    """One row of the file: the texts under the columns we read; `trouble` says why the row cannot be read."""

    cells: dict[str, str]
    trouble: str = ""

    def go_live(self) -> GoLive:
        state = self.cells.get("state", "").upper()
        return GoLive(
            biller=self.cells.get("biller", ""),
            product=self.cells.get("product", ""),
            integrator=self.cells.get("integrator", ""),
            date=_day(self.cells.get("go_live", "")),
            contract_date=_day(self.cells.get("contract_date", "")),
            state=state if state in _STATES else "",
            is_cancelled=any(self.cells.get(name, "").lower() in _CANCELLED for name in ("stage", "status")),
        )


def propose_for_file(
    path: Path, policy: TableVersion, settings: NewIntegrationSettings | None = None
) -> list[tuple[str, TierProposal]]:
    """Biller and proposal for every row, in the file's order.

    A row that cannot be read has missing facts; none is left out.

    Errors: `TierFileError` for a file that cannot be read or lacks a required column.
    """
    try:
        with open_table(path) as table:
            has_counting = any(name in _columns(table).values() for name in COUNTING_COLUMNS)
            lines = _lines(table)
    except TableUnreadable as refused:
        raise TierFileError(str(refused)) from None
    settings = settings or NewIntegrationSettings()
    history = GoLiveHistory(line.go_live() for line in lines if not line.trouble)
    return [(line.cells.get("biller", ""), _proposal(line, history, policy, settings, has_counting)) for line in lines]


def _proposal(
    line: _Line, history: GoLiveHistory, policy: TableVersion, settings: NewIntegrationSettings, has_counting: bool
) -> TierProposal:
    cells = line.cells
    if line.trouble:
        return propose_tier(policy, vertical=None, integration=None, mrr=None, why_integration=line.trouble)
    vertical, integration, mrr = cells.get("vertical"), cells.get("integration"), cells.get("mrr")
    if integration:
        return propose_tier(policy, vertical=vertical, integration=integration, mrr=mrr)
    if not has_counting:
        return propose_tier(
            policy,
            vertical=vertical,
            integration=None,
            mrr=mrr,
            why_integration="Fill in integration: new or existing.",
        )
    own = line.go_live()
    if "vertical" in policy.table.decide({"vertical": vertical}).missing:
        # New or existing depends on the vertical then; where all else is there, the vertical alone is named.
        assumed = None if own.lacking else "existing"
        return propose_tier(policy, vertical=vertical, integration=assumed, mrr=mrr, lacking=own.lacking)
    judged = history.judge(own, (vertical or "").lower(), settings)
    words = {True: "new", False: "existing", None: None}
    return propose_tier(
        policy,
        vertical=vertical,
        integration=words[judged.is_new],
        mrr=mrr,
        why_integration=judged.reason,
        lacking=judged.lacking,
    )


def _lines(table: Table) -> list[_Line]:
    columns = _columns(table)
    missing = [name for name in REQUIRED_COLUMNS if name not in columns.values()]
    if missing:
        what = "column is" if len(missing) == 1 else "columns are"
        raise TierFileError(f"The {what} missing: {', '.join(missing)}. The file needs {', '.join(REQUIRED_COLUMNS)}.")
    return [_line(row, columns) for row in table.rows()]


def _line(row: Row, columns: dict[str, str]) -> _Line:
    cells = {name: row.cells.get(header, "").strip() for header, name in columns.items()}
    is_short = row.problem is not None and row.problem.kind == "too_few_cells"
    if row.problem is None or is_short:
        # Cells that a short row leaves out are facts that are not there: the answer names them.
        return _Line(cells)
    return _Line({"biller": cells.get("biller", "")}, f"Row {row.number}: {row.problem.reason} {row.problem.remedy}")


def _columns(table: Table) -> dict[str, str]:
    known = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
    return {header: _plain(header) for header in table.headers if _plain(header) in known}


def _plain(header: str) -> str:
    return "_".join(header.lower().split())


def _day(written: str) -> dt.date | None:
    """A calendar date written YYYY-MM-DD; None for anything else, so that a date is never guessed."""
    if not _DAY.fullmatch(written):
        return None
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None


def has_missing_facts(proposals: Iterable[tuple[str, TierProposal]]) -> bool:
    """Whether any row stayed without a tier."""
    return any(not proposal.is_decided for _, proposal in proposals)
