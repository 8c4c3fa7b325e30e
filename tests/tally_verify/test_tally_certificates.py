"""A run's certificate is checked offline: seal, sums, inputs, spec, and the files beside it."""

import json
import tomllib
from pathlib import Path

from pilotage.tally.verify.certificate import check_certificate
from tally_verify.pairs import commanded, verified, written

LEFT, RIGHT, SPEC = "id,a\n1,x\n2,y\n", "id,a\n1,x\n2,z\n", {"key": ["id"]}


def run_into(folder: Path) -> Path:
    verified(folder, LEFT, RIGHT, SPEC, out=folder / "out")
    return folder / "out" / "certificate.json"


def test_a_whole_run_holds(tmp_path: Path) -> None:
    file = run_into(tmp_path)
    spec = written(tmp_path, "spec.json", json.dumps(SPEC))
    found = check_certificate(file, {"left": tmp_path / "left.csv", "right": tmp_path / "right.csv"}, spec)
    assert found["valid"], found["findings"]
    assert {"left", "right", "spec", "mismatches.parquet", "summary.xlsx", "report.html"} <= set(found["checked"])


def test_whatever_is_changed_afterwards_shows(tmp_path: Path) -> None:
    file = run_into(tmp_path)
    told = json.loads(file.read_text())
    told["totals"]["matched"] = 3
    file.write_text(json.dumps(told))
    (file.parent / "mismatches.parquet").write_bytes(b"other")
    found = check_certificate(file, {"left": tmp_path / "right.csv"})
    words = " ".join(found["findings"])
    assert not found["valid"]
    assert "seal" in words and "add up" in words and "left file" in words and "mismatches.parquet" in words


def test_what_does_not_stand_beside_it_is_named_and_no_fault(tmp_path: Path) -> None:
    file = run_into(tmp_path)
    (file.parent / "report.html").unlink()
    found = check_certificate(file, {})
    assert found["valid"] and found["absent"] == ["report.html"] and "report.html" not in found["checked"]
    code, said, _ = commanded("certificate", file)
    assert code == 0 and "not checked: report.html" in said


def test_the_command_tells_by_its_exit_code(tmp_path: Path) -> None:
    file = run_into(tmp_path)
    assert commanded("certificate", file, "--left", tmp_path / "left.csv", "--json")[0] == 0
    assert commanded("certificate", file, "--left", tmp_path / "right.csv")[0] == 1
    code, said, error = commanded("certificate", tmp_path / "left.csv")
    assert (code, said) == (2, "") and error.count("\n") == 1


def test_a_fixed_width_side_is_compared_with_a_table(tmp_path: Path) -> None:
    layout = {
        "format": "fixed",
        "fields": {"id": {"at": [1, 4]}, "balance": {"type": "money", "at": [5, 8], "decimals": 2}},
    }
    spec = {"key": ["id"], "left": {"format": "fixed", "layout": layout}, "fields": {"balance": {"type": "money"}}}
    made = verified(tmp_path, "000100001250\n000200009999\n", "id,balance\n0001,12.50\n0002,99.98\n", spec)
    assert (made["matched"], made["equal"]) == (2, 1)
    assert made["details"]["balance"]["samples"][0]["left_line"] == 2


def test_a_workbook_and_a_parquet_file_are_compared(tmp_path: Path) -> None:
    import pyarrow as pa
    import xlsxwriter
    from pyarrow import parquet

    from pilotage.tally.verify import run

    with xlsxwriter.Workbook(str(tmp_path / "left.xlsx")) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["id", "amount"], [1, 12.5], [2, 7]]):
            sheet.write_row(number, 0, row)
    parquet.write_table(pa.table({"id": [1, 2], "amount": pa.array(["12.50", "7.01"])}), tmp_path / "right.parquet")
    spec = {"key": ["id"], "left": "xlsx", "right": "parquet", "fields": {"amount": {"type": "money"}}}
    made = run(tmp_path / "left.xlsx", tmp_path / "right.parquet", spec)
    assert (made["matched"], made["equal"]) == (2, 1)
    assert made["fields"]["amount"]["reasons"] == {"rounding": 1}


def test_a_certificate_names_the_version_of_the_product(tmp_path: Path) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert json.loads(run_into(tmp_path).read_text())["versions"]["tally"] == project["version"]
