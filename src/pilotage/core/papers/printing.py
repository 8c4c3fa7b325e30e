"""Prints a paper as PDF. Its words go in as data, so that no sign in them is read as markup."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

from pilotage.core.papers.paper import Logo, Paper, Table

MOST_SIGNS = 4000


def pdf_of(paper: Paper) -> bytes:
    """The paper as a tagged PDF (PDF/UA-1) on US letter."""
    import typst

    data = asdict(replace(paper, logo=None)) | {"logo": _logo(paper.logo)}
    for part, held in zip(data["parts"], paper.parts, strict=True):
        part["is_empty"] = held.is_empty
        part["paragraphs"] = [_within(line) for line in part.pop("text").splitlines() if line.strip()]
        part["tables"] = [_plain(table) for table in held.tables if table.rows]
    inputs = {"paper": json.dumps(data, ensure_ascii=False)}
    try:
        made = typst.compile(_layout(), format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError:
        # PDF/UA wants every sign in the font. A name in another script is printed as well as fonts can, still tagged.
        made = typst.compile(_layout(), format="pdf", sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


def _logo(logo: Logo | None) -> dict[str, object] | None:
    """The picture as numbers, for words are all that the layout takes; at most 6 by 1.6 cm."""
    if logo is None:
        return None
    return {"bytes": list(logo.png), "words": logo.words, "width": round(logo.within(6, 1.6)[0], 2)}


def _plain(table: Table) -> dict[str, object]:
    count = len(table.headers)
    widths: Sequence[float] = table.widths or [1.0] * count
    return {
        "title": table.title,
        "headers": list(table.headers),
        "widths": list(widths),
        "rows": [[_within(str(cell)) for cell in row] for row in table.rows],
    }


def _within(text: str) -> str:
    """A cell that is longer than a page can't be laid out; its end is told to be missing."""
    return text if len(text) <= MOST_SIGNS else f"{text[:MOST_SIGNS]} […]"


@lru_cache(maxsize=1)
def _layout() -> bytes:
    return (Path(__file__).parent / "layout.typ").read_bytes()
