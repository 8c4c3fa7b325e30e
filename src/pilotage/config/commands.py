"""The command line: `pilotage`, with one place that turns what goes wrong into one line on standard error."""

import os
import sys

import typer
from typer.exceptions import TyperException

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

REFUSED = 2

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
app.add_typer(cli_audit.app, name="audit")
app.add_typer(cli_import.app, name="import")
app.add_typer(cli_token.app, name="token")


def main() -> None:
    """Run one command. Exit 0, 1 for a finding, 2 for bad input or a failure: one line on stderr, stdout empty."""
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except typer.Exit as left:
        code = left.exit_code
    except TyperException as wrong:
        code = _say(f"{wrong.format_message().rstrip('.')}. Add --help to see what it takes.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # who read it has read enough
        code = 0
    except (KeyboardInterrupt, typer.Abort):
        code = _say("Stopped.")
    except Exception as problem:
        if os.environ.get("PILOTAGE_LOG") == "DEBUG":
            raise
        words = str(problem).rstrip(".") or "nothing more is known"
        code = _say(f"This failed ({type(problem).__name__}: {words}). Set PILOTAGE_LOG=DEBUG to see where.")
    sys.exit(code if isinstance(code, int) else 0)


def _say(words: str) -> int:
    print(" ".join(words.split()), file=sys.stderr)
    return REFUSED
