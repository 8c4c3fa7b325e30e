"""Reads table.txt: which person gets which answer at which address. Plain Python, so that cells can be counted without Django."""

from dataclasses import dataclass, replace
from pathlib import Path

FILE = Path(__file__).parent / "table.txt"
STAFF = "pm im os tsm tam tsm_manager csm cs_agent cs_leader marketing sme product admin".split()
PORTAL = ["member", "outsider"]
PERSONS = [*STAFF, *PORTAL]
OWN, OTHER, MISSING = "own", "other", "missing"
WHICH = (OWN, OTHER, MISSING)


@dataclass(frozen=True)
class Row:
    """One method of one route: `expected[person]` are the answers for an own thing, another biller's, and a missing one."""

    method: str
    route: str
    kind: str
    expected: dict[str, tuple[str, ...]]

    @property
    def id(self) -> str:
        return f"{self.method} /{self.route} {self.kind}"

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    @property
    def which(self) -> tuple[str, ...]:
        return WHICH if self.kind != "-" else (OWN,)

    @property
    def cells(self) -> int:
        return len(self.expected) * len(self.which)

    def share(self, turn: int, which: str) -> "Row":
        """The same row with half of the staff (`first` or `second`), others at each turn, and everybody who is no staff."""
        turned = STAFF[turn % len(STAFF) :] + STAFF[: turn % len(STAFF)]
        half = turned[: len(STAFF) // 2] if which == "first" else turned[len(STAFF) // 2 :]
        left = {person: answers for person, answers in self.expected.items() if person not in STAFF or person in half}
        return replace(self, expected=left)


def read_table(text: str) -> list[Row]:
    """The rows, in their order. Errors: `ValueError` naming the line that can't be read."""
    groups = {"staff": STAFF, "portal": PORTAL, **{person: [person] for person in [*PERSONS, "nobody", "narrow"]}}
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        try:
            if not words or line.startswith("#"):
                continue
            if words[0] == "group":
                groups[words[1]] = words[3:]
            else:
                rows.append(_row(line, groups))
        except (KeyError, IndexError, ValueError) as problem:
            raise ValueError(f"line {number}: {line!r}: {problem!r}") from None
    return rows


def _row(line: str, groups: dict[str, list[str]]) -> Row:
    method, route, kind, words = line.split(maxsplit=3)
    route = "" if route == "(root)" else route
    persons = ["nobody", *PERSONS, *(["narrow"] if route.startswith("api/") else [])]
    expected: dict[str, tuple[str, ...]] = {}
    size = len(WHICH) if kind != "-" else 1
    for part in words.split(";"):
        who, *answers = part.split()
        answers = answers * size if len(answers) == 1 else answers
        if len(answers) != size:
            raise ValueError(f"{part.strip()} names {len(answers)} answers, not {size}")
        for person in persons if who == "all" else groups[who]:
            expected.setdefault(person, tuple(answers))
    api = route.startswith("api/")
    for person in persons:
        usual = {"nobody": "401" if api else "302", "narrow": "403"}.get(person, "404")
        expected.setdefault(person, (usual,) * size)
    return Row(method, route, kind, {person: expected[person] for person in persons})


ROWS = read_table(FILE.read_text())
#: The kind of thing that a route's key names; where it has rows for several, the first.
ROUTE_KINDS = {row.route: row.kind for row in reversed(ROWS)}
