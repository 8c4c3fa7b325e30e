"""A report as slides: a title slide, then each section with its figures, lines and tables."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from pilotage.core.papers import ACCENT, Paper, Part, Table
from pilotage.reports.slide_flow import (
    CELL_SIZE,
    FIGURES_A_ROW,
    GAP,
    HEAD_SIZE,
    LABEL_SIZE,
    LINE_SIZE,
    VALUE_SIZE,
    WIDTH,
    Block,
    Page,
    cut,
    pages_of,
    row_height,
    widths_of,
)

NOTHING_NEW = "Nothing new"
TONES = {"good": "1F6F43", "warn": "8A5300", "bad": "A3262A", "accent": "1F5FA8", "quiet": "4D5866"}
INK, QUIET, LINE = "1B2430", "4D5866", "E6EAEF"
#: Where things stand, in points on a slide of 960 × 540.
LEFT, BODY_TOP, FOOT_TOP = 50.0, 106.0, 504.0
TITLE_SIGNS = 110


def pptx_of(paper: Paper, *, is_short: bool = False) -> bytes:
    """The paper as a 16:9 deck. Titles are real slide titles; what doesn't fit goes on to a slide of its own.

    In a short one, parts that only say that there is nothing share one slide at the end.
    """
    from pptx import Presentation
    from pptx.util import Pt

    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Pt(960), Pt(540)
    deck.core_properties.title = paper.title
    deck.core_properties.author = paper.foot.split(" · ")[0]
    accent = (paper.accent or ACCENT).lstrip("#")
    _first(deck, paper, accent)
    bare = [part for part in paper.parts if is_short and _is_bare(part)]
    parts = [part for part in paper.parts if part not in bare]
    if bare:
        parts.append(Part(NOTHING_NEW, lines=[f"{one.title}: {one.none}" for one in bare]))
    for part in parts:
        for number, page in enumerate(pages_of(part)):
            _slide(deck, f"{part.title} (continued)" if number else part.title, page, paper.foot, accent)
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _is_bare(part: Part) -> bool:
    """Whether it says only that there is nothing; such parts share one slide at the end."""
    return bool(part.none) and not (
        part.text.strip() or part.figures or part.lines or any(one.rows for one in part.tables)
    )


def _first(deck: Any, paper: Paper, accent: str) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    _bar(slide, 0, 0, 18, 540, accent)
    _title(slide, cut(paper.title, TITLE_SIGNS), 110, 130, 36 if len(paper.title) <= 60 else 28)
    _words(slide, [(cut(paper.lead, 200), 18, QUIET, False)], top=252, height=56)
    _words(slide, [(cut(paper.badge, 160), 20, TONES.get(paper.tone, QUIET), True)], top=320, height=64)


def _slide(deck: Any, title: str, page: Page, foot: str, accent: str) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    _title(slide, cut(title, TITLE_SIGNS), 24, 62, 26 if len(title) <= 55 else 20)
    _bar(slide, LEFT, 90, 56, 3, accent)
    for block in page.blocks:
        _draw(slide, block)
    _words(slide, [(cut(foot, 120), 10, QUIET, False)], top=FOOT_TOP, height=22, width=WIDTH - 60)
    _words(
        slide,
        [(str(len(deck.slides)), 10, QUIET, False)],
        top=FOOT_TOP,
        height=22,
        left=LEFT + WIDTH - 40,
        width=40,
        right=True,
    )


def _draw(slide: Any, block: Block) -> None:
    top = BODY_TOP + block.top
    if block.table is not None:
        _table(slide, block.table, top, block.height)
    elif block.figures:
        wide = WIDTH / FIGURES_A_ROW
        for place, (label, value) in enumerate(block.figures):
            rows = [(label, LABEL_SIZE, QUIET, False), (value, VALUE_SIZE, INK, True)]
            _words(slide, rows, top=top, height=block.height, left=LEFT + place * wide, width=wide - GAP)
    elif block.heading:
        _words(slide, [(block.heading, HEAD_SIZE, QUIET, True)], top=top, height=block.height)
    else:
        _words(slide, [(f"•  {block.line}", LINE_SIZE, INK, False)], top=top, height=block.height)


def _bar(slide: Any, left: float, top: float, width: float, height: float, colour: str) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Pt

    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(left), Pt(top), Pt(width), Pt(height))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour.upper())
    shape.line.fill.background()
    shape.name = "Bar"


def _title(slide: Any, words: str, top: float, height: float, size: int) -> None:
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = Pt(LEFT), Pt(top), Pt(WIDTH), Pt(height)
    frame = shape.text_frame
    _bare(frame)
    frame.text = words
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    for run in _runs(frame):
        run.font.size, run.font.bold = Pt(size), True
        _colour(run.font, INK)
    _to(frame)


def _words(
    slide: Any, rows: Sequence[tuple[str, int, str, bool]], *, top: float, height: float, left: float = LEFT,
    width: float = WIDTH, right: bool = False,
) -> None:  # fmt: skip
    from pptx.util import Pt

    frame = slide.shapes.add_textbox(Pt(left), Pt(top), Pt(width), Pt(height)).text_frame
    _bare(frame)
    for number, (words, size, colour, bold) in enumerate(rows):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = words
        run.font.size, run.font.bold = Pt(size), bold
        _colour(run.font, colour)
    _to(frame, right=right)


def _bare(frame: Any) -> None:
    """Words wrap, and begin at the edge of their box."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _table(slide: Any, table: Table, top: float, height: float) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    count = len(table.rows) + 1
    shape = slide.shapes.add_table(count, len(table.headers), Pt(LEFT), Pt(top), Pt(WIDTH), Pt(height))
    grid = shape.table
    for place, wide in enumerate(widths_of(table)):
        grid.columns[place].width = Pt(wide)
    for line, row in enumerate([table.headers, *table.rows]):
        grid.rows[line].height = Pt(row_height(row, widths_of(table)))
        for place, words in enumerate(row):
            cell = grid.cell(line, place)
            cell.text = str(words)
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor.from_string(LINE if line == 0 else "FFFFFF")
            for run in _runs(cell.text_frame):
                run.font.size, run.font.bold = Pt(CELL_SIZE if line else LABEL_SIZE), line == 0
                _colour(run.font, QUIET if line == 0 else INK)


def _runs(frame: Any) -> Iterator[Any]:
    for paragraph in frame.paragraphs:
        yield from paragraph.runs


def _to(frame: Any, *, right: bool = False) -> None:
    from pptx.enum.text import PP_ALIGN

    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT


def _colour(font: Any, colour: str) -> None:
    from pptx.dml.color import RGBColor

    font.color.rgb = RGBColor.from_string(colour)
