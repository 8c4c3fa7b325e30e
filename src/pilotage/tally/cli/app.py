"""`tally`: the verification engine on the command line, without the product and without a database."""

import typer

from pilotage.tally.cli import check_schedule, door, forbidden, rates, reconcile

app = typer.Typer(help="Prove that two systems agree, field by field and cent by cent.", add_completion=False)
app.command("forbidden")(forbidden.forbidden)
app.command("reconcile")(reconcile.reconcile)
app.command("check-schedule")(check_schedule.check_schedule)
app.command("rates")(rates.rates)


@app.callback()
def begin() -> None:
    """Keeps each command a command, also while there is one alone."""


def main() -> None:
    """Run one command."""
    door.run(app)
