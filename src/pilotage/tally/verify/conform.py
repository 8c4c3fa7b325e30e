"""Brings a block of raw texts into the form in which rows are compared; a row with a cell that means nothing is refused.

Cells that read alike on both sides stay as they stand (raw first); the others become their value's one text. Arrow to Arrow,
without state beyond a memory of texts already read: it can run wherever its block is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pilotage.tally.spec.model import FieldRule, SideName, Spec
from pilotage.tally.verify.rows import RAW_CHARS, Block, Reject
from pilotage.tally.verify.sifting import Cells, are_plain_numbers, cells_of, none_is_blank
from pilotage.tally.verify.values import BadValue, shown, value_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

SEPARATOR, _ESCAPED = "\x1f", "\x1e."
_MOST_REMEMBERED = 50_000
_BAD = "\x00"
#: A number of so many digits before its point is plain.
_MOST_PLAIN = 20


@dataclass
class Conformed:
    """Good rows of a block: `compared` texts by field, `keys` by key column, `raws` by field; and the rows refused here."""

    lines: "np.ndarray[Any, Any]"
    compared: "dict[str, pa.Array]"
    keys: "list[pa.Array]"
    raws: "dict[str, pa.Array]"
    rejects: list[Reject]
    #: Which rows of the block these are; None for all.
    kept: "np.ndarray[Any, Any] | None" = None

    def taken(self, places: "np.ndarray[Any, Any]") -> "Conformed":
        """The rows at these places, in this order."""
        import pyarrow as pa

        index, made = pa.array(places), {}

        def taken(column: "pa.Array") -> "pa.Array":
            # Many a column is the same one raw, compared and as a key.
            if id(column) not in made:
                made[id(column)] = column.take(index)
            return made[id(column)]

        return Conformed(
            lines=self.lines[places],
            compared={name: taken(column) for name, column in self.compared.items()},
            keys=[taken(key) for key in self.keys],
            raws={name: taken(column) for name, column in self.raws.items()},
            rejects=[],
        )


class Conformer:
    """Conforms the blocks of one side. `columns` leads from a field to the file's column."""

    def __init__(
        self, spec: Spec, side: SideName, names: Sequence[str], columns: dict[str, str], delimiter: str = ","
    ) -> None:
        self._spec, self._side, self._names, self._columns = spec, side, list(names), columns
        self._delimiter = delimiter
        self._memory: dict[str, dict[str, str]] = {}

    def conform(self, block: Block) -> Conformed:
        """The block in the form in which it is compared."""
        raws = {name: self._raw(block, name) for name in [*self._spec.key, *self._names]}
        compared: dict[str, pa.Array] = {}
        bad: dict[int, tuple[str, str]] = {}
        for name, raw in raws.items():
            compared[name], wrong = self._compared(raw, self._spec.rule(name), partial(self._cells, block, name))
            for place, code in wrong.items():
                bad.setdefault(place, (code, name))
        self._refuse_without_key(block, raws, bad)
        rejects, blank = self._rejects(block, bad)
        block.blank += blank
        lines, kept = block.lines, None
        if bad:
            raws, compared, lines, kept = _without(bad, raws, compared, lines)
        keys = [compared[name] for name in self._spec.key]
        if len(keys) > 1:
            keys = [_escaped(key) for key in keys]
        return Conformed(lines, compared, keys, raws, rejects, kept)

    def is_raw(self, name: str) -> bool:
        """Whether a field's cells are compared as they stand in the file."""
        rule = self._spec.rule(name)
        if any(step.verb == "concat" for step in (*rule.left, *rule.right)):
            return False
        return rule.reads_alike and name not in self._spec.key

    def _place(self, block: Block, name: str) -> int:
        return int(block.table.schema.get_field_index(self._columns.get(name, name)))

    def _cells(self, block: Block, name: str) -> Cells:
        return block.cells(self._place(block, name))

    def _raw(self, block: Block, name: str) -> "pa.Array":
        import pyarrow.compute as pc

        def column(wanted: str) -> "pa.Array":
            return block.column(self._place(block, wanted))

        raw = column(name)
        for step in self._spec.rule(name).transforms_of(self._side):
            if step.verb == "concat":
                raw = pc.binary_join_element_wise(raw, *[column(one) for one in step.value["with"]], step.value["by"])
        return raw

    def _compared(
        self, raw: "pa.Array", rule: FieldRule, cells: Callable[[], Cells]
    ) -> "tuple[pa.Array, dict[int, str]]":
        if rule.reads_alike and rule.name not in self._spec.key:
            return raw, {} if rule.type == "text" else self._bad_places(raw, rule, cells)
        if rule.type == "text" and not (rule.left or rule.right or rule.trim or rule.ignore_case or rule.nulls):
            return raw, {}
        return self._mapped(raw, rule)

    def _bad_places(self, raw: "pa.Array", rule: FieldRule, cells: Callable[[], Cells]) -> dict[int, str]:
        """Where a cell means nothing, with the code. Plain numbers are passed by one test for the whole column."""
        import pyarrow.compute as pc

        if rule.is_numeric and not rule.left:
            if are_plain_numbers(cells(), rule.scale if rule.type == "money" else 0, _MOST_PLAIN):
                return {}
            odd = pc.invert(pc.match_substring_regex(raw, _plain_number(rule)))
            if not pc.any(odd).as_py():
                return {}
            places = pc.indices_nonzero(odd).to_pylist()
            _, wrong = self._mapped(raw.take(pc.indices_nonzero(odd)), rule)
            return {places[place]: code for place, code in wrong.items()}
        return self._mapped(raw, rule)[1]

    def _mapped(self, raw: "pa.Array", rule: FieldRule) -> "tuple[pa.Array, dict[int, str]]":
        """Each distinct text is read once."""
        import numpy as np
        import pyarrow as pa

        encoded = raw.dictionary_encode()
        memory = self._memory.setdefault(rule.name, {})
        if len(memory) > _MOST_REMEMBERED:
            memory.clear()
        found, texts = [], encoded.dictionary.to_pylist()
        for text in texts:
            known = memory.get(text)
            if known is None:
                known = memory[text] = self._read(text, rule)
            found.append(known)
        bad = [place for place, text in enumerate(found) if text.startswith(_BAD)]
        made = raw if found == texts else pa.array(found, pa.string()).take(encoded.indices)
        if not bad:
            return made, {}
        indices = encoded.indices.to_numpy(zero_copy_only=False)
        places = np.flatnonzero(np.isin(indices, bad)).tolist()
        return made, {place: found[indices[place]][1:] for place in places}

    def _read(self, text: str, rule: FieldRule) -> str:
        try:
            return shown(value_of(text, rule, self._side), rule)
        except BadValue as bad:
            return _BAD + bad.code

    def _refuse_without_key(self, block: Block, raws: "dict[str, pa.Array]", bad: dict[int, tuple[str, str]]) -> None:
        """Rows without any key: blank ones are marked as such, the others are refused."""
        import pyarrow.compute as pc

        first, *others = self._spec.key
        if none_is_blank(cells_of(raws[first])):
            return
        empty = _is_empty(raws[first])
        for name in others:
            empty = pc.and_(empty, _is_empty(raws[name]))
        if not pc.any(empty).as_py():
            return
        for place in pc.indices_nonzero(empty).to_pylist():
            cells = block.table.slice(place, 1).to_pylist()[0].values()
            bad[place] = ("no_key", first) if any(cell and cell.strip() for cell in cells) else ("", "")

    def _rejects(self, block: Block, bad: dict[int, tuple[str, str]]) -> tuple[list[Reject], int]:
        rejects = []
        for place in sorted(bad):
            code, name = bad[place]
            if code:
                cells = block.table.slice(place, 1).to_pylist()[0].values()
                raw = self._delimiter.join(cell or "" for cell in cells)[:RAW_CHARS]
                rejects.append(Reject(int(block.lines[place]), code, raw, name))
        return rejects, len(bad) - len(rejects)


