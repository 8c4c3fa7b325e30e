"""The certificate of a run: what was compared, under which spec, by which versions, with which result. Checked offline."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilotage import __version__
from pilotage.tally.errors import TallyError
from pilotage.tally.spec.model import SideName, Spec

if TYPE_CHECKING:
    from pilotage.tally.engines import Engine
    from pilotage.tally.verify.taking import Taken

FORMAT = "tally-certificate-1"
_TOTALS = ("rows", "matched", "equal", "missing", "duplicates", "duplicate_rows", "rejected", "agree")


def certify(spec: Spec, takens: "dict[SideName, Taken]", made: Mapping[str, Any], engine: "Engine") -> dict[str, Any]:
    """The certificate of a finished run."""
    import pyarrow as pa

    told: dict[str, Any] = {
        "format": FORMAT,
        "inputs": {
            side: {"file": taken.source.path.name, "sha256": taken.source.sha256, "bytes": taken.source.size}
            for side, taken in takens.items()
        },
        "spec": {"sha256": spec.digest, "key": list(spec.key)},
        "totals": {name: made[name] for name in _TOTALS},
        "fields": {name: {"type": one["type"], "different": one["different"]} for name, one in made["fields"].items()},
        "digest": made["digest"],
        "versions": {"tally": __version__, engine.name: engine.version, "pyarrow": pa.__version__},
    }
    return {**told, "seal": seal(told)}


def seal(told: Mapping[str, Any]) -> str:
    """SHA-256 of a certificate without its seal."""
    plain = {name: value for name, value in told.items() if name != "seal"}
    return hashlib.sha256(
        json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def check_certificate(file: Path, inputs: Mapping[str, Path], spec: Path | None = None) -> dict[str, Any]:
    """What holds of a certificate: its seal, its sums, and the files that are named or stand beside it.

    `{valid, file, findings: [text], checked: [name], absent: [name]}`: `absent` are files of the run that don't stand beside it,
    which is no fault, since a certificate may be sent alone. Errors: `TallyError` for what is no certificate.
    """
    told = _loaded(file)
    findings: list[str] = []
    checked = ["seal", "sums"]
    if told.get("seal") != seal(told):
        findings.append("The seal does not fit: the certificate was changed.")
    findings += _wrong_sums(told)
    for side, path in inputs.items():
        checked.append(side)
        if _sha256(path) != told["inputs"][side]["sha256"]:
            findings.append(f"{path.name} is not the {side} file of this run.")
    if spec is not None:
        from pilotage.tally.spec import load_spec

        checked.append("spec")
        if load_spec(spec).digest != told["spec"]["sha256"]:
            findings.append(f"{spec.name} is not the spec of this run.")
    absent = []
    for name, digest in told.get("outputs", {}).items():
        beside = file.parent / name
        if not beside.is_file():
            absent.append(name)
        else:
            checked.append(name)
            if _sha256(beside) != digest:
                findings.append(f"{name} was changed since the run.")
    told_of = {"valid": not findings, "file": file.name, "findings": findings, "checked": checked, "absent": absent}
    return told_of | {"certificate": told}


def _loaded(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise TallyError(f"{problem.strerror}. Name a certificate that can be read.", place=str(file)) from problem
    except ValueError:
        told = None
    told = told.get("certificate", told) if isinstance(told, dict) else None
    needed = ("inputs", "spec", "totals", "digest", "seal")
    if not isinstance(told, dict) or told.get("format") != FORMAT or any(name not in told for name in needed):
        raise TallyError("This is no certificate. Name the certificate.json of a run.", place=str(file))
    return told


def _wrong_sums(told: Mapping[str, Any]) -> list[str]:
    totals = told["totals"]
    try:
        return [
            f"The rows of the {side} file do not add up."
            for side, other in (("left", "right"), ("right", "left"))
            if totals["rows"][side]
            != totals["rejected"][side] + totals["duplicate_rows"][side] + totals["missing"][other] + totals["matched"]
        ]
    except (KeyError, TypeError):
        return ["The totals are not whole."]


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as problem:
        raise TallyError(f"{problem.strerror}. Name a file that can be read.", place=str(path)) from problem
