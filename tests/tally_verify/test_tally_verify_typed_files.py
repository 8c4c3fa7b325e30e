"""Files that know days by themselves, and JSON lines without a layout, are compared as they are."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from pilotage.tally.errors import TallyError
from pilotage.tally.verify import run
from tally_verify.pairs import verified, written

US = {"type": "date", "left_format": "%m/%d/%Y", "right_format": "%m/%d/%Y"}
CSV = "id,on\n1,01/31/2026\n2,02/01/2026\n3,02/28/2026\n"
DAYS = [date(2026, 1, 31), date(2026, 2, 2), date(2026, 2, 28)]


@pytest.mark.parametrize(
    "kind", [pa.date32(), pa.timestamp("s"), pa.timestamp("us"), pa.timestamp("ns"), pa.timestamp("us", "UTC")]
)
def test_days_of_a_parquet_file_need_no_form(tmp_path: Path, kind: Any) -> None:
    days = [datetime(day.year, day.month, day.day) for day in DAYS] if pa.types.is_timestamp(kind) else DAYS
    parquet.write_table(pa.table({"id": ["1", "2", "3"], "on": pa.array(days, kind)}), tmp_path / "r.parquet")
    made = run(
        written(tmp_path, "l.csv", CSV),
        tmp_path / "r.parquet",
        {"key": ["id"], "right": "parquet", "fields": {"on": US}},
    )
    assert (made["rejected"]["right"], made["equal"]) == (0, 2)
    assert made["fields"]["on"]["reasons"] == {"date_shifted": 1}


def test_an_instant_is_no_day(tmp_path: Path) -> None:
    table = pa.table({"id": ["1"], "on": pa.array([datetime(2026, 1, 31, 5)], pa.timestamp("us"))})
    parquet.write_table(table, tmp_path / "r.parquet")
    left = written(tmp_path, "l.csv", "id,on\n1,2026-01-31 05:00:00\n")
    rules: dict[str, Any] = {"date": {**US, "left_format": "iso"}, "datetime": {"type": "datetime"}}
    made = [
        run(left, tmp_path / "r.parquet", {"key": ["id"], "right": "parquet", "fields": {"on": rules[kind]}})
        for kind in ("date", "datetime")
    ]
    assert made[0]["rejected"]["right"] == 1 and made[0]["rejects"]["right"][0]["code"] == "bad_date"
    assert made[1]["agree"]


def test_a_csv_keeps_to_its_form(tmp_path: Path) -> None:
    made = verified(tmp_path, CSV, "id,on\n1,2026-01-31\n", {"key": ["id"], "fields": {"on": US}})
    assert made["rejected"] == {"left": 0, "right": 1}


def test_json_lines_without_a_layout_have_the_names_that_stand_in_them(tmp_path: Path) -> None:
    rows = [{"id": 1, "due": 12.50, "on": "01/31/2026"}, {"id": 2, "late": " x", "on": "02/01/2026"}]
    right = written(tmp_path, "r.jsonl", "\n".join(json.dumps(row) for row in rows))
    left = written(tmp_path, "l.csv", "id,due,on\n1,12.50,01/31/2026\n2,,02/01/2026\n")
    spec = {"key": ["id"], "right": {"format": "jsonl"}, "fields": {"on": US, "due": {"type": "money"}}}
    made = run(left, right, spec)
    assert made["agree"] and made["equal"] == 2 and made["unmapped"] == {"left": [], "right": ["late"]}
    with pytest.raises(TallyError, match="No line of it is a JSON object"):
        run(left, written(tmp_path, "no.jsonl", "id,due\n1,2\n"), spec)


def test_a_file_in_another_encoding_than_the_spec_names_is_refused(tmp_path: Path) -> None:
    left, right = tmp_path / "l.csv", written(tmp_path, "r.csv", "id,name\n1,Zoë\n")
    left.write_bytes("id,name\n1,Zoë\n2,Åse\n".encode("latin-1"))
    with pytest.raises(TallyError, match="encoding") as refused:
        run(left, right, {"key": ["id"], "left": {"encoding": "utf-8"}})
    assert str(left) in str(refused.value)
    left.write_bytes("id,name\n1,Zoe\n2,Åse\n".encode("latin-1"))
    assert run(left, right, {"key": ["id"], "left": {"encoding": "utf-8"}})["rejected"]["left"] == 1
