"""What of a part goes on which slide: figures, lines and tables in their order, as much as fits by its height. Pure.

A slide shows what it is given and grows over its edge, so heights are measured beforehand, with wide letters: in points, a little too much.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from pilotage.core.papers import Part, Table

WIDTH, HEIGHT = 857.0, 380.0
LINE_SIZE, CELL_SIZE, VALUE_SIZE, LABEL_SIZE, HEAD_SIZE = 18, 14, 20, 12, 16
FIGURES_A_ROW = 4
GAP = 12.0
#: A letter is on average so wide, in shares of its size; a line so high.
LETTER, LEADING = 0.56, 1.22
CELL_MARGINS, CELL_PADDING = 14.4, 7.2
#: At most so many lines in a cell; what is longer ends in “…”, for the whole of it stands in the PDF.
CELL_LINES = 4
MOST_SIGNS = 600


@dataclass(frozen=True)
class Block:
    """One thing on a slide, its top and height in points from the top of the slide's body."""

    top: float
    height: float
    figures: Sequence[tuple[str, str]] = ()
    line: str = ""
    heading: str = ""
    table: Table | None = None


@dataclass
class Page:
    """A slide's body as it fills."""

    blocks: list[Block] = field(default_factory=list)
    used: float = 0.0

    def add(self, block: Block, gap: float = 0.0) -> None:
        """Puts a block below what is there."""
        self.blocks.append(replace(block, top=self.used))
        self.used += block.height + gap

    def has_room(self, height: float) -> bool:
        """Whether so much more fits; an empty slide takes anything."""
        return not self.blocks or self.used + height <= HEIGHT


def pages_of(part: Part) -> list[Page]:
    """The slides of a part, one at least."""
    pages = [Page()]
    blocks = [*_figures(part.figures), *_lines(part)]
    for block, gap in blocks:
        if not pages[-1].has_room(block.height):
            pages.append(Page())
        pages[-1].add(block, gap)
    for table in part.tables:
        if table.rows:
            _place(pages, table)
    return pages


def cut(text: str, signs: int) -> str:
    """The text, ending in “…” where it is longer."""
    return text if len(text) <= signs else text[: max(1, signs - 1)].rstrip() + "…"


def lines_of(text: str, size: float, width: float) -> int:
    """How many lines a text takes at this width."""
    a_line = max(1, int(width / (size * LETTER)))
    return sum(max(1, ceil(len(line) / a_line)) for line in text.split("\n"))


def _figures(figures: Sequence[tuple[str, str]]) -> Iterator[tuple[Block, float]]:
    for start in range(0, len(figures), FIGURES_A_ROW):
        row = [(cut(label, 60), cut(value, 80)) for label, value in figures[start : start + FIGURES_A_ROW]]
        wide = WIDTH / FIGURES_A_ROW - GAP
        high = max(lines_of(value, VALUE_SIZE, wide) for _, value in row) * VALUE_SIZE * LEADING
        yield Block(0, high + 2 * LABEL_SIZE * LEADING, figures=row), GAP


def _lines(part: Part) -> Iterator[tuple[Block, float]]:
    lines = [line for line in part.text.splitlines() if line.strip()] + list(part.lines)
    if not lines and not part.figures and not any(table.rows for table in part.tables):
        lines = [part.none or "–"]
    for line in lines:
        words = cut(line, MOST_SIGNS)
        yield Block(0, lines_of(f"•  {words}", LINE_SIZE, WIDTH - 15) * LINE_SIZE * LEADING, line=words), 6.0


def _place(pages: list[Page], table: Table) -> None:
    """Rows as long as they fit, then on a slide of their own below the same headers."""
    widths = widths_of(table)
    rows = [[cut(str(cell), _most(wide)) for cell, wide in zip(row, widths, strict=True)] for row in table.rows]
    head = row_height(table.headers, widths)
    title = HEAD_SIZE * LEADING + 6 if table.title else 0.0
    while rows:
        if not pages[-1].has_room(title + head + row_height(rows[0], widths)):
            pages.append(Page())
        page, taken, high = pages[-1], 0, head
        for row in rows:
            more = row_height(row, widths)
            if taken and page.used + title + high + more > HEIGHT:
                break
            taken, high = taken + 1, high + more
        if title:
            page.add(Block(0, title, heading=table.title))
        page.add(Block(0, high, table=Table(table.headers, rows[:taken], table.widths)), GAP)
        rows = rows[taken:]


def widths_of(table: Table) -> list[float]:
    """The width of each column in points."""
    shares = list(table.widths or [1.0] * len(table.headers))
    return [WIDTH * share / sum(shares) for share in shares]


def _most(width: float) -> int:
    """So many signs fit into a cell."""
    return CELL_LINES * max(4, int((width - CELL_MARGINS) / (CELL_SIZE * LETTER)))


def row_height(cells: Sequence[str], widths: Sequence[float]) -> float:
    """How high a row is in points."""
    pairs = zip(cells, widths, strict=True)
    lines = max(lines_of(cell, CELL_SIZE, wide - CELL_MARGINS) for cell, wide in pairs)
    return lines * CELL_SIZE * LEADING + CELL_PADDING
