"""How each step of a scope line stands, and which promises and lines lead nowhere. Pure.

Source: onboarding, scope promise trace: promise, scope line, configuration, test, training, KPI; whatever has no neighbour is
listed before kickoff and before go-live. Before kickoff promise and line have to find each other; before go-live each
line also has its configuration, test, training and KPI, or a reason why it needs none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pilotage.scope.enums import STEP_NAMES, Moment, Standing, Step

#: Of several links of one step the worst decides.
_ORDER = (Standing.BROKEN, Standing.PLANNED, Standing.SHOWN, Standing.NOT_NEEDED)


@dataclass(frozen=True)
class PromiseFacts:
    """A promise that stands, and how many lines in scope keep it."""

    key: str
    title: str
    lines: int


@dataclass(frozen=True)
class LineFacts:
    """A line in scope: how many standing promises it keeps, and how each step's links stand."""

    key: str
    title: str
    promises: int
    steps: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Orphan:
    """What leads nowhere: `kind` promise or line, its key, and in words what is missing."""

    kind: str
    key: str
    words: str


def step_standing(links: Sequence[str]) -> Standing:
    """How a step stands by its links; missing without any."""
    return next((one for one in _ORDER if one in links), Standing.MISSING)


def configuration_standing(state: str) -> Standing:
    """Of a checklist item by where it stands on the day: what was set aside can't keep a promise."""
    if state == "not_applicable":
        return Standing.BROKEN
    return Standing.SHOWN if state == "proven" else Standing.PLANNED


def test_standing(outcome: str) -> Standing:
    """Of a test case by its newest result."""
    return {
        "passed": Standing.SHOWN,
        "failed": Standing.BROKEN,
        "blocked": Standing.BROKEN,
        "skipped": Standing.NOT_NEEDED,
    }.get(outcome, Standing.PLANNED)


def training_standing(task_state: str | None) -> Standing:
    """Of a training by its task; one in words alone is planned."""
    if task_state == "dropped":
        return Standing.BROKEN
    return Standing.SHOWN if task_state == "done" else Standing.PLANNED


def orphans(moment: str, promises: Iterable[PromiseFacts], lines: Iterable[LineFacts]) -> list[Orphan]:
    """What leads nowhere at this moment, promises first."""
    found = [
        Orphan("promise", one.key, f"“{one.title}” was promised, and no scope line keeps it.") for one in promises if not one.lines
    ]  # fmt: skip
    for line in lines:
        if not line.promises:
            found.append(Orphan("line", line.key, f"“{line.title}” is in scope, and nobody promised it."))
        if moment == Moment.GO_LIVE:
            words = _lacking(line)
            if words:
                found.append(Orphan("line", line.key, f"“{line.title}”: {words}."))
    return found


def _lacking(line: LineFacts) -> str:
    stands = {step: step_standing(line.steps.get(step, ())) for step in Step}
    missing = [STEP_NAMES[step].lower() for step, one in stands.items() if one == Standing.MISSING]
    broken = [STEP_NAMES[step].lower() for step, one in stands.items() if one == Standing.BROKEN]
    parts = []
    if missing:
        parts.append(f"no {' and no '.join(missing)}".replace("no kpi", "no KPI"))
    if broken:
        parts.append(f"{' and '.join(broken)} failed or set aside")
    return "; ".join(parts)
