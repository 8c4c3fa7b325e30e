"""Fields of a layout cut, joined, added and named in a table; the YAML says the same, and all of it works by plain form posts."""

import re

import pytest

from pilotage.core.errors import Refused
from pilotage.verification import operations
from pilotage.verification.layout_form import mapping_in
from pilotage.verification.models import SpecVersion
from pilotage.verification.rules.cutting import Piece, add, cut, gaps, join, kind_of, layout_of, pieces_of, stripes
from pilotage.verification.rules.field_order import by_name, in_order
from pilotage.verification.sampling import read_sample
from story import NOW
from verification.samples import FIXED, LAYOUT, RIGHT, stream

RECORDS = {
    "format": "records", "record_at": [1, 1], "carry": ["header.made_on"], "key": ["account"],
    "records": {
        "header": {"code": "H", "fields": {"made_on": {"at": [2, 8], "type": "date", "format": "CCYYMMDD"}}},
        "detail": {"code": "D", "fields": {"account": {"at": [2, 10]}, "amount": {"at": [12, 11], "type": "money", "decimals": 2}}},
        "trailer": {"code": "T", "fields": {"rows": {"at": [2, 7], "type": "integer"}}},
    },
    "controls": [{"in": "trailer.rows", "count": "detail"}, {"sum": "amount", "value": "1.00"}],
}  # fmt: skip


def at(pieces) -> dict[str, tuple[int, int]]:
    return {piece.name: (piece.first, piece.last) for piece in pieces}


@pytest.mark.parametrize(
    "layout", [mapping_in(LAYOUT), RECORDS, {"format": "jsonl", "fields": {"a": {"source": "b.c", "type": "money"}}}]
)
def test_a_layout_read_into_a_table_and_back_is_itself(layout) -> None:
    assert layout_of(layout, pieces_of(layout)) == layout


def test_a_cut_makes_two_fields_of_one_and_a_field_of_what_was_none() -> None:
    pieces = [Piece("account", 1, 8), Piece("name", 15, 20)]
    assert at(cut(pieces, 3)) == {"account": (1, 3), "account_2": (4, 8), "name": (15, 20)}
    assert at(cut(pieces, 12)) == {"account": (1, 8), "field_2": (9, 12), "name": (15, 20)}
    assert gaps(pieces, "", 22) == [(9, 14), (21, 22)] and gaps(pieces, "", 20) == [(9, 14)]
    assert at(add(pieces, "", 22))["field_2"] == (9, 14)
    assert at(join(pieces, 0)) == {"account": (1, 20)}
    for place, words in ((8, "account ends behind character 8"), (0, "behind which character")):
        with pytest.raises(Refused, match=words):
            cut(pieces, place)
    with pytest.raises(Refused, match="No field stands behind name"):
        join(pieces, 1)


def test_lines_are_striped_by_their_kind_and_what_belongs_to_no_field_is_seen() -> None:
    pieces = pieces_of(RECORDS)
    line = "D0000000001000000012XX"
    assert kind_of(line, RECORDS) == "detail" and kind_of("X", RECORDS) is None
    assert list(stripes(line + "..", pieces, "detail")) == [
        ("", "D"),
        ("account", "0000000001"),
        ("amount", "000000012XX"),
        ("", ".."),
    ]


def test_a_new_name_is_known_to_key_totals_and_carried_fields() -> None:
    new = {"made_on": "day", "amount": "due", "rows": "count", "account": "acct"}
    pieces = [
        Piece(new[p.name], p.first, p.last, p.type, p.written, p.is_key, p.kind, p.more, p.name)
        for p in pieces_of(RECORDS)
    ]
    made = layout_of(RECORDS, pieces)
    assert (made["key"], made["carry"]) == (["acct"], ["header.day"])
    assert made["controls"] == [{"in": "trailer.count", "count": "detail"}, {"sum": "due", "value": "1.00"}]


@pytest.mark.parametrize("layout", [mapping_in(LAYOUT), RECORDS, {"format": "csv"}, {"fields": ["a", {"name": "b"}]}])
def test_fields_are_kept_in_a_list_and_shown_by_name(layout) -> None:
    assert by_name(in_order(layout)) == layout and by_name(layout) == layout
    for about in [in_order(layout), *in_order(layout).get("records", {}).values()]:
        assert not isinstance(about.get("fields"), dict)


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        (Piece("", 1, 2), "no name"), (Piece("a", 3, 2), "from which character"), (Piece("a", 1, 2, "flag"), "yes and no"),
        (Piece("a", 1, 2, "money", "two"), "two"), (Piece("a", 1, 2, "code", "A"), "A=active"),
    ],
)  # fmt: skip
def test_what_a_field_can_not_be_is_told(piece, words) -> None:
    with pytest.raises(Refused, match=words):
        layout_of({"format": "fixed"}, [piece])
    with pytest.raises(Refused, match="Two fields are called a"):
        layout_of({"format": "fixed"}, [Piece("a", 1, 1), Piece("a", 2, 2)])


def sent(text: str) -> dict[str, str]:
    """What a browser would send of the page's form, without a button."""
    form = re.search(r'<form method="post" id="form".*?</form>', text, re.S).group(0)
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("type") != "file" and (told.get("type") != "checkbox" or " checked" in tag):
            found[told["name"]] = told.get("value", "on" if told.get("type") == "checkbox" else "")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        found[name] = re.search(r'value="([^"]*)"( selected)', options).group(1) if " selected" in options else ""
    found["layout"] = re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.S).group(1)
    swaps = (("&#x27;", "'"), ("&quot;", '"'), ("&amp;", "&"))
    for old, new in swaps:
        found = {name: value.replace(old, new) for name, value in found.items()}
    return found


