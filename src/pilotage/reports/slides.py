"""A report as slides: a title slide, then each section with its text, figures, lines and tables."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from pilotage.core.papers import Paper, Part, Table

ROWS_A_SLIDE = 9
NOTHING_NEW = "Nothing new"
LINES_A_SLIDE = 9
TONES = {"good": "1F6F43", "warn": "8A5300", "bad": "A3262A", "accent": "1F5FA8", "quiet": "4D5866"}
INK, QUIET, LINE = "1B2430", "4D5866", "E6EAEF"


def pptx_of(paper: Paper, *, is_short: bool = False) -> bytes:
    """The paper as a 16:9 deck. Titles are real slide titles; what doesn't fit goes on to a slide of its own.

    In a short one, parts that only say that there is nothing share one slide at the end.
    """
    from pptx import Presentation
    from pptx.util import Inches

    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    deck.core_properties.title = paper.title
    deck.core_properties.author = paper.foot.split(" · ")[0]
    _first(deck, paper)
    bare = [part for part in paper.parts if is_short and _is_bare(part)]
    for part in paper.parts:
        for number, page in enumerate([] if part in bare else _pages(part)):
            _slide(deck, f"{part.title} (continued)" if number else part.title, page, paper.foot)
    for page in _pages(Part(NOTHING_NEW, lines=[f"{one.title}: {one.none}" for one in bare])) if bare else ():
        _slide(deck, NOTHING_NEW, page, paper.foot)
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _is_bare(part: Part) -> bool:
    """Whether it says only that there is nothing; such parts share one slide at the end."""
    return bool(part.none) and not (
        part.text.strip() or part.figures or part.lines or any(one.rows for one in part.tables)
    )


def _pages(part: Part) -> Iterator[Part]:
    """A part in pieces that fit on a slide: words first, then tables some rows at a time; figures alone stand above the first one."""
    text = [line for line in part.text.splitlines() if line.strip()]
    lines = [*text, *part.lines]
    tables = [table for table in part.tables if table.rows]
    is_first = True
    if tables and part.figures and not lines and len(tables[0].rows) + len(part.figures) <= ROWS_A_SLIDE:
        yield Part(part.title, figures=part.figures, tables=[tables.pop(0)])
        is_first = False
        if not tables:
            return
    for start in range(0, max(len(lines), 1), LINES_A_SLIDE):
        shown = lines[start : start + LINES_A_SLIDE]
        if shown or (is_first and (part.figures or not tables)):
            words = shown or ([] if part.figures else [part.none or "–"])
            yield Part(part.title, lines=words, figures=part.figures if is_first else ())
            is_first = False
    for table in tables:
        for start in range(0, len(table.rows), ROWS_A_SLIDE):
            piece = Table(table.headers, table.rows[start : start + ROWS_A_SLIDE], table.widths, table.title)
            yield Part(part.title, tables=[piece])


def _first(deck: Any, paper: Paper) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    _title(slide, paper.title, 2.2, 36)
    _words(slide, [(paper.lead, 18, QUIET, False)], top=3.5, height=0.9)
    _words(slide, [(paper.badge, 20, TONES.get(paper.tone, QUIET), True)], top=4.5, height=1.2)


def _slide(deck: Any, title: str, page: Part, foot: str) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    _title(slide, title, 0.4, 26)
    words = [(f"{label}: {value}", 18, INK, False) for label, value in page.figures]
    words += [(f"•  {line}", 18, INK, False) for line in page.lines]
    if words:
        _words(slide, words, top=1.5, height=5.2)
    for table in page.tables:
        _table(slide, table, below=0.45 * len(words))
    _words(slide, [(foot, 10, QUIET, False)], top=7.0, height=0.35)


def _title(slide: Any, words: str, top: float, size: int) -> None:
    from pptx.util import Inches, Pt

    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = Inches(0.7), Inches(top), Inches(11.9), Inches(1.0)
    shape.text_frame.text = words
    shape.text_frame.word_wrap = True
    for run in _runs(shape.text_frame):
        run.font.size, run.font.bold = Pt(size), True
        _colour(run.font, INK)
    _left(shape.text_frame)


def _words(slide: Any, rows: Sequence[tuple[str, int, str, bool]], *, top: float, height: float) -> None:
    from pptx.util import Inches, Pt

    frame = slide.shapes.add_textbox(Inches(0.7), Inches(top), Inches(11.9), Inches(height)).text_frame
    frame.word_wrap = True
    for number, (words, size, colour, bold) in enumerate(rows):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = words[:600]
        run.font.size, run.font.bold = Pt(size), bold
        _colour(run.font, colour)
        paragraph.space_after = Pt(6)


def _table(slide: Any, table: Table, *, below: float = 0) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Inches, Pt

    top = 1.5 + below
    if table.title:
        _words(slide, [(table.title, 16, QUIET, True)], top=top - 0.2, height=0.4)
        top += 0.3
    shape = slide.shapes.add_table(
        len(table.rows) + 1, len(table.headers), Inches(0.7), Inches(top), Inches(11.9), Inches(0.4)
    )
    grid, shares = shape.table, list(table.widths or [1.0] * len(table.headers))
    for place, share in enumerate(shares):
        grid.columns[place].width = int(Inches(11.9) * share / sum(shares))
    for line, row in enumerate([table.headers, *table.rows]):
        for place, words in enumerate(row):
            cell = grid.cell(line, place)
            cell.text = str(words)[:160]
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor.from_string(LINE if line == 0 else "FFFFFF")
            for run in _runs(cell.text_frame):
                run.font.size, run.font.bold = Pt(12), line == 0
                _colour(run.font, QUIET if line == 0 else INK)


def _runs(frame: Any) -> Iterator[Any]:
    for paragraph in frame.paragraphs:
        yield from paragraph.runs


def _left(frame: Any) -> None:
    from pptx.enum.text import PP_ALIGN

    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT


def _colour(font: Any, colour: str) -> None:
    from pptx.dml.color import RGBColor

    font.color.rgb = RGBColor.from_string(colour)
