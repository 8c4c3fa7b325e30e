"""What `tally verify` says of a pair: the keys of its JSON, the states of rows, exit codes."""

from pathlib import Path

import pytest
import yaml

from tally_verify.pairs import MINIMAL, commanded, verified, written

LEFT = """
account_no,balance,bill_date,name,extra_l,note
1,10.00,2026-03-04,Ann Lee,x,a
2,20.00,2026-03-05,Bob Ray ,x,b
3,-30.00,2026-03-06,Cy,x,c
4,40.005,2026-03-06,Di,x,d
5,50.00,2026-02-30,Ed,x,e
6,60.00,2026-03-06,Fay,x,f
6,60.00,2026-03-06,Fay,x,f
7,70.00,2026-03-06,Gus,x,g
8,80.00,2026-03-06
9,1.00,2026-03-06,Ida,x,

10,,2026-03-06,Jo,x,00123
12,7.00,2026-03-06,Lu,x,l
"""
RIGHT = """
account_no,balance,bill_date,name,note,extra_r
10,0.00,03/06/2026,Jo,123,y
1,10.00,04/03/2026,ANN LEE,a,y
2,20.01,03/05/2026,bob ray,b,y
3,30.00,03/07/2026,Cy,c,y
4,40.00,03/06/2026,Di,d,y
6,60.00,03/06/2026,Fay,f,y
9,100.00,03/06/2026,Ida,,y
11,1.00,03/06/2026,Kim,,y
12,7.00,03/06/2026,Lu,l,y
"""
SAME = "account_no,balance,bill_date,name\n1,10.00,2026-03-04,Ann\n2,20.00,2026-03-05,Bob\n"
SAME_THERE = "account_no,balance,bill_date,name\n2,20.00,03/05/2026,BOB\n1,10.00,03/04/2026, Ann\n"


def test_every_count_is_told_as_the_minimal_spec_asks(tmp_path: Path) -> None:
    made = verified(tmp_path, LEFT, RIGHT)
    assert made["rows"] == {"left": 12, "right": 9}
    assert (made["matched"], made["equal"]) == (6, 1)
    assert made["missing"] == {"left": 2, "right": 1}
    assert made["duplicates"] == {"left": 1, "right": 0}
    assert made["rejected"] == {"left": 3, "right": 0}
    assert made["unmapped"] == {"left": ["extra_l"], "right": ["extra_r"]}
    assert made["fields"] == {
        "balance": {
            "type": "money",
            "different": 4,
            "cosmetic": 0,
            "reasons": {"sign": 1, "scale_100": 1, "rounding": 1, "null_zero": 1},
        },
        "bill_date": {
            "type": "date",
            "different": 2,
            "cosmetic": 0,
            "reasons": {"date_shifted": 1, "day_month_swapped": 1},
        },
        "name": {"type": "text", "different": 0, "cosmetic": 2, "reasons": {}},
        "note": {"type": "text", "different": 1, "cosmetic": 0, "reasons": {"leading_zeros": 1}},
    }
    assert made["unnamed"] == ["note"]
    assert made["forbidden"] == []
    assert len(made["digest"]) == 64
    assert made["certificate"]["digest"] == made["digest"]


def test_refused_rows_keep_their_physical_line_code_and_text(tmp_path: Path) -> None:
    refused = verified(tmp_path, LEFT, RIGHT)["rejects"]["left"]
    assert [(one["line"], one["code"], one["field"]) for one in refused] == [
        (5, "over_scale", "balance"),
        (6, "bad_date", "bill_date"),
        (10, "too_few_cells", ""),
    ]
    assert refused[2]["raw"] == "8,80.00,2026-03-06"


def test_every_row_ends_in_one_state(tmp_path: Path) -> None:
    made = verified(tmp_path, LEFT, RIGHT)
    for side, other in (("left", "right"), ("right", "left")):
        states = made["rejected"][side] + made["duplicate_rows"][side] + made["missing"][other] + made["matched"]
        assert states == made["rows"][side]


