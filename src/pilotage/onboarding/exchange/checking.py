"""Whether a plan that was read holds together: lengths, dates, ids, links, circles. Every wrong row is named."""

from collections.abc import Sequence
from dataclasses import replace

from pilotage.onboarding.exchange.document import (
    LENGTHS,
    MOST_DAYS,
    MOST_LAG,
    PARTIES,
    SHAPES,
    FileRefused,
    PlanDocument,
    PlanRow,
    Problem,
)
from pilotage.planner.errors import PlanError
from pilotage.planner.network import network
from pilotage.planner.tasks import Task

MOST_ROLES, MOST_ROLE = 30, 120


def checked(plan: PlanDocument, found: Sequence[Problem] = ()) -> PlanDocument:
    """The plan, as it may be taken. Errors: `FileRefused` with all that is wrong, `found` among it."""
    problems = [*found]
    seen: dict[str, str] = {}
    for row in plan.rows:
        problems += [Problem(row.place, words) for words in _wrong(row)]
        if row.code.lower() in seen:
            problems.append(
                Problem(row.place, f"The id {row.code} is used already, at {seen[row.code.lower()]}. Give it its own.")
            )
        seen.setdefault(row.code.lower(), row.place)
    codes = {row.code for row in plan.rows}
    for row in plan.rows:
        for code in (*(link.on for link in row.links), *row.spans):
            if code not in codes:
                problems.append(Problem(row.place, f"It names the task {code[:60]}, which isn't in the file."))
    if not plan.rows and not problems:
        problems.append(Problem("The file", "It holds no task."))
    if not problems:
        problems += _circles(plan)
    if problems:
        raise FileRefused(problems)
    return replace(plan, rows=tuple(_fitted(row) for row in plan.rows))


def _wrong(row: PlanRow) -> list[str]:
    said = _wrong_words(row)
    if row.shape not in SHAPES:
        said.append(f"It is a {row.shape[:40]!r}; write task, milestone or hammock.")
    if row.party and row.party not in PARTIES:
        said.append(f"Its party is {row.party[:40]!r}; write one of {', '.join(PARTIES)}.")
    if row.shape == "task" and not 1 <= row.duration_days <= MOST_DAYS:
        said.append(f"It takes {row.duration_days} working days; write 1 to 1,000.")
    if row.percent_done is not None and not 0 <= row.percent_done <= 99:
        said.append(
            f"It is {row.percent_done} percent done; write 0 to 99, and the day of its finish when all is done."
        )
    if any(abs(link.lag) > MOST_LAG for link in row.links):
        said.append(f"A lag is at most {MOST_LAG:,} working days.")
    return said + _wrong_dates(row)


def _wrong_words(row: PlanRow) -> list[str]:
    said = []
    for name, most in LENGTHS.items():
        if len(getattr(row, name)) > most:
            said.append(f"The {name} has more than {most:,} signs. Shorten it.")
    if len(row.roles) > MOST_ROLES or any(len(role) > MOST_ROLE for role in row.roles):
        said.append(
            f"It has over {MOST_ROLES} roles, or one of more than {MOST_ROLE} signs. Keep the codes of those who act."
        )
    if not row.code.strip() or row.code != row.code.strip():
        said.append("It has no id, or blanks around it.")
    if not row.title.strip():
        said.append("It has no name.")
    return said


def _wrong_dates(row: PlanRow) -> list[str]:
    said = []
    if row.actual_finish_date and row.actual_start_date and row.actual_finish_date < row.actual_start_date:
        said.append("It was done before it was begun. Correct one of the two days.")
    begins = row.fixed_date or row.no_earlier_date
    if row.finish_by_date and begins and row.finish_by_date < begins:
        said.append("It should finish before it may begin. Correct one of the two days.")
    if row.baseline_start_date and row.baseline_finish_date and row.baseline_finish_date < row.baseline_start_date:
        said.append("Its baseline finish is before its baseline start. Correct one of the two days.")
    if row.shape == "hammock" and (row.links or not row.spans):
        said.append("A hammock names the tasks that it spans, and waits for nothing.")
    pairs = [(link.on, link.kind) for link in row.links]
    if len(set(pairs)) < len(pairs):
        said.append("The same link stands there twice. Take one out.")
    return said


def _circles(plan: PlanDocument) -> list[Problem]:
    places = {row.code: row.place for row in plan.rows}
    try:
        network([_planned(row) for row in plan.rows])
    except PlanError as problem:
        return [Problem(places.get(problem.task_id or "", "The plan"), f"{problem.reason} {problem.remedy}")]
    return []


def _planned(row: PlanRow) -> Task:
    if row.shape == "hammock":
        return Task(row.code, 0, spans=row.spans)
    is_milestone = row.shape == "milestone"
    return Task(row.code, 0 if is_milestone else row.duration_days, links=row.links, is_milestone=is_milestone)


def _fitted(row: PlanRow) -> PlanRow:
    """What has no work of its own has no length and no share that is done; only a hammock spans."""
    if row.shape == "task":
        return replace(row, spans=())
    gone = replace(row, duration_days=0, percent_done=None)
    if row.shape == "milestone":
        return replace(gone, spans=())
    return replace(gone, fixed_date=None, no_earlier_date=None, finish_by_date=None)
