"""Damaged files of every format, and damaged layouts: no crash, none slow, and accepted + rejected = input.

A seeded twentieth of 10,000 for each format; `PILOTAGE_MUTATIONS=10000` makes them all.
"""

import io
import os
import random
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts import load_layout, normalize

MUTATIONS = int(os.environ.get("PILOTAGE_MUTATIONS", "500"))
FIELDS: dict[str, Any] = {
    "account": {"at": [1, 8], "required": True},
    "name": {"at": [9, 10]},
    "balance": {"at": [19, 9], "type": "money", "nulls": ["NULL"]},
    "due": {"at": [28, 8], "type": "date", "format": "CCYYMMDD"},
    "flag": {"at": [36, 1], "type": "flag", "true": ["Y"], "false": ["N"]},
}
ROWS = [
    (f"{i:08d}", f"Name {i}", f"{i * 7}.{i % 100:02d}", f"202601{i % 28 + 1:02d}", "YN"[i % 2]) for i in range(1, 60)
]


def named() -> dict[str, Any]:
    return {name: {key: value for key, value in about.items() if key != "at"} for name, about in FIELDS.items()}


def fixed(sign: str = "") -> str:
    return "\n".join(f"{sign}{a:<8}{n:<10}{b:>9}{d}{f}" for a, n, b, d, f in ROWS) + "\n"


def shifted() -> dict[str, Any]:
    return {name: {**about, "at": [about["at"][0] + 1, about["at"][1]]} for name, about in FIELDS.items()}


def workbook() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([tuple(FIELDS), *ROWS]):
            sheet.write_row(place, 0, row)
    return out.getvalue()


def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table({name: [row[place] for row in ROWS] for place, name in enumerate(FIELDS)}), out)
    return out.getvalue()


CSV = ",".join(FIELDS) + "\n" + "".join(",".join(row) + "\n" for row in ROWS)
RECORDS = "H20260131\n" + fixed("D") + f"T{len(ROWS):06d}\n"
KINDS: dict[str, tuple[bytes, dict[str, Any]]] = {
    "csv": (CSV.encode(), {"format": "csv", "key": ["account"], "fields": named()}),
    "delimited": (CSV.replace(",", "|").encode(), {"format": "delimited", "delimiter": "|", "fields": named()}),
    "fixed": (fixed().encode(), {"format": "fixed", "key": ["account"], "fields": FIELDS}),
    "strict": (fixed().encode(), {"format": "fixed", "record_length": 36, "short": "reject", "fields": FIELDS}),
    "ebcdic": (fixed().replace("\n", "").encode("cp037"), {"format": "fixed", "encoding": "cp037", "record_length": 36, "fields": FIELDS}),
    "records": (RECORDS.encode(), {
        "format": "records", "record_at": [1, 1], "controls": [{"in": "trailer.lines", "count": "detail"}],
        "records": {"header": {"code": "H"}, "detail": {"code": "D", "fields": shifted()},
                    "trailer": {"code": "T", "fields": {"lines": {"at": [2, 6], "type": "integer"}}}}}),
    "jsonl": ("".join("{" + ", ".join(f'"{name}": "{cell}"' for name, cell in zip(FIELDS, row, strict=True)) + "}\n" for row in ROWS).encode(),  # noqa: E501
              {"format": "jsonl", "fields": named()}),
    "xlsx": (workbook(), {"format": "xlsx", "fields": named()}),
    "parquet": (parquet(), {"format": "parquet", "fields": named()}),
}  # fmt: skip


def mutated(data: bytes, rng: random.Random) -> bytes:
    body = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 40))):
        place = rng.randrange(len(body) + 1)
        what = rng.randrange(8)
        if what == 0:
            body[place : place + 1] = bytes([rng.randrange(256)])
        elif what == 1:
            del body[place : place + rng.choice((1, 3, 50))]
        elif what == 2:
            body[place:place] = bytes(rng.randrange(256) for _ in range(rng.choice((1, 4, 30))))
        elif what == 3:
            body[place:place] = rng.choice(
                (b'"', b"\n", b"\r", b"\r\n", b"\0", b",", b"\xff\xfe", b"\xef\xbb\xbf", "é".encode(), b"\x1a", b"{")
            )
        elif what == 4:
            body = body[:place]
        elif what == 5:
            other = rng.randrange(len(body) + 1)
            body[place:place] = body[other : other + rng.randrange(200)]
        elif what == 6:
            body[place:place] = b'"' * rng.randrange(1, 50)
        else:
            body[place:place] = b"9" * rng.choice((5, 400, 5000))
        if not body:
            break
    return bytes(body)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_damaged_files_are_read_or_refused(tmp_path: Path, kind: str) -> None:
    data, about = KINDS[kind]
    layout = load_layout(about)
    whole = tmp_path / "whole"
    whole.write_bytes(data)
    assert normalize(whole, layout, tmp_path / "o").rows == len(ROWS)
    read = 0
    for seed in range(MUTATIONS):
        damaged = mutated(data, random.Random(f"{kind} {seed}"))
        whole.write_bytes(damaged)
        begun = time.monotonic()
        try:
            done = normalize(whole, layout, tmp_path / "o")
        except TallyError as refused:
            assert "\n" not in str(refused), seed
            continue
        finally:
            assert time.monotonic() - begun < 5, seed
        read += 1
        assert done.controls["lines"] == done.rows + len(done.rejects) == _rows_in(tmp_path / "o") + len(done.rejects)
        assert len({one.line for one in done.rejects}) == len(done.rejects), seed
        if (
            kind == "fixed"
            and not damaged.startswith((b"\xff\xfe", b"\xfe\xff"))
            and b"\0" not in damaged[:4096]
            and b"\n" in damaged
        ):
            assert done.controls["lines"] == _lines_in(damaged), seed
    assert read or kind in ("xlsx", "parquet")


def _rows_in(path: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def _lines_in(data: bytes) -> int:
    """Lines with anything in them, counted without the reader."""
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if lines[-1] == b"\x1a":
        lines.pop()
    texts = [line.removesuffix(b"\r").decode("utf-8", "replace") for line in lines]
    return sum(bool(text.strip()) for text in texts)


def test_damaged_layouts_are_taken_or_refused_in_one_line(tmp_path: Path) -> None:
    texts = [yaml.safe_dump(about, sort_keys=False).encode() for _, about in KINDS.values()]
    for seed in range(MUTATIONS):
        rng = random.Random(f"layout {seed}")
        (tmp_path / "l.yaml").write_bytes(mutated(rng.choice(texts), rng))
        begun = time.monotonic()
        try:
            load_layout(tmp_path / "l.yaml")
        except TallyError as refused:
            assert "\n" not in str(refused), seed
        assert time.monotonic() - begun < 5, seed
