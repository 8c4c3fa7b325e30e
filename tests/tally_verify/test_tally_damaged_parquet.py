"""A damaged Parquet file is compared or refused in one line, wherever the damage is."""

import os
import random
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts import load_layout, normalize
from pilotage.tally.verify.running import run

SPEC = {
    "key": ["account"],
    "left": {"format": "parquet"},
    "right": {"format": "parquet"},
    "fields": {"balance": {"type": "money", "scale": 2}},
}
TIMES = max(60, int(os.environ.get("PILOTAGE_MUTATIONS", "500")) // 5)


def damaged(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4))):
        place = rng.randrange(4, len(changed) - 8)
        changed[place : place + rng.choice((0, 1, 1, 1, 3))] = bytes([rng.randrange(256)])
    return bytes(changed)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    names = [f"Name {row % 9}" for row in range(300)]
    columns = {
        "account": [f"{row:08d}" for row in range(300)],
        "name": names,
        "balance": [f"{row}.50" for row in range(300)],
    }
    parquet.write_table(pa.table(columns), tmp_path / "whole.parquet")
    return tmp_path / "whole.parquet"


def test_damage_is_told_in_one_line_or_does_no_harm(whole: Path) -> None:
    data, ended = whole.read_bytes(), Counter[str]()
    broken = whole.with_name("broken.parquet")
    for seed in range(TIMES):
        broken.write_bytes(damaged(data, random.Random(seed)))
        try:
            told = run(broken, whole, SPEC)
        except TallyError as refused:
            assert "\n" not in str(refused), seed
            ended["refused" if "Have it written again" not in str(refused) else "broken off"] += 1
        else:
            assert told["rows"]["right"] == 300, seed
            ended["ran"] += 1
    assert ended["refused"] and ended["broken off"] and ended["ran"], ended


def test_a_column_whose_name_is_no_text_is_refused(whole: Path) -> None:
    broken = whole.with_name("broken.parquet")
    broken.write_bytes(whole.read_bytes().replace(b"balance", b"bal\x9bnce"))
    with pytest.raises(TallyError, match="no Parquet file that can be read"):
        run(broken, whole, SPEC)
    layout = load_layout({"format": "parquet", "fields": {"account": {}}})
    with pytest.raises(TallyError, match="cannot be read as Parquet"):
        normalize(broken, layout, whole.with_name("out"))
