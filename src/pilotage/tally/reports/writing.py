"""Writes summary.xlsx and report.html of a run into its folder."""

from pathlib import Path
from typing import Any

from pilotage.tally.documents import shown
from pilotage.tally.errors import TallyError
from pilotage.tally.reports.gathering import gather
from pilotage.tally.reports.page import render
from pilotage.tally.reports.workbook import Summary

SUMMARY, REPORT, RESULT = "summary.xlsx", "report.html", "result.json"


class Report:
    """What a run leaves for people, begun with its table of differences and written when its result is known."""

    def __init__(self, mismatches: Path) -> None:
        self._found = gather(mismatches)
        self._summary = Summary(self._found)

    def write(self, out: Path, result: dict[str, Any]) -> None:
        """Write both files into the folder `out`. `result` is the run's JSON document.

        Equal runs give equal bytes. Errors: `TallyError` where the folder cannot be written.
        """
        try:
            out.mkdir(parents=True, exist_ok=True)
            _put(out / SUMMARY, lambda path: path.write_bytes(self._summary.finished(result)))
            page = render(result, self._found)
            _put(out / REPORT, lambda path: path.write_text(page, encoding="utf-8", errors="replace"))
        except OSError as problem:
            raise TallyError(
                f"{problem.strerror or problem}. Make room, or name another folder.", place=str(out)
            ) from None


def write_settlement(out: Path, answer: dict[str, Any]) -> None:
    """Write `report.html` and `result.json` of a reconciliation into the folder `out`; `answer` is its document.

    Equal runs give equal bytes. Errors: `TallyError` where the folder cannot be written.
    """
    from pilotage.tally.reports.settlement import render_settlement

    try:
        page = render_settlement(answer)
        _put(out / REPORT, lambda path: path.write_text(page, encoding="utf-8", errors="replace"))
        text = shown(answer) + "\n"
        _put(out / RESULT, lambda path: path.write_text(text, encoding="utf-8", errors="surrogatepass"))
    except OSError as problem:
        raise TallyError(f"{problem.strerror or problem}. Make room, or name another folder.", place=str(out)) from None


def _put(path: Path, make: Any) -> None:
    """The file has its name once it is whole. Errors: `TallyError` where a folder has that name, `OSError`."""
    partial = path.with_name(path.name + ".partial")
    try:
        make(partial)
        partial.replace(path)
    except IsADirectoryError:
        words = f"{path.name} is a folder there. Remove it, or name another folder."
        raise TallyError(words, place=str(path.parent)) from None
    finally:
        partial.unlink(missing_ok=True)
