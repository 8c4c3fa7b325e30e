"""The health page: open, short, and not closed by the first run."""

from types import SimpleNamespace

from django.db import OperationalError
from django.test import RequestFactory

from pilotage.desk.views import health


def test_it_answers_before_anybody_has_an_account_and_afterwards(stranger, person) -> None:
    for _time in range(2):
        answer = stranger.get("/health/")
        assert (answer.status_code, answer.content) == (200, b"ok")
        person("admin")


def test_it_says_when_the_database_does_not_answer(monkeypatch) -> None:
    def broken() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(health, "connection", SimpleNamespace(cursor=broken))
    assert health.health(RequestFactory().get("/health/")).status_code == 503
