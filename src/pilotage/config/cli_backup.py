"""`pilotage backup FILE`: database, stored files and key in one archive."""

from pathlib import Path
from typing import Annotated

import typer

from pilotage.config.cli_door import FOUND, Door, print_json, refuse

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def backup(
    file: Annotated[Path, typer.Argument(help="The archive to write; it must not exist.")], as_json: AsJson = False
) -> None:
    """Save database, stored files and secret key in one archive, also while Pilotage is in use. Keep it as safe as these."""
    if file.exists():
        refuse(f"{file} exists already. Choose another name.")
    if not file.parent.is_dir():
        refuse(f"There is no folder {file.parent}.")
    with Door():
        from django.conf import settings
        from django.utils import timezone

        from pilotage.core.backup.writing import write_backup
        from pilotage.documents.models import StoredFile
        from pilotage.documents.operations.files import path_of

        names = StoredFile.objects.everywhere().values_list("stored_name", flat=True)
        key = settings.PILOTAGE_HOME / "secret.key"
        try:
            made = write_backup(
                file.absolute(),
                folders={"files": settings.FILES_ROOT},
                secret=settings.SECRET_KEY,
                has_key=key.exists() and key.read_text().strip() == settings.SECRET_KEY,
                needed=lambda: [f"files/{path_of(name).relative_to(settings.FILES_ROOT).as_posix()}" for name in names],
                now=timezone.now(),
            )
        except OSError as problem:
            refuse(f"The backup can't be written: {problem}.")
    answer = {
        "file": str(file), "bytes": file.stat().st_size, "created_at": made.created_at, "tables": len(made.tables),
        "rows": made.rows, "files": len(made.files), "missing_files": made.missing_files, "has_key": made.has_key,
    }  # fmt: skip
    if as_json:
        print_json(answer)
    else:
        print(f"{made.rows} rows of {len(made.tables)} tables and {len(made.files)} files are in {file}.")
        for path in made.missing_files:
            print(f"Missing in PILOTAGE_HOME: {path}")
    if made.missing_files:
        raise typer.Exit(FOUND)
