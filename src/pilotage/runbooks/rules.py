"""The text of a section as paragraphs and lists. Pure."""

import re
from dataclasses import dataclass

_ITEM = re.compile(r"^(-|\d{1,3}\.)\s+(.*)$")


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list (`ul` or `ol`) with its items."""

    kind: str
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """Paragraphs stand apart by an empty line; lines that begin with `-` or `1.` are items of a list."""
    found: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        plain: list[str] = []
        items: list[str] = []
        kind = ""
        for line in filter(None, map(str.strip, chunk.split("\n"))):
            item = _ITEM.match(line)
            if item:
                if plain:
                    found.append(Block("p", (" ".join(plain),)))
                    plain = []
                kind = kind or ("ul" if item[1] == "-" else "ol")
                items.append(item[2])
            elif items:
                items[-1] = f"{items[-1]} {line}"
            else:
                plain.append(line)
        if plain:
            found.append(Block("p", (" ".join(plain),)))
        if items:
            found.append(Block(kind, tuple(items)))
    return found


def next_number(number: str) -> str:
    """The version after this one: 1.2 → 1.3; 1.0 for a text without a number at its end."""
    found = re.fullmatch(r"(.*?)(\d{1,6})", number.strip())
    return f"{found[1]}{int(found[2]) + 1}" if found else "1.0"
