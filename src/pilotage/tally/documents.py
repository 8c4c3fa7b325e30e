"""Answers as JSON text: indented for readers, or in the canonical form of which digests are taken."""

import json
from typing import Any


def shown(value: Any) -> str:
    """Indented by two, letters as they are, the keys in their own order. What JSON does not know (days, paths) is written as `str` does."""
    import orjson

    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2 | _as_json_does()).decode()
    except TypeError:  # a number beyond 64 bits, half a pair of UTF-16
        return json.dumps(value, indent=2, default=str, ensure_ascii=False)


def canonical(value: Any) -> bytes:
    """UTF-8 without blanks, the keys in order: equal for equal values. Half a pair of UTF-16 is written as its own three bytes."""
    import orjson

    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS | _as_json_does())
    except TypeError:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
        return text.encode("utf-8", "surrogatepass")


def _as_json_does() -> int:
    import orjson

    return orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
