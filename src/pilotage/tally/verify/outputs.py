"""Writes the folder of a run: differences, refused rows, summary, report, result and, last of all, the certificate."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilotage.tally.documents import shown
from pilotage.tally.reports import Report
from pilotage.tally.spec.model import SideName
from pilotage.tally.verify.certificate import seal
from pilotage.tally.verify.taking import Taken
from pilotage.tally.verify.writing import Differences, file_sha256, put_bytes, put_copy, put_parquet

if TYPE_CHECKING:
    import pyarrow as pa

DIFFERENCES, REFUSED, RESULT, CERTIFICATE = "mismatches.parquet", "rejects.parquet", "result.json", "certificate.json"
SUMMARY, REPORT = "summary.xlsx", "report.html"


def write_tables(out: Path, takens: dict[SideName, Taken], found: Differences) -> Report:
    """Writes the tables, and begins the report that is made from them. An older certificate no longer holds. Errors: `OSError`."""
    (out / CERTIFICATE).unlink(missing_ok=True)
    if len(found.files) == 1:
        found.digests()
        put_copy(out / DIFFERENCES, found.files[0])
    else:
        put_parquet(out / DIFFERENCES, found.shards_or_empty())
    put_parquet(out / REFUSED, [_refused(takens)])
    return Report(out / DIFFERENCES)


def write_results(
    out: Path,
    report: Report,
    found: Differences,
    result: dict[str, Any],
    progress: Callable[[str, int, int], None] | None,
) -> None:
    """Writes what is left when the tables stand; the certificate names the hash of each file. Errors: `OSError`."""
    report.write(out, result)
    files = (DIFFERENCES, REFUSED, SUMMARY, REPORT)
    certificate = {
        **result["certificate"],
        "outputs": {name: file_sha256(out / name) for name in files if (out / name).is_file()},
    }
    certificate["seal"] = seal(certificate)
    result["certificate"] = certificate
    put_bytes(out / RESULT, _json(result))
    put_bytes(out / CERTIFICATE, _json(certificate))
    if found.folder is not None:
        shutil.rmtree(found.folder, ignore_errors=True)
    if progress is not None:
        progress("write", 1, 1)


def _json(told: Any) -> bytes:
    return (shown(told) + "\n").encode("utf-8", "surrogatepass")


def _refused(takens: dict[SideName, Taken]) -> "pa.Table":
    import pyarrow as pa

    rows = [(side, one.line, one.code, one.field, one.raw) for side, taken in takens.items() for one in taken.rejects]
    kinds = (pa.string(), pa.int64(), pa.string(), pa.string(), pa.string())
    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    names = ["side", "line", "code", "field", "raw"]
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)], names=names)
