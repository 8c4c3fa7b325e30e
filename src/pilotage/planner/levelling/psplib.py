"""Reads the instance files of the project scheduling library: `.sm` (single mode) and `.rcp`; writes `.sm`."""

import re
from pathlib import Path

from pilotage.planner.errors import PlanError
from pilotage.planner.levelling.instance import Instance


def read_instance(path: Path) -> Instance:
    """The project in a `.sm` or `.rcp` file. Errors: `PlanError` for a file that cannot be read as one."""
    try:
        text = path.read_text(encoding="latin-1")
    except OSError as why:
        raise PlanError(
            f"The file {path} cannot be opened ({why.strerror}).", "Name an .sm or .rcp file that you may read."
        ) from None
    try:
        return _rcp(text) if path.suffix.lower() == ".rcp" else _sm(text)
    except (ValueError, IndexError) as why:
        if isinstance(why, PlanError):
            raise
        raise PlanError(f"The file {path.name} is not a project of this kind.", "Give an .sm or .rcp file.") from None


def _sm(text: str) -> Instance:
    sections = {name: _numbers(text, name) for name in ("PRECEDENCE RELATIONS", "REQUESTS/DURATIONS")}
    capacities = _numbers(text, "RESOURCEAVAILABILITIES")[0]
    links = {row[0]: row[3 : 3 + row[2]] for row in sections["PRECEDENCE RELATIONS"]}
    work = {row[0]: row[2:] for row in sections["REQUESTS/DURATIONS"]}
    if not links or links.keys() != work.keys():
        raise ValueError("tasks")
    if any(row[1] != 1 for row in sections["PRECEDENCE RELATIONS"]):
        raise PlanError("A task has more than one mode.", "Only single-mode projects can be levelled.")
    numbers = sorted(links)
    places = {number: place for place, number in enumerate(numbers)}
    before: list[list[int]] = [[] for _ in numbers]
    for number, later in links.items():
        for other in later:
            before[places[other] if other in places else -len(numbers) - 1].append(places[number])
    return Instance(
        [str(number) for number in numbers],
        [work[number][0] for number in numbers],
        before,
        [_needs(work[number][1:], len(capacities)) for number in numbers],
        capacities,
    )


def _needs(row: list[int], count: int) -> list[int]:
    if len(row) != count:
        raise ValueError("resources")
    return row


def _numbers(text: str, heading: str) -> list[list[int]]:
    """The rows of whole numbers under a heading, to the next line of stars."""
    found = re.search(rf"^{heading}:?\s*$(.*?)(?=^\*{{5,}}|\Z)", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise ValueError(heading)
    rows = [line.split() for line in found[1].splitlines()]
    return [[int(word) for word in row] for row in rows if row and all(re.fullmatch(r"-?\d+", word) for word in row)]


def _rcp(text: str) -> Instance:
    words = iter([int(word) for word in text.split()])

    def take(count: int) -> list[int]:
        row = [next(words, None) for _ in range(count)]
        if None in row:
            raise ValueError("short")
        return [word for word in row if word is not None]

    count, resources = take(2)
    capacities = take(resources)
    durations, needs = [], []
    before: list[list[int]] = [[] for _ in range(count)]
    for place in range(count):
        durations += take(1)
        needs.append(take(resources))
        for other in take(take(1)[0]):
            before[other - 1].append(place)
    return Instance([str(place + 1) for place in range(count)], durations, before, needs, capacities)


def sm_text(instance: Instance) -> str:
    """The project as an `.sm` file."""
    stars = "*" * 72
    lines = [stars, "PRECEDENCE RELATIONS:", "jobnr.    #modes  #successors   successors"]
    for place, later in enumerate(instance.after):
        lines.append(" ".join(map(str, [place + 1, 1, len(later), *(other + 1 for other in later)])))
    lines += [stars, "REQUESTS/DURATIONS:", "jobnr. mode duration  " + _columns(instance), "-" * 72]
    for place, needed in enumerate(instance.needs):
        lines.append(" ".join(map(str, [place + 1, 1, instance.durations[place], *needed])))
    lines += [stars, "RESOURCEAVAILABILITIES:", _columns(instance), " ".join(map(str, instance.capacities)), stars]
    return "\n".join(lines) + "\n"


def _columns(instance: Instance) -> str:
    return "  ".join(f"R {number + 1}" for number in range(len(instance.capacities)))