def test_a_key_repeated_on_one_side_is_neither_compared_nor_missing(tmp_path: Path) -> None:
    made = verified(tmp_path, "id,a\n1,x\n1,x\n2,y\n2,z\n3,c\n", "id,a\n1,x\n2,y\n3,c\n4,d\n4,d\n", {"key": ["id"]})
    assert made["duplicates"] == {"left": 2, "right": 1}
    assert made["duplicate_kinds"]["left"] == {"same_line": 1, "key_reused": 1}
    assert made["missing"] == {"left": 0, "right": 0}
    assert made["matched"] == made["equal"] == 1


def test_columns_on_one_side_only_change_no_exit_code(tmp_path: Path) -> None:
    left, right = written(tmp_path, "l.csv", "id,a,b\n1,x,y\n"), written(tmp_path, "r.csv", "id,a,c\n1,x,z\n")
    spec = written(tmp_path, "spec.json", '{"key": ["id"]}')
    code, said, error = commanded("verify", left, right, "--spec", spec, "--json")
    assert (code, error) == (0, "")
    assert said["unmapped"] == {"left": ["b"], "right": ["c"]}


@pytest.mark.parametrize(("right", "code"), [(SAME_THERE, 0), (SAME_THERE.replace("10.00", "10.50"), 1)])
def test_the_exit_code_tells_whether_they_agree(tmp_path: Path, right: str, code: int) -> None:
    spec = written(tmp_path, "spec.yaml", yaml.safe_dump(MINIMAL).encode())
    files = written(tmp_path, "l.csv", SAME), written(tmp_path, "r.csv", right)
    found, said, error = commanded("verify", *files, "--spec", spec, "--json")
    assert (found, error) == (code, "")
    assert said["agree"] is (code == 0)


def test_the_same_file_on_both_sides_is_told(tmp_path: Path) -> None:
    assert verified(tmp_path, "id,a\n1,x\n", "id,a\n1,x\n", {"key": "id"})["same_file"] is True
    assert verified(tmp_path, "id,a\n1,x\n", "id,a\n1,x \n", {"key": "id"})["same_file"] is False


def test_the_folder_receives_every_output_with_both_texts_and_lines(tmp_path: Path) -> None:
    from pyarrow import parquet

    verified(tmp_path, LEFT, RIGHT, out=tmp_path / "out")
    names = {place.name for place in (tmp_path / "out").iterdir()}
    expected = {
        "mismatches.parquet",
        "rejects.parquet",
        "summary.xlsx",
        "report.html",
        "result.json",
        "certificate.json",
    }
    assert names == expected
    rows = parquet.read_table(tmp_path / "out" / "mismatches.parquet").to_pylist()
    assert rows[2] == {
        "key": "3",
        "field": "balance",
        "left_raw": "-30.00",
        "right_raw": "30.00",
        "left_value": "-30.00",
        "right_value": "30.00",
        "left_line": 4,
        "right_line": 5,
        "reason": "sign",
        "delta": "60.00",
        "stale_days": None,
    }


@pytest.mark.parametrize("engine", ["polars", "spark"])
def test_every_engine_gives_the_same_digest(tmp_path: Path, engine: str) -> None:
    assert verified(tmp_path, LEFT, RIGHT, engine=engine)["digest"] == verified(tmp_path, LEFT, RIGHT)["digest"]


def test_a_key_of_several_columns_and_renamed_ones(tmp_path: Path) -> None:
    spec = {"key": ["acct", "inv"], "left": {"rename": {"ACCT NO": "acct"}}, "fields": {"amt": "integer"}}
    made = verified(tmp_path, "ACCT NO,inv,amt\n1,a,5\n1,b,6\n", "acct,inv,amt\n1,b,06\n1,a,7\n", spec)
    assert (made["matched"], made["equal"]) == (2, 1)
    assert made["details"]["amt"]["samples"][0]["key"] == "1|a"
