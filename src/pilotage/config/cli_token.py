"""`pilotage token create | list | revoke`: access tokens for the API from the command line."""

import json
import sys
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from pilotage.config.cli_door import Door, refuse

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Whose = Annotated[str, typer.Option("--user", metavar="EMAIL", help="The e-mail of the account.")]

app = typer.Typer(help="Access tokens for the API.")


@app.command()
def create(
    user: Whose,
    scope: Annotated[
        list[str],
        typer.Option(metavar="SCOPE", help="read, write, admin, or an area's, such as billers:read. Repeatable."),
    ],
    name: Annotated[str, typer.Option(help="What the token is for.")] = "",
    days: Annotated[int, typer.Option(min=0, max=3650, help="How long it works; 0 until it is revoked.")] = 90,
    as_json: AsJson = False,
) -> None:
    """Make a token for an account. It is printed this once; only its fingerprint is kept."""
    with Door():
        from django.utils import timezone

        from pilotage.core.viewer import system
        from pilotage.people import operations

        now = timezone.now()
        expires = now + timedelta(days=days) if days else None
        scopes = [word.strip() for given in scope for word in given.split(",") if word.strip()]
        row, plain = operations.create_token(
            by=system("command"), now=now, user=_account(user), name=name, scopes=scopes, expires=expires
        )
        answer = {
            "token": plain,
            "prefix": row.prefix,
            "user": row.user.email,
            "scopes": row.scopes,
            "expires_at": _moment(row.expires_at),
        }
    if as_json:
        print(json.dumps(answer))
    else:
        print(plain)
        print(f"{row.user.email}, {', '.join(row.scopes)}, until {answer['expires_at'] or 'revoked'}", file=sys.stderr)


@app.command("list")
def list_tokens(
    user: Annotated[str, typer.Option("--user", metavar="EMAIL", help="Only this account's.")] = "",
    as_json: AsJson = False,
) -> None:
    """Tokens of one account or of all, newest first; never the tokens themselves."""
    with Door():
        from pilotage.core.viewer import system
        from pilotage.people import queries

        found = queries.tokens(system("command"), of_all=True)
        if user:
            found = found.filter(user=_account(user))
        answer = [
            {
                "prefix": row.prefix,
                "name": row.name,
                "user": row.user.email,
                "scopes": row.scopes,
                "created_at": _moment(row.created_at),
                "expires_at": _moment(row.expires_at),
                "revoked_at": _moment(row.revoked_at),
                "last_used_at": _moment(row.last_used_at),
            }
            for row in found
        ]
    if as_json:
        print(json.dumps(answer))
    else:
        _print_table(answer)


@app.command()
def revoke(
    prefix: Annotated[str, typer.Argument(help="The beginning of the token, as `token list` shows it.")],
    as_json: AsJson = False,
) -> None:
    """Make a token stop working at once."""
    with Door():
        from django.utils import timezone

        from pilotage.core.viewer import system
        from pilotage.people import operations, queries

        found = list(queries.tokens(system("command"), of_all=True).filter(prefix=prefix[:12]))
        if len(found) != 1:
            refuse(f"{len(found) or 'No'} tokens begin with {prefix[:12]}. See `pilotage token list`.")
        operations.revoke_token(by=system("command"), now=timezone.now(), token=found[0])
        answer = {"prefix": found[0].prefix, "user": found[0].user.email, "revoked_at": _moment(found[0].revoked_at)}
    if as_json:
        print(json.dumps(answer))
    else:
        print(f"The token {answer['prefix']}… of {answer['user']} doesn't work any more.")


def _account(email: str) -> Any:
    from pilotage.people import queries

    found = queries.user_by_email(email)
    if found is None:
        refuse(f"No account has the e-mail {email}. Add it under Settings, People.")
    return found


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _print_table(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Token", "For", "Account", "May do", "Works until", "State")
    for row in rows:
        state = "revoked" if row["revoked_at"] else "works"
        until = (row["expires_at"] or "revoked")[:10]
        table.add_row(f"{row['prefix']}…", row["name"], row["user"], ", ".join(row["scopes"]), until, state)
    Console().print(table)
