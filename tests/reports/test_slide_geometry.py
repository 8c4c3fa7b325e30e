"""Nothing on a slide runs over its edge or into its neighbour, however long the words are; nothing is too small to read."""

import io
from itertools import pairwise

import pytest
from pptx import Presentation
from pptx.util import Pt

from pilotage.core.papers import Paper, Part, Table
from pilotage.reports.slide_flow import HEIGHT, cut, lines_of, pages_of
from pilotage.reports.slides import pptx_of

LONG = "The lockbox file of the second bank came without its trailer, so nothing of that day was posted. " * 8
WIDE = Table(
    ("No.", "What", "Owner"), [[f"C-{n}", LONG[: 20 + 40 * (n % 14)], "Ann Ames"] for n in range(30)], (0.8, 6, 2)
)
PARTS = {
    "short": Part(
        "Dates",
        figures=[("Target", "Fri 27 Nov 2026"), ("Expected", "Tue 1 Dec 2026, 2 working days after the target")],
    ),
    "words": Part("Risks", text="\n".join([LONG] * 5), lines=[LONG[:180]] * 9),
    "rows": Part("Cases", figures=[("Open", "30")], tables=[WIDE, Table(("A", "B"), [["1", "2"]], title="Notes")]),
    "all": Part(
        "All", text=LONG, figures=[(f"Figure {n}", "1,234") for n in range(9)], lines=["x"] * 30, tables=[WIDE]
    ),
    "none": Part("Nothing", none="Nothing is asked of you now."),
}


@pytest.mark.parametrize("name", PARTS)
def test_pages_hold_what_fits_and_lose_nothing(name: str) -> None:
    part, pages = PARTS[name], pages_of(PARTS[name])
    for page in pages:
        assert page.blocks and page.blocks[-1].top + page.blocks[-1].height <= HEIGHT
        assert all(one.top + one.height <= other.top for one, other in pairwise(page.blocks))
    blocks = [block for page in pages for block in page.blocks]
    assert sum(len(block.figures) for block in blocks) == len(part.figures)
    assert sum(len(block.table.rows) for block in blocks if block.table) == sum(len(one.rows) for one in part.tables)
    assert sum(bool(block.line) for block in blocks) == len(part.text.splitlines()) + len(part.lines) or part.none


@pytest.mark.parametrize("name", PARTS)
def test_slides_stay_inside_their_edges_with_letters_of_ten_points_and_more(name: str) -> None:
    paper = Paper(
        LONG[:150], [PARTS[name]], lead=LONG[:150], badge="Late. " + LONG[:90], tone="bad", foot="Pilotage · Pack"
    )
    deck = Presentation(io.BytesIO(pptx_of(paper)))
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        boxes = [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in slide.shapes]
        assert all(
            left >= 0 and top >= 0 and right <= deck.slide_width and low <= deck.slide_height
            for left, top, right, low in boxes
        )
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        sizes = [run.font.size for shape in slide.shapes for run in runs_of(shape)]
        assert min(sizes) >= Pt(10)


def runs_of(shape):
    frames = [shape.text_frame] if shape.has_text_frame else []
    if shape.has_table:
        frames += [cell.text_frame for row in shape.table.rows for cell in row.cells]
    return [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs if run.text]


def test_what_is_cut_says_so_and_lines_are_counted_up() -> None:
    assert cut("short", 10) == "short" and cut("a longer one", 8) == "a longe…"
    assert lines_of("", 10, 100) == 1 and lines_of("x" * 18, 10, 100) == 2 and lines_of("a\nb", 10, 100) == 2
