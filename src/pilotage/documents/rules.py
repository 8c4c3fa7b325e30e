"""Which files are taken: by name, size and what they really hold. Pure."""

import re
import unicodedata
from typing import IO, Any

MOST_BYTES = 25 * 1024 * 1024

#: Ending → content type, and how such a file begins ("" is text).
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (b"PK\x03\x04",)),
    "zip": ("application/zip", (b"PK\x03\x04", b"PK\x05\x06")),
    "csv": ("text/csv", ()),
    "txt": ("text/plain", ()),
    "md": ("text/plain", ()),
    "json": ("application/json", ()),
    "xml": ("application/xml", ()),
}
#: Beginnings of programs, refused whatever the ending says.
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa")
_BAD = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def safe_name(given: str) -> str:
    """The last part of a name without signs that a file system or header minds; at most 200 signs."""
    plain = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    plain = _BAD.sub("_", plain).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return (f"{stem[:190]}{dot}{ending[:9]}" if dot else plain[:200]) or "file"


def ending_of(name: str) -> str:
    """What comes after the last dot, small."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def why_refused(name: str, size: int, stream: IO[Any]) -> str | None:
    """In words why the file isn't taken; None when it is. Leaves the stream at its beginning."""
    ending = ending_of(name)
    if ending not in KINDS:
        return f"Files ending in .{ending or '(nothing)'} are not taken. Send one of: {', '.join(KINDS)}."
    if size == 0:
        return "The file is empty."
    if size > MOST_BYTES:
        return f"The file has {size / 1_048_576:.1f} MB; at most {MOST_BYTES // 1_048_576} MB are taken."
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    if head.startswith(PROGRAMS):
        return "The file is a program, and programs are not taken."
    starts = KINDS[ending][1]
    if starts and not head.startswith(starts):
        return f"The file is no .{ending} inside. Save it again in that format, or rename it to what it is."
    if not starts and b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"The file is no text inside, although its name ends in .{ending}."
    return None
