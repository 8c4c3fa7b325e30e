"""A playbook carried into many projects by a job that ends by SIGKILL: each run in a child of this process. `python -m killing.carrying`

It reads lines and answers each with one: `["projects", N]` makes a playbook and N projects on its first version, `"agree"` compares the
second version with all of them and says yes, `["carry", SECONDS]` runs the job and kills it after so long, `"look"` counts.
KILLING_TWIN names a way to do it that is unsafe on purpose.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import django

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
#: Seconds between the two halves of what should be one: few kills then suffice.
PAUSE = 0.3


def make(number: int) -> int:
    """A playbook in two versions and projects on the first."""
    from pilotage.billers import operations as billers
    from pilotage.core.viewer import system
    from pilotage.onboarding import operations
    from pilotage.planner.planfile import parse_plan

    head = "id,task,role,duration_days,depends_on\n"
    rows = "".join(f"T{n},Task {n},IM,2,{f'T{n - 1}' if n else ''}\n" for n in range(12))
    by = system()
    first = operations.publish_playbook_version(plan=parse_plan((head + rows).encode()), name="Killed", by=by, now=NOW)
    for n in range(number):
        one = billers.create_biller(external_id=f"b{n}", name=f"Biller {n}", vertical="utility", by=by, now=NOW)
        phase = billers.add_phase(biller=one, by=by, now=NOW)
        operations.start_project(phase=phase, playbook_version=first, kickoff_date=date(2026, 11, 2), by=by, now=NOW)
    better = rows.replace("Task 5,IM,2", "Task 5,IM,4") + "NEW,One more,IM,1,T11\n"
    operations.publish_playbook_version(plan=parse_plan((head + better).encode()), name="Killed", by=by, now=NOW)
    return number


def agree() -> int:
    """Compared with every project on the older version, and said yes to; how many."""
    from pilotage.core.viewer import system
    from pilotage.onboarding import jobs, operations
    from pilotage.onboarding.models import PlaybookVersion, Project

    by = system()
    version = PlaybookVersion.objects.filter(playbook__slug="killed").first()
    assert version is not None
    projects = list(Project.objects.everywhere().exclude(playbook_version=version))
    made = operations.begin_carrying(version=version, projects=projects, by=by, now=NOW)
    jobs.look(arguments={"carrying": str(made.pk)}, progress=lambda done, total: None, by=by, now=NOW)
    return operations.agree(carrying=made, merges=[row.pk for row in made.merges.everywhere()], by=by, now=NOW)


def carry() -> str:
    """The job, as the worker runs it."""
    from pilotage.core.viewer import system
    from pilotage.onboarding import jobs
    from pilotage.onboarding.models import Carrying

    made = Carrying.objects.order_by("-asked_at", "-pk").first()
    assert made is not None
    jobs.carry(arguments={"carrying": str(made.pk)}, progress=lambda done, total: None, by=system(), now=NOW)
    return "done"


def look() -> dict[str, Any]:
    """Projects by what their merge and their plan say, and events; a half shows as a pair that can't be."""
    from collections import Counter

    from pilotage.core.models import Event
    from pilotage.core.verify import verify_chain
    from pilotage.onboarding.models import PlanTask, ProjectMerge

    found: Counter[str] = Counter()
    events = Counter(Event.objects.filter(kind="onboarding.playbook_carried").values_list("record_id", flat=True))
    for row in ProjectMerge.objects.everywhere().select_related("project__playbook_version", "carrying"):
        rows = PlanTask.objects.everywhere().filter(project=row.project_id)
        new, long = rows.filter(code="NEW").count(), rows.filter(code="T5", duration_days=4).count()
        newest = row.project.playbook_version_id == row.carrying.version_id
        found[f"{row.state} new={new} longer={long} version={newest} said={events[row.project_id]}"] += 1
    return {"found": dict(found), "chain": verify_chain().is_valid}


def marked_apart(*, mark_first: bool) -> Callable[[int, Any, datetime], None]:
    """The unsafe twins: the plan and the mark that it is done are committed in two transactions."""
    from pilotage.core.operations import change
    from pilotage.onboarding.enums import MergeState
    from pilotage.onboarding.models import ProjectMerge
    from pilotage.onboarding.operations import carrying

    def merge(key: int, by: Any, now: datetime) -> None:
        with change(by=by, now=now) as c:
            row = carrying._one(key, MergeState.MERGED if mark_first else MergeState.WAITING)
            if row is not None:
                carrying.merge_into(c, row.project, row)
                c.log(carrying.CARRIED, row.project, after={"version": str(row.carrying.version)})

    def mark(key: int, by: Any, now: datetime) -> None:
        with change(by=by, now=now) as c:
            c.save(ProjectMerge.objects.everywhere().get(pk=key), state=MergeState.MERGED, done_at=now)

    def carry_one(key: int, by: Any, now: datetime) -> None:
        first, second = (mark, merge) if mark_first else (merge, mark)
        first(key, by, now)
        time.sleep(PAUSE)
        second(key, by, now)

    return carry_one


TWINS = {"marked beforehand": True, "marked afterwards": False}


def main() -> None:
    """Answers until its input ends."""
    django.setup()
    import pilotage.config.urls  # noqa: F401 everything is imported before the first child
    from killing.importing import in_a_child
    from pilotage.onboarding.operations import carrying

    if twin := os.environ.get("KILLING_TWIN"):
        carrying._carry = marked_apart(mark_first=TWINS[twin])
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if asked == "look" or asked == "agree":
            answer = in_a_child(look if asked == "look" else agree, 240)["said"]
        elif asked[0] == "projects":
            answer = in_a_child(lambda: make(asked[1]), 240)["said"]  # noqa: B023
        else:
            answer = in_a_child(carry, asked[1])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
