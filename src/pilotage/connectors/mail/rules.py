"""What a mail is: written by a person or by a machine, for which reply address, and which of its words are the writer's own. Pure.

Sources: RFC 3834 (automatic answers are marked, and nobody answers them), RFC 5230, RFC 2369 (mailing lists).
"""

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser

#: Where a quotation of the earlier mail begins: the line that mail programs put above it.
_WROTE = re.compile(
    r"^\s*(?:On\b.{3,250}\bwrote|Am\b.{3,250}\bschrieb.{0,80}|Le\b.{3,250}\ba écrit|El\b.{3,250}\bescribió)\s*:\s*$",
    re.S | re.I,
)
_WROTE_BEGINS = re.compile(r"^\s*(?:On|Am|Le|El)\b.*\d")
_BELOW = re.compile(
    r"^\s*(?:-{2,}\s*(?:Original Message|Forwarded message|Ursprüngliche Nachricht)\s*-{2,}|Begin forwarded message:|_{10,})\s*$",
    re.I,
)
_HEAD = re.compile(r"^\s*\*?(?:From|Von|De)\s*:\*?\s+\S", re.I)
_HEAD_MORE = re.compile(
    r"^\s*\*?(?:Sent|Date|To|Cc|Subject|Gesendet|Datum|An|Betreff|Envoyé|À|Objet|Enviado(?: el)?|Fecha|Para|Asunto)\s*:\*?",
    re.I,
)
_FOOT = re.compile(
    r"^\s*(?:Sent from my \S+.*|Sent (?:with|via) .{3,60}|Get Outlook for .*|Von meinem \S+ gesendet)\s*$", re.I
)
_SIGNATURE = re.compile(r"^--\s?$")
#: The last line of our own mails; whatever stands below or around it is ours.
OWN_FOOT = "Answer this mail to comment; what you attach comes along."


def own_words(text: str) -> str:
    """What the writer says, without the quoted mail, the signature and the lines of mail programs.

    What stands above the quotation counts; where nothing does, what stands below it or between its lines.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").split("\n")
    above = _kept(lines, is_quoted=False)
    return above or _kept(lines, is_quoted=True)


def _kept(lines: list[str], *, is_quoted: bool) -> str:
    """The writer's lines up to where the quotation begins; with `is_quoted` those beyond it too, where `>` marks its lines."""
    kept: list[str] = []
    rest = iter(range(len(lines)))
    for place in rest:
        line = lines[place]
        if is_quoted and (long := _wrote(lines, place)) and _is_marked(lines[place + long :]):
            for _ in range(long - 1):
                next(rest)
            continue
        if line.lstrip().startswith(">"):
            continue
        if _ends_here(lines, place):
            break
        if not _FOOT.match(line):
            kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _is_marked(lines: list[str]) -> bool:
    return next((line for line in lines if line.strip()), "").lstrip().startswith(">")


def _ends_here(lines: list[str], place: int) -> bool:
    line = lines[place]
    if _BELOW.match(line) or _SIGNATURE.match(line) or OWN_FOOT in line:
        return True
    if _HEAD.match(line) and sum(bool(_HEAD_MORE.match(later)) for later in lines[place + 1 : place + 6]) > 1:
        return True
    return _wrote(lines, place) > 0


def _wrote(lines: list[str], place: int) -> int:
    """Over how many lines a mail program says who wrote what follows; the line is often broken into two or three. 0: it doesn't."""
    if not _WROTE_BEGINS.match(lines[place]):
        return 0
    return next((n for n in (1, 2, 3) if _WROTE.match(" ".join(lines[place : place + n]))), 0)


def why_automatic(headers: Mapping[str, str], sender: str, own: Iterable[str]) -> str:
    """In words why a machine wrote this mail, so that nobody answers it; empty when a person did. Header names are small letters."""
    auto = headers.get("auto-submitted", "no").split(";")[0].strip().lower()
    if auto not in ("", "no"):
        return f"It says of itself that it is {auto}."
    if headers.get("precedence", "").strip().lower() in ("bulk", "junk", "list", "auto_reply"):
        return "It is bulk mail."
    for name in ("x-autoreply", "x-autorespond", "list-id", "list-unsubscribe", "x-loop", "x-failed-recipients"):
        if name in headers:
            return f"It carries {name}, as automatic mail does."
    if headers.get("return-path", "x").strip() == "<>" or "multipart/report" in headers.get("content-type", "").lower():
        return "It is a report of a mail system."
    local = sender.split("@")[0].lower()
    if local in ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply"):
        return "It comes from a mail system."
    if sender.lower() in {one.lower() for one in own}:
        return "It is a mail of our own."
    return ""


def token_in(addresses: Iterable[str], base: str, signs: int) -> str:
    """The word between `+` and `@` of a reply address among these; empty when none is one. `base` is `reply@host`."""
    local, _at, host = base.lower().partition("@")
    shape = re.compile(rf"{re.escape(local)}\+([a-z2-7]{{{signs}}})@{re.escape(host)}")
    for address in addresses:
        if found := shape.fullmatch(address.strip().lower()):
            return found.group(1)
    return ""


class _Words(HTMLParser):
    """The text of an HTML mail without what it quotes."""

    BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3"})
    SILENT = frozenset({"script", "style", "head", "title", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        if self.silent:
            if tag == self.silent[0]:
                self.silent.append(tag)
        elif "divRplyFwdMsg" in marks:
            self.silent.append("html")  # this program quotes all that follows
        elif tag in self.SILENT or "gmail_quote" in marks or "gmail_signature" in marks:
            self.silent.append(tag)
        elif tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag == self.silent[-1]:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def words_of_html(html: str) -> str:
    """An HTML mail as text."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "\n".join(" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
