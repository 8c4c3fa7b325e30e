"""The list of exceptions to the checks of this folder."""

import tomllib
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "allowed.toml"


def allowed(section: str) -> dict[str, Any]:
    """One section of allowed.toml."""
    return dict(tomllib.loads(FILE.read_text())[section])


def complaints(found: dict[str, int], limit: int, allowances: dict[str, int]) -> list[str]:
    """What is over the limit or over its own allowance, and allowances that are no longer the truth."""
    said = []
    for name, lines in sorted(found.items()):
        most = allowances.get(name, limit)
        if lines > most:
            said.append(f"{name}: {lines} lines, at most {most}. Split it by subject.")
        elif name in allowances and lines < most:
            said.append(f"{name}: now {lines} lines. Correct its line in allowed.toml, so that it can't grow again.")
    said += [f"{name}: is gone. Remove its line from allowed.toml." for name in allowances if name not in found]
    said += [
        f"{name}: fits the limit of {limit}. Remove its line." for name, most in allowances.items() if most <= limit
    ]
    return said
