"""What a paper holds, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, field

#: The colour of headings in the brand where the provider has chosen none.
ACCENT = "#1f5fa8"


@dataclass(frozen=True)
class Table:
    """Rows under headers, all as words. `widths` are shares of the page's width; equal when empty."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    title: str = ""

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Rows of pairs: the header, the cell."""
        return [list(zip(self.headers, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Part:
    """One part: a person's text first, then figures (label, value), lines and tables."""

    title: str
    text: str = ""
    figures: Sequence[tuple[str, str]] = ()
    lines: Sequence[str] = ()
    tables: Sequence[Table] = ()
    none: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.figures or self.lines or any(table.rows for table in self.tables))


@dataclass(frozen=True)
class Logo:
    """A picture as PNG, its size in pixels, and what it shows in words."""

    png: bytes
    width: int
    height: int
    words: str

    def within(self, width: float, height: float) -> tuple[float, float]:
        """Its width and height inside a frame, its shape kept."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@dataclass(frozen=True)
class Paper:
    """A whole paper; `foot` stands on each page, `wide` lays the page across. `brand` stands above the title, in `accent` (#rrggbb),
    below the `logo`."""

    title: str
    parts: Sequence[Part]
    lead: str = ""
    badge: str = ""
    tone: str = "quiet"
    foot: str = ""
    wide: bool = False
    notes: Sequence[str] = field(default_factory=tuple)
    brand: str = ""
    accent: str = ""
    logo: Logo | None = None
