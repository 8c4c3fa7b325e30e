"""`pilotage token`: make, list and revoke; one clear line and exit code 2 when it can't."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner, Result

from pilotage.config.cli_token import app
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.people import operations, queries
from pilotage.people.models import ApiToken

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def dana(db):
    return operations.create_user(by=system(), now=NOW, email="dana@example.com", name="Dana Silva", roles=["pm"])


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def made(*more: str) -> dict[str, object]:
    return json.loads(run("create", "--user", "Dana@example.com", "--scope", "read", "--json", *more).stdout)


def test_it_prints_one_object_with_a_token_that_works(dana) -> None:
    answer = made("--name", "report")
    assert set(answer) == {"token", "prefix", "user", "scopes", "expires_at"}
    assert (answer["user"], answer["scopes"]) == ("dana@example.com", ["read"])
    owner, row = queries.token_user(str(answer["token"]), datetime.now(UTC))
    assert owner == dana and row.name == "report"
    assert Event.objects.order_by("-seq")[0].payload["source"] == "command"


def test_scopes_may_be_repeated_or_joined_and_zero_days_is_for_ever() -> None:
    answer = made("--scope", "tasks:write,audit:read", "--days", "0")
    assert (answer["scopes"], answer["expires_at"]) == (["read", "tasks:write", "audit:read"], None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["create", "--user", "nobody@example.com", "--scope", "read", "--json"], "nobody@example.com"),
        (["create", "--user", "dana@example.com", "--scope", "rule", "--json"], "rule: no such scope"),
        (["create", "--user", "dana@example.com", "--scope", ",", "--json"], "at least one scope"),
        (["list", "--user", "nobody@example.com", "--json"], "nobody@example.com"),
        (["revoke", "plt_nothing1", "--json"], "No tokens begin with"),
    ],
)
def test_what_can_not_be_done_is_one_line_and_nothing_else(arguments, said) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == "" and result.stderr.count("\n") == 1 and said in result.stderr
    assert not ApiToken.objects.exists()


def test_an_account_that_is_not_active_gets_none(dana) -> None:
    dana.is_active = False
    dana.save()
    result = run("create", "--user", "dana@example.com", "--scope", "read", "--json")
    assert result.exit_code == 2 and "not active" in result.stderr and result.stdout == ""


def test_the_list_never_holds_a_token_and_revoking_ends_it() -> None:
    token = str(made()["token"])
    listed = run("list", "--json")
    assert token not in listed.stdout and json.loads(listed.stdout)[0]["prefix"] == token[:12]
    ended = run("revoke", token[:12], "--json")
    assert ended.exit_code == 0 and json.loads(ended.stdout)["prefix"] == token[:12]
    assert queries.token_user(token, datetime.now(UTC)) is None


def test_tables_are_for_people() -> None:
    token = run("create", "--user", "dana@example.com", "--scope", "read").stdout.strip()
    assert token.startswith("plt_")
    assert "dana@example.com" in run("list").stdout
