"""Files as people really have them: every row of an odd file is brought in, or refused by its number; the rest of it counts."""

import random
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from pilotage.billers.models import Biller, Contact, Phase
from pilotage.core.models import Event, Record
from pilotage.portfolio.operations import import_files
from pilotage.tally.forbidden.brands import brand_of, luhn_holds
from story import NOW

HEAD = "external_id,name,website\n"


@pytest.fixture
def bring(tmp_path, admin):
    """`bring(billers=b"…")`: imports these bytes (or this text in UTF-8) under this name."""

    def run(**files):
        paths = []
        for name, given in files.items():
            path = tmp_path / f"{name}.csv"
            path.write_bytes(given if isinstance(given, bytes) else given.encode())
            paths.append(path)
        return import_files(paths, by=admin, now=NOW)

    return run


def names() -> list[str]:
    return list(Biller.objects.everywhere().order_by("external_id").values_list("name", flat=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_are_right_in_every_encoding_that_spreadsheets_save(bring, encoding) -> None:
    text = HEAD + "b1,Café Zürich – “Water”,\nb2,Plain,\n"
    assert bring(billers=text.encode(encoding))["created"] == 2
    assert names() == ["Café Zürich – “Water”", "Plain"]


def test_line_ends_may_be_mixed_and_quotes_hold_line_ends_commas_and_quotes(bring) -> None:
    text = HEAD + 'b1,"Hill, ""old"" Water",\r\nb2,"Elm\r\nCity",\rb3,"Oak\nTown",\nb4,Ash,'
    assert bring(billers=text)["created"] == 4
    assert names() == ['Hill, "old" Water', "Elm City", "Oak Town", "Ash"]


def test_a_nul_byte_refuses_its_own_row_by_number_and_nothing_is_kept(bring) -> None:
    answer = bring(billers=HEAD + "b1,Hill,\nb2,El\x00m,\nb3,Oak,\n")
    assert [(error["row"], error["column"]) for error in answer["errors"]] == [(3, "name")]
    assert "NUL" in answer["errors"][0]["reason"] and names() == []


def test_a_megabyte_in_one_line_is_read_and_what_is_too_long_for_a_column_is_refused_shortened(bring) -> None:
    million = "x" * 1_000_000
    answer = bring(billers=f"external_id,name,note\nb1,Hill,{million}\nb2,Elm,\n")
    assert answer["created"] == 2 and names() == ["Hill", "Elm"]
    answer = bring(billers=f"{HEAD}b1,{million},\nb3,Oak,\n")
    error = answer["errors"][0]
    assert (error["row"], error["column"], len(answer["errors"])) == (2, "name", 1) and len(error["value"]) <= 80
    assert names() == ["Hill", "Elm"]


def test_a_quote_that_nothing_closes_swallows_no_row(bring) -> None:
    rows = "".join(f"b{n},Biller {n},\n" for n in range(10, 60))
    answer = bring(billers=HEAD + 'b1,"Hill,\n' + rows)
    assert [error["row"] for error in answer["errors"]] == [2] and names() == []


def saved(book: Workbook, path: Path, **parts: tuple[str, str]) -> Path:
    """The workbook on disk, with patterns replaced in its first sheet."""
    book.save(path)
    if parts:
        with zipfile.ZipFile(path) as old:
            held = {name: old.read(name) for name in old.namelist()}
        for pattern, text in parts.values():
            sheet = held["xl/worksheets/sheet1.xml"].decode()
            held["xl/worksheets/sheet1.xml"] = re.sub(pattern, text, sheet).encode()
            assert sheet.encode() != held["xl/worksheets/sheet1.xml"]
        with zipfile.ZipFile(path, "w") as new:
            for name, data in held.items():
                new.writestr(name, data)
    return path


@pytest.mark.parametrize("told", ["A1", "A1:B2", "A1:XFD1048576"])
def test_a_wrong_dimension_tag_loses_no_row(tmp_path, admin, told) -> None:
    book = Workbook()
    book.active.append(["external_id", "name", "contract_date"])
    for n in range(300):
        book.active.append([f"b{n}", f"Biller {n}", date(2026, 2, 28)])
    path = saved(book, tmp_path / "billers.xlsx", dimension=('<dimension ref="[^"]*"', f'<dimension ref="{told}"'))
    assert import_files([path], by=admin, now=NOW)["created"] == 300
    assert Biller.objects.everywhere().filter(contract_date=date(2026, 2, 28)).count() == 300
    assert import_files([path], by=admin, now=NOW)["unchanged"] == 300


def test_hidden_rows_columns_and_sheets_count_and_dates_since_1904_are_right(tmp_path, admin) -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    first = book.active
    first.title = "billers"
    for row in (["external_id", "name", "contract_date"], ["b1", "Hill", date(2026, 5, 4)], ["b2", "Elm", None]):
        first.append(row)
    first.row_dimensions[3].hidden = True
    first.column_dimensions["C"].hidden = True
    second = book.create_sheet("contacts")
    second.sheet_state = "hidden"
    second.append(["external_id", "biller", "name"])
    second.append(["c1", "b2", "Ann"])
    answer = import_files([saved(book, tmp_path / "portfolio.xlsx")], by=admin, now=NOW)
    assert (answer["created"], answer["errors"]) == (3, []) and names() == ["Hill", "Elm"]
    assert Biller.objects.everywhere().get(external_id="b1").contract_date == date(2026, 5, 4)
    assert Contact.objects.everywhere().get().biller.name == "Elm"


def test_a_column_of_cards_is_refused_and_an_innocent_column_with_some_chance_hits_is_not(bring) -> None:
    chance = random.Random(16)
    accounts = [f"{chance.randrange(10**15, 10**16)}" for _ in range(400)]
    assert sum(luhn_holds(account) and bool(brand_of(account)) for account in accounts) >= 5
    rows = "".join(f"c{n},b1,Ann,{account}\n" for n, account in enumerate(accounts))
    assert bring(billers=HEAD + "b1,Hill,\n", contacts=f"external_id,biller,name,phone\n{rows}")["errors"] == []
    events = Event.objects.count()
    cards = ("4111111111111111", "5500005555555559", "4012888888881881", "378282246310005")
    rows = "".join(f"d{n},b1,Bea,{card}\n" for n, card in enumerate(cards))
    answer = bring(contacts=f"external_id,biller,name,phone\n{rows}d9,nobody,Bea,\n")
    assert [(error["row"], error["column"]) for error in answer["errors"][:4]] == [(n, "phone") for n in (2, 3, 4, 5)]
    assert answer["errors"][0]["value"].endswith("1111") and not any(card in str(answer) for card in cards)
    assert (Event.objects.count(), Contact.objects.everywhere().filter(name="Bea").count()) == (events, 0)


def test_the_same_files_again_change_nothing_at_all(bring) -> None:
    files = {
        "billers": "external_id,name,vertical,state,mrr,contract_date,is_enterprise\nb1,Hill  Water ,Utility,tx,4200.5,3/1/2026,yes\n",
        "contacts": "external_id,biller,name,email,phone\nc1,b1,Ann,ANN@Example.com,\n",
        "invoice_types": "biller,name\nb1,Water bills\n",
        "phases": "external_id,biller,target_go_live,went_live\np1,b1,today+60,\np2,b1,,2024-05-01\n",
    }
    assert bring(**files)["created"] == 5
    before = (Event.objects.count(), list(Record.objects.order_by("pk").values()), list(Phase._plain.values()))
    answer = bring(**files)
    assert (answer["created"], answer["updated"], answer["unchanged"]) == (0, 0, 5)
    assert before == (Event.objects.count(), list(Record.objects.order_by("pk").values()), list(Phase._plain.values()))


def test_no_column_of_any_kind_of_file_makes_a_phase_live_or_takes_that_back(bring) -> None:
    bring(billers=HEAD + "b1,Hill,\n", phases="external_id,biller,went_live\np1,b1,\np2,b1,2024-05-01\n")
    before = list(Phase._plain.order_by("pk").values())
    for went_live in ("2024-05-01", "today", "today-1"):
        answer = bring(phases=f"external_id,biller,went_live\np1,b1,{went_live}\n")
        assert answer["errors"][0]["column"] == "went_live"
    assert bring(phases="external_id,biller,went_live\np2,b1,2024-05-02\n")["errors"][0]["column"] == "went_live"
    assert bring(phases="external_id,biller,went_live\np2,b1,\n")["unchanged"] == 1
    assert bring(phases="external_id,biller,target_go_live\np2,b1,today+9\n")["errors"][0]["column"] == "target_go_live"
    bring(phases="external_id,biller,stage,went_live_date,is_live_before_pilotage\np1,b1,steady,2024-05-01,yes\n")
    assert list(Phase._plain.order_by("pk").values()) == before
