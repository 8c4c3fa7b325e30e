"""The import: all or nothing, repeatable, every bad row named, no card number kept, and no door to live."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pilotage.billers.models import Biller, Contact, Integration, Phase
from pilotage.core.models import DueReaction, Event, Record
from pilotage.core.operations import delivering
from pilotage.people.models import User
from pilotage.portfolio.models import ImportRun
from pilotage.portfolio.operations import import_files
from story import NOW

BILLERS = "external_id,name,vertical,state,time_zone,mrr\nb1,Hill Water,Utility,tx,America/Chicago,4200.50\nb2,Elm City,tax,OH,,900\n"


@pytest.fixture
def bring(tmp_path, admin):
    """`bring(billers="…")`: imports texts or bytes under these names."""

    def run(by=None, dry_run=False, **files):
        paths = []
        for name, given in files.items():
            path = tmp_path / f"{name}.csv"
            path.write_bytes(given if isinstance(given, bytes) else given.encode())
            paths.append(path)
        return import_files(paths, dry_run=dry_run, by=by or admin, now=NOW)

    return run


def counts(answer):
    return answer["created"], answer["updated"], answer["unchanged"], len(answer["errors"])


def test_rows_are_created_then_known_then_changed(bring) -> None:
    assert counts(bring(billers=BILLERS)) == (2, 0, 0, 0)
    events = Event.objects.count()
    assert counts(bring(billers=BILLERS)) == (0, 0, 2, 0)
    assert Event.objects.count() == events
    assert counts(bring(billers=BILLERS.replace("900", "950"))) == (0, 1, 1, 0)
    row = Biller.objects.everywhere().get(external_id="b2")
    assert (str(row.mrr_amount), row.state, row.time_zone, row.record.version) == (
        "950.00",
        "OH",
        "America/New_York",
        2,
    )


def test_an_empty_cell_neither_sets_nor_erases(bring) -> None:
    bring(billers=BILLERS)
    assert counts(bring(billers="external_id,name,mrr\nb1,Hill Water,\n")) == (0, 0, 1, 0)
    assert str(Biller.objects.everywhere().get(external_id="b1").mrr_amount) == "4200.50"


def test_a_dry_run_changes_nothing(bring) -> None:
    assert counts(bring(billers=BILLERS, dry_run=True)) == (2, 0, 0, 0)
    assert not Biller.objects.everywhere().exists()


@pytest.mark.parametrize(
    ("name", "text", "row", "column"),
    [
        ("billers", "external_id,name,mrr\nb1,A,1\nb2,B,12.345\n", 3, "mrr"),
        ("billers", "external_id,name,mrr\nb1,,1\n", 2, "name"),
        ("billers", "external_id,name\nb1,A\nb1,B\n", 3, "external_id"),
        ("billers", "external_id,name,vertical\nb1,A,coal\n", 2, "vertical"),
        ("billers", "external_id,name,contract_date\nb1,A,soon\n", 2, "contract_date"),
        ("contacts", "external_id,biller,name\nc1,nobody,Ann\n", 2, "biller"),
        ("integrations", "external_id,biller,product\ni1,nobody,x\n", 2, "biller"),
        ("billers", "external_id,name\nb1,A\x00B\n", 2, None),
        ("billers", "name\nA\n", 1, "external_id"),
    ],
)
def test_each_bad_row_is_named_and_nothing_is_kept(bring, name, text, row, column) -> None:
    answer = bring(**{name: text})
    error = answer["errors"][0]
    assert (error["row"], error["file"]) == (row, f"{name}.csv")
    assert column is None or error["column"] == column
    assert error["reason"] and error["remedy"]
    assert (answer["created"], Record.objects.exclude(kind="user").count()) == (0, 0)


def test_one_bad_row_of_many_files_keeps_everything_out(bring) -> None:
    answer = bring(billers=BILLERS, contacts="external_id,biller,name,email\nc1,b1,Ann,no-address\n")
    assert [error["column"] for error in answer["errors"]] == ["email"]
    assert not Biller.objects.everywhere().exists() and not Contact.objects.everywhere().exists()


def test_card_numbers_are_refused_masked_and_account_numbers_pass(bring) -> None:
    cards = "\n".join(
        f"c{n},b1,Ann,{card}" for n, card in enumerate(["4111111111111111", "5500005555555559", "4012888888881881"])
    )
    answer = bring(billers=BILLERS, contacts=f"external_id,biller,name,phone\n{cards}\n")
    assert answer["errors"] and all("4111111111111111" not in str(error) for error in answer["errors"])
    assert answer["errors"][0]["column"] == "phone" and not Biller.objects.everywhere().exists()
    assert not Event.objects.filter(payload__icontains="41111111").exists()
    accounts = "\n".join(f"c{n},b1,Ann {n},{7_000_000_000_000_000 + n * 7919}" for n in range(200))
    assert bring(billers=BILLERS, contacts=f"external_id,biller,name,phone\n{accounts}\n")["created"] == 202


def test_rows_of_several_files_refer_to_each_other(bring, product) -> None:
    answer = bring(
        phases="external_id,biller,integration,target_go_live\np1,b1,i1,today+40\n",
        integrations="external_id,biller,product,integrator\ni1,b1,northstar HARMONY,Provider\n",
        billers=BILLERS,
    )
    assert counts(answer) == (4, 0, 0, 0)
    phase = Phase.objects.everywhere().get()
    assert (phase.integration.product, phase.target_go_live_date) == (product, NOW.date() + timedelta(days=40))
    assert DueReaction.objects.filter(reaction__endswith="work_out_when_the_target_is_set").count() == 1
    assert counts(
        bring(integrations="external_id,biller,product,integrator\ni1,b1,Northstar Harmony,Cedar Labs\n")
    ) == (0, 1, 0, 0)
    assert Integration.objects.everywhere().get().integrator == "Cedar Labs"


def test_a_past_go_live_is_created_by_an_administrator_and_never_changed(bring, pm) -> None:
    bring(billers=BILLERS)
    text = "external_id,biller,went_live\np1,b1,2024-05-01\n"
    assert "administrator" in bring(by=pm, phases=text)["errors"][0]["reason"]
    assert bring(phases="external_id,biller,went_live\np1,b1,today\n")["errors"][0]["column"] == "went_live"
    assert counts(bring(phases=text)) == (1, 0, 0, 0)
    phase = Phase.objects.everywhere().get()
    assert (phase.stage, phase.went_live_date, phase.is_live_before_pilotage) == ("steady", date(2024, 5, 1), True)
    assert bring(phases=text.replace("2024-05-01", "2024-06-01"))["errors"][0]["column"] == "went_live"
    bring(phases="external_id,biller\np2,b1\n")
    answer = bring(phases="external_id,biller,went_live\np2,b1,2024-05-01\n")
    assert "never changes a go-live" in answer["errors"][0]["reason"]
    assert Phase.objects.everywhere().get(external_id="p2").stage == "contract"


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfexternal_id,name\r\nb1,Caf\xc3\xa9\r\nb2,B\r\n",
        "external_id,name\nb1,Café\nb2,B\n".encode("cp1252"),
        b"external_id,name\rb1,Caf\xc3\xa9\nb2,B\r\n",
        'external_id;name\n"b1";"Café"\nb2;"B"\n'.encode(),
        b'external_id,name,website\nb1,Caf\xc3\xa9,\nb2,B,"' + b" " * 1_000_000 + b'"\n',
    ],
)
def test_files_of_every_make_are_read_right(bring, data) -> None:
    assert counts(bring(billers=data)) == (2, 0, 0, 0)
    assert Biller.objects.everywhere().get(external_id="b1").name == "Café"


def test_every_sheet_and_hidden_row_of_a_workbook_counts(tmp_path, admin) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.epoch = __import__("datetime").datetime(1904, 1, 1)
    first = book.active
    first.title = "billers"
    for row in (["external_id", "name", "contract_date"], ["b1", "Hill", date(2026, 5, 4)], ["b2", "Elm", None]):
        first.append(row)
    first.row_dimensions[3].hidden = True
    second = book.create_sheet("contacts")
    second.append(["external_id", "biller", "name"])
    second.append(["c1", "b2", "Ann"])
    path = tmp_path / "portfolio.xlsx"
    book.save(path)
    assert counts(import_files([path], by=admin, now=NOW)) == (3, 0, 0, 0)
    assert Biller.objects.everywhere().get(external_id="b1").contract_date == date(2026, 5, 4)


def test_pages_lead_from_upload_over_preview_to_commit(signed_in, person) -> None:
    ada = person("admin", name="Ada")
    browser = signed_in(ada)
    upload = [
        SimpleUploadedFile("billers.csv", BILLERS.encode()),
        SimpleUploadedFile("contacts.csv", b"external_id,biller,name\nc1,b1,Ann\n"),
    ]
    address = browser.post("/import/", {"upload": upload})["Location"]
    assert b"Reading and checking" in browser.get(address).content
    assert delivering.work_once(worker="w", clock=timezone.now)
    assert b"3 to create" in browser.get(address).content and not Biller.objects.everywhere().exists()
    browser.post(f"{address}commit/")
    assert delivering.work_once(worker="w", clock=timezone.now)
    assert b"3 rows are in" in browser.get(address).content and Biller.objects.everywhere().count() == 2
    run = ImportRun.objects.get()
    assert run.state == "done" and User.objects.get(pk=ada.pk).notices.filter(kind="import_finished").exists()


def test_columns_are_mapped_and_remembered(signed_in, person) -> None:
    browser = signed_in(person("im"))
    text = b"Key,Title\nb1,Hill\n"
    address = browser.post("/import/", {"upload": SimpleUploadedFile("billers.csv", text)})["Location"]
    file = ImportRun.objects.get().files.get()
    delivering.work_once(worker="w", clock=timezone.now)
    assert b"missing" in browser.get(address).content
    browser.post(f"/import/files/{file.pk}/", {"kind": "billers", "external_id": "Key", "name": "Title"})
    delivering.work_once(worker="w", clock=timezone.now)
    assert b"1 to create" in browser.get(address).content
    browser.post("/import/", {"upload": SimpleUploadedFile("billers.csv", text)})
    assert ImportRun.objects.order_by("-started_at").first().files.get().mapping["name"] == "Title"


def test_the_sample_portfolio_is_whole_and_says_what_happened(admin, monkeypatch) -> None:
    from pilotage.portfolio.sample import sample_files
    from pilotage.portfolio.shipping import load_shipped

    load_shipped(now=NOW)
    answer = import_files(sample_files(), by=admin, now=NOW)
    assert answer["errors"] == [] and Biller.objects.everywhere().count() >= 60
    verticals = set(Biller.objects.everywhere().values_list("vertical", flat=True))
    assert verticals == {"utility", "tax", "municipality", "insurance", "healthcare", "other"}
    assert import_files(sample_files(), by=admin, now=NOW)["created"] == 0
    assert all(isinstance(path, Path) for path in sample_files())
