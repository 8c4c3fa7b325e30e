"""The doctor finds what is wrong, says what to do, and finds nothing where all is well."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from typer.testing import CliRunner

from pilotage.config.cli_doctor import doctor
from pilotage.core import app_settings, jobs
from pilotage.core.doctor import look_over
from pilotage.core.models import DueReaction, Event, JobLease, OutboxMessage
from pilotage.core.operations import change
from pilotage.core.operations.anchoring import anchor_chain
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import system
from pilotage.core.worker import HEARTBEAT_KEY
from pilotage.people.models import Team

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation in good order: a home of its own, a living worker, a trail with an anchor."""
    tmp_path.chmod(0o700)
    monkeypatch.setattr(settings, "PILOTAGE_HOME", tmp_path)
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
    call_command("createcachetable", verbosity=0)
    now = timezone.now()
    cache.set(HEARTBEAT_KEY, now.isoformat(), 3600)
    for n in range(5):
        with change(by=system(), now=now - timedelta(days=3)) as c:
            c.create(Team, name=f"Team {n}")
    anchor_chain(by=system(), now=now)
    app_settings.forget()


def states() -> dict[str, str]:
    """What isn't well, by check."""
    found = {one.check: one for one in look_over(now=timezone.now())}
    if connection.vendor == "postgresql":
        # The server of the tests runs without durability, and the doctor says so.
        assert found.pop("database").state == "bad"
        # So does its account, which is a superuser.
        assert found.pop("second wall").state == "warn"
    assert all(one.seen for one in found.values())
    assert all(bool(one.remedy) is (one.state != "ok") for one in found.values())
    return {name: one.state for name, one in found.items() if one.state != "ok"}


def said(check: str) -> str:
    return next(one.seen for one in look_over(now=timezone.now()) if one.check == check)


def test_an_installation_in_good_order_has_no_finding() -> None:
    assert states() == {}


def test_a_missing_or_silent_worker_is_found() -> None:
    cache.delete(HEARTBEAT_KEY)
    assert states() == {"worker": "warn"}
    cache.set(HEARTBEAT_KEY, (timezone.now() - timedelta(minutes=7)).isoformat(), 3600)
    assert states() == {"worker": "bad"} and "7 minutes" in said("worker")


def test_jobs_that_failed_were_lost_or_wait_are_found() -> None:
    now = timezone.now()
    jobs.enqueue("portfolio.check", {"run": "x"}, by=system(), now=now)
    assert states() == {}
    DBTaskResult.objects.update(enqueued_at=now - timedelta(hours=1))
    assert states() == {"jobs": "warn"}
    row = DBTaskResult.objects.get()
    DBTaskResult.objects.update(status="RUNNING")
    JobLease.objects.create(pk=str(row.pk), worker="w", leased_until=now - timedelta(minutes=10))
    assert states() == {"jobs": "bad"} and "lost the worker" in said("jobs")
    DBTaskResult.objects.update(status="FAILED", traceback="Traceback …\nValueError: Not yet")
    assert states() == {"jobs": "bad"} and "ValueError: Not yet" in said("jobs")


def test_messages_and_reactions_that_wait_or_were_given_up_are_found() -> None:
    now = timezone.now()
    with change(by=system(), now=now) as c:
        c.send("mail", "one", {})
    event = Event.objects.order_by("-seq").first()
    DueReaction.objects.create(
        event_uid=event.uid, event_seq=event.seq, reaction="x", available_at=now - timedelta(hours=1)
    )
    OutboxMessage.objects.update(available_at=now - timedelta(hours=1))
    assert states() == {"messages": "warn", "reactions": "warn"}
    OutboxMessage.objects.update(failed_at=now, last_problem="OSError: refused")
    DueReaction.objects.update(failed_at=now, last_problem="KeyError: x")
    assert states() == {"messages": "bad", "reactions": "bad"} and "OSError: refused" in said("messages")


@pytest.mark.parametrize("what", ["edited", "cut", "deleted in the middle"])
def test_a_trail_that_was_touched_is_found(what: str) -> None:
    last = Event.objects.order_by("-seq")[0].seq
    if what == "edited":
        Event.objects.filter(seq=last - 1).update(kind="core.forged")
    else:
        Event.objects.filter(seq=last if what == "cut" else 2).delete()
    assert states() == {"audit trail": "bad"}


def test_a_trail_without_a_fresh_anchor_and_a_clock_gone_back_are_found() -> None:
    from pilotage.core.models import Anchor

    Anchor.objects.all().delete()
    assert states() == {"anchors": "warn"}
    later = {one.check: one.state for one in look_over(now=timezone.now() - timedelta(days=30))}
    assert later["clock"] == "bad"


def test_a_secret_key_or_home_that_others_can_use_is_found(tmp_path: Path) -> None:
    key = tmp_path / "secret.key"
    key.write_text("x" * 50)
    key.chmod(0o644)
    tmp_path.chmod(0o777)
    assert states() == {"home": "warn", "secret key": "bad"}


def test_a_home_that_is_not_there_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "PILOTAGE_HOME", tmp_path / "never")
    assert states() == {"home": "bad", "disk": "bad"}


def test_a_full_disk_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 2 << 30})()
    monkeypatch.setattr("shutil.disk_usage", lambda place: usage)
    assert states() == {"disk": "warn"}
    usage.free = 10
    assert states() == {"disk": "bad"}


def test_an_installation_open_to_others_needs_https_and_a_second_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["pilotage.example.com"])
    assert states() == {"sign-in": "bad"}
    monkeypatch.setattr(settings, "IS_HTTPS", True)
    assert states() == {"sign-in": "warn"}
    change_settings(by=system(), now=timezone.now(), values={"is_mfa_required": True})
    app_settings.forget()
    assert states() == {}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is PostgreSQL's")
def test_a_table_without_the_second_wall_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE "work_task" NO FORCE ROW LEVEL SECURITY')
    assert "such as work_task" in said("second wall")


def test_tables_that_wait_for_a_change_are_found() -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).record_unapplied("people", "0002_sessions_and_invitations")
    assert states() == {"tables": "bad"}


def test_the_command_is_exit_1_with_a_finding_and_gives_json(monkeypatch: pytest.MonkeyPatch) -> None:
    import typer

    app = typer.Typer()
    app.command()(doctor)
    cache.delete(HEARTBEAT_KEY)
    result = CliRunner().invoke(app, ["--json"])
    answer = json.loads(result.stdout)
    assert result.exit_code == 1 and answer["healthy"] is False
    assert {"check", "state", "seen", "remedy"} == set(answer["findings"][0])
    assert "warn  worker" in CliRunner().invoke(app, []).stdout


def test_an_installation_without_tables_is_a_finding_and_no_breakdown(own_installation: dict[str, str]) -> None:
    import subprocess
    import sys

    ran = subprocess.run(
        [sys.executable, "-c", "from pilotage.config.commands import main; main()", "doctor", "--json"],
        env=own_installation, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = {one["check"]: one["state"] for one in json.loads(ran.stdout)["findings"]}
    assert ran.returncode == 1 and found["tables"] == "bad" and found["audit trail"] == "bad"


def test_a_database_that_does_not_answer_is_one_finding(own_installation: dict[str, str]) -> None:
    import subprocess
    import sys

    environment = own_installation | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    ran = subprocess.run(
        [sys.executable, "-c", "from pilotage.config.commands import main; main()", "doctor", "--json"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    answer = json.loads(ran.stdout)
    assert ran.returncode == 1 and [one["check"] for one in answer["findings"]] == ["database"]
