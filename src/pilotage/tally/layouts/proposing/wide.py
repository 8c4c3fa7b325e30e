"""Files meant as UTF-16 or UTF-32 that are broken: which encoding is meant, where it breaks, what to do."""

from typing import Final

WIDE: Final = {
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
    "utf-32-le": "UTF-32, little-endian",
    "utf-32-be": "UTF-32, big-endian",
}
_LOOKED_AT: Final = 200_000
_TURNED: Final = {"le": "be", "be": "le"}
REMEDY: Final = "Fetch it again in binary mode, or save it as UTF-8."


def broken_wide(body: bytes, charset: str, *, is_whole: bool) -> str:
    """What is wrong with text of this wide encoding (behind its mark), in words; "" for text that is sound."""
    name, width = WIDE[charset], int(charset[4:6]) // 8
    if is_whole and len(body) % width:
        body, odd = body[: len(body) // width * width], True
    else:
        odd = False
    shifted = _first_shifted(body[: _LOOKED_AT // 4 * 4], charset)
    if shifted is not None and shifted[1] < 3:
        other = WIDE[f"{charset[:-2]}{_TURNED[charset[-2:]]}"]
        return f"Its mark says {name}, and its characters are {other}. Save it as UTF-8."
    if shifted is not None:
        return (
            f"It is {name}, up to line {shifted[0]:,}: there a byte is lost or added, as a transfer in text mode does at line ends. "
            + REMEDY
        )
    try:
        body.decode(charset)
    except UnicodeDecodeError as bad:
        if is_whole or bad.end < len(body):
            return f"It is {name}, and byte {bad.start + 1:,} is no character of it. {REMEDY}"
    if odd:
        return f"It is {name}, and it ends in the middle of a character: it was cut off, or a byte is lost. {REMEDY}"
    return ""


def unmarked_wide(data: bytes) -> str:
    """What bytes with many NULs and no mark seem to be, in words; "" where nothing speaks for a wide encoding."""
    head = data[: _LOOKED_AT // 4 * 4]
    zeros = [head[place::4].count(0) for place in range(4)]
    share = sum(zeros) / max(len(head), 1)
    if share > 0.6:
        return f"It seems to be UTF-32 without its mark. {REMEDY}"
    if share < 0.1:
        return ""
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if max(even, odd) > 9 * min(even, odd):
        name = WIDE["utf-16-le" if odd > even else "utf-16-be"]
        return f"It seems to be {name}, without its mark, and parts of it are not: two encodings are mixed. Save it as UTF-8."
    return f"It seems to be UTF-16 in which bytes are lost or added, as a transfer in text mode does at line ends. {REMEDY}"


def _first_shifted(body: bytes, charset: str) -> tuple[int, int] | None:
    """Line, and place in all, where a stretch begins whose characters are ASCII with their bytes swapped; None without one."""
    text = body.decode(charset, "replace")
    run = 0
    for place, sign in enumerate(text):
        run = run + 1 if _is_turned(sign) else 0
        if run == 3:
            first = place - 2
            return text.count("\n", 0, first) + 1, first
    return None


def _is_turned(sign: str) -> bool:
    number = ord(sign)
    return not number & 0xFF and 9 <= number >> 8 < 127
