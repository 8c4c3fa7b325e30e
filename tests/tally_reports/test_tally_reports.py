"""The workbook and the page of a run: what they say, that nothing in them is live, that equal runs give equal files."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from report_world import mismatches, result, some_rows

from pilotage.tally import reports
from pilotage.tally.errors import TallyError
from pilotage.tally.reports.differing import lit
from pilotage.tally.tables import open_table


@pytest.fixture
def made(tmp_path: Path) -> Path:
    rows = some_rows()
    reports.Report(mismatches(tmp_path, rows)).write(tmp_path / "out", result(rows))
    return tmp_path / "out"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: Path) -> Tags:
    tags = Tags()
    tags.feed(page.read_text())
    return tags


def test_the_page_says_what_is_so_and_then_the_patterns(made: Path) -> None:
    text = " ".join(read(made / "report.html").text)
    said = [
        (
            "488 of 9,960 rows differ, in 6 of 7 fields; 20 missing on the left; 30 missing on the right; 4 repeated on the left; "
            "2 refused on the left."
        ),
        "Only on the left, not compared: cycle.",
        "All 412 differences of balance are exactly 7.50 more on the right, and they are all 412 rows where rate_class is R2.",
        "100 times: 40",
        "Day and month: 25",
        "too few cells",
        "ab" * 32,
    ]
    places = [text.index(one) for one in said]
    assert places[:4] == sorted(places[:4])


def test_the_page_has_no_script_no_style_attribute_and_asks_for_nothing(made: Path) -> None:
    tags = read(made / "report.html").tags
    assert not {tag for tag, _ in tags} & {"script", "iframe", "img", "link", "form", "object", "b>"}
    for _, attributes in tags:
        assert not [
            name
            for name in attributes
            if name.startswith("on") or name in ("style", "src", "srcset", "action", "xlink:href")
        ]
    assert all((attributes["href"] or "").startswith("#") for tag, attributes in tags if tag == "a")
    assert "url(" not in (made / "report.html").read_text()


def test_what_files_say_is_only_text_on_the_page(made: Path) -> None:
    page = (made / "report.html").read_text()
    assert "<b>" not in page.split("</ul>", 1)[1] and "<i>3" not in page
    assert "12,&lt;i&gt;3" in page


@pytest.mark.browser
def test_a_browser_keeps_to_the_policy_and_the_page_fits_a_phone(made: Path) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(args=["--no-sandbox"], executable_path=_chromium())
        for width, scheme in ((1440, "light"), (390, "dark")):
            page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()  # type: ignore[arg-type]
            said: list[str] = []
            page.on("console", lambda one, said=said: said.append(one.text))  # type: ignore[misc]
            page.on("request", lambda one, said=said: said.append(one.url))  # type: ignore[misc]
            page.goto((made / "report.html").as_uri())
            assert said == [(made / "report.html").as_uri()]
            assert page.evaluate("document.documentElement.scrollWidth") == width
            tile = page.locator(".tiles li").first
            assert tile.evaluate("one => getComputedStyle(one).borderRadius") == "8px"
        browser.close()


def _chromium() -> str:
    from shutil import which

    found = which("chromium") or which("chromium-browser") or which("google-chrome")
    if found is None:
        pytest.skip("No Chromium here.")
    return found


def test_both_files_are_the_same_in_every_run(made: Path, tmp_path: Path) -> None:
    rows = some_rows()
    reports.Report(mismatches(tmp_path, rows)).write(tmp_path / "again", result(rows))
    for name in ("summary.xlsx", "report.html"):
        assert (made / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert sorted(one.name for one in made.iterdir()) == ["report.html", "summary.xlsx"]


def test_the_workbook_holds_counts_and_no_formula(made: Path) -> None:
    import zipfile

    with open_table(made / "summary.xlsx", sheet="Differences") as table:
        rows = {row.number: row.cells for row in table.rows()}
    assert len(rows) == 488
    assert {cells["Left raw"] for cells in rows.values() if cells["Field"] == "name"} == {"'=HYPERLINK(1)<b>"}
    with open_table(made / "summary.xlsx", sheet="Rejected") as table:
        assert [row.cells["Text"] for row in table.rows()] == ["12,<i>3", "'=1+1"]
    with open_table(made / "summary.xlsx", sheet="Fields") as table:
        first = next(iter(table.rows())).cells
    assert (first["Field"], first["Different"], first["% of matched"], first["Right minus left"]) == (
        "balance",
        "412",
        "4.136",
        "3090.00",
    )
    with zipfile.ZipFile(made / "summary.xlsx") as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets/" in name)


def test_files_that_agree_make_a_short_page(tmp_path: Path) -> None:
    same = result([]) | {"missing": {"left": 0, "right": 0}, "duplicates": {"left": 0, "right": 0}, "rejected": {"left": 0, "right": 0},
                         "patterns": [], "samples": {}, "rejects": {}}  # fmt: skip
    reports.Report(mismatches(tmp_path, [])).write(tmp_path, same)
    page = (tmp_path / "report.html").read_text()
    assert "Both files agree on all 9,960 rows." in page and "✓ Agree" in page
    assert "Differences by reason" not in page and 'id="patterns"' not in page


def test_a_document_with_the_issue_s_keys_alone_is_enough(tmp_path: Path) -> None:
    rows = some_rows()
    bare = {
        key: value
        for key, value in result(rows).items()
        if key not in ("rejects", "samples", "details", "key", "agree", "certificate")
    }
    reports.Report(mismatches(tmp_path, rows)).write(tmp_path, bare)
    assert "488 of 9,960 rows differ" in (tmp_path / "report.html").read_text()


def test_a_folder_that_is_a_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(TallyError, match=r"out: File exists\. Make room, or name another folder\."):
        reports.Report(mismatches(tmp_path, [])).write(tmp_path / "out", result([]))


@pytest.mark.parametrize(
    ("left", "right", "lit_left", "lit_right"),
    [
        ("0234", "234", "<mark>0</mark>234", "234"),
        ("a b", "a  b", "a b", "a <mark>␣</mark>b"),
        (None, "0", '<span class="none">empty</span>', "<mark>0</mark>"),
        ("<x>", "<y>", "&lt;<mark>x</mark>&gt;", "&lt;<mark>y</mark>&gt;"),
        ("a" * 500 + "b", "a" * 500 + "c", "a" * 400, "a" * 400),
    ],
)
def test_differing_characters_are_lit(left: str | None, right: str, lit_left: str, lit_right: str) -> None:
    shown = lit(left, right)
    plain = [re.sub("<[^>]*>", "", one) for one in shown]
    assert plain[1].replace("␣", " ") == right[:400].replace("<", "&lt;").replace(">", "&gt;")
    assert shown == (lit_left, lit_right)
