"""Samples and files that are no tables: fixed width, mainframe, JSON lines, Parquet, by a proposed layout and by one's own."""

import io
import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from pilotage.core.errors import Refused
from pilotage.core.operations import delivering
from pilotage.verification import operations, queries
from pilotage.verification.laid_out import as_yaml, head_of, layout_of_table, lines_of, read_laid_out, ruler
from pilotage.verification.layout_form import mapping_in
from pilotage.verification.models import Difference, ReceivedFile, SpecVersion
from pilotage.verification.rules.field_order import by_name
from pilotage.verification.sampling import read_sample
from story import NOW
from verification.samples import FIXED, LAYOUT, RIGHT, stream
from verification.test_cut_on_screen import sent

pytestmark = pytest.mark.django_db
CARDS = ("4111111111111111", "5500005555555559", "4012888888881881")


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("im", name="Ivy"))


def test_a_fixed_width_file_is_mapped_and_compared_by_its_layout(laid, pm, page) -> None:
    body = queries.newest_version(laid).body
    kept = body["left"]["layout"]
    assert (body["left"]["format"], by_name(kept)["fields"]["BAL_AMT"]["decimals"]) == ("fixed", 2)
    assert [one["name"] for one in kept["fields"]] == list(mapping_in(LAYOUT)["fields"])
    assert {"ACCT_NO", "BAL_AMT", "BILL_DT"} <= set(body["key"]) | set(body["fields"])
    for side, name, text in (("left", "b.dat", FIXED), ("right", "r.csv", RIGHT)):
        operations.receive_file(spec=laid, side=side, name=name, stream=stream(text), by=pm, now=NOW)
    run = operations.start_run(spec=laid, by=pm, now=NOW)
    assert delivering.work_once(worker="w", clock=lambda: NOW)
    done = queries.run_for(pm, run.pk)
    assert (done.problem, done.result["rows"]["left"], done.result["missing"]) == ("", 3, {"left": 1, "right": 1})
    assert done.result["fields"]["BAL_AMT"]["different"] == 1 and done.result["fields"]["BILL_DT"]["different"] == 0
    one = Difference.objects.everywhere().get(run=done, field="BAL_AMT")
    assert (one.left_cells["CUST_NAME"], one.left_cells["BAL_AMT"]) == ("Bo Diaz", "75.00")
    assert one.right_cells["customer name"] == "Bo Diaz"
    shown = page.get(f"/verification/runs/{run.pk}/differences/").content.decode()
    assert '<tr class="is-lit">' in shown and "2026-10-02" in shown and "10/02/2026" in shown


def test_lines_of_one_width_are_read_by_a_layout_that_is_proposed() -> None:
    found = read_sample(stream(FIXED * 20), "balances.dat", field="left")
    assert found.format == "fixed" and len(found.columns) > 2 and found.rows[0][0].lstrip("0").startswith("1000")
    assert found.side()["layout"]["fields"][0]["at"][0] == 1


def test_json_lines_and_parquet_are_samples_too() -> None:
    rows = [{"account": f"A{n}", "balance": f"{n}.50", "paid": n % 2 == 0} for n in range(1, 30)]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    packed = io.BytesIO()
    parquet.write_table(pa.table({name: [str(row[name]) for row in rows] for name in ("account", "balance")}), packed)
    for data, name, kind in ((stream(lines), "a.jsonl", "jsonl"), (packed, "a.parquet", "parquet")):
        found = read_sample(data, name, field="left")
        assert (found.format, found.columns[:2], found.rows[2][:2]) == (kind, ("account", "balance"), ["A3", "3.50"])


def test_a_mainframe_file_without_line_ends_is_read_by_its_record_length() -> None:
    text = FIXED.replace("\n", "")
    layout = f"encoding: cp037\nrecord_length: 37\n{LAYOUT}"
    found = read_sample(io.BytesIO(text.encode("cp037")), "b.dat", field="left", layout=layout)
    assert [row[2] for row in found.rows] == ["120.50", "75.00", "0.00"]
    assert lines_of(found.head, found.layout)[1].startswith("00010002Bo Diaz")


def test_cards_and_files_that_do_not_fit_are_refused_and_nothing_is_kept(laid, pm) -> None:
    carded = "".join(f"{n:08}{card}\n" for n, card in enumerate(CARDS * 9))
    layout = "format: fixed\nfields:\n  ACCT_NO: {at: [1, 8]}\n  NOTE: {at: [9, 16]}\n"
    with pytest.raises(Refused) as refused:
        read_sample(stream(carded), "b.dat", field="left", layout=layout)
    assert not any(card in refused.value.message for card in CARDS)
    jsonl = "".join(json.dumps({"ACCT_NO": str(n), "note": card}) + "\n" for n, card in enumerate(CARDS * 9))
    with pytest.raises(Refused, match="•"):
        read_sample(stream(jsonl), "b.jsonl", field="left")
    with pytest.raises(Refused, match="No row"):
        operations.receive_file(spec=laid, side="left", name="b.dat", stream=stream("X" * 37 + "\n"), by=pm, now=NOW)
    assert not ReceivedFile.objects.everywhere().exists()


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ("format: fixed\nfields: {a: {at: [1, 4], refers: {file: /etc/passwd, column: a}}}", "refers"),
        ("format: triangles", "format"),
        ("format: fixed\nfields: {a: {at: one}}", "at"),
        ("{", "layout"),
        ("x" * 50_000, "too long"),
    ],
)
def test_a_layout_that_can_not_be_used_is_refused_in_words(layout, words) -> None:
    with pytest.raises(Refused, match=words) as refused:
        read_laid_out(stream(FIXED), "b.dat", layout, field="layout")
    assert "/tmp" not in refused.value.message


