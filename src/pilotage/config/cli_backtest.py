"""`pilotage backtest`: does the forecast hold? Shown on made-up histories, or on the projects of this installation."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pilotage.config.cli_door import Door, refuse

if TYPE_CHECKING:
    from pilotage.planner.backtest import BackTest

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def backtest(
    projects: Annotated[int, typer.Option(min=1, max=5_000, help="How many made-up projects to forecast.")] = 500,
    learn: Annotated[int, typer.Option(min=0, max=5_000, help="From how many others to learn first.")] = 200,
    seed: Annotated[int, typer.Option(help="Which made-up world.")] = 1,
    portfolio: Annotated[
        bool, typer.Option("--portfolio", help="Take the finished projects of this installation instead.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Forecasts finished projects as they stood on earlier days, and lays the answer beside what came."""
    found = _of_portfolio() if portfolio else _of_made_up(projects, learn, seed)
    if as_json:
        print(json.dumps(found.as_json(), indent=2))
        return
    _print(found)


def _of_made_up(projects: int, learn: int, seed: int) -> "BackTest":
    from pilotage.planner.backtest import learn_and_test
    from pilotage.planner.lives import lives

    with _progress(f"{projects + learn:,} made-up projects, each at 5 days of its life") as told:
        lived = lives(learn + projects, seed=seed)
        return learn_and_test(lived[:learn], lived[learn:], told=told)


@contextmanager
def _progress(words: str) -> Iterator[Callable[[int, int], None]]:
    """On standard error, so that the answer stays clean: a bar on a terminal, else a line for each tenth of the work."""
    from rich.console import Console
    from rich.progress import Progress, TimeRemainingColumn

    console = Console(stderr=True)
    if console.is_terminal:
        with Progress(
            *Progress.get_default_columns()[:-1], TimeRemainingColumn(), console=console, transient=True
        ) as bar:
            task = bar.add_task(words, total=None)
            yield lambda done, whole: bar.update(task, completed=done, total=whole)
        return
    print(words, file=sys.stderr, flush=True)

    def told(done: int, whole: int) -> None:
        if done * 10 // whole > (done - 1) * 10 // whole:
            print(f"{done:,} of {whole:,} forecast", file=sys.stderr, flush=True)

    yield told


def _of_portfolio() -> "BackTest":
    """The installation's own projects that went live, each forecast from what the others say."""
    with Door():
        from pilotage.forecasts.gathering import past_projects
        from pilotage.forecasts.operations import cross_tested

        past = past_projects()
        found = cross_tested(past, simulations=2_000)
    if found is None:
        refuse(f"Only {len(past)} projects have gone live with the days of their tasks told; a back-test needs 5.")
    return found


def _print(found: "BackTest") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(
        caption=f"{found.forecasts:,} forecasts of {found.projects:,} projects, learnt from {found.learnt_from:,} others. "
        "Errors are mean working days from the true date.",
        caption_justify="left",
    )
    for heading in ("Way gone", "Within P50", "P80", "P95", "Error of P50", "of the plan", "of the first plan"):
        table.add_column(heading, justify="right")
    for one in found.horizons:
        shares = (f"{share:.1%}" for share in (one.within_p50, one.within_p80, one.within_p95))
        errors = (f"{days:.1f}" for days in (one.error, one.error_planned, one.error_baseline))
        table.add_row(f"{one.part:.0%}", *shares, *errors)
    whole = (f"{share:.1%}" for share in (found.within_p50, found.within_p80, found.within_p95))
    table.add_row("all", *whole, "", "", "")
    Console().print(table)
