"""Where answers come in: a Maildir folder, or an IMAP mailbox. A mail is put away only after what came of it is stored.

Who dies in between finds the mail again at the next look, and it is known by its key then.
"""

import imaplib
import os
import ssl
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

MOST_AT_ONCE = 200
MOST_BYTES = 40 * 1024 * 1024
SECONDS = 30


class Box(Protocol):
    """Mails that wait, and putting one away."""

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        """Names and bytes of at most `MOST_AT_ONCE` mails, the oldest first."""

    def put_away(self, name: str) -> None:
        """This one was taken; a second time does nothing."""


@dataclass(frozen=True)
class FolderBox:
    """A Maildir: mails wait in `new`, and are gone once taken, for their words stand elsewhere or nowhere."""

    root: Path

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        """Files of `new`, by name; a file that goes away meanwhile is another reader's."""
        new = self.root / "new"
        for name in sorted(os.listdir(new) if new.is_dir() else [])[:MOST_AT_ONCE]:
            if name.startswith("."):
                continue
            with suppress(FileNotFoundError), open(new / name, "rb") as file:
                yield name, file.read(MOST_BYTES)

    def put_away(self, name: str) -> None:
        """The file is deleted."""
        (self.root / "new" / name).unlink(missing_ok=True)


@dataclass(frozen=True)
class ImapBox:
    """A mailbox, as `imaps://user:password@host:993/INBOX`; unread mails wait, and are marked read once taken."""

    url: str

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        """Unread mails; reading one does not mark it."""
        with closing(_Session(self.url)) as session:
            for name in session.unread()[:MOST_AT_ONCE]:
                raw = session.fetch(name)
                if raw is not None:
                    yield name, raw

    def put_away(self, name: str) -> None:
        """Marked as read."""
        with closing(_Session(self.url)) as session:
            session.mark_read(name)


class _Session:
    """A signed-in IMAP connection with the mailbox selected."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        host, is_tls = parts.hostname or "localhost", parts.scheme == "imaps"
        context = ssl.create_default_context()
        self._server: imaplib.IMAP4 = (
            imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=SECONDS)
            if is_tls
            else imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
        )
        if not is_tls and "STARTTLS" in self._server.capabilities:
            self._server.starttls(context)
        self._server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        self._require(self._server.select(f'"{folder}"'))

    def unread(self) -> list[str]:
        """The stable numbers (UID) of unread mails."""
        return [word.decode() for word in (self._require(self._server.uid("SEARCH", "UNSEEN"))[0] or b"").split()]

    def fetch(self, name: str) -> bytes | None:
        """The whole mail, without marking it as read."""
        for part in self._require(self._server.uid("FETCH", name, "(BODY.PEEK[])")):
            if isinstance(part, tuple):
                return bytes(part[1])[:MOST_BYTES]
        return None

    def mark_read(self, name: str) -> None:
        """So that it waits no longer."""
        self._require(self._server.uid("STORE", name, "+FLAGS.SILENT", r"(\Seen)"))

    def close(self) -> None:
        """Signs out."""
        with suppress(OSError, imaplib.IMAP4.error):
            self._server.logout()

    @staticmethod
    def _require(answer: tuple[str, list]) -> list:
        state, data = answer
        if state != "OK":
            raise OSError(f"The mailbox answers {state}: {data!r}")
        return data


def box_of(address: str) -> Box:
    """The box that an address names: `imap://…` and `imaps://…` a mailbox, anything else a folder."""
    if address.startswith(("imap://", "imaps://")):
        return ImapBox(address)
    return FolderBox(Path(address))
