"""Looks through the tables that a command is given before it says anything of them: card numbers are refused, located and masked."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from pilotage.tally.cli.door import REFUSED, Left, print_json, say
from pilotage.tally.errors import TallyError

if TYPE_CHECKING:
    from pilotage.tally.forbidden import Finding

_WORKBOOK = b"PK\x03\x04"
#: Larger tables take longer to look through than to settle; `tally forbidden` does it.
_MOST_BYTES = 20 * 1024 * 1024


def refuse_cards(files: Iterable[Path | None], *, as_json: bool) -> None:
    """Nothing where the files hold no card numbers or security codes, or are larger than 20 MB. Errors: `Left` after one that does."""
    for file in dict.fromkeys(one for one in files if one is not None):
        if found := _found(file):
            if as_json:
                print_json({"agrees": False, "file": file.name, "forbidden": [asdict(one) for one in found]})
            say(f"{file}: {found[0]}")
            raise Left(REFUSED)


def _found(file: Path) -> "list[Finding]":
    """What is forbidden in a table; nothing where it is none, or cannot be read, which the command itself tells better."""
    from pilotage.tally.forbidden import scan_upload
    from pilotage.tally.spec.model import Side
    from pilotage.tally.tables import TableUnreadable
    from pilotage.tally.verify.scanning import Scanner
    from pilotage.tally.verify.textfiles import TextSource

    try:
        if file.stat().st_size > _MOST_BYTES:
            return []
        with file.open("rb") as stream:
            if stream.read(len(_WORKBOOK)) == _WORKBOOK:
                stream.seek(0)
                return list(scan_upload(stream, file.name))
        source = TextSource(file, Side())
        scanner = Scanner(source.headers, source.header_line)
        for block in source.blocks():
            scanner.feed(block)
            block.forget()
        return scanner.findings()
    except (TallyError, TableUnreadable, OSError):
        return []