def _plain_number(rule: FieldRule) -> str:
    if rule.type == "integer":
        return r"^(?:-?[0-9]{1,30})?$"
    part = rf"(?:\.[0-9]{{0,{rule.scale}}})?" if rule.type == "money" else r"(?:\.[0-9]{0,8})?"
    return rf"^(?:-?[0-9]{{1,20}}{part})?$"


def _is_empty(column: "pa.Array") -> "pa.Array":
    import pyarrow.compute as pc

    return pc.invert(pc.match_substring_regex(column, r"[^\s]"))


def _without(bad: dict[int, Any], raws: Any, compared: Any, lines: Any) -> Any:
    import numpy as np
    import pyarrow as pa

    keep = np.ones(len(lines), dtype=bool)
    keep[list(bad)] = False
    mask = pa.array(keep)
    drop: Callable[[Any], Any] = lambda column: column.filter(mask)  # noqa: E731
    return {k: drop(v) for k, v in raws.items()}, {k: drop(v) for k, v in compared.items()}, lines[keep], keep


def _escaped(column: "pa.Array") -> "pa.Array":
    """The texts with the sign that parts cells written in another way, so that no two rows can be mistaken for each other."""
    import pyarrow.compute as pc

    if (
        not pc.any(pc.match_substring(column, SEPARATOR)).as_py()
        and not pc.any(pc.match_substring(column, "\x1e")).as_py()
    ):
        return column
    return pc.replace_substring(pc.replace_substring(column, "\x1e", "\x1e\x1e"), SEPARATOR, _ESCAPED)