def test_a_ruler_counts_and_a_layout_is_written_as_people_write_it() -> None:
    assert ruler(12) == ["        10  ", "123456789012"]
    told = {"format": "fixed", "fields": {"a": {"at": [1, 4]}, "b": {"at": [5, 2]}}}
    assert as_yaml(told) == "format: fixed\nfields:\n  a: {at: [1, 4]}\n  b: {at: [5, 2]}\n"
    long = io.BytesIO(b"0123456789abcde\n" * 4_000)
    assert len(lines_of(head_of(long, {"format": "fixed"}), {"format": "fixed"})) == 6
    assert head_of(io.BytesIO(b"x" * 40_000), {"format": "parquet"}) == ""


def test_the_page_tries_a_layout_on_the_sample_and_saves_it_as_a_version(laid, page) -> None:
    there = f"/verification/specs/{laid.pk}/layout/left/"
    first = page.get(there).content.decode()
    assert "        10        20        30" in first and "Bo Diaz " in first and "120.50" in first
    wrong = LAYOUT.replace("[21, 9]", "[20, 9]").replace("decimals: 2", "decimals: 3, scale: 3")
    shown = page.post(there, {"layout": wrong, "do": "show"})
    assert shown.status_code == 200 and "1.205" in shown.content.decode()
    assert SpecVersion.objects.everywhere().count() == 1
    bad = page.post(there, {"layout": "format: triangles", "do": "show"})
    assert bad.status_code == 422 and "triangles" in bad.content.decode()
    renamed = LAYOUT.replace("STATUS_CD", "STATE")
    saved = page.post(there, {"layout": renamed, "do": "save"})
    assert (saved.status_code, saved.url) == (302, f"/verification/specs/{laid.pk}/mapping/")
    newest = SpecVersion.objects.everywhere().get(number=2)
    assert newest.left_columns[-1] == "STATE" and newest.left_head and "BAL_AMT" in newest.body["fields"]


def test_a_side_that_is_a_table_shows_its_own_columns_and_rows(spec, page) -> None:
    there, before = f"/verification/specs/{spec.pk}/layout/right/", queries.newest_version(spec)
    shown = page.get(there)
    words = shown.content.decode()
    assert "need no layout" in words and before.right_columns[0] in words and before.right_rows[0][0] in words
    assert [one.piece.name for one in shown.context["tables"][0][1]] == before.right_columns
    assert "Nothing of a sample" not in words and shown.context["ruler"] == []
    plain = as_yaml(layout_of_table(before.body["right"], before.right_columns))
    tried = page.post(there, {"layout": plain, "do": "show"})
    assert tried.status_code == 200 and tried.context["laid"].rows == [list(row) for row in before.right_rows]
    assert page.post(there, {"layout": plain, "do": "save"}).status_code == 302
    after = queries.newest_version(spec)
    assert (after.number, after.right_columns, after.body["fields"]) == (2, before.right_columns, before.body["fields"])
    assert page.get(f"/verification/specs/{spec.pk}/layout/above/").status_code == 404


def test_the_types_of_a_table_are_proposed_changed_and_saved_with_a_mapping_that_still_reads_it(spec, page) -> None:
    there, before = f"/verification/specs/{spec.pk}/layout/right/", queries.newest_version(spec)
    assert before.body["fields"]["BILL_DT"]["right_format"] == "%m/%d/%Y"
    shown = page.get(there)
    rows = {row.piece.name: row for row in shown.context["tables"][0][1]}
    assert (rows["billDate"].piece.type, rows["billDate"].piece.written) == ("date", "MM/DD/CCYY")
    assert rows["balance_amount"].piece.type == "money" and rows["customer name"].piece.type == "text"
    assert rows["billDate"].seems.confidence == 60, "three rows say little"
    words = shown.content.decode()
    assert "60 % sure" in words and "every value is MM/DD/CCYY, only 3 values" in words
    chosen = sent(words) | {f"{rows['balance_amount'].n}-type": "text"}
    tried = page.post(there, chosen | {"do": "show"})
    assert tried.context["laid"].rows[0][0] == before.right_rows[0][0]
    assert "Take the proposed types" in tried.content.decode(), "money is text by choice"
    taken = page.post(there, sent(tried.content.decode()) | {"do": "types"})
    assert {row.piece.name: row.piece.type for row in taken.context["tables"][0][1]}["balance_amount"] == "money"
    assert "Take the proposed types" not in taken.content.decode()
    assert page.post(there, sent(taken.content.decode()) | {"do": "save"}).status_code == 302
    after = queries.newest_version(spec)
    assert after.body["fields"]["BILL_DT"]["right_format"] == "%Y-%m-%d", "the layout gives days in one way"
    pairs = page.get(f"/verification/specs/{spec.pk}/mapping/").context["pairs"]
    assert [(one.line.left, one.right.problem) for _key, cells in pairs for one in cells if one.right.problem] == []
    again = page.get(there).context["seems"]
    assert "billDate" not in again and "customer name" in again, "what has a type is settled"


def test_a_workbook_has_its_columns_and_asks_for_a_sample(spec, page) -> None:
    version = queries.newest_version(spec)
    SpecVersion.objects.everywhere().filter(pk=version.pk).update(
        body=version.body | {"right": version.body["right"] | {"format": "xlsx"}}
    )
    there = f"/verification/specs/{spec.pk}/layout/right/"
    words = page.get(there).content.decode()
    assert "Nothing of a sample can be shown" in words and version.right_columns[0] in words
    answer = page.post(there, {"layout": LAYOUT, "do": "show"})
    assert answer.status_code == 422 and "Choose a sample" in answer.content.decode()
