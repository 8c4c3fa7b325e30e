"""Where the product keeps its files, and which database it speaks to: read from the environment, no Django."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def home() -> Path:
    """PILOTAGE_HOME, or `var` beside the working folder. Made when missing, for its owner only."""
    folder = Path(os.environ.get("PILOTAGE_HOME") or "var").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise ValueError(f"PILOTAGE_HOME {folder} can't be used as a folder: {problem.strerror}.") from None
    return folder


def secret_key() -> str:
    """SECRET_KEY from the environment, else from a file made at first use that only the owner can read."""
    if value := os.environ.get("SECRET_KEY"):
        return value
    file = home() / "secret.key"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(handle, "w") as opened:
        value = secrets.token_urlsafe(48)
        opened.write(value)
    return value


def database() -> dict[str, Any]:
    """Django's database settings from DATABASE_URL (postgresql://… or sqlite:///path); SQLite in the home by default.

    Errors: `ValueError`, in words for whoever set it.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return sqlite(str(home() / "pilotage.sqlite3"))
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:
        raise ValueError(
            "DATABASE_URL can't be read as an address. Write it like postgresql://user:password@host:5432/name."
        ) from None
    if parts.scheme == "sqlite":
        return sqlite(unquote(parts.path)[1:] or ":memory:")
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL is no address of a database we know. Begin it with postgresql:// or sqlite:///.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    planned = options.pop("prepare_threshold", "1")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": port,
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | {"prepare_threshold": int(planned) if planned.isdigit() else None},
    }


def sqlite(path: str) -> dict[str, Any]:
    """WAL, synchronous FULL, IMMEDIATE transactions; a writer waits up to 30 s for its turn.

    Each connection keeps up to PILOTAGE_PAGES_KB of the file in memory; the web server, which has many, keeps less.
    """
    cache = int(os.environ.get("PILOTAGE_PAGES_KB") or 16_000)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            f" PRAGMA cache_size=-{cache}; PRAGMA temp_store=MEMORY;",
        },
    }
