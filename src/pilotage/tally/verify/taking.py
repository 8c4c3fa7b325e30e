"""Reads one side once: rows conformed, scanned for forbidden data, fingerprinted and given to the engine."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pilotage.tally.engines import Engine, Rows
from pilotage.tally.forbidden import Finding
from pilotage.tally.patterns.causes import MOST_VALUES
from pilotage.tally.spec.model import SideName, Spec
from pilotage.tally.verify.bankscan import bank_scanner
from pilotage.tally.verify.conform import SEPARATOR, Conformed, Conformer
from pilotage.tally.verify.counting import FEW_VALUES, ValueCounts
from pilotage.tally.verify.keeping import KeptSource
from pilotage.tally.verify.pairing import Pairing
from pilotage.tally.verify.rows import Block, Mark, Reject, Source
from pilotage.tally.verify.scanning import Scanner
from pilotage.tally.verify.spans import Span, find_spans, span_texts

if TYPE_CHECKING:
    import pyarrow as pa


#: Of so many rows it is remembered where each ends, four bytes a row.
_MOST_REMEMBERED = 2_000_000
#: So many rows that were read again stay for whoever asks for them next.
_MOST_HELD = 50_000


@dataclass
class Taken:
    """What is known of a side after it has been read: the rows with anything in them, those refused, and where blocks stand."""

    source: Source
    conformer: Conformer
    values: ValueCounts
    rows: int = 0
    blank: int = 0
    rejects: list[Reject] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    remembers: bool = True
    held: Block | None = None

    def remember(self, block: Block) -> None:
        """Where the block stands, and where its rows end as long as the file is not too large for that."""
        if self.rows > _MOST_REMEMBERED:
            if self.remembers:
                self.marks, self.remembers = [replace(mark, ends=None) for mark in self.marks], False
            self.marks.append(block.mark)
            return
        self.marks.append(replace(block.mark, ends=block.ends if block.is_as_read else None))


def _rows(rows: Conformed, names: list[str], salt: str, spanned: "Mapping[Span, pa.Array]") -> Rows:
    """What the engine is given of some rows: `spanned` holds the texts of neighbouring fields, for the rows of the whole block."""
    import pyarrow as pa

    apart = {name for span in spanned for name in span.names}
    texts = [rows.compared[name] for name in names if name not in apart]
    for text in spanned.values():
        texts.append(text if rows.kept is None else text.filter(pa.array(rows.kept)))
    columns = {f"c{place}": text for place, text in enumerate(texts)}
    keys = {f"k{place}": key for place, key in enumerate(rows.keys)}
    key = f"concat_ws(chr({ord(SEPARATOR)}), {', '.join(keys)})" if len(keys) > 1 else "k0"
    print_ = f"hash('{salt}'{''.join(f', {name}' for name in columns)})"
    return Rows(pa.table({**keys, **columns, "_line": rows.lines}), key, print_)


def take(
    source: Source,
    side: SideName,
    spec: Spec,
    pairing: Pairing,
    engine: Engine,
    salt: str,
    told: Callable[[int, int], None],
    other: Source,
) -> Taken:
    """Reads the whole side; `other` is the source of the other one. `told` hears of bytes and rows as they go by."""
    delimiter = getattr(source, "delimiter", "")
    conformer = Conformer(spec, side, pairing.fields, pairing.columns(side), delimiter or ",")
    spans = _spans(source, other, side, pairing, conformer) if delimiter else []
    most = MOST_VALUES if isinstance(source, KeptSource) else FEW_VALUES
    taken = Taken(source, conformer, ValueCounts(_counted(pairing, side), most))
    scanner = Scanner(source.headers, source.header_line)
    banks = bank_scanner(spec, side, pairing, source)
    for block in source.blocks():
        scanner.feed(block)
        banks.feed(block)
        rows = block.table.num_rows + len(block.rejects)
        before = block.blank
        taken.rejects += block.rejects
        if block.table.num_rows:
            conformed = conformer.conform(block)
            taken.rejects += conformed.rejects
            taken.values.feed(block, conformed.kept)
            if len(conformed.lines):
                spanned = dict(zip(spans, span_texts(block, spans, delimiter), strict=True))
                engine.add(side, _rows(conformed, list(pairing.fields), salt, spanned))
        taken.remember(block)
        block.forget()
        taken.rows += rows - (block.blank - before)
        taken.blank += block.blank
        told(block.size, rows)
    taken.rejects.sort(key=lambda reject: reject.line)
    taken.findings = scanner.findings() + banks.findings()
    return taken


def _spans(source: Source, other: Source, side: SideName, pairing: Pairing, conformer: Conformer) -> list[Span]:
    """Fields that stand side by side in both files, where both part their cells with the same sign."""
    if getattr(other, "delimiter", "") != getattr(source, "delimiter", ""):
        return []
    there: SideName = "right" if side == "left" else "left"
    places = [
        {name: file.headers.index(header) for name, header in pairing.columns(which).items() if name in pairing.fields}
        for file, which in ((source, side), (other, there))
    ]
    return find_spans(pairing.fields, places[0], places[1], conformer.is_raw)


def new_salt() -> str:
    """A secret of this run alone; it changes no result."""
    return os.urandom(16).hex()


def _counted(pairing: Pairing, side: SideName) -> dict[str, str]:
    """The columns whose values are counted: on the right those that the left has not; what both have tells the same twice."""
    return {
        name: header
        for name, header in pairing.columns(side).items()
        if name != "_line" and (side == "left" or name not in pairing.left)
    }


def raw_rows_at(taken: Taken, lines: Any) -> Block | None:
    """The rows of a side at these lines (ascending) as they stand in the file; None where there are none."""
    import numpy as np
    import pyarrow as pa

    if taken.held is not None and len(lines) and np.isin(lines, taken.held.lines, assume_unique=True).all():
        places = np.searchsorted(taken.held.lines, lines)
        return Block(taken.held.table.take(pa.array(places)), taken.held.lines[places])
    firsts = np.array([mark.first for mark in taken.marks], dtype=np.int64)
    places = np.searchsorted(firsts, lines, side="right") - 1
    used = np.flatnonzero(np.bincount(places, minlength=1))
    marks = [taken.marks[place] for place in used.tolist()]
    wanted = [lines[places == place] for place in used.tolist()]
    blocks = list(taken.source.fetch(marks, wanted))
    if not blocks:
        return None
    return Block(
        pa.concat_tables([block.table for block in blocks]).combine_chunks(),
        np.concatenate([block.lines for block in blocks]),
    )


def rows_at(taken: Taken, lines: Any) -> Conformed:
    """The rows of a side at these lines (ascending), conformed."""
    import numpy as np

    block = raw_rows_at(taken, lines)
    if block is None:
        return Conformed(np.array([], dtype=np.int64), {}, [], {}, [])
    taken.held = block if len(block.lines) <= _MOST_HELD else None
    return taken.conformer.conform(block)
