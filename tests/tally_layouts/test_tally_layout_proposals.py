"""A layout is proposed from a sample, with confidence; it reads the sample it was made from."""

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts import load_layout, normalize
from pilotage.tally.layouts.proposing import Proposal, propose

RNG = random.Random(11)
PEOPLE = [
    (100_000 + i * 7, RNG.choice(["Ann Lee", "Bob Stone", "Carmen Diaz"]), RNG.randrange(-5_000, 90_000),
     dt.date(2026, RNG.randrange(1, 13), RNG.randrange(1, 29)), RNG.choice("YN"))
    for i in range(200)
]  # fmt: skip


def over(cents: int) -> str:
    digits = f"{abs(cents):09d}"
    return digits[:-1] + ("}JKLMNOPQR" if cents < 0 else "{ABCDEFGHI")[int(digits[-1])]


def made(path: Path, text: str, encoding: str = "utf-8") -> Proposal:
    path.write_bytes(text.encode(encoding))
    return propose(path)


def types(proposal: Proposal) -> list[tuple[str, Any]]:
    return [(one.type, one.settings.get("format")) for one in proposal.fields]


def test_csv_with_header_types_date_forms_and_key(tmp_path: Path) -> None:
    lines = ["Account No,Name,Balance,Due Date,Paperless"]
    lines += [f"{number},{name},{cents / 100:.2f},{day:%m/%d/%Y},{flag}" for number, name, cents, day, flag in PEOPLE]
    found = made(tmp_path / "a.csv", "\n".join([*lines, ""]))
    assert types(found) == [("text", None), ("text", None), ("money", None), ("date", "MM/DD/CCYY"), ("flag", None)]
    assert (found.keys, found.rows, found.rejected) == (["Account No"], 200, 0)
    assert all(one.confidence >= 85 for one in found.fields)
    (tmp_path / "layout.yaml").write_text(found.as_yaml())
    assert normalize(tmp_path / "a.csv", load_layout(tmp_path / "layout.yaml"), tmp_path / "o.parquet").rows == 200


@pytest.mark.parametrize("encoding", ["utf-8", "cp037"])
def test_fixed_width_breaks_overpunch_and_packed_dates(tmp_path: Path, encoding: str) -> None:
    end = "\n" if encoding == "utf-8" else ""
    text = "".join(
        f"{number:010d}{name:<20}{over(cents)}{day:%Y%m%d}{flag}{end}" for number, name, cents, day, flag in PEOPLE
    )
    found = made(tmp_path / "f.txt", text, encoding)
    assert [one.settings["at"] for one in found.fields] == [[1, 10], [11, 20], [31, 9], [40, 8], [48, 1]]
    assert types(found)[2:4] == [("money", None), ("date", "CCYYMMDD")]
    assert found.fields[2].settings["sign"] == "overpunch" and found.fields[2].confidence < 80
    assert (found.rows, found.rejected, found.layout["encoding"]) == (200, 0, encoding)


def test_a_trailer_s_count_and_total_are_found_and_proved(tmp_path: Path) -> None:
    total = sum(cents for _, _, cents, _, _ in PEOPLE) / 100
    lines = [
        "H|20260131",
        *(f"D|{number}|{cents / 100:.2f}" for number, _, cents, _, _ in PEOPLE),
        f"T|200|{total:.2f}",
        "",
    ]
    found = made(tmp_path / "p.txt", "\n".join(lines))
    assert found.document()["controls"] == [
        {"in": "trailer.field_2", "count": "detail"}, {"in": "trailer.field_3", "sum": "field_3"},
    ]  # fmt: skip
    assert found.document()["records"]["header"]["fields"]["field_2"] == {"type": "date", "format": "CCYYMMDD"}
    assert (found.rows, found.rejected) == (200, 0)


def test_a_form_that_two_readings_fit_is_doubtful_and_names_the_other(tmp_path: Path) -> None:
    lines = ["id,due_date", *(f"{i},{i % 12 + 1:02d}/{i % 12 + 1:02d}/2026" for i in range(40))]
    date = made(tmp_path / "a.csv", "\n".join(lines)).fields[1]
    assert date.confidence < 60 and "DD/MM/CCYY" in date.others


def test_null_marks_and_zeros_in_front_are_seen(tmp_path: Path) -> None:
    lines = ["zip,last_paid,amount", *(f"0{i:04d},{'00000000' if i % 5 == 0 else f'202601{i % 28 + 1:02d}'},{'NULL' if i % 7 == 0 else f'{i}.50'}"  # noqa: E501
                                       for i in range(60))]  # fmt: skip
    found = made(tmp_path / "a.csv", "\n".join(lines))
    assert types(found) == [("text", None), ("date", "CCYYMMDD"), ("money", None)]
    assert [one.settings.get("nulls") for one in found.fields] == [None, ["00000000"], ["NULL"]]
    assert found.rejected == 0


def test_json_lines_workbooks_and_parquet(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq
    import xlsxwriter

    rows = [(number, cents / 100) for number, _, cents, _, _ in PEOPLE]
    found = made(
        tmp_path / "a.jsonl",
        "".join(f'{{"id": "{number}", "due": {{"amount": {amount:.2f}}}}}\n' for number, amount in rows),
    )
    assert [(one.name, one.type, one.settings.get("source")) for one in found.fields] == [
        ("id", "text", None),
        ("due_amount", "money", "due.amount"),
    ]
    with xlsxwriter.Workbook(str(tmp_path / "b.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["account", "balance"])
        for place, row in enumerate(rows, 1):
            sheet.write_row(place, 0, row)
    pq.write_table(
        pa.table({"account": [number for number, _ in rows], "balance": [f"{amount:.2f}" for _, amount in rows]}),
        tmp_path / "c.parquet",
    )
    for name in ("b.xlsx", "c.parquet"):
        found = propose(tmp_path / name)
        assert [one.type for one in found.fields] == ["text", "money"]
        assert (found.rows, found.rejected) == (200, 0)


def test_without_a_header_fields_are_named_by_place_and_it_says_so(tmp_path: Path) -> None:
    found = made(tmp_path / "a.csv", "".join(f"{i},{i}.25\n" for i in range(30)))
    assert [one.name for one in found.fields] == ["column_1", "column_2"]
    assert found.layout["header"] is False and "The first line looks like data" in found.notes[0]


def test_what_is_no_table_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 x")
    (tmp_path / "e").touch()
    for path, words in [
        (tmp_path, "a folder"),
        (tmp_path / "a.pdf", "no table"),
        (tmp_path / "e", "is empty"),
        (tmp_path / "no", "No such file"),
    ]:
        with pytest.raises(TallyError, match=words):
            propose(path)


def test_the_layout_file_names_the_confidence_beside_each_field(tmp_path: Path) -> None:
    found = made(tmp_path / "a.csv", "id,paid\n" + "".join(f"{i},Y\n" for i in range(30)))
    text = found.as_yaml()
    assert "  paid: {type: flag, 'true': [Y], 'false': [N]}  # 95 %: only Y" in text
    assert yaml.safe_load(text)["key"] == ["id"]
