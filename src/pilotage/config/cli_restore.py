"""`pilotage restore FILE`: builds the installation aside, proves it, and only then puts it in its place."""

import os
import secrets
import zipfile
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from pilotage.config.cli_door import FOUND, Door, print_json, refuse
from pilotage.config.home import database, home
from pilotage.core.backup import archive as archives
from pilotage.core.backup import placing
from pilotage.core.backup.archive import Manifest, Unusable
from pilotage.core.backup.placing import NotFree

FOLDERS = ["files"]


def restore(
    file: Annotated[Path, typer.Argument(help="An archive made by `pilotage backup`.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Restore over an installation in use; the old one is kept aside.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Bring a backup into an empty PILOTAGE_HOME and database, of the same kind or the other. All of it or nothing."""
    try:
        with archives.open_archive(file) as opened, placing.sole_use(home()):
            manifest = archives.read_manifest(opened)
            answer = _restored(opened, manifest, replace)
    except (Unusable, NotFree, OSError, ValueError, zipfile.BadZipFile) as problem:
        refuse(str(problem))
    if as_json:
        print_json(answer)
    else:
        _say(answer)
    if not answer["audit"]["valid"] or answer["missing_files"] or not answer["same_key"]:
        raise typer.Exit(FOUND)


def _restored(opened: zipfile.ZipFile, manifest: Manifest, replace: bool) -> dict[str, Any]:
    aside = home() / f"replaced-{datetime.now(UTC).strftime('%Y%m%dT%H%M%SZ')}"
    own_key = os.environ.get("SECRET_KEY", "")
    os.environ.setdefault(
        "SECRET_KEY", secrets.token_urlsafe(48)
    )  # no key file is made before the backup's is put there
    with placing.staging(home()) as staged:
        placing.stage_files(opened, manifest, staged)
        if database()["ENGINE"].endswith("sqlite3"):
            verdict, kept = _into_sqlite(opened, manifest, staged, aside, replace)
        else:
            verdict, kept = _into_postgres(opened, manifest, staged, aside, replace)
        if manifest.has_key and not own_key:
            placing.place_key(opened, home(), aside)
        placing.clear_others(manifest, FOLDERS, home(), aside)
    return {
        "created_at": manifest.created_at,
        "tables": len(manifest.tables),
        "rows": manifest.rows,
        "files": len(manifest.files),
        "missing_files": manifest.missing_files,
        "audit": verdict.answer(),
        "same_key": archives.fingerprint(own_key or _key_in_home()) == manifest.key_sha256,
        "kept_aside": ([str(aside)] if aside.exists() else []) + kept,
    }


def _into_sqlite(
    opened: zipfile.ZipFile, manifest: Manifest, staged: Path, aside: Path, replace: bool
) -> tuple[Any, list[str]]:
    place = Path(database()["NAME"]).resolve()
    _refuse_full(placing.sqlite_rows(place), replace)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with placing.staging(place.parent) if place.parent != home() else nullcontext(staged) as beside:
        new = beside / "restored.sqlite3"
        os.environ["DATABASE_URL"] = f"sqlite:///{quote(str(new))}"
        with Door():
            from django.db import connections

            from pilotage.core.operations.restoring import build_database

            verdict = build_database(opened, manifest)
            connections.close_all()
        placing.place_files(manifest, staged, home(), aside)
        placing.put_sqlite_in_place(new, place, aside)
    return verdict, []


def _into_postgres(
    opened: zipfile.ZipFile, manifest: Manifest, staged: Path, aside: Path, replace: bool
) -> tuple[Any, list[str]]:
    with Door():
        from django.db import connection

        from pilotage.core.operations import restoring

        current, rows, others = restoring.what_is_there()
        _refuse_full(rows, replace)
        if others and not replace:
            raise NotFree(f"This database holds tables of something else, such as {others[0]}. Use one of its own.")
        with restoring.own_schema() as new:
            verdict = restoring.build_database(opened, manifest)
            placing.place_files(manifest, staged, home(), aside)
            connection.close()
            keeps_old = bool(rows or others)
            old = aside.name.replace("-", "_").lower()
            restoring.put_schema_in_place(new, current=current, aside=old, keeps_old=keeps_old)
        connection.close()
    return verdict, [f"schema {old}"] if keeps_old else []


def _refuse_full(rows: int, replace: bool) -> None:
    if rows and not replace:
        raise NotFree(
            "This installation is not empty. Choose another PILOTAGE_HOME and DATABASE_URL, or add --replace: what is there"
            " now is then kept aside."
        )


def _key_in_home() -> str:
    file = home() / "secret.key"
    return file.read_text().strip() if file.exists() else ""


def _say(answer: dict[str, Any]) -> None:
    print(f"{answer['rows']} rows of {answer['tables']} tables and {answer['files']} files are restored.")
    for place in answer["kept_aside"]:
        print(f"What was there before is kept in {place}.")
    if answer["missing_files"]:
        print(f"{len(answer['missing_files'])} files were missing already when the backup was made.")
    if not answer["same_key"]:
        print("This installation has another SECRET_KEY: people set up their second step at sign-in again.")
    if not answer["audit"]["valid"]:
        print(f"The trail was broken already at event {answer['audit']['first_bad']}.")
