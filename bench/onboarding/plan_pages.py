"""The pages of a project of 1,000 tasks: server time of list, timeline and lost-days ledger beside a bare limit.

    .venv/bin/python bench/onboarding/plan_pages.py [--tasks 1000] [--turns 7]

The bare limit reads the same rows with their tasks and owners and draws nothing. Times are processor time of one process, the
median of some turns, on a fresh SQLite database in a temporary folder.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any


def main() -> None:
    """Makes the plan, asks for the pages in turns, prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["PILOTAGE_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilotage.config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        project, browser = _made(asked.tasks)
        for name, run in _runs(project, browser).items():
            took, queries = _measure(run, asked.turns)
            print(f"{name:<28} {took * 1000:8.1f} ms  {queries:4d} queries")


def plan_csv(tasks: int) -> bytes:
    """A plan in ten phases with links of all kinds; every fortieth task is a milestone's."""
    lines = ["id,phase,task,role,duration_days,depends_on,milestone"]
    for place in range(1, tasks + 1):
        before = [f"T{place - 1:04d}"] if place % 7 and place > 1 else []
        if place > 9:
            before.append(f"T{place - 9:04d} {('FS', 'SS', 'FF')[place % 3]}+{place % 3}")
        role, part = ("IM", "BFIN", "CIS", "IE", "PM")[place % 5], place * 10 // (tasks + 1) + 1
        goal = "M7 Live" if place == tasks - 5 else f"M{place}" if not place % 40 else ""
        lines.append(f"T{place:04d},Phase {part},Task number {place},{role},{1 + place % 6},{';'.join(before)},{goal}")
    return "\n".join(lines).encode()


def _made(tasks: int) -> tuple[Any, Any]:
    from django.test import Client

    from pilotage.billers.operations import add_phase, create_biller
    from pilotage.core.viewer import system
    from pilotage.onboarding import operations as onboarding
    from pilotage.onboarding.models import PlanTask
    from pilotage.people.operations import create_user
    from pilotage.planner.planfile import parse_plan

    by, now = system(), datetime.now(UTC)
    pm = create_user(by=by, now=now, email="pm@example.com", name="Pat", roles=["pm"])
    biller = create_biller(by=by, now=now, name="Bench Water", external_id="bench")
    phase = add_phase(by=by, now=now, biller=biller, name="Phase 1")
    version = onboarding.publish_playbook_version(plan=parse_plan(plan_csv(tasks)), name="Large", by=by, now=now)
    kickoff = datetime.now(UTC).date() - timedelta(days=90)
    project = onboarding.start_project(phase=phase, playbook_version=version, kickoff_date=kickoff, by=by, now=now)
    done = PlanTask.objects.everywhere().filter(project=project, task__due_date__lt=datetime.now(UTC).date())
    rows = done.select_related("task__biller", "task__record", "project__record")
    onboarding.complete_plan_tasks(plan_tasks=list(rows), as_planned=True, by=by, now=now)
    # The ledger has something to tell: every fourth task that is open takes a day longer than at the start.
    later = PlanTask.objects.everywhere().filter(project=project, task__state="open", duration_days__gt=0)
    rows = list(later.select_related("task__biller", "task__record", "project__record"))[::4]
    edits = [(row, {"duration_days": row.duration_days + 1}) for row in rows]
    onboarding.edit_plan_tasks(edits=edits, words="A day more", by=by, now=now)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(pm, backend="allauth.account.auth_backends.AuthenticationBackend")
    return project, browser


def _runs(project: Any, browser: Any) -> dict[str, Callable[[], object]]:
    from django.core.cache import cache

    from pilotage.onboarding.models import PlanTask
    from pilotage.onboarding.scheduling import read_plan

    def bare() -> object:
        found = PlanTask.objects.everywhere().filter(project=project)
        return list(found.select_related("task__record", "task__owner").order_by("position"))

    def page(tail: str) -> Callable[[], object]:
        def ask() -> object:
            answer = browser.get(f"/projects/{project.pk}/{tail}")
            if answer.status_code != 200:
                sys.exit(f"{tail or 'list'} answered {answer.status_code}")
            return answer.content

        return ask

    return {
        "bare: read the rows": bare,
        "list": page(""),
        "timeline": page("timeline/"),
        "why it moved, first time": lambda: (cache.clear(), page("why/")()),
        "why it moved": page("why/"),
        "dates worked out anew": lambda: read_plan(project).dates(datetime.now(UTC).date()),
    }


def _measure(run: Callable[[], object], turns: int) -> tuple[float, int]:
    from django.db import connection

    asked: list[str] = []

    def count(execute: Any, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(count):
        run()
    took = []
    for _turn in range(turns):
        begun = time.process_time()
        run()
        took.append(time.process_time() - begun)
    return statistics.median(took), len(asked)


if __name__ == "__main__":
    main()
