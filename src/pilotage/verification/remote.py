"""Speaks SFTP for the worker. The library is loaded here when a server is asked and by nobody else: web workers never import it.

It reads no settings of the machine (no agent, no ~/.ssh), trusts one server key only, and signs in with one key only.
"""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import IO, Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pilotage.verification.rules.remote import MOST_LISTED, Listed, may_ask

SECONDS = 20
#: So much is read at a time; between two reads the caller is told how far it is.
PIECE = 1 << 22
#: The last four bits of a Unix mode's file type: a plain file.
PLAIN_FILE = 1


class RemoteProblem(Exception):
    """Why a server can't be read, in words that say what to do."""

    def __init__(self, words: str, *, shown_key: str = "") -> None:
        super().__init__(words)
        self.words, self.shown_key = words, shown_key


def new_key_pair(comment: str) -> tuple[str, str]:
    """A private and a public key as OpenSSH writes them (Ed25519)."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return private.decode(), f"{public.decode()} {comment}"


def address_of(host: str, port: int, *, allow_local: bool) -> str:
    """The address that is asked: looked up once, so that what was judged is what is asked. Raises `RemoteProblem`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise RemoteProblem(f"The host {host} is not known. Check its name.") from None
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not allow_local and not all(may_ask(one) for one in addresses):
        raise RemoteProblem(
            f"{host} is this machine or only reached from it. Name a server, or let an administrator allow it in the settings."
        )
    return addresses[0]


class Server:
    """One connection, used step by step; each step ends within seconds or says why not."""

    def __init__(self, run: "asyncio.Runner", sftp: Any, folder: str) -> None:
        self._run, self._sftp, self._folder = run, sftp, folder

    def files(self) -> list[Listed]:
        """Plain files of the folder."""
        return self._step(_listed(self._sftp, self._folder))

    def standing(self, name: str) -> Listed | None:
        """One file as it stands now; None when it is gone."""
        return self._step(_standing(self._sftp, self._path(name), name))

    def fetch(self, name: str, size: int, into: IO[bytes], told: Callable[[int, int], None]) -> bool:
        """Copies `size` bytes of a file; False when it has fewer or more by now."""
        opened = self._step(self._sftp.open(self._path(name), "rb"))
        try:
            done = 0
            while piece := self._step(opened.read(min(PIECE, size - done + 1), done)):
                done += len(piece)
                if done > size:
                    return False
                into.write(piece)
                told(done, size)
            return done == size
        finally:
            self._step(opened.close())

    def _path(self, name: str) -> str:
        return f"{self._folder.rstrip('/')}/{name}" if self._folder != "/" else f"/{name}"

    def _step(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._run.run(asyncio.wait_for(work, SECONDS * 3))


@contextmanager
def opened(
    *, address: str, port: int, user: str, private_key: str, host_key: str, folder: str, host: str
) -> Iterator[Server]:
    """Connects to a server whose key is known. Raises `RemoteProblem`, with the key that it showed when that is another."""
    import asyncssh

    with asyncio.Runner() as run, _in_words(host, user, folder):
        try:
            connection = run.run(
                asyncio.wait_for(
                    asyncssh.connect(
                        address, port, username=user, client_keys=[asyncssh.import_private_key(private_key)],
                        known_hosts=([asyncssh.import_public_key(host_key)], [], []), config=None, agent_path=None,
                        preferred_auth="publickey", login_timeout=SECONDS, keepalive_interval=15,
                    ),
                    SECONDS,
                )
            )  # fmt: skip
        except (asyncssh.HostKeyNotVerifiable, asyncssh.KeyExchangeFailed):
            shown = run.run(asyncio.wait_for(_shown_key(address, port), SECONDS))
            if shown == host_key:
                raise
            words = (
                f"{host} shows another key than the one that was confirmed. Nothing was fetched. Ask who runs it, then confirm"
                " the new key."
            )
            raise RemoteProblem(words, shown_key=shown) from None
        try:
            sftp = run.run(asyncio.wait_for(connection.start_sftp_client(), SECONDS))
            yield Server(run, sftp, folder)
        finally:
            connection.close()
            run.run(_ended(connection))


def shown_key(address: str, port: int, *, host: str) -> str:
    """The key that a server shows, without signing in. Raises `RemoteProblem`."""
    with asyncio.Runner() as run, _in_words(host, "", ""):
        return run.run(asyncio.wait_for(_shown_key(address, port), SECONDS))


async def _shown_key(address: str, port: int) -> str:
    import asyncssh

    key = await asyncssh.get_server_host_key(address, port, config=None)
    if key is None:
        raise RemoteProblem("The server shows no key of its own; only servers with one are read.")
    return " ".join(key.export_public_key().decode().split()[:2])


async def _listed(sftp: Any, folder: str) -> list[Listed]:
    found: list[Listed] = []
    async for one in sftp.scandir(folder):
        if one.attrs.type == PLAIN_FILE:
            found.append(Listed(str(one.filename), int(one.attrs.size or 0), int(one.attrs.mtime or 0)))
        if len(found) > MOST_LISTED:
            words = f"The folder has more than {MOST_LISTED:,} files. Have taken ones moved away."
            raise RemoteProblem(words)
    return found


async def _standing(sftp: Any, path: str, name: str) -> Listed | None:
    import asyncssh

    try:
        attrs = await sftp.lstat(path)
    except asyncssh.SFTPNoSuchFile:
        return None
    return Listed(name, int(attrs.size or 0), int(attrs.mtime or 0)) if attrs.type == PLAIN_FILE else None


async def _ended(connection: Any) -> None:
    try:
        await asyncio.wait_for(connection.wait_closed(), 5)
    except (TimeoutError, OSError):
        connection.abort()


@contextmanager
def _in_words(host: str, user: str, folder: str) -> Iterator[None]:
    """What went wrong, as a person who set the source up can mend it."""
    import asyncssh

    try:
        yield
    except asyncssh.PermissionDenied:
        words = f"{host} doesn't let {user} in with our key. Give the public key to who runs the server."
    except asyncssh.SFTPNoSuchFile:
        words = f"The folder {folder} isn't on {host}, or a file left it while it was read. Check the folder."
    except asyncssh.SFTPPermissionDenied:
        words = f"{user} may not read {folder} on {host}. Ask who runs the server."
    except asyncssh.KeyExchangeFailed:
        words = f"{host} and this product know no common way to encrypt. Its server is too old; ask who runs it."
    except TimeoutError:
        words = f"{host} didn't answer in time. Check host, port and whether a firewall lets us out."
    except ConnectionRefusedError:
        words = f"Nothing listens at {host} on this port. Check the port."
    except (asyncssh.Error, OSError) as why:
        words = f"The connection to {host} broke: {str(why) or type(why).__name__}."
    else:
        return
    raise RemoteProblem(words[:400]) from None
