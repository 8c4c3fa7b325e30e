"""`pilotage plan` and `pilotage dates`: dates from the planner, without a database. Starts without Django."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from pilotage.planner.calendars import calendar_named
from pilotage.planner.errors import PlanError
from pilotage.planner.golive_dates import date_from, dates_answer
from pilotage.planner.planfile import PlanFile, plan_answer, read_plan

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def plan(
    file: Annotated[
        Path, typer.Argument(help="A CSV file with id, duration_days and depends_on (ids separated by ;).")
    ],
    start: Annotated[
        str, typer.Option(metavar="DATE", help="Kickoff, YYYY-MM-DD. A day off moves to the next working day.")
    ],
    calendar: Annotated[
        str, typer.Option(metavar="us-federal|none", help="Which days are worked, Monday to Friday.")
    ] = "us-federal",
    as_json: AsJson = False,
) -> None:
    """Early and late dates, float and critical path of a plan in a CSV file."""
    try:
        kickoff = date_from(start, "start")
        read = read_plan(file)
        answer = plan_answer(read, start=kickoff, calendar=calendar_named(calendar))
    except PlanError as refused:
        _refuse(refused)
    if as_json:
        _print_json(answer)
    else:
        _print_plan(read, answer)


def dates(
    go_live: Annotated[str, typer.Option(metavar="DATE", help="Go-live date, YYYY-MM-DD.")],
    zone: Annotated[str, typer.Option(metavar="ZONE", help="The biller's time zone, for example America/Chicago.")],
    window: Annotated[str, typer.Option(metavar="DAYS", help="Support window in calendar days: 0, 30 or 90.")],
    meetings: Annotated[str, typer.Option(metavar="N", help="How many transition meetings to propose.")],
    as_json: AsJson = False,
) -> None:
    """The presentation, the transition meetings and the end of the support window of a go-live."""
    try:
        answer = dates_answer(go_live=go_live, zone=zone, window=window, meetings=meetings)
    except PlanError as refused:
        _refuse(refused)
    if as_json:
        _print_json(answer)
    else:
        _print_dates(answer)


def _refuse(refused: PlanError) -> NoReturn:
    print(" ".join(str(refused).split()), file=sys.stderr)
    raise typer.Exit(2)


def _print_json(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, indent=2))


def _print_plan(read: PlanFile, answer: dict[str, Any]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        caption=f"Finishes on {answer['finish']}. Critical tasks are marked *.",
        caption_justify="left",
    )
    table.add_column("Id", no_wrap=True)
    table.add_column("Task")  # the one column that gives way in a narrow terminal
    for heading in ("Start", "Finish", "Late finish"):
        table.add_column(heading, no_wrap=True)
    table.add_column("Float", justify="right", no_wrap=True)
    table.add_column("*", no_wrap=True)
    for task, cells in zip(answer["tasks"], read.cells, strict=True):
        days = (task["start"], task["finish"], task["late_finish"], str(task["float_days"]))
        # Text, not markup: a task called [red] is shown as it is written.
        table.add_row(
            Text(task["id"]),
            Text(cells.get("task", ""), no_wrap=True, overflow="ellipsis"),
            *days,
            "*" if task["critical"] else "",
        )
    Console().print(table)


def _print_dates(answer: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False)
    table.add_row("Go-live presentation", answer["presentation_at"])
    table.add_row("Transition meetings", ", ".join(answer["meetings"]) or "none asked for")
    table.add_row("Support window ends", answer["window_ends_at"] or "no window")
    Console().print(table)
