"""A drawing keeps its size on a phone: it stands in a region that scrolls, has a name, and is reached by the keyboard."""

import re
from pathlib import Path

TEMPLATES = sorted((Path(__file__).parents[2] / "src" / "pilotage").rglob("templates/**/*.html"))
FRAME = re.compile(r'<div class="([^"]*)" role="region" tabindex="0" aria-label="[^>]+>\s*$')
SCROLLS = {"ui-drawing", "ui-timeline", "ui-gantt-chart"}


def test_every_drawing_stands_in_a_region_that_scrolls() -> None:
    drawings = [
        (path.name, text[: found.start()].rpartition("<div")[1:])
        for path in TEMPLATES
        for text in [path.read_text()]
        for found in re.finditer(r'<svg class="ui-chart', text)
    ]
    loose = [name for name, before in drawings if not _is_framed("".join(before))]
    assert len(drawings) > 10 and loose == []


def _is_framed(before: str) -> bool:
    found = FRAME.search(re.sub(r" data-[a-z]+(=\"[^\"]*\")?", "", before))
    return found is not None and bool(SCROLLS & set(found[1].split()))
