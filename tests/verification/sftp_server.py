"""A real SFTP server on this machine, in a thread of its own: one user, signed in by a key that may be named later."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

USER = "pilotage"


@dataclass
class Standing:
    """The server: where its files lie, whom it lets in, and what it counts."""

    folder: Path
    port: int = 0
    #: The public key that is let in; none, nobody.
    lets_in: str = ""
    reads: list[str] = field(default_factory=list)
    #: Called when a file is opened, such as to write on while it is read.
    on_open: Callable[[Path], None] | None = None


@contextmanager
def served(folder: Path, *, port: int = 0, key: Any = None) -> Iterator[Standing]:
    """Serves a folder until the end; `key` is the server's own."""
    standing = Standing(folder)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def begin() -> Any:
        return await asyncssh.listen(
            "127.0.0.1", port, server_host_keys=[key or asyncssh.generate_private_key("ssh-ed25519")],
            server_factory=lambda: _Door(standing), sftp_factory=lambda chan: _Files(chan, standing), config=None,
        )  # fmt: skip

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result(30)
    standing.port = server.sockets[0].getsockname()[1]
    try:
        yield standing
    finally:

        async def end() -> None:
            server.close()
            await server.wait_closed()

        asyncio.run_coroutine_threadsafe(end(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)


class _Door(asyncssh.SSHServer):
    def __init__(self, standing: Standing) -> None:
        self.standing = standing

    def begin_auth(self, username: str) -> bool:
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: Any) -> bool:
        asked = key.export_public_key().decode().split()[:2]
        return username == USER and asked == self.standing.lets_in.split()[:2]


class _Files(asyncssh.SFTPServer):
    def __init__(self, chan: Any, standing: Standing) -> None:
        self.standing = standing
        super().__init__(chan, chroot=str(standing.folder).encode())

    def open(self, path: bytes, pflags: int, attrs: Any) -> Any:
        name = path.decode().rpartition("/")[2]
        self.standing.reads.append(name)
        if self.standing.on_open:
            self.standing.on_open(self.standing.folder / name)
        return super().open(path, pflags, attrs)
