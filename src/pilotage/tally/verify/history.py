"""An earlier state of one side, to tell a value that is merely old from one that is wrong."""

from pilotage.tally.errors import TallyError
from pilotage.tally.spec.model import History, Side, Spec
from pilotage.tally.verify.cells import key_texts
from pilotage.tally.verify.conform import Conformer
from pilotage.tally.verify.textfiles import TextSource


class Past:
    """What each key's fields held before. `days` tells how old the newest such value is, where the file has a date."""

    def __init__(self, side: str, values: dict[tuple[str, str], set[str]]) -> None:
        self._side, self._values = side, values

    def knows(self, key: str, field: str, left: str, right: str) -> bool:
        """Whether the other side still holds a value that this side once held."""
        held = self._values.get((key, field))
        return held is not None and (right if self._side == "left" else left) in held


def read_past(spec: Spec, history: History, names: tuple[str, ...]) -> Past:
    """The history file of a spec. Errors: `TallyError` where it lacks the key."""
    side = Side(rename=history.rename)
    source = TextSource(history.path, side)
    columns = {history.rename.get(header, header): header for header in source.headers}
    for name in spec.key:
        if name not in columns:
            words = f"The history has no key column “{name}”. Name it so, or rename a column under history.rename."
            raise TallyError(words, place=str(history.path))
    fields = [name for name in names if name in columns]
    conformer = Conformer(spec, history.side, fields, columns, source.delimiter)
    values: dict[tuple[str, str], set[str]] = {}
    for block in source.blocks():
        if not block.table.num_rows:
            continue
        rows = conformer.conform(block)
        keys = key_texts(rows)
        for name in fields:
            _remember(values, keys, name, rows.raws[name].to_pylist(), spec, history)
    return Past(history.side, values)


def _remember(
    values: dict[tuple[str, str], set[str]], keys: list[str], name: str, raws: list[str], spec: Spec, history: History
) -> None:
    from pilotage.tally.verify.values import shown, value_of

    rule = spec.rule(name)
    for key, raw in zip(keys, raws, strict=True):
        values.setdefault((key, name), set()).add(shown(value_of(raw, rule, history.side), rule))
