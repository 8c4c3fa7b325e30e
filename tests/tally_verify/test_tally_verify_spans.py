"""Neighbouring columns are fingerprinted as one text; the text is the same whichever way a block was read, and no other row's."""

from pathlib import Path

import pytest

from pilotage.tally.spec.model import Side
from pilotage.tally.verify import run
from pilotage.tally.verify.spans import Span, find_spans, span_texts
from pilotage.tally.verify.textfiles import TextSource

SPEC = {"key": ["no"], "left": {"format": "csv"}, "right": {"format": "csv"}}


def _texts(path: Path, body: bytes) -> list[list[str]]:
    path.write_bytes(body)
    source = TextSource(path, Side())
    made: list[list[str]] = [[], []]
    for block in source.blocks():
        for place, one in enumerate(span_texts(block, [Span(("a", "b"), 1, 2), Span(("c", "d"), 3, 4)], ",")):
            made[place] += one.to_pylist()
    return made


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("is_ended", [True, False])
def test_a_span_is_the_text_between_its_cells(tmp_path: Path, end: bytes, is_ended: bool) -> None:
    rows = [b"no,a,b,c,d", b"1,x,,Zo\xc3\xab,4", b"2,,,,", b"3,long enough to be long,5.00,q,7"]
    made = _texts(tmp_path / "one.csv", end.join(rows) + (end if is_ended else b""))
    assert made == [["x,", ",", "long enough to be long,5.00"], ["Zoë,4", ",", "q,7"]]


def test_needless_quotes_and_damaged_rows_change_no_text(tmp_path: Path) -> None:
    plain = _texts(tmp_path / "one.csv", b"no,a,b,c,d\n1,x,y,z,4\n2,p,q,r,s\n")
    quoted = _texts(tmp_path / "two.csv", b'no,a,b,c,d\n1,"x","y",z,4\n2,p,q,"r",s\n')
    ragged = _texts(tmp_path / "three.csv", b"no,a,b,c,d\n1,x,y,z,4\n7,8\n2,p,q,r,s\n")
    blank = _texts(tmp_path / "four.csv", b"no,a,b,c,d\n1,x,y,z,4\n\n2,p,q,r,s\n")
    assert [[text for text in texts if text != ","] for texts in blank] == plain
    assert plain == quoted == ragged


def test_cells_that_hold_a_delimiter_or_a_quote_are_no_other_cells(tmp_path: Path) -> None:
    one, two, three = _texts(tmp_path / "one.csv", b'no,a,b,c,d\n1,"x,y",z,,\n2,x,"y,z",,\n3,"""x,y""",z,,\n')[0]
    assert len({one, two, three}) == 3


def test_only_neighbours_on_both_sides_make_a_span() -> None:
    here = {"a": 1, "b": 2, "c": 3, "d": 4}
    assert find_spans(list("abcd"), here, here, lambda name: name != "c") == [Span(("a", "b"), 1, 2)]
    assert find_spans(list("abcd"), here, {"a": 1, "b": 2, "c": 4, "d": 5}, lambda _: True) == [
        Span(("a", "b"), 1, 2),
        Span(("c", "d"), 3, 4),
    ]
    assert find_spans(list("abcd"), here, {"a": 4, "b": 3, "c": 2, "d": 1}, lambda _: True) == []


def test_files_that_are_written_in_different_ways_agree(tmp_path: Path) -> None:
    left, right = tmp_path / "left.csv", tmp_path / "right.csv"
    left.write_text('no,a,b,c\n1,x,"y, z",3\n2,p,q,4\n3,"r",s,5\n')
    for text in (
        'no,a,b,c\n3,r,s,5\n1,"x","y, z","3"\n2,p,q,4\n',
        "no;a;b;c\n1;x;y, z;3\n2;p;q;4\n3;r;s;5\n",
        'c,b,no,a\n3,"y, z",1,x\n4,q,2,p\n5,s,3,r\n',
    ):
        right.write_text(text)
        result = run(left, right, SPEC)
        assert result["agree"], result


def test_rows_of_one_key_are_the_same_line_however_they_are_quoted(tmp_path: Path) -> None:
    left, right = tmp_path / "left.csv", tmp_path / "right.csv"
    left.write_text('no,a,b\n1,x,y\n1,"x","y"\n2,p,q\n2,p,r\n')
    right.write_text("no,a,b\n1,x,y\n2,p,q\n")
    assert run(left, right, SPEC)["duplicate_kinds"]["left"] == {"same_line": 1, "key_reused": 1}


def test_a_row_refused_for_one_cell_leaves_the_others_where_they_are(tmp_path: Path) -> None:
    spec = {**SPEC, "fields": {"c": {"type": "money", "scale": 2}}}
    left, right = tmp_path / "left.csv", tmp_path / "right.csv"
    left.write_text("no,a,b,c\n1,x,y,1.00\n2,p,q,many\n3,r,s,3.00\n")
    right.write_text("no,a,b,c\n1,x,y,1.00\n3,r,t,3.00\n")
    result = run(left, right, spec)
    assert (result["matched"], result["equal"], result["rejected"]["left"]) == (2, 1, 1)
    assert result["fields"]["b"]["different"] == 1
