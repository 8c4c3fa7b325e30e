"""Checks the audit chain from its first event to its head, and against anchors kept elsewhere. Reads only; constant memory."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Subquery

from pilotage.core import chain
from pilotage.core.models import Anchor, AuditHead, Event

CHUNK = 500
#: The kind of event that says whose content was erased by law: `after` holds `{"erased": [numbers]}`.
ERASED_KIND = "core.content_erased"
_COLUMNS = (
    "seq",
    "uid",
    "at",
    "kind",
    "record_id",
    "scope_id",
    "actor_id",
    "payload",
    "salt",
    "digest",
    "chain_hash",
)


@dataclass
class Verdict:
    """`first_bad` is the number of the first event that doesn't fit, `why` in words; `unsealed` counts events beyond the head."""

    is_valid: bool = True
    events: int = 0
    unsealed: int = 0
    first_bad: int | None = None
    why: str = ""

    def answer(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "valid": self.is_valid,
            "events": self.events,
            "unsealed": self.unsealed,
            "first_bad": self.first_bad,
        }

    def fail(self, seq: int, why: str) -> None:
        """The lowest number that doesn't fit is the one that is told."""
        if self.is_valid or seq < (self.first_bad or 0):
            self.is_valid, self.first_bad, self.why = False, seq, why


@dataclass
class _Walk:
    """Where the check stands: the last number and hash, and whose content is gone or was erased by law."""

    last: int = 0
    previous: str = chain.GENESIS
    without_content: set[int] = field(default_factory=set)
    erased_by_law: set[int] = field(default_factory=set)


def verify_chain(anchors: Mapping[int, str] | None = None) -> Verdict:
    """Recomputes every link up to the head, and compares with the head and with anchors (number → hash), the database's own
    and those given.

    Finds an edit, a deletion, an insertion, a reordering, and a cut at the end; a cut whose head and own anchors were cut
    too is found by the anchors given. What is sealed while the check runs is left to the next one.
    """
    verdict = Verdict()
    known = _known_anchors(verdict, anchors or {})
    head = AuditHead.objects.filter(pk=1).first()
    end, end_hash = (head.seq, head.chain_hash) if head else (0, chain.GENESIS)
    walk = _Walk()
    for row in _rows(end, verdict, walk):
        verdict.events += 1
        if row["seq"] < 1:
            verdict.fail(row["seq"], f"Event {row['seq']} was inserted: numbers begin with 1.")
            continue
        if problem := _problem(row, walk, known):
            verdict.fail(row["seq"] if row["seq"] == walk.last + 1 else walk.last + 1, problem)
        walk.last, walk.previous = row["seq"], row["chain_hash"]
    if verdict.is_valid:
        _check_end(verdict, walk, end, end_hash, known)
    for seq in sorted(walk.without_content - walk.erased_by_law)[:1]:
        verdict.fail(seq, f"The content of event {seq} is gone, and no event says that it was erased.")
    verdict.unsealed = _count_unsealed()
    if verdict.unsealed:
        verdict.fail(end + 1, f"{verdict.unsealed} events after {end} were never sealed.")
    return verdict


def _rows(end: int, verdict: Verdict, walk: _Walk) -> Iterator[dict[str, Any]]:
    """The sealed events in order. One that can't even be read is a finding, and ends the walk."""
    try:
        yield from Event.objects.filter(seq__lte=end).order_by("seq").values(*_COLUMNS).iterator(chunk_size=CHUNK)
    except (ValueError, TypeError, AttributeError):
        verdict.fail(walk.last + 1, f"Event {walk.last + 1} can't be read: its columns don't hold what they should.")


def _problem(row: dict[str, Any], walk: _Walk, known: Mapping[int, str]) -> str:
    seq, payload = row["seq"], row["payload"]
    if seq != walk.last + 1:
        return f"Event {walk.last + 1} is missing."
    if payload is None:
        walk.without_content.add(seq)
    elif row["salt"] is None or chain.digest_of(payload, row["salt"]) != row["digest"]:
        return f"The content of event {seq} was changed."
    elif row["kind"] == ERASED_KIND:
        walk.erased_by_law.update((payload.get("after") or {}).get("erased", ()))
    link = chain.link(
        previous=walk.previous,
        **{name: row[name] for name in ("seq", "uid", "at", "kind", "record_id", "scope_id", "actor_id", "digest")},
    )
    if link != row["chain_hash"]:
        return f"Event {seq} does not follow from the one before it."
    if known.get(seq, link) != link:
        return f"Event {seq} differs from its anchor."
    return ""


def _known_anchors(verdict: Verdict, given: Mapping[int, str]) -> dict[int, str]:
    known = dict(Anchor.objects.values_list("seq", "chain_hash"))
    for seq, held in given.items():
        if known.get(seq, held) != held:
            verdict.fail(seq, f"The anchor of event {seq} in the database differs from the one kept elsewhere.")
        known[seq] = held
    return known


def _check_end(verdict: Verdict, walk: _Walk, end: int, end_hash: str, known: Mapping[int, str]) -> None:
    if walk.last < end:
        verdict.fail(walk.last + 1, f"The trail ends at event {walk.last}, but {end} were sealed.")
    elif walk.previous != end_hash:
        verdict.fail(end, "The head of the chain was changed.")
    beyond = [seq for seq in known if seq > walk.last]
    if beyond:
        verdict.fail(walk.last + 1, f"The trail ends at event {walk.last}, but event {min(beyond)} was anchored.")


def _count_unsealed() -> int:
    """Events beyond the head, read with the head in one statement: a writer seals both together."""
    newest = Subquery(AuditHead.objects.filter(pk=1).values("seq"))
    if not AuditHead.objects.filter(pk=1).exists():
        return Event.objects.count()
    return Event.objects.filter(seq__gt=newest).count()


def read_anchor_file(path: Path) -> dict[int, str]:
    """Anchors that were kept elsewhere: one JSON object `{seq, hash, …}` a line. Errors: `ValueError`, naming the line."""
    found: dict[int, str] = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            seq, held = int(row["seq"]), str(row["hash"])
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"Line {number} of {path.name} is no anchor.") from None
        if found.get(seq, held) != held:
            raise ValueError(f"Line {number} of {path.name} names another hash for event {seq} than a line before it.")
        found[seq] = held
    if not found:
        raise ValueError(f"{path.name} holds no anchor.")
    return found
