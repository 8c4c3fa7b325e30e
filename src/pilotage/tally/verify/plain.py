"""The quick way to read a block of delimited text, and the test that proves that it may be taken."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, overload

from pilotage.tally.verify.careful import WIDE
from pilotage.tally.verify.rows import RAW_CHARS, Reject

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_QUOTE, _CR, _LF = b'"\r\n'
#: Bytes, or a view of a part of some.
Text = bytes | memoryview


class NotPlain(Exception):
    """The block must be read carefully."""


def base(text: Text) -> bytes:
    """The bytes of a text, and with a view those around it: whoever finds nothing there finds nothing in the text."""
    return text.obj if isinstance(text, memoryview) and isinstance(text.obj, bytes) else bytes(text)


def has_quotes(text: Text) -> bool:
    """Whether a quote may stand in it. A view that `is_plain` has given holds none."""
    return not isinstance(text, memoryview) and b'"' in text


@overload
def is_plain(body: bytes, delimiter: str, encoding: str) -> bytes: ...


@overload
def is_plain(body: Text, delimiter: str, encoding: str) -> Text: ...


def is_plain(body: Text, delimiter: str, encoding: str) -> Text:
    """The block as UTF-8 with LF at its line ends; a view only where it is so as it stands, without quotes. Errors: `NotPlain`."""
    if isinstance(body, memoryview):
        around = base(body)
        if around.isascii() and not any(sign in around for sign in (b"\0", b'"', b"\r")):
            return body
        body = bytes(body)
    if b"\0" in body:
        raise NotPlain
    if not body.isascii():
        body = _decoded(body, encoding)
    is_quoted = b'"' in body
    if b"\r" in body:
        if is_quoted and body.count(b"\r") != body.count(b"\r\n"):
            raise NotPlain
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if is_quoted:
        _check_quotes(body, delimiter)
    return body


def ends_as_on_windows(body: Text) -> bool:
    """Whether it is plain without quotes, and every line of it ends with CR LF."""
    import numpy as np

    around = base(body)
    if not isinstance(body, memoryview) or b"\r" not in around:
        return False
    if b'"' in around or b"\0" in around or not around.isascii():
        return False
    signs = np.frombuffer(body, dtype=np.uint8)
    ends = np.flatnonzero(signs == _LF)
    if not len(ends) or not ends[0] or np.count_nonzero(signs == _CR) != len(ends):
        return False
    return bool((signs[ends - 1] == _CR).all())


def _decoded(body: bytes, encoding: str) -> bytes:
    try:
        if encoding not in ("utf-8", WIDE):
            return body.decode(encoding).encode("utf-8")
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise NotPlain from None
    if encoding == WIDE and "\ufffd" in text:
        raise NotPlain
    return body


def _check_quotes(body: bytes, delimiter: str) -> None:
    """Quotes must open and close whole cells, be doubled inside, and hold no line end."""
    import numpy as np

    signs = np.frombuffer(body, dtype=np.uint8)
    quotes = np.flatnonzero(signs == _QUOTE)
    ends = np.flatnonzero(signs == _LF)
    if len(quotes) % 2 or (np.searchsorted(quotes, ends) % 2).any():
        raise NotPlain
    closing, opening = quotes[1::2], quotes[0::2]
    doubled = np.flatnonzero(opening[1:] == closing[:-1] + 1)
    if len(doubled):
        opening, closing = np.delete(opening, doubled + 1), np.delete(closing, doubled)
    sign = ord(delimiter)
    before = signs[opening[opening > 0] - 1]
    after = signs[closing[closing < len(signs) - 1] + 1]
    if not (((before == sign) | (before == _LF)).all() and ((after == sign) | (after == _LF)).all()):
        raise NotPlain


def parsed(
    body: Text, headers: Sequence[str], delimiter: str, first: int
) -> "tuple[pa.Table, np.ndarray[Any, Any], list[Reject], int, int]":
    """The rows as text columns, their lines, the refused rows, how many were blank, and how many lines there were.

    Errors: `NotPlain`, where a row has cells beyond the last header that are all empty.
    """
    import numpy as np

    wrong: list[tuple[int, str, int]] = []

    def ragged(row: Any) -> str:
        wrong.append((row.number - 1, row.text, row.actual_columns))
        return "skip"

    table = text_table(body, headers, delimiter, ragged)
    count = table.num_rows + len(wrong)
    lines = np.arange(first, first + count, dtype=np.int64)
    if not wrong:
        return table, lines, [], 0, count
    lines = np.delete(lines, [place for place, _, _ in wrong])
    rejects, blank = _sorted_out(wrong, delimiter, first, len(headers))
    return table, lines, rejects, blank, count


def text_table(body: Text, headers: Sequence[str], delimiter: str, ragged: Callable[[Any], str]) -> "pa.Table":
    """The rows of a block as text columns by Arrow; `ragged` is told of rows with other than a cell for each header.

    Errors: `NotPlain` where Arrow cannot read it.
    """
    import pyarrow as pa
    from pyarrow import csv

    text = pa.string()
    try:
        return csv.read_csv(
            pa.BufferReader(body),
            csv.ReadOptions(use_threads=False, column_names=list(headers), block_size=len(body) + 1),
            csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if has_quotes(body) else False,
                ignore_empty_lines=False,
                invalid_row_handler=ragged,
            ),
            csv.ConvertOptions(column_types=dict.fromkeys(headers, text), strings_can_be_null=False, check_utf8=False),
        )
    except pa.ArrowInvalid:
        raise NotPlain from None


def _sorted_out(wrong: list[tuple[int, str, int]], delimiter: str, first: int, width: int) -> tuple[list[Reject], int]:
    rejects, blank = [], 0
    for place, raw, cells in wrong:
        if not raw.replace(delimiter, "").strip():
            blank += 1
            continue
        if cells > width and not any(cell.strip().strip('"').strip() for cell in raw.split(delimiter)[width:]):
            raise NotPlain
        code = "too_few_cells" if cells < width else "too_many_cells"
        rejects.append(Reject(first + place, code, raw[:RAW_CHARS]))
    return rejects, blank
