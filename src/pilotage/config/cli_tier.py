"""`pilotage tier`: which support a biller gets, by the shipped policy, without a database. Starts without Django."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from pilotage.core.decision_tables import BeforeFirstVersion, TableVersion
from pilotage.transition.rules import propose_tier
from pilotage.transition.shipped_policy import shipped_policy
from pilotage.transition.tierfile import TierFileError, has_missing_facts, propose_for_file

FACTS_MISSING, REFUSED = 1, 2


def tier(
    integration: Annotated[
        str | None, typer.Option(metavar="new|existing", help="New or existing integration.")
    ] = None,
    vertical: Annotated[
        str | None, typer.Option(help="utility, tax, municipality, insurance, healthcare or other.")
    ] = None,
    mrr: Annotated[
        str | None, typer.Option(help="Monthly recurring revenue in USD: digits, at most two decimals.")
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="US state; it only matters where a file's rows are counted.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Use the policy in force on this day, YYYY-MM-DD. Today by default."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV or XLSX file with biller, vertical, integration and mrr.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """The support tier of one biller, or of every biller in a file. Ends with 1 when facts are missing."""
    given = (integration, vertical, mrr, state)
    if file is not None and any(value is not None for value in given):
        _refuse("Give either --file or the facts of one biller, not both.")
    if file is None and all(value is None for value in given):
        _refuse("Give --integration, --vertical and --mrr, or --file.")
    policy = _policy(as_of)
    if file is not None:
        _tier_of_file(file, policy, as_json)
        return
    proposal = propose_tier(policy, vertical=vertical, integration=integration, mrr=mrr)
    answer = proposal.answer(None)
    if as_json:
        print(json.dumps(answer, indent=2))
    else:
        _print_table([answer])
    if not proposal.is_decided:
        raise typer.Exit(FACTS_MISSING)


def _tier_of_file(file: Path, policy: TableVersion, as_json: bool) -> None:
    try:
        proposals = propose_for_file(file, policy)
    except TierFileError as refused:
        _refuse(str(refused))
    answers = [proposal.answer(biller) for biller, proposal in proposals]
    if as_json:
        print(json.dumps(answers, indent=2))
    else:
        _print_table(answers)
    if has_missing_facts(proposals):
        raise typer.Exit(FACTS_MISSING)


def _policy(as_of: str | None) -> TableVersion:
    try:
        day = dt.date.fromisoformat(as_of) if as_of is not None else dt.date.today()
        if as_of is not None and as_of != day.isoformat():
            raise ValueError
    except ValueError:
        _refuse(f"--as-of {as_of} is not a date. Write it as YYYY-MM-DD.")
    try:
        return shipped_policy().in_force(day)
    except BeforeFirstVersion as refused:
        _refuse(str(refused))


def _refuse(sentence: str) -> NoReturn:
    print(" ".join(sentence.split()), file=sys.stderr)
    raise typer.Exit(REFUSED)


def _print_table(answers: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for heading in ("Biller", "Row", "Support", "Window", "Meetings", "Why"):
        table.add_column(heading, no_wrap=heading in ("Row", "Window"))
    for answer in answers:
        days = answer["window_days"]
        window = "" if days is None else f"{days} days" + (" at least" if answer["window_is_minimum"] else "")
        meetings = "" if answer["meetings"] is None else str(answer["meetings"])
        # Text, not markup: a biller called [red] is shown as it is written.
        cells = (answer["biller"] or "", answer["row"] or "", answer["support"].replace("_", " "), window, meetings)
        table.add_row(*map(Text, cells), Text(answer["reason"]))
    Console().print(table)
