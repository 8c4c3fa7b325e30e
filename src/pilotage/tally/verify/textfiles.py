"""Reads delimited text in blocks: plain ones at once by Arrow, damaged ones row by row. Line numbers are physical.

A block is plain when a test of its bytes proves it: no NUL, valid text, quotes in pairs around whole cells, no line end
inside of them. Any other block, and the start of the file, goes to the careful reader, which refuses damaged rows one by one.
"""

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pilotage.tally.errors import TallyError
from pilotage.tally.spec.model import Side
from pilotage.tally.tables import TableUnreadable
from pilotage.tally.tables.encoding import find_encoding
from pilotage.tally.tables.headers import read_headers
from pilotage.tally.tables.limits import Limits
from pilotage.tally.verify.careful import WIDE, Careful, sniffed_delimiter
from pilotage.tally.verify.fetching import Fetcher
from pilotage.tally.verify.hashing import HashAhead
from pilotage.tally.verify.plain import NotPlain, Text, base, ends_as_on_windows, has_quotes, is_plain, parsed
from pilotage.tally.verify.rows import Block, Mark

if TYPE_CHECKING:
    import numpy as np

CHUNK = 4 * 1024 * 1024
_HEAD = 256 * 1024
_LF = 10
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def opened(path: Path) -> BinaryIO:
    """The file, open for reading. Errors: `TallyError` for a directory, no file, no permission."""
    try:
        if path.is_dir():
            raise TallyError("This is a folder. Name one file.", place=str(path))
        return path.open("rb")
    except FileNotFoundError:
        raise TallyError("There is no such file. Check the name and the folder.", place=str(path)) from None
    except OSError as problem:
        raise TallyError(
            f"It cannot be opened ({problem.strerror}). Name a file that you may read.", place=str(path)
        ) from None


