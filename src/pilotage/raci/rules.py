"""The shipped matrix, what makes a matrix whole, whose letters count, and by when a duty is due. Pure.

Source: transition policy, RACI in phased projects (R12). The days are our default.
"""

from collections.abc import Mapping

from pilotage.people.enums import Role
from pilotage.raci.enums import CELL_NAMES, COLUMNS, WORK_NAMES, Letter, Work

Row = dict[str, str]
Cells = dict[str, Row]

_TSM_DOES = {"pm": "I", "im": "C", "tsm": "RA", "csm": "I"}
_TSM_TELLS = {"pm": "I", "im": "I", "tsm": "RA", "csm": "I"}
SHIPPED: Cells = {
    str(int(Work.TRAIN)): dict(_TSM_TELLS),
    str(int(Work.REPORT)): dict(_TSM_TELLS),
    str(int(Work.TRIAGE)): dict(_TSM_DOES),
    str(int(Work.TRACKER)): dict(_TSM_DOES),
    str(int(Work.NOTES)): dict(_TSM_DOES),
    str(int(Work.CLIENT_MEETING)): {"pm": "R", "im": "C", "tsm": "A", "csm": "I"},
    str(int(Work.ESCALATE)): dict(_TSM_DOES),
    str(int(Work.ADVICE)): dict(_TSM_DOES),
    str(int(Work.CLOSE)): dict(_TSM_TELLS),
}
#: Who acts where a column's role is named: a TAM looks after a biller as a TSM does, and the TSM manager stands in for both.
STAND_INS: dict[str, tuple[str, ...]] = {Role.TSM: (Role.TSM, Role.TAM, Role.TSM_MANAGER)}
#: Working days until the work is due, and until who is consulted has answered.
DUE_DAYS = {1: 10, 2: 5, 3: 3, 4: 2, 5: 1, 6: 5, 7: 1, 8: 2, 9: 1}
ANSWER_DAYS = {1: 5, 2: 3, 3: 2, 4: 1, 5: 1, 6: 3, 7: 1, 8: 1, 9: 1}


def faults(cells: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """What keeps a matrix from being whole, as (task number, words): exactly one A and at least one R for each task."""
    found = []
    for number, name in WORK_NAMES.items():
        row = cells.get(str(int(number)), {})
        strange = [value for role, value in row.items() if value not in CELL_NAMES or role not in COLUMNS]
        if strange:
            found.append((str(int(number)), f"{name}: a role has R, A, R/A, C, I or nothing."))
            continue
        accountable = [role for role in COLUMNS if "A" in row.get(role, "")]
        if len(accountable) != 1:
            said = "nobody is" if not accountable else f"{_listed(accountable)} are"
            found.append((str(int(number)), f"{name}: {said} accountable. Give the A to exactly one role."))
        if not any("R" in row.get(role, "") for role in COLUMNS):
            found.append((str(int(number)), f"{name}: nobody is responsible. Give at least one role the R."))
    return found


def laid_over(base: Mapping[str, Mapping[str, str]], over: Mapping[str, Mapping[str, str]]) -> Cells:
    """The matrix `base` with the rows of `over` in place of its own."""
    return {number: dict(over.get(number) or row) for number, row in base.items()}


def differing(base: Mapping[str, Mapping[str, str]], cells: Mapping[str, Mapping[str, str]]) -> Cells:
    """The rows of `cells` that differ from `base`: what is kept of a phase's own matrix."""
    found = {number: dict(row) for number, row in cells.items() if not _same(row, base.get(number, {}))}
    return found


def roles_with(row: Mapping[str, str], *letters: str) -> list[str]:
    """The columns whose cell holds any of these letters."""
    return [str(role) for role in COLUMNS if any(letter in row.get(role, "") for letter in letters)]


def who_acts(row: Mapping[str, str]) -> frozenset[str]:
    """Every provider role that may do the work of a row: its R and A, and who stands in for them."""
    named = roles_with(row, Letter.RESPONSIBLE, Letter.ACCOUNTABLE)
    return frozenset(one for role in named for one in STAND_INS.get(role, (role,)))


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one.get(role, "") == other.get(role, "") for role in COLUMNS)


def _listed(roles: list[Role]) -> str:
    return " and ".join(COLUMNS[role] for role in roles)
