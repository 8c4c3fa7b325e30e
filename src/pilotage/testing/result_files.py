"""Results of tests from a file, as the page exports it: read row by row, every wrong one named by row and column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

from pilotage.tally.tables import TableUnreadable, open_table
from pilotage.testing.enums import OUTCOME_NAMES, Outcome

NEEDED = ("code", "result")
MOST_ROWS = 5000
MOST_SIGNS = 20_000
#: What people write for each outcome, besides its own word.
WORDS = {
    "pass": Outcome.PASSED, "ok": Outcome.PASSED, "fail": Outcome.FAILED, "not needed": Outcome.SKIPPED, "n/a": Outcome.SKIPPED,
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a row says about a case."""

    code: str
    outcome: str
    note: str


class ResultsRefused(ValueError):
    """A file that can't be taken, with every reason that was found."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def read_results(stream: IO[Any], name: str, known: Mapping[str, tuple[str, str]]) -> list[Told]:
    """What the file says; rows without a result are passed over. `known`: by the plan's codes, outcome and note of the newest run.

    A row that says what the case says already, without a note or with that of its newest run, is passed over too.
    Errors: `ResultsRefused`.
    """
    problems: list[str] = []
    found: list[Told] = []
    first: dict[str, int] = {}
    try:
        with open_table(cast(BinaryIO, stream), name=name) as table:
            missing = [column for column in NEEDED if column not in table.headers]
            if missing:
                raise ResultsRefused(
                    [
                        f"Row 1: The column {' and the column '.join(missing)} is missing. Export the plan to see all columns."
                    ]
                )
            for number, row in enumerate(table.rows()):
                if number >= MOST_ROWS:
                    raise ResultsRefused([f"Row {row.number}: At most {MOST_ROWS:,} rows are taken at once."])
                if row.problem is not None:
                    problems.append(f"Row {row.number}: {row.problem.reason} {row.problem.remedy}")
                    continue
                told = _told(row.cells, f"Row {row.number}", known, problems)
                if told is None:
                    continue
                if first.setdefault(told.code, row.number) != row.number:
                    words = f"{told.code} stands in row {first[told.code]}, too. Take one of them out."
                    problems.append(f"Row {row.number}, code: {words}")
                elif _is_new(told, *known[told.code]):
                    found.append(told)
    except TableUnreadable as problem:
        raise ResultsRefused([str(problem)]) from None
    if problems:
        raise ResultsRefused(problems)
    return found


def _is_new(told: Told, outcome: str, note: str) -> bool:
    return told.outcome != outcome or told.note.split() not in ([], note.split())


def _told(
    cells: Mapping[str, str], place: str, known: Mapping[str, tuple[str, str]], problems: list[str]
) -> Told | None:
    code, said = cells["code"].strip(), " ".join(cells["result"].lower().split())
    note = cells.get("note", "").strip()
    if said in ("", "untested"):
        return None
    outcome = WORDS.get(said, said)
    if code not in known:
        problems.append(f"{place}, code: This plan has no case {code[:40] or '(empty)'}.")
    elif outcome not in OUTCOME_NAMES:
        problems.append(f"{place}, result: “{said[:40]}” is none. Write passed, failed, blocked or skipped.")
    elif outcome not in (Outcome.PASSED, known[code][0]) and not note:
        problems.append(f"{place}, note: Say what happened; whoever mends or retests it needs that.")
    elif len(note) > MOST_SIGNS:
        problems.append(f"{place}, note: Keep this to 20,000 signs.")
    else:
        return Told(code, str(outcome), note)
    return None
