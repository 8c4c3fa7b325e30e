"""Reads the instance files of the project scheduling library: `.sm` (single mode) and `.rcp`; writes `.sm`."""

import re
from collections.abc import Iterator
from pathlib import Path

from pilotage.planner.errors import PlanError
from pilotage.planner.levelling.instance import Instance

MOST_TASKS, MOST_RESOURCES, MOST_DAYS, MOST_NEEDED = 100_000, 1_000, 99_999, 1_000_000_000
_REMEDY = "Give an .sm or .rcp file."
#: What Windows writes before a text in UTF-8, as it reads here.
_MARK = "\xef\xbb\xbf"
#: A line of numbers of an `.sm` file: its number in the file, and what stands in it.
Row = tuple[int, list[int]]


def read_instance(path: Path) -> Instance:
    """The project in a `.sm` or `.rcp` file. Errors: `PlanError` for a file that cannot be read as one, with the line."""
    try:
        text = path.read_text(encoding="latin-1")
    except OSError as why:
        raise PlanError(
            f"The file {path} cannot be opened ({why.strerror}).", "Name an .sm or .rcp file that you may read."
        ) from None
    text = text.removeprefix(_MARK)
    return _rcp(text, path.name) if path.suffix.lower() == ".rcp" else _sm(text, path.name)


def _sm(text: str, name: str) -> Instance:
    _require_renewable(text)
    capacities = _capacities(text, name)
    links = _links(text, name)
    work = _work(text, name, len(capacities))
    for only, other, what in ((links, work, "request"), (work, links, "precedence")):
        for number, (line, _rest) in only.items():
            if number not in other:
                raise PlanError(f"Line {line}: Task {number} has no line of its {what}.", "Add it.")
    places = {number: place for place, number in enumerate(sorted(links))}
    before: list[list[int]] = [[] for _ in places]
    for number, (line, later) in sorted(links.items()):
        for follower in later:
            if follower not in places:
                raise PlanError(
                    f"Line {line}: Task {number} comes before {follower}, which is not there.", "Correct it."
                )
            before[places[follower]].append(places[number])
    return Instance(
        [str(number) for number in places],
        [work[number][1][0] for number in places],
        before,
        [work[number][1][1:] for number in places],
        capacities,
    )


def _require_renewable(text: str) -> None:
    for kind in ("nonrenewable", "doubly constrained"):
        found = re.search(rf"^\s*-?\s*{kind}\s*:\s*(\d+)", text, re.MULTILINE)
        if found and int(found[1]):
            raise PlanError(f"The project has {kind} resources.", "Only renewable ones can be levelled.")


def _capacities(text: str, name: str) -> list[int]:
    rows = list(_rows(text, "RESOURCEAVAILABILITIES", name))
    if not rows:
        raise PlanError(f"The file {name} is not a project of this kind: no capacities.", _REMEDY)
    line, found = rows[0]
    return [_within(each, MOST_NEEDED, "capacity", line) for each in found]


def _work(text: str, name: str, resources: int) -> dict[int, Row]:
    """By task: duration, and how much of each resource."""
    found: dict[int, Row] = {}
    for line, row in _rows(text, "REQUESTS/DURATIONS", name):
        if len(row) != 3 + resources:
            words = f"Line {line}: A request is task, mode, duration and {resources} resources; here are {len(row)} numbers."
            raise PlanError(words, "Correct it; only single-mode projects can be levelled.")
        days = _within(row[2], MOST_DAYS, "duration", line)
        _keep(found, row[0], (line, [days, *(_within(each, MOST_NEEDED, "need", line) for each in row[3:])]))
    return found


def _links(text: str, name: str) -> dict[int, Row]:
    """By task: which come after it."""
    found: dict[int, Row] = {}
    for line, row in _rows(text, "PRECEDENCE RELATIONS", name):
        if len(row) < 3 or len(row) != 3 + row[2]:
            words = f"Line {line}: A task's line is its number, modes, how many follow, and these; the count is wrong."
            raise PlanError(words, "Correct it.")
        if row[1] != 1:
            raise PlanError(
                f"Line {line}: A task has more than one mode.", "Only single-mode projects can be levelled."
            )
        _keep(found, row[0], (line, row[3:]))
    if not found:
        raise PlanError(f"The file {name} is not a project of this kind: no tasks.", _REMEDY)
    return found


def _keep(found: dict[int, Row], number: int, row: Row) -> None:
    if number in found:
        raise PlanError(f"Line {row[0]}: Task {number} stands on line {found[number][0]}, too.", "Keep one of them.")
    found[number] = row


def _within(value: int, most: int, what: str, line: int) -> int:
    if 0 <= value <= most:
        return value
    raise PlanError(f"Line {line}: A {what} of {value:,} can't be.", f"Give a whole number from 0 to {most:,}.")


def _rows(text: str, heading: str, name: str) -> Iterator[Row]:
    """The lines of whole numbers under a heading, to the next line of stars."""
    found = re.search(rf"^{heading}:?\s*$(.*?)(?=^\*{{5,}}|\Z)", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise PlanError(f"The file {name} is not a project of this kind: {heading} is missing.", _REMEDY)
    first = text.count("\n", 0, found.start(1)) + 1
    for number, line in enumerate(found[1].split("\n"), first):
        words = line.split()
        if words and re.match(r"-?\d", words[0]):
            yield number, [_whole(word, number) for word in words]


def _whole(word: str, line: int) -> int:
    if re.fullmatch(r"-?[0-9]{1,40}", word):
        return int(word)
    raise PlanError(f"Line {line}: “{word[:40]}” is no whole number.", "Correct it.")


def _rcp(text: str, name: str) -> Instance:
    words = ((word, number) for number, line in enumerate(text.split("\n"), 1) for word in line.split())

    def read(count: int, what: str) -> list[tuple[int, int]]:
        row = [(_whole(word, line), line) for _, (word, line) in zip(range(count), words, strict=False)]
        if len(row) < count:
            raise PlanError(f"The file {name} is not a project of this kind: it ends before the {what}.", _REMEDY)
        return row

    def take(count: int, what: str, most: int = MOST_NEEDED) -> list[int]:
        return [_within(value, most, what, line) for value, line in read(count, what)]

    count = take(1, "number of tasks", MOST_TASKS)[0]
    resources = take(1, "number of resources", MOST_RESOURCES)[0]
    capacities = take(resources, "capacity of a resource")
    durations, needs = [], []
    before: list[list[int]] = [[] for _ in range(count)]
    for place in range(count):
        task = f"task {place + 1}"
        durations += take(1, f"duration of {task}", MOST_DAYS)
        needs.append(take(resources, f"need of {task}"))
        followers = take(1, f"number of followers of {task}", count)[0]
        for other, line in read(followers, f"followers of {task}"):
            if not 1 <= other <= count:
                raise PlanError(
                    f"Line {line}: Task {place + 1} comes before {other}, which is not there.", "Correct it."
                )
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
