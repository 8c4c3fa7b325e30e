"""An import beside other people's work: nobody waits while it reads and builds, and under the lock it only stores."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from pilotage.billers import operations as billers
from pilotage.billers.models import Biller
from pilotage.core.models import Event
from pilotage.core.verify import verify_chain
from pilotage.core.viewer import system
from pilotage.people.models import Team
from pilotage.people.operations import create_team
from pilotage.portfolio.operations import files, import_files, run_check, run_commit, start_import, working
from story import NOW


def tables(number: int, *, first: int = 0, changed: bool = False) -> dict[str, str]:
    """Billers, contacts, integrations and phases, so many of each."""
    other, target = (" and Sons", "2027-04-01") if changed else ("", "2027-03-01")
    rows = range(first, first + number)
    return {
        "billers": "external_id,name\n" + "".join(f"b{n},Biller {n}{other}\n" for n in rows),
        "contacts": "external_id,biller,name\n" + "".join(f"c{n},b{n},Ann {n}{other}\n" for n in rows),
        "integrations": "external_id,biller,integrator\n" + "".join(f"i{n},b{n},Provider{other}\n" for n in rows),
        "phases": "external_id,biller,integration,target_go_live\n"
        + "".join(f"p{n},b{n},i{n},{target}\n" for n in rows),
    }


@pytest.fixture
def bring(tmp_path):
    """`bring(tables(5))`: imports these files."""

    def run(texts: dict[str, str]):
        for name, text in texts.items():
            (tmp_path / f"{name}.csv").write_text(text)
        return import_files([tmp_path / f"{name}.csv" for name in texts], by=system(), now=NOW)

    return run


def save_by_somebody_else(name: str) -> None:
    """In a thread, so with a connection and a transaction of its own; waits until it is kept."""

    def save() -> None:
        try:
            create_team(by=system(), now=NOW, name=name)
        finally:
            connection.close()

    thread = threading.Thread(target=save)
    thread.start()
    thread.join(timeout=20)
    assert Team.objects.filter(name=name).exists()


def with_a_save(monkeypatch, module, name: str) -> None:
    """Each time this step of the import is over, somebody else saves."""
    step = getattr(module, name)

    def then_saved(*given, **more):
        answer = step(*given, **more)
        assert not transaction.get_connection().in_atomic_block
        save_by_somebody_else(f"After {name}")
        return answer

    monkeypatch.setattr(module, name, then_saved)


STEPS = ("read_files", "plan_import", "prepare")


@pytest.mark.django_db(transaction=True)
def test_somebody_saves_after_each_step_of_an_import_before_it_stores(bring, monkeypatch) -> None:
    for step in STEPS:
        with_a_save(monkeypatch, files, step)
    assert bring(tables(3))["created"] == 12
    assert Team.objects.count() == 3 and verify_chain().is_valid
    teams = Event.objects.filter(kind="people.team_created").values_list("seq", flat=True)
    assert max(teams) < min(Event.objects.filter(kind="billers.biller_created").values_list("seq", flat=True))


@pytest.mark.django_db(transaction=True)
def test_somebody_saves_after_each_step_of_an_import_by_page(monkeypatch) -> None:
    given = [(f"{name}.csv", ContentFile(text.encode())) for name, text in tables(3).items()]
    run = start_import(files=given, by=system(), now=NOW)
    type(run).objects.update(state="checking")
    run.refresh_from_db()
    for step in STEPS:
        with_a_save(monkeypatch, working, step)
    run_check(run=run, by=system(), now=NOW, tell_progress=lambda done, total: None)
    Team.objects.all().delete()
    type(run).objects.update(state="queued")
    run.refresh_from_db()
    run_commit(run=run, by=system(), now=NOW, tell_progress=lambda done, total: None)
    assert (run.state, Team.objects.count(), Biller.objects.everywhere().count()) == ("done", 3, 3)
    assert verify_chain().is_valid


@pytest.mark.django_db(transaction=True)
def test_an_import_plans_again_when_somebody_changed_a_row_of_it_meanwhile(bring, monkeypatch) -> None:
    bring(tables(3))
    build, built = files.prepare, []

    def overtaken(plan, **more):
        prepared = build(plan, **more)
        if not built:
            row = Biller.objects.everywhere().get(external_id="b1")
            billers.change_biller(by=system(), now=NOW, biller=row, website="https://example.com", name="Renamed")
        built.append(prepared)
        return prepared

    monkeypatch.setattr(files, "prepare", overtaken)
    answer = bring(tables(3, changed=True))
    assert (answer["updated"], answer["errors"], len(built)) == (12, [], 2)
    row = Biller.objects.everywhere().get(external_id="b1")
    assert (row.name, row.website, row.record.version) == ("Biller 1 and Sons", "https://example.com", 3)
    assert verify_chain().is_valid


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_overtaken_again_and_again_says_so_and_keeps_nothing(bring, monkeypatch) -> None:
    build = files.prepare

    def overtaken(plan, **more):
        prepared = build(plan, **more)
        row = Biller.objects.everywhere().get(external_id="b1")
        billers.change_biller(by=system(), now=NOW, biller=row, website=f"https://example.com/{row.record.version}")
        return prepared

    bring(tables(3))
    monkeypatch.setattr(files, "prepare", overtaken)
    answer = bring(tables(3, changed=True))
    assert (answer["updated"], answer["errors_total"]) == (0, 1)
    assert "Somebody changed rows" in answer["errors"][0]["reason"]
    assert not Biller.objects.everywhere().filter(name__contains="Sons").exists() and verify_chain().is_valid


def test_under_the_lock_as_many_statements_store_ten_rows_as_a_hundred(db, bring, monkeypatch) -> None:
    store, counted = files.carry_out, []

    def count(*given, **more):
        with CaptureQueriesContext(connection) as asked:
            store(*given, **more)
        counted.append(len(asked))

    bring(tables(1, first=500))  # begins the chain, which takes statements of its own
    monkeypatch.setattr(files, "carry_out", count)
    for first, number in ((0, 10), (10, 100)):
        assert bring(tables(number, first=first))["created"] == 4 * number
        assert bring(tables(number, first=first, changed=True))["updated"] == 4 * number
    new, changed, many_new, many_changed = counted
    assert (many_new, many_changed) == (new, changed) and max(counted) <= 15
