"""The quick way through fixed width gives what the slow way gives, row by row, on files with every kind of damage."""

import dataclasses
import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.layouts import Layout, load_layout, normalize
from pilotage.tally.layouts import normalizing as reading

LAYOUT: dict[str, Any] = {
    "format": "fixed",
    "key": "account",
    "nulls": ["99999999"],
    "fields": {
        "account": {"at": [1, 8]},
        "name": {"at": [9, 10]},
        "over": {"at": [19, 8], "type": "money", "decimals": 2, "sign": "overpunch"},
        "signed": {"at": [27, 9], "type": "money"},
        "trailing": {"at": [36, 8], "type": "decimal", "decimals": 3, "sign": "trailing"},
        "count": {"at": [44, 5], "type": "integer", "required": True},
        "julian": {"at": [49, 6], "type": "date", "format": "CYYDDD"},
        "american": {"at": [55, 8], "type": "date", "format": "MMDDCCYY"},
        "slashed": {"at": [63, 10], "type": "date", "format": "%m/%d/%Y"},
        "short": {"at": [73, 6], "type": "date", "format": "YYMMDD", "pivot": 40},
        "code": {"at": [79, 2], "table": {"A": "active", "C": "closed"}},
        "padded": {"at": [81, 6], "pad": "0"},
    },
}
CHOICES: dict[str, list[str]] = {
    "account": ["00000001", "       7", "        ", "abc     "],
    "name": ["Ann Lee   ", "  Bob     ", "          ", "O'Neil    ", "a\tb       "],
    "over": ["0000123D", "0000000}", "     12J", "00001234", "0000012x", "        ", "00 0123A", "0000012?", "{       "],
    "signed": ["   123.45", "  -123.45", "-00012.30", "(  5.00) ", "     5   ", "12.345   ",
               "     0.00", "    -0.00", "         ", "    .50  ",
               " 1.2.3.45", "   - 5.00", "+00005.00", "123456.7 ", "      .75", "     12.5"],
    "trailing": ["0012345-", "0000000-", "0012345+", "0012345 ", "   1234-", "12 4567-", "       -", "        "],
    "count": ["00012", "   12", "   -3", "     ", "1x345", "12.00"],
    "julian": ["126031", "099365", "126366", "124060", "124366", "      ", "000000", "12603a", "100060"],
    "american": ["01312026", "02302026", "02292024", "99999999", "00000000", "13012026", "02291900"],
    "slashed": ["01/31/2026", " 1/31/2026", "1/3/2026  ", "01-31-2026", "12/31/0000", "          "],
    "short": ["260131", "390101", "400101", "990229", "000229"],
    "code": ["A ", " C", "  ", "X "],
    "padded": ["000123", "000000", "012300", "      ", "ab0000"],
}  # fmt: skip


def made(rng: random.Random, rows: int, damage: float) -> list[str]:
    lines = []
    for _ in range(rows):
        text = "".join(choices[0] if rng.random() > 0.3 else rng.choice(choices) for choices in CHOICES.values())
        if rng.random() < damage:
            place = rng.randrange(len(text))
            text = rng.choice([text[:place], text + " x", text[:place] + "é" + text[place + 1 :], text[:place] + "\0" + text[place + 1 :],
                               "", " " * 40, text[:place] + rng.choice("{}JZ9 -.") + text[place + 1 :]])  # fmt: skip
        lines.append(text)
    return lines


def both_ways(path: Path, layout: Layout, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    import pyarrow.parquet as pq

    quick = normalize(path, layout, path.with_suffix(".quick"))
    monkeypatch.setattr(reading, "_fed_by_blocks", lambda path, layout, intake: False)
    slow = normalize(path, layout, path.with_suffix(".slow"))
    monkeypatch.undo()
    tables = [pq.read_table(one.csv_or_parquet).to_pylist() for one in (quick, slow)]
    return (tables[0], quick.rejects, quick.controls), (tables[1], slow.rejects, slow.controls)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("way", ["plain", "damaged", "crlf", "recorded", "ebcdic", "latin"])
def test_both_ways_agree(tmp_path: Path, seed: int, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(f"{way}{seed}")
    lines = made(rng, 200, 0.0 if way in ("plain", "recorded", "ebcdic") else 0.2)
    end, encoding, more = {"crlf": "\r\n", "recorded": "", "ebcdic": ""}.get(way, "\n"), "utf-8", {}
    if way in ("recorded", "ebcdic"):
        more = {"record_length": 86}
    if way in ("ebcdic", "latin"):
        encoding = {"ebcdic": "cp037", "latin": "latin-1"}[way]
        more = {**more, "encoding": encoding}
    if seed % 3 == 1 and way not in ("recorded", "ebcdic"):
        more = {**more, "short": "reject", "record_length": 86}
    path = tmp_path / "f.txt"
    path.write_bytes((end.join(lines) + (end if seed % 2 else "")).encode(encoding))
    layout = load_layout({**LAYOUT, **more})
    layout = dataclasses.replace(layout, controls=())
    quick, slow = both_ways(path, layout, monkeypatch)
    assert quick[0] == slow[0]
    assert quick[1] == slow[1]
    assert quick[2] == slow[2]
    assert quick[2]["lines"] > 20


def test_totals_agree_on_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.txt"
    path.write_text("001 12.50\n002-02.25\n003  x.00\n004 01.00\n")
    layout = load_layout({
        "format": "fixed", "fields": {"a": {"at": [1, 3]}, "m": {"at": [4, 6], "type": "money"}},
        "controls": [{"sum": "m", "value": "11.25"}, {"hash": "a", "value": 10}, {"count": "lines", "value": 4}],
    })  # fmt: skip
    quick, slow = both_ways(path, layout, monkeypatch)
    assert quick == slow
    assert [one["found"] for one in quick[2]["checked"]] == ["11.25", "10", "4"]


def test_blocks_end_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pilotage.tally.layouts import blocks

    path = tmp_path / "f.txt"
    lines = made(random.Random(3), 300, 0.1)
    path.write_bytes("\n".join(lines).encode())
    layout = load_layout(LAYOUT)
    whole = both_ways(path, layout, monkeypatch)[0]
    monkeypatch.setattr(blocks, "BLOCK", 1_000)
    assert both_ways(path, layout, monkeypatch)[0] == whole


@pytest.mark.parametrize("form", ["MMDDCCYY", "CYYDDD", "%m/%d/%Y", "YYMMDD", "%Y-%m-%d"])
def test_days_that_stand_in_many_rows_are_read_as_those_that_stand_in_one(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(form)
    days = [dt.date(2024, 2, 20) + dt.timedelta(days=rng.randrange(40)) for _ in range(400)]
    written = {"MMDDCCYY": "%m%d%Y", "CYYDDD": "1%y%j", "YYMMDD": "%y%m%d"}.get(form, form)
    texts = [day.strftime(written) for day in days]
    width = len(texts[0])
    for damage in ("9" * width, " " * width, "x" * width, "0" * width, texts[0].replace("/", "-").replace("2", "z")):
        texts[rng.randrange(len(texts))] = damage
    path = tmp_path / "f.txt"
    path.write_text("".join(f"{place:04d}{text}\n" for place, text in enumerate(texts)))
    fields = {"row": {"at": [1, 4]}, "day": {"at": [5, width], "type": "date", "format": form}}
    quick, slow = both_ways(path, load_layout({"format": "fixed", "fields": fields}), monkeypatch)
    assert quick == slow
    assert len(quick[0]) > 390
    assert len({row["day"] for row in quick[0]}) > 30