@pytest.mark.django_db
def test_fields_are_cut_named_typed_and_saved_without_yaml_and_without_scripts(laid, signed_in, person) -> None:
    page, there = signed_in(person("im", name="Ivy")), f"/verification/specs/{laid.pk}/layout/left/"
    first = page.get(there).content.decode()
    cut_once = page.post(there, sent(first) | {"cut": "12", "do": "cut"})
    assert cut_once.status_code == 200 and "CUST_NAME_2" in cut_once.content.decode()
    typed = sent(cut_once.content.decode()) | {"1-name": "FIRST", "2-name": "LAST", "3-name": "DUE"}
    shown = page.post(there, typed | {"do": "show"}).content.decode()
    assert '<th scope="col">FIRST</th>' in shown and '<th scope="col">DUE</th>' in shown and "120.50" in shown
    joined = page.post(there, sent(shown) | {"do": "join-1"}).content.decode()
    assert sent(joined)["1-last"] == "20" and 'value="LAST"' not in joined
    fewer = page.post(there, sent(joined) | {"do": "remove-5"}).content.decode()
    assert "In no field:" in fewer and SpecVersion.objects.everywhere().count() == 1
    more = page.post(there, sent(fewer) | {"do": "add-"}).content.decode()
    assert sent(more)["5-first"] == sent(more)["5-last"] == "37"
    saved = page.post(there, sent(fewer) | {"do": "save"})
    assert (saved.status_code, saved.url) == (302, f"/verification/specs/{laid.pk}/mapping/")
    newest = SpecVersion.objects.everywhere().get(number=2)
    assert newest.left_columns == ["ACCT_NO", "FIRST", "DUE", "BILL_DT", "AUTOPAY"]
    assert newest.body["left"]["layout"]["fields"][2] == {"name": "DUE", "at": [21, 9], "type": "money", "decimals": 2}


@pytest.mark.django_db
def test_the_table_and_the_yaml_never_overwrite_each_other(laid, signed_in, person) -> None:
    page, there = signed_in(person("im", name="Ivy")), f"/verification/specs/{laid.pk}/layout/left/"
    typed = sent(page.get(there).content.decode())
    yaml = typed["layout"].replace("STATUS_CD", "STATE")
    by_yaml = page.post(there, typed | {"layout": yaml.replace("\n", "\r\n"), "do": "show"})
    assert by_yaml.status_code == 200 and sent(by_yaml.content.decode())["5-name"] == "STATE"
    both = page.post(there, typed | {"layout": yaml, "5-name": "OTHER", "do": "show"})
    assert both.status_code == 422 and "both changed" in both.content.decode()
    assert sent(both.content.decode())["5-name"] == "OTHER" and "STATE: {" in both.content.decode()
    early = page.post(there, typed | {"layout": yaml, "do": "cut", "cut": "3"})
    assert early.status_code == 422 and "Show what it makes first" in early.content.decode()
    nowhere = page.post(there, typed | {"do": "cut", "cut": "8"})
    assert nowhere.status_code == 422 and "ends behind character 8" in nowhere.content.decode()


@pytest.mark.django_db
def test_another_sample_is_carried_until_it_is_saved(laid, signed_in, person) -> None:
    page, there = signed_in(person("im", name="Ivy")), f"/verification/specs/{laid.pk}/layout/left/"
    typed, other = sent(page.get(there).content.decode()), FIXED.replace("Bo Diaz", "Eve Roe")
    file = stream(other)
    file.name = "b.dat"
    shown = page.post(there, typed | {"do": "show", "sample": file}).content.decode()
    assert "Eve Roe " in shown and sent(shown)["head"]
    page.post(there, sent(shown) | {"do": "save"})
    assert SpecVersion.objects.everywhere().get(number=2).left_rows[1][1] == "Eve Roe"
    odd = page.post(there, typed | {"head": "no base64!", "do": "show"})
    assert odd.status_code == 200 and "Eve Roe " in odd.content.decode()


@pytest.mark.django_db
def test_a_proposed_layout_is_named_until_somebody_saved_it(laid, integration, pm, signed_in, person) -> None:
    left, right = (read_sample(stream(text), "s", field="left") for text in (FIXED * 20, RIGHT))
    made = operations.begin_spec(
        integration=integration, name="New", left_name="CIS", right_name="P", left=left, right=right, by=pm, now=NOW
    )
    page, there = signed_in(person("im", name="Ivy")), f"/verification/specs/{made.pk}/layout/left/"
    assert "The layout of CIS was proposed" in page.get(f"/verification/specs/{made.pk}/mapping/").content.decode()
    shown = page.get(there).content.decode()
    assert "Proposed. Look at" in shown
    saved = page.post(there, sent(shown) | {"0-name": "ACCT", "do": "save"})
    assert saved.status_code == 302, re.findall(r"ui-tone-bad[^<]*<[^>]*>[^<]*", saved.content.decode())
    assert "was proposed" not in page.get(saved.url).content.decode()
    assert SpecVersion.objects.everywhere().get(spec=made, number=2).left_columns[0] == "ACCT"
