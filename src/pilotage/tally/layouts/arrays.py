"""Arrow arrays straight from buffers. `pa.array` looks whether pandas is there and loads it, which takes a second and 60 MB."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def texts(values: Sequence[str | None]) -> Any:
    """A column of texts, some of them null."""
    encoded = [value.encode("utf-8", "replace") if value is not None else b"" for value in values]
    offsets = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum([len(one) for one in encoded], out=offsets[1:])
    null = np.fromiter((value is None for value in values), np.bool_, len(encoded))
    return joined(b"".join(encoded), offsets, null)


def joined(data: Any, offsets: npt.NDArray[np.int32], null: npt.NDArray[np.bool_] | None = None) -> Any:
    """Texts that stand one after the other in `data`, each from its offset to the next."""
    validity = pa.py_buffer(np.packbits(~null, bitorder="little")) if null is not None and null.any() else None
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data), validity)


def numbers(values: Any) -> Any:
    """Whole numbers of 64 bits."""
    exact = np.ascontiguousarray(values, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(exact), [None, pa.py_buffer(exact)])


def flags(values: npt.NDArray[np.bool_]) -> Any:
    """Truth values."""
    packed = pa.py_buffer(np.packbits(values, bitorder="little"))
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, packed])


def lengths(array: Any) -> npt.NDArray[np.int32]:
    """Bytes of each text of an array without nulls."""
    offsets = np.frombuffer(array.buffers()[1], np.int32)[array.offset : array.offset + len(array) + 1]
    return np.diff(offsets)


def with_nulls(array: Any, null: npt.NDArray[np.bool_]) -> Any:
    """The same texts, some of them null."""
    if not null.any():
        return array
    validity = pa.py_buffer(np.packbits(~null, bitorder="little"))
    if array.offset:
        array = pa.concat_arrays([array])
    _, offsets, data = array.buffers()
    return pa.StringArray.from_buffers(len(array), offsets, data, validity)


def nulls(array: Any) -> npt.NDArray[np.bool_]:
    """Which values are null."""
    if not array.null_count:
        return np.zeros(len(array), np.bool_)
    bits = np.unpackbits(np.frombuffer(array.buffers()[0], np.uint8), bitorder="little")
    return ~bits[array.offset : array.offset + len(array)].astype(np.bool_)
