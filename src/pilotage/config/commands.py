"""The command line: `pilotage`."""

import sys

import typer

from pilotage.config import (
    cli_audit,
    cli_backtest,
    cli_backup,
    cli_demo,
    cli_doctor,
    cli_import,
    cli_level,
    cli_plan,
    cli_readiness,
    cli_restore,
    cli_tier,
    cli_token,
    cli_up,
)
from pilotage.tally.cli import door
from pilotage.tally.cli import verify as tally_verify

app = typer.Typer(help="Pilotage: billers from contract to steady state.", add_completion=False)
app.command("up")(cli_up.up)
app.command("demo")(cli_demo.demo)
app.command("plan")(cli_plan.plan)
app.command("dates")(cli_plan.dates)
app.command("backtest")(cli_backtest.backtest)
app.command("level")(cli_level.level)
app.command("tier")(cli_tier.tier)
app.command("readiness")(cli_readiness.readiness)
app.command("backup")(cli_backup.backup)
app.command("restore")(cli_restore.restore)
app.command("doctor")(cli_doctor.doctor)
app.command("verify")(tally_verify.verify)
app.add_typer(cli_audit.app, name="audit")
app.add_typer(cli_import.app, name="import")
app.add_typer(cli_token.app, name="token")


def main() -> None:
    """Run one command."""
    sys.exit(door.run(app))