class TextSource:
    """A delimited text file. Errors: `TallyError` naming the file."""

    def __init__(self, path: Path, side: Side, chunk: int = CHUNK) -> None:
        self.path, self._side, self._chunk = path, side, chunk
        self.sha256, self.hashed = "", HashAhead(path)
        with opened(path) as stream:
            self.size = self.weight = stream.seek(0, 2)
            if not self.size:
                raise TallyError("The file is empty. Give it a header row and a row for each record.", place=str(path))
            self._file_encoding, self._skip = self._found_encoding(stream)
            self._is_wide = not _is_like_ascii(self._file_encoding)
            self._encoding = WIDE if self._is_wide else self._file_encoding
            self._read_head(stream)

    def _found_encoding(self, stream: BinaryIO) -> tuple[str, int]:
        """The encoding and the length of its mark. Where the beginning does not tell, the first other sign will (`_settle`)."""
        stream.seek(0)
        head, asked = stream.read(_HEAD), self._side.encoding
        self._is_settled = True
        for mark, name in _MARKS:
            if head.startswith(mark) and asked in ("", name, name[:6]):
                return name, len(mark)
        if asked:
            return {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "ascii": "utf-8"}.get(asked, asked), 0
        if not head.isascii() or b"\0" in head[:4096]:
            return find_encoding(stream)
        self._is_settled = False
        return "utf-8", 0

    def _settle(self) -> None:
        """Signs other than ASCII have come: the whole file decides between the encodings that begin alike."""
        with opened(self.path) as stream:
            self._file_encoding = self._encoding = find_encoding(stream)[0]
        self._is_settled = True

    def _read_head(self, stream: BinaryIO) -> None:
        """Finds the delimiter, the headers, and where the rows begin (`_start` in UTF-8 bytes, `_first` as a line)."""
        stream.seek(self._skip)
        head = stream.read(_HEAD)
        is_whole = len(head) < _HEAD
        if self._is_wide:
            head = head.decode(self._file_encoding, "replace").encode("utf-8", "replace")
        self._start, self._first = 0, 1
        if head[:4].lower() == b"sep=":
            line = head.splitlines(keepends=True)[0]
            self.delimiter = line[4:].strip(b"\r\n").decode("utf-8", "replace")[:1] or ","
            self._start, self._first = len(line), 2
        else:
            self.delimiter = self._side.delimiter or sniffed_delimiter(head)
        careful = Careful(self.delimiter, self._encoding)
        for record in careful.records(head[self._start :], self._first, is_last=is_whole):
            if record.code:
                words = f"The header (line {record.line}) cannot be read ({record.code}). Save the file again as CSV in UTF-8."
                raise TallyError(words, place=str(self.path))
            if any(value.strip() for value in record.values):
                self._name_columns(record.values)
                self.header_line = record.line
                if self._side.header:
                    self._start, self._first = self._start + careful.used, careful.next_line
                return
        raise TallyError("The file is empty. Give it a header row and a row for each record.", place=str(self.path))

    def _name_columns(self, values: Sequence[str]) -> None:
        if not self._side.header:
            self.headers = self._side.columns or tuple(f"column{place}" for place in range(1, len(values) + 1))
            return
        try:
            self.headers = read_headers(values, Limits())
        except TableUnreadable as problem:
            raise TallyError(str(problem), place=str(self.path)) from problem

    def _chunks(self) -> Iterator[tuple[Text, int, bool]]:
        """Pieces that end with a line, where one ends in them; how many bytes of the file each took, and whether it is the last."""
        with opened(self.path) as stream:
            self.hashed.seen(stream)
            place = stream.seek(self._skip)
            while True:
                piece = stream.read(self._chunk)
                is_last = not piece or place + len(piece) >= self.size
                ended = len(piece) if is_last else _last_end(piece) or len(piece)
                place += ended
                if ended < len(piece):
                    stream.seek(place)
                self.hashed.passed(place)
                yield memoryview(piece)[:ended] if is_last or piece[ended - 1] == _LF else piece[:ended], ended, is_last
                if is_last:
                    return

    def _wide_chunks(self) -> Iterator[tuple[Text, int, bool]]:
        """Pieces of a wide text as UTF-8, cut anywhere."""
        decoder = codecs.getincrementaldecoder(self._file_encoding)(errors="replace")
        with opened(self.path) as stream:
            self.hashed.seen(stream)
            stream.seek(self._skip)
            held = stream.read(self._chunk)
            while True:
                following = stream.read(self._chunk)
                self.hashed.passed(stream.tell())
                yield decoder.decode(held, final=not following).encode("utf-8", "replace"), len(held), not following
                if not following:
                    return
                held = following

    def blocks(self) -> Iterator[Block]:
        """Every block in the file's order; `sha256` is set at the end."""
        with self.hashed:
            yield from self._blocks()
            self.sha256 = self.hashed.result()

    def _blocks(self) -> Iterator[Block]:
        carried, line, skip, place = b"", self._first, self._start, self._start
        for piece, taken, is_last in self._wide_chunks() if self._is_wide else self._chunks():
            data: Text = b"".join((carried, piece)) if carried else piece
            if skip:
                data, skip = data[skip:], max(0, skip - len(data))
            while data:
                block, used, line = self._block(data, line, place, is_last=is_last)
                if block is not None:
                    block.size, taken = taken, 0
                    yield block
                data, place = data[used:], place + used
                if not is_last or not used:
                    break
            carried = bytes(data)

    def _block(self, data: Text, line: int, place: int, *, is_last: bool) -> tuple[Block | None, int, int]:
        """A block of whole records from the start of the data, the bytes it used, and the line that follows it."""
        cut = len(data) if is_last or isinstance(data, memoryview) else _last_end(data)
        if not cut:
            return None, 0, line
        if not self._is_settled and not base(data).isascii():
            self._settle()
        try:
            body = data if cut == len(data) else data[:cut]
            text = body if ends_as_on_windows(body) else is_plain(body, self.delimiter, self._encoding)
            table, lines, rejects, blank, count = parsed(text, self.headers, self.delimiter, line)
        except NotPlain:
            careful = Careful(self.delimiter, self._encoding)
            table, lines, rejects, blank = careful.table(bytes(data), line, self.headers, is_last=is_last)
            mark = Mark(place, careful.used, line, careful.next_line - line, is_plain=False)
            return Block(table, lines, rejects, blank, mark), careful.used, careful.next_line
        mark = Mark(place, cut, line, count, is_plain=True, is_as_read=b"\r" not in base(body) or text is body)
        block = Block(table, lines, rejects, blank, mark)
        if len(lines) == count and not has_quotes(text):
            block.body, block.is_as_read = text, text is body
        return block, cut, line + count

    def fetch(self, marks: Sequence[Mark], wanted: "Sequence[np.ndarray[Any, Any]]") -> Iterator[Block]:
        """The rows at the wanted lines, in the file's order."""
        bodies = zip(self._bodies(marks), marks, wanted, strict=True)
        yield from Fetcher(self.headers, self.delimiter, self._encoding).rows(bodies)

    def _bodies(self, marks: Sequence[Mark]) -> Iterator[bytes]:
        if not self._is_wide:
            with opened(self.path) as stream:
                for mark in marks:
                    stream.seek(self._skip + mark.place)
                    yield stream.read(mark.size)
            return
        pieces, held, begun = self._wide_chunks(), b"", 0
        for mark in marks:
            while begun + len(held) < mark.place + mark.size:
                cut = max(0, min(len(held), mark.place - begun))
                held, begun = held[cut:] + next(pieces)[0], begun + cut
            yield held[mark.place - begun : mark.place - begun + mark.size]


def _last_end(data: bytes) -> int:
    """How far whole lines go. A CR at the very end may be half a line end."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", max(0, data.rfind(b"\n")), -1)) + 1


def _is_like_ascii(encoding: str) -> bool:
    """Whether line ends, quotes and delimiters are the same bytes as in ASCII."""
    signs = '\r\n",;|\t09az'
    try:
        return signs.encode(encoding) == signs.encode("ascii") and encoding not in (
            "utf-7",
            "shift_jis",
            "gbk",
            "gb18030",
            "big5",
        )
    except (UnicodeError, LookupError):
        return False
