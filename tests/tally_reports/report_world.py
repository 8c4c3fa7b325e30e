"""A run's document with its table of differences, as `tally verify` leaves them."""

from pathlib import Path
from typing import Any

COLUMNS = (
    "key",
    "field",
    "left_raw",
    "right_raw",
    "left_value",
    "right_value",
    "left_line",
    "right_line",
    "reason",
    "delta",
)
Row = tuple[Any, ...]
SAID = "All 412 differences of balance are exactly 7.50 more on the right, and they are all 412 rows where rate_class is R2."


def some_rows() -> list[Row]:
    rows: list[Row] = []
    for i in range(412):
        left, right = f"{i * 3}.00", f"{i * 3 + 7}.50"
        rows.append((f"A{i:05d}", "balance", left, right, left, right, i * 23 + 2, i * 23 + 5, "other", "7.50"))
    for i in range(40):
        rows.append(
            (
                f"B{i}",
                "last_payment",
                f"{i + 1}.00",
                f"{i + 1}00.00",
                f"{i + 1}.00",
                f"{i + 1}00.00",
                9000 + i,
                12,
                "scale_100",
                f"{99 * (i + 1)}.00",
            )
        )
    for i in range(25):
        rows.append(
            (
                f"C{i}",
                "due_date",
                "2026-03-04",
                "04/03/2026",
                "2026-03-04",
                "2026-04-03",
                50 * i + 3,
                50 * i + 4,
                "day_month_swapped",
                None,
            )
        )
    for i in range(9):
        rows.append((f"D{i}", "name", "=HYPERLINK(1)<b>", "Ann  Lee", "", "", 700 * i + 3, i + 4, "other", None))
    rows.append(("E1", "zip", "02134", "2134", "02134", "2134", 77, 78, "leading_zeros", None))
    rows.append(("E2", "paperless", None, "0", None, "0", 78, 79, "null_zero", None))
    return rows


def mismatches(folder: Path, rows: list[Row]) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = [pa.int64() if name.endswith("_line") else pa.string() for name in COLUMNS]
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(kinds)]
    pq.write_table(pa.table(columns, names=list(COLUMNS)), folder / "mismatches.parquet")
    return folder / "mismatches.parquet"


def result(rows: list[Row]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in ("balance", "last_payment", "due_date", "name", "zip", "paperless", "email"):
        reasons: dict[str, int] = {}
        for row in rows:
            if row[1] == name:
                reasons[row[8]] = reasons.get(row[8], 0) + 1
        kind = "money" if name in ("balance", "last_payment") else "text"
        fields[name] = {"type": kind, "different": sum(reasons.values()), "cosmetic": 3, "reasons": reasons}
    return {
        "agree": not rows,
        "rows": {"left": 10_000, "right": 9_990},
        "matched": 9_960,
        "equal": 9_960 - len(rows),
        "missing": {"left": 20, "right": 30},
        "duplicates": {"left": 4, "right": 0},
        "rejected": {"left": 2, "right": 0},
        "unmapped": {"left": ["cycle"], "right": []},
        "fields": fields,
        "key": ["account"],
        "patterns": [
            {
                "field": "balance",
                "kind": "delta",
                "signature": {"delta": "7.50"},
                "reason": "other",
                "rows": 412,
                "of": 412,
                "money": "3090.00",
                "statement": SAID,
                "explanation": {
                    "side": "left",
                    "column": "rate_class",
                    "value": "R2",
                    "rows": 412,
                    "with_it": 412,
                    "coverage": "1.000",
                    "exceptions": 0,
                    "outside": 0,
                },
                "examples": [
                    {
                        "key": "A00001",
                        "left_raw": "3.00",
                        "right_raw": "10.50",
                        "left_line": 25,
                        "right_line": 28,
                        "reason": "other",
                    }
                ],
            }
        ],
        "forbidden": [],
        "digest": "ab" * 32,
        "rejects": {
            "left": [
                {"line": 7, "code": "too_few_cells", "field": "", "raw": "12,<i>3"},
                {"line": 9, "code": "not_a_date", "field": "due_date", "raw": "=1+1"},
            ],
            "right": [],
        },
        "samples": {
            "missing": {"left": [{"line": 3, "key": "X1"}], "right": [{"line": 4, "key": "X2\x1f7"}]},
            "duplicates": {"left": [{"line": 5, "key": "X3"}], "right": []},
        },
        "details": {"balance": {"rate": "4.136", "tolerated": 2, "delta": "3090.00"}},
        "certificate": {
            "version": "0.1.0",
            "inputs": {
                "left": {"name": "cis.csv", "sha256": "cd" * 32},
                "right": {"file": "platform.csv", "sha256": "ef" * 32},
            },
        },
    }
