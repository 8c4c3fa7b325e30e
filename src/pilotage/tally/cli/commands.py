"""Every command of `tally` with its options and its help."""

import typer

from pilotage.tally.cli import check_schedule, codes, forbidden, propose, rates, read, reconcile, verify
from pilotage.tally.cli.map import show_mapping

app = typer.Typer(help="Prove that two systems agree, field by field and cent by cent.", add_completion=False)
app.command("check-schedule")(check_schedule.check_schedule)
app.command("codes")(codes.codes)
app.command("forbidden")(forbidden.forbidden)
app.command("rates")(rates.rates)
app.command("read")(read.read)
app.command("propose")(propose.propose)
app.command("rows")(propose.rows)
app.command("layouts")(propose.layouts)
app.command("verify")(verify.verify)
app.command("certificate")(verify.certificate)
app.command("reconcile")(reconcile.reconcile)
app.command("map")(show_mapping)


@app.callback()
def begin() -> None:
    """Keeps each command a command, also while there is one alone."""
