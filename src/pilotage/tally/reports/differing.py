"""Shows two texts side by side with the characters that differ lit."""

from difflib import SequenceMatcher
from html import escape
from typing import Final

_LONGEST: Final = 400


def lit(left: str | None, right: str | None) -> tuple[str, str]:
    """Both texts as HTML; what stands on one side alone is in `<mark>`, blanks in it as open boxes."""
    if left is None or right is None:
        return _whole(left), _whole(right)
    if len(left) > _LONGEST or len(right) > _LONGEST:
        return _by_ends(left[:_LONGEST], right[:_LONGEST])
    out: tuple[list[str], list[str]] = ([], [])
    for kind, first, last, start, end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for parts, text in ((out[0], left[first:last]), (out[1], right[start:end])):
            parts.append(escape(text) if kind == "equal" else _mark(text))
    return "".join(out[0]) or _whole(""), "".join(out[1]) or _whole("")


def _by_ends(left: str, right: str) -> tuple[str, str]:
    same = 0
    while same < min(len(left), len(right)) and left[same] == right[same]:
        same += 1
    return escape(left[:same]) + _mark(left[same:]), escape(right[:same]) + _mark(right[same:])


def _whole(text: str | None) -> str:
    return '<span class="none">empty</span>' if not text else _mark(text)


def _mark(text: str) -> str:
    return f"<mark>{escape(text.replace(' ', '␣').replace(chr(9), '⇥'))}</mark>" if text else ""
