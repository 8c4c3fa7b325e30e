"""Files that a layout describes (fixed width, mainframe, several kinds of lines, JSON lines, Parquet), read by `tally` beside this process.

Web workers never load the engine: it runs as a command of its own, which a bad file can neither stop nor swell.
"""

import base64
import csv
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import yaml
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.documents.rules import safe_name
from pilotage.verification.rules.field_order import by_name

#: What is kept of a sample, so that a changed layout can be tried on it.
KEPT_BYTES = 32 * 1024
SECONDS = 90
LONGEST_LAYOUT = 40_000
SHOWN_LINES, SHOWN_SIGNS = 6, 400
#: Formats whose sample can be cut behind any of its lines.
LINED = ("fixed", "records", "jsonl", "csv", "delimited")
_COMMAND = "import sys; from pilotage.tally.cli.app import main; sys.exit(main())"
#: A check against another file has no place here: the server's files are nobody's to name.
_REFERS = re.compile(r"[\"']?refers[\"']?\s*:")


@dataclass(frozen=True)
class Laid:
    """What a layout makes of a file: `fields` tell how sure a proposal is; `refused` names lines, codes and texts."""

    layout: dict[str, Any]
    columns: tuple[str, ...]
    rows: list[list[str]]
    read: int
    refused_rows: int
    refused: list[dict[str, Any]]
    fields: list[dict[str, Any]]

    @property
    def shown(self) -> list[list[tuple[str, str]]]:
        """The first rows, each cell with its column."""
        return [list(zip(self.columns, cells, strict=True)) for cells in self.rows[:10]]

    @property
    def format(self) -> str:
        """What `tally` calls it."""
        return str(self.layout.get("format", ""))


def read_laid_out(
    stream: IO[Any],
    name: str,
    layout: Mapping[str, Any] | str | None,
    *,
    field: str,
    most: int = 20,
    key: Iterable[str] = (),
    bank_accounts: Iterable[str] = (),
) -> Laid:
    """The file by its layout (a mapping, or YAML as a person wrote it), or by one that is proposed.

    Refuses in words what can't be read, and card and bank account numbers, masked.
    """
    with tempfile.TemporaryDirectory() as place:
        shown = safe_name(name)
        file = Path(place) / f"file-{shown}"
        stream.seek(0)
        with file.open("wb") as into:
            shutil.copyfileobj(stream, into)
        stream.seek(0)
        words = ["rows", str(file), "--rows", str(most), "--json"]
        for option, names in (("--key", key), ("--bank-accounts", bank_accounts)):
            for one in names:
                words += [option, one]
        if layout is not None:
            (Path(place) / "layout.yaml").write_text(_written(layout), encoding="utf-8")
            words += ["--layout", str(Path(place) / "layout.yaml")]
        try:
            done = subprocess.run(
                [sys.executable, "-c", _COMMAND, *words], capture_output=True, text=True, timeout=SECONDS, cwd=place
            )
        except subprocess.TimeoutExpired:
            words_said = _("%(name)s took longer than %(n)d seconds to read. Send a smaller sample.")
            raise Refused(words_said % {"name": shown, "n": SECONDS}, field=field) from None
        said = done.stderr.strip().replace(str(file), shown).replace(f"{place}/layout.yaml", _("The layout"))
    if done.returncode not in (0, 1):
        raise Refused(said[-600:] or _("%(name)s can't be read.") % {"name": shown}, field=field)
    told = json.loads(done.stdout)
    return Laid(
        told["layout"], tuple(told["columns"]), [[cell or "" for cell in row] for row in told["rows"]], told["read"],
        told["refused_rows"], told["refused"], told["fields"],
    )  # fmt: skip


def _written(layout: Mapping[str, Any] | str) -> str:
    text = layout if isinstance(layout, str) else as_yaml(layout)
    if len(text) > LONGEST_LAYOUT:
        raise Refused(_("The layout is too long."), field="layout")
    if _REFERS.search(text):
        raise Refused(
            _("A layout here can't look values up in another file. Take out “refers” and use a set."), field="layout"
        )
    return text


def as_yaml(layout: Mapping[str, Any]) -> str:
    """A layout as people write it, a field to a line."""
    lines = []
    for name, told in by_name(layout).items():
        if name in ("fields", "records") and isinstance(told, Mapping):
            lines += [f"{name}:", *(f"  {_line(one, about)}" for one, about in told.items())]
        else:
            lines.append(_line(name, told))
    return "\n".join(lines) + "\n"


def _line(name: str, told: Any) -> str:
    written = yaml.safe_dump({name: told}, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000)
    return str(written).strip()[1:-1]


def head_of(stream: IO[Any], layout: Mapping[str, Any]) -> str:
    """The first whole lines or records of a sample as base64; empty where it can't be cut."""
    stream.seek(0)
    data = stream.read(KEPT_BYTES + 1)
    stream.seek(0)
    if len(data) > KEPT_BYTES:
        length = int(layout.get("record_length") or 0)
        newline = data.rfind(b"\n", 0, KEPT_BYTES) + 1
        if layout.get("format") not in LINED:
            return ""
        cut = newline or (KEPT_BYTES // length * length if length else 0)
        data = data[:cut]
    return base64.b64encode(data).decode()


def layout_of_table(side: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    """What says the same of a table with a heading as no layout does: every column as text."""
    kept = {name: side[name] for name in ("format", "delimiter", "sheet", "bank_accounts") if side.get(name)}
    return kept | {"fields": {name: {"type": "text"} for name in columns}}


def head_of_table(side: Mapping[str, Any], columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The kept rows of a delimited sample as they stood, as base64; empty for a workbook."""
    if side.get("format") not in LINED:
        return ""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=str(side.get("delimiter") or ","), lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    data = written.getvalue().encode()
    return base64.b64encode(data[:KEPT_BYTES].rpartition(b"\n")[0] + b"\n").decode()


def lines_of(head: str, layout: Mapping[str, Any]) -> list[str]:
    """The first lines of a kept sample as they stand, for people to count in; none for what is no text."""
    data = base64.b64decode(head)
    encoding, length = str(layout.get("encoding") or "auto"), int(layout.get("record_length") or 0)
    if layout.get("format") not in LINED:
        return []
    text = data.decode({"auto": "utf-8", "ebcdic": "cp037"}.get(encoding, encoding), "replace")
    if length and "\n" not in text:
        found = [text[at : at + length] for at in range(0, len(text), length)]
    else:
        found = text.splitlines()
    return [line[:SHOWN_SIGNS] for line in found[:SHOWN_LINES]]


def ruler(width: int) -> list[str]:
    """Two lines over a text of so many signs: tens, and every sign's last digit."""
    tens = "".join(f"{at:>10}" for at in range(10, width + 10, 10))[:width]
    return [tens, ("1234567890" * (width // 10 + 1))[:width]]
