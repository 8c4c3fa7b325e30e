"""A table of the report, which scrolls inside its frame where the page is narrow."""

from collections.abc import Collection, Sequence


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    name: str,
    numbers: Collection[int] = (),
    raw: Collection[int] = (),
) -> str:
    """Cells are HTML already. `numbers` and `raw` are the places of columns of figures and of texts as they stand in a file."""
    kinds = dict.fromkeys(numbers, ' class="n"') | dict.fromkeys(raw, ' class="raw"')
    head = "".join(
        f"<th{kinds.get(place, '') if place in numbers else ''}>{title}</th>" for place, title in enumerate(heads)
    )
    body = "".join(
        "<tr>" + "".join(f"<td{kinds.get(place, '')}>{cell}</td>" for place, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    slim = ' class="slim"' if len(heads) == 2 else ""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{name}"><table{slim}><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
