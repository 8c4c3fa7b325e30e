"""An import by page and worker: how far it is, everything that is wrong as a file, and nothing kept of card numbers."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pilotage.billers import operations as billers
from pilotage.billers.models import Biller, Contact
from pilotage.core import jobs
from pilotage.core.jobs import MOST_ATTEMPTS
from pilotage.core.models import Event
from pilotage.core.operations import delivering
from pilotage.core.verify import verify_chain
from pilotage.core.viewer import system
from pilotage.portfolio.models import ImportRun
from pilotage.portfolio.operations import run_check, run_commit, working
from story import NOW

CARDS = ("4111111111111111", "5500005555555559", "4012888888881881")


@pytest.fixture
def ada(signed_in, person):
    return signed_in(person("admin", name="Ada"))


@pytest.fixture
def upload(ada):
    """`upload(billers="…")`: starts an import of these texts by page; its address."""

    def start(**texts):
        given = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in texts.items()]
        return ada.post("/import/", {"upload": given})

    return start


def work(times: int = 1) -> None:
    """The worker takes the next job, without waiting for its turn after a failure."""
    for _ in range(times):
        DBTaskResult.objects.filter(status="READY").update(run_after=NOW)
        assert delivering.work_once(worker="w", clock=timezone.now)


def files_kept(settings) -> list[str]:
    folder = settings.PILOTAGE_HOME / "imports"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def many_billers(number: int) -> str:
    return "external_id,name\n" + "".join(f"b{n},Biller {n}\n" for n in range(number))


def test_a_check_says_how_many_rows_are_read_and_an_import_how_far_it_is(upload, ada, monkeypatch) -> None:
    address = upload(billers=many_billers(5000))["Location"]
    seen: list[str] = []

    def looked(function):
        def told(*, tell_progress, **more):
            def tell_and_look(done: int, total: int) -> None:
                tell_progress(done, total)
                seen.append(ada.get(address).content.decode())

            function(tell_progress=tell_and_look, **more)

        return told

    from pilotage.portfolio import jobs as own_jobs

    monkeypatch.setattr(own_jobs, "run_check", looked(run_check))
    monkeypatch.setattr(own_jobs, "run_commit", looked(run_commit))
    work()
    assert "Reading and checking" in seen[0] and "2,000 rows read" in seen[0] and "4,000 rows read" in seen[1]
    seen.clear()
    ada.post(f"{address}commit/")
    assert "Waiting for its turn" in ada.get(address).content.decode()
    work()
    assert all("Importing" in page for page in seen)
    assert [n for n in ("666", "1,333", "2,333", "3,000", "3,333") if any(f"{n} of 5,000" in page for page in seen)] == [
        "666", "1,333", "2,333", "3,000", "3,333",
    ]  # fmt: skip
    assert b"5000 rows are in" in ada.get(address).content


def test_everything_that_is_wrong_can_be_downloaded_and_no_cell_of_it_is_a_formula(upload, ada) -> None:
    bad = "".join(f"b{n},Biller {n},=cmd()|{n}\n" for n in range(1200))
    address = upload(billers=f"external_id,name,mrr\n{bad}")["Location"]
    work()
    page = ada.get(address).content.decode()
    assert "1200 places" in page and "and 1000 more" in page
    answer = ada.get(f"{address}errors.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert len(rows) == 1200
    assert (rows[-1]["file"], rows[-1]["row"], rows[-1]["column"]) == ("billers.csv", "1201", "mrr")
    assert rows[-1]["value"] == "'=cmd()|1199" and rows[-1]["reason"] and rows[-1]["remedy"]


def test_a_file_with_card_numbers_is_deleted_and_the_page_says_which_cells(
    upload, ada, settings, django_capture_on_commit_callbacks
) -> None:
    cells = "".join(f"c{n},b1,Ann,{card}\n" for n, card in enumerate(CARDS))
    before = files_kept(settings)
    address = upload(billers="external_id,name\nb1,Hill\n", contacts=f"external_id,biller,name,phone\n{cells}")[
        "Location"
    ]
    assert len(files_kept(settings)) == len(before) + 2
    work()
    page = ada.get(address).content.decode()
    assert "phone" in page and "1111" in page and "check/" not in page
    left = [name for name in files_kept(settings) if name not in before]
    assert left == [f"{ImportRun.objects.get().pk.hex}.errors"]
    told = (settings.PILOTAGE_HOME / "imports" / left[0]).read_text() + page + str(list(Event.objects.values()))
    assert not any(card in told for card in CARDS)
    assert b"no longer here" in ada.post(f"{address}check/", follow=True).content
    with django_capture_on_commit_callbacks(execute=True):
        ada.post(f"{address}discard/")
    assert files_kept(settings) == before


def test_a_card_number_for_a_heading_is_refused_at_the_door(upload, settings) -> None:
    before, events = files_kept(settings), Event.objects.count()
    answer = upload(contacts=f"c1,b1,Ann,{CARDS[0]}\nc2,b1,Bob,{CARDS[1]}\n")
    assert b"looks like a card number" in answer.content and CARDS[0].encode() not in answer.content
    assert (files_kept(settings), Event.objects.count(), ImportRun.objects.count()) == (before, events, 0)


def test_an_import_that_was_overtaken_keeps_nothing_and_succeeds_when_it_is_tried_again(
    upload, ada, monkeypatch
) -> None:
    upload(billers="external_id,name\nb1,Hill\n")
    work()
    run = ImportRun.objects.get()
    ada.post(f"/import/{run.pk}/commit/")
    build = working.prepare

    def overtaken(plan, **more):
        monkeypatch.setattr(working, "prepare", build)
        prepared = build(plan, **more)
        billers.create_biller(by=system(), now=NOW, external_id="b1", name="Somebody else's")
        return prepared

    monkeypatch.setattr(working, "prepare", overtaken)
    work()
    run.refresh_from_db()
    assert (run.state, Biller.objects.everywhere().get().name) == ("running", "Somebody else's")
    assert b"Somebody added rows" in ada.get(f"/import/{run.pk}/").content
    work()
    run.refresh_from_db()
    assert (run.state, run.updated, Biller.objects.everywhere().get().name) == ("done", 1, "Hill")
    assert verify_chain().is_valid


def test_an_import_whose_job_is_given_up_can_be_checked_again_or_discarded(upload, ada, monkeypatch) -> None:
    address = upload(billers="external_id,name\nb1,Hill\n", contacts="external_id,biller,name\nc1,b1,Ann\n")["Location"]
    work()
    ada.post(f"{address}commit/")
    monkeypatch.setattr(working, "carry_out", lambda *given: 1 / 0)
    work(MOST_ATTEMPTS)
    run = ImportRun.objects.get()
    assert jobs.status(run.job_id).state == "failed" and not Contact.objects.everywhere().exists()
    assert b"given up; nothing was imported" in ada.get(address).content
    monkeypatch.undo()
    ada.post(f"{address}check/")
    work()
    ada.post(f"{address}commit/")
    work()
    assert ImportRun.objects.get().state == "done" and Contact.objects.everywhere().count() == 1


def test_a_commit_that_is_run_again_after_it_was_done_or_discarded_does_nothing(upload, ada, admin) -> None:
    address = upload(billers="external_id,name\nb1,Hill\n")["Location"]
    work()
    run = ImportRun.objects.get()
    ada.post(f"{address}discard/")
    for state in ("dropped", "ready", "done"):
        ImportRun.objects.filter(pk=run.pk).update(state=state)
        run.refresh_from_db()
        run_commit(run=run, by=admin, now=NOW, tell_progress=lambda done, total: None)
        assert not Biller.objects.everywhere().exists()
