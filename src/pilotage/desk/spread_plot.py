"""Draws how long the parts of past projects took: a dot for each project, a bar over the middle half, a line at the median."""

from dataclasses import dataclass

from pilotage.onboarding.past import Past

LEFT, WIDTH, ROW, TOP, RIGHT = 300, 900, 30, 26, 60


@dataclass(frozen=True)
class Line:
    """One part: where its name, bar, median line and dots stand, and what it says."""

    name: str
    y: int
    bar_x: float
    bar_width: float
    median_x: float
    dots: tuple[float, ...]
    words: str


@dataclass(frozen=True)
class Plot:
    """The whole drawing, in pixels. `marks` are the days under the axis with their place."""

    height: int
    lines: tuple[Line, ...]
    marks: tuple[tuple[float, int], ...]
    width: int = WIDTH


def spread_plot(past: Past) -> Plot | None:
    """None where no part was finished yet."""
    if not past.parts:
        return None
    most = max(spread.most for spread in past.parts.values()) or 1
    scale = (WIDTH - LEFT - RIGHT) / most
    lines = []
    for place, (name, known) in enumerate(past.parts.items()):
        low, high = LEFT + known.low * scale, LEFT + known.high * scale
        dots = tuple(round(LEFT + days * scale, 1) for days in past.lengths(name))
        words = f"{known.median:g}"
        lines.append(
            Line(
                name,
                TOP + place * ROW,
                round(low, 1),
                round(max(2.0, high - low), 1),
                round(LEFT + known.median * scale, 1),
                dots,
                words,
            )
        )
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000) if most / step <= 8)
    marks = tuple((round(LEFT + day * scale, 1), day) for day in range(0, most + 1, step))
    return Plot(TOP + len(lines) * ROW + 8, tuple(lines), marks)
