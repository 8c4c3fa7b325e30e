"""One verification from beginning to end."""

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from pilotage.tally.engines import Engine, make_engine
from pilotage.tally.errors import TallyError
from pilotage.tally.intake.workspace import check_folder, working_folder
from pilotage.tally.spec import Spec, read_spec
from pilotage.tally.spec.model import SideName
from pilotage.tally.turns import short_turns
from pilotage.tally.verify.adapters import find_patterns
from pilotage.tally.verify.budget import Budget, read_bytes, release_memory
from pilotage.tally.verify.keeping import kept_if_small
from pilotage.tally.verify.outputs import write_results, write_tables
from pilotage.tally.verify.pairing import Pairing, pair_columns
from pilotage.tally.verify.results import document, refused
from pilotage.tally.verify.sources import open_source
from pilotage.tally.verify.stating import check_sums
from pilotage.tally.verify.taking import Taken, new_salt, take
from pilotage.tally.verify.writing import find_differences

#: Called with the stage (`read`, `compare`, `explain`, `write`), how much is done, and of how much: bytes, then rows.
Progress = Callable[[str, int, int], None]
#: With more differing rows than this, tables are written before patterns are sought, so that memory serves one at a time.
_MOST_BESIDE = 200_000


def run(
    left: Path,
    right: Path,
    spec: Spec | Mapping[str, Any],
    out: Path | None = None,
    engine: str = "auto",
    memory: str = "1GB",
    progress: Progress | None = None,
    spill: str = "",
) -> dict[str, Any]:
    """Compare two files; the JSON document of `tally verify`.

    `memory` is for the whole process, a quarter of it for the engine; `spill` bounds the temporary disk (what is free, without it).
    With `out` the folder receives the output files; a run that was killed before is taken up there. A document whose
    `forbidden` is not empty tells of card numbers and the like, and nothing has been written.
    Errors: `TallyError` for whatever keeps it from running; one line that names the place and what to do.
    """
    told = spec if isinstance(spec, Spec) else read_spec(spec)
    left, right = Path(left), Path(right)
    if out is not None:
        check_folder(Path(out))
    with ExitStack() as stack:
        stack.enter_context(short_turns())
        work = stack.enter_context(working_folder())
        budget = Budget(read_bytes(memory, "--memory"), read_bytes(spill, "--spill") if spill else None)
        sources, pairing = _open_both((left, right), told, work, budget)
        with closing(make_engine(engine, _folder(work, "engine"), budget.engine, budget.spill(work))) as used:
            takens = _take_both(sources, told, pairing, used, progress)
            if any(taken.findings for taken in takens.values()):
                return refused(told, pairing, takens)
            _refuse_unreadable(takens)
            is_large = 2 * sum(source.weight for source in sources) > budget.memory
            if is_large:
                release_memory()
            _tell(progress, "compare", 0, 1)
            outcome = used.compare()
        if is_large:
            release_memory()
        check_sums(takens, outcome)
        _tell(progress, "compare", 1, 1)
        with _writing(out):
            with ThreadPoolExecutor(1) as beside:
                folder = Path(out) if out else None
                found = find_differences(told, pairing, takens, outcome, folder, beside, progress)
                tables = None if folder is None else beside.submit(write_tables, folder, takens, found)
                if tables is not None and found.rows_different > _MOST_BESIDE:
                    tables.result()
                patterns = find_patterns(told, pairing, takens, outcome, found, budget.patterns, work)
            result = document(told, pairing, takens, outcome, found, used, patterns)
            if out is not None and tables is not None:
                write_results(Path(out), tables.result(), found, result, progress)
        return result


def _open_both(files: tuple[Path, Path], spec: Spec, work: Path, budget: Budget) -> tuple[tuple[Any, ...], Pairing]:
    """Both files, ready to be read, with what is compared with what. Errors: `TallyError`."""
    sources = (
        open_source(files[0], spec.left, _folder(work, "l")),
        open_source(files[1], spec.right, _folder(work, "r")),
    )
    for source in sources:
        source.hashed.start()
    budget.check(work, sum(source.weight for source in sources))
    pairing = pair_columns(spec, sources[0].headers, sources[1].headers, (str(files[0]), str(files[1])))
    return kept_if_small(sources, budget.memory), pairing


def _refuse_unreadable(takens: Mapping[Any, Taken]) -> None:
    """A file of which no row can be read has another encoding than it is read with."""
    for taken in takens.values():
        if taken.rows and sum(one.code == "unreadable_characters" for one in taken.rejects) == taken.rows:
            words = "No row of it can be read in its encoding. Name the right one as `encoding` in the spec, or save it as UTF-8."
            raise TallyError(words, place=str(taken.source.path))


@contextmanager
def _writing(out: Path | None) -> Iterator[None]:
    """A disk that gives up is told in one line."""
    try:
        yield
    except OSError as problem:
        words = f"It cannot be written ({problem.strerror}). Free space or name another folder, and start again: what is done is kept."
        raise TallyError(words, place=str(out or tempfile.gettempdir())) from problem


def _folder(work: Path, name: str) -> Path:
    folder = work / name
    folder.mkdir()
    return folder


def _tell(progress: Progress | None, stage: str, done: int, total: int) -> None:
    if progress is not None:
        progress(stage, done, total)


def _take_both(
    sources: Any, spec: Spec, pairing: Pairing, engine: Engine, progress: Progress | None
) -> dict[SideName, Taken]:
    """Reads both sides at once, each in a thread of its own."""
    salt, total = new_salt(), sum(source.size for source in sources)
    takens: dict[SideName, Taken] = {}
    failures: list[BaseException] = []
    done, lock = [0], threading.Lock()

    def told(size: int, rows: int) -> None:
        if failures:
            raise _Stopped
        with lock:
            done[0] += size
            _tell(progress, "read", done[0], total)

    def work(side: SideName, source: Any, other: Any) -> None:
        try:
            takens[side] = take(source, side, spec, pairing, engine, salt, told, other)
        except _Stopped:
            pass
        except BaseException as problem:  # noqa: BLE001 it is raised again where the caller waits
            failures.append(problem)

    sides: tuple[SideName, SideName] = ("left", "right")
    threads = [
        threading.Thread(target=work, args=(side, source, other), daemon=True)
        for side, source, other in zip(sides, sources, reversed(sources), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return {side: takens[side] for side in sides}


class _Stopped(Exception):
    """The other side has failed."""
