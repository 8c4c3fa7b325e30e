"""What an engine leaves behind for two small extracts: its document, and the file of differing cells."""

from pathlib import Path
from typing import Any

CELLS = [
    # key, field, left, right, left line, right line, reason, delta
    ("00010002", "BAL_AMT", "75.00", "75.01", 3, 3, "other", "0.01"),
    ("00010001", "BILL_DT", "2026-10-01", "10/02/2026", 2, 2, "date_shifted", "1"),
]
RESULT: dict[str, Any] = {
    "rows": {"left": 3, "right": 3}, "matched": 2, "equal": 0, "missing": {"left": 1, "right": 1},
    "duplicates": {"left": 0, "right": 0}, "rejected": {"left": 0, "right": 0},
    "unmapped": {"left": ["METER"], "right": ["email"]},
    "fields": {
        "BAL_AMT": {"type": "money", "different": 1, "cosmetic": 0, "reasons": {"other": 1}},
        "BILL_DT": {"type": "date", "different": 1, "cosmetic": 0, "reasons": {"date_shifted": 1}},
        "CUST_NAME": {"type": "text", "different": 0, "cosmetic": 1, "reasons": {}},
    },
    "patterns": [{"text": "All 1 differences of BAL_AMT are exactly 0.01", "rows": 1, "coverage": 1.0, "exceptions": 0}],
    "forbidden": [], "digest": "d1", "certificate": {},
}  # fmt: skip


def leave_behind(out: Path, cells: list[tuple[Any, ...]] = CELLS) -> None:
    """`mismatches.parquet`, `summary.xlsx` and `report.html`, as a run writes them."""
    import duckdb

    out.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        con.execute(
            "CREATE TABLE m (key VARCHAR, field VARCHAR, left_raw VARCHAR, right_raw VARCHAR, left_line BIGINT,"
            " right_line BIGINT, reason VARCHAR, delta VARCHAR)"
        )
        for cell in cells:
            con.execute("INSERT INTO m VALUES (?, ?, ?, ?, ?, ?, ?, ?)", list(cell))
        con.execute(f"COPY m TO '{out / 'mismatches.parquet'}' (FORMAT parquet)")
    (out / "summary.xlsx").write_bytes(b"PK summary")
    (out / "report.html").write_text("<title>Report</title>")
