"""Checks the audit chain from its first event to its head, and against anchors kept elsewhere. Reads only; constant memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilotage.core import chain
from pilotage.core.models import Anchor, AuditHead, Event

CHUNK = 2000


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
            "why": self.why,
        }

    def fail(self, seq: int, why: str) -> None:
        """The first thing that doesn't fit is the one that is told."""
        if self.is_valid:
            self.is_valid, self.first_bad, self.why = False, seq, why


def verify_chain(anchors: Mapping[int, str] | None = None) -> Verdict:
    """Recomputes every link and compares with the head and with anchors (number → hash), the database's own and those given.

    Finds an edit, a deletion, an insertion, a reordering, and a cut at the end.
    """
    verdict = Verdict()
    known = dict(Anchor.objects.values_list("seq", "chain_hash"))
    for seq, held in (anchors or {}).items():
        if known.get(seq, held) != held:
            verdict.fail(seq, f"The anchor of event {seq} in the database differs from the one kept elsewhere.")
        known[seq] = held
    previous, last = chain.GENESIS, 0
    head = AuditHead.objects.filter(pk=1).first()
    for event in Event.objects.order_by("seq").iterator(chunk_size=CHUNK):
        verdict.events += 1
        problem = _problem(event, previous, last, known)
        if problem:
            verdict.fail(min(event.seq, last + 1), problem)
        previous = event.chain_hash
        last = event.seq
        if head is not None and event.seq > head.seq:
            verdict.unsealed += 1
    _check_end(verdict, head, previous, last, known)
    return verdict


def _problem(event: Event, previous: str, last: int, known: Mapping[int, str]) -> str:
    if event.seq != last + 1:
        return f"Event {last + 1} is missing."
    if event.payload is None or event.salt is None:
        return f"The content of event {event.seq} is gone."
    if chain.digest_of(event.payload, event.salt) != event.digest:
        return f"The content of event {event.seq} was changed."
    link = chain.link(
        previous=previous, seq=event.seq, uid=event.uid, at=event.at, kind=event.kind, record_id=event.record_id,
        scope_id=event.scope_id, actor_id=event.actor_id, digest=event.digest,
    )  # fmt: skip
    if link != event.chain_hash:
        return f"Event {event.seq} does not follow from the one before it."
    if known.get(event.seq, link) != link:
        return f"Event {event.seq} differs from its anchor."
    return ""


def _check_end(verdict: Verdict, head: AuditHead | None, previous: str, last: int, known: Mapping[int, str]) -> None:
    if head is not None and head.seq > last:
        verdict.fail(last + 1, f"The trail ends at event {last}, but {head.seq} were sealed.")
    elif head is not None and head.seq == last and head.chain_hash != previous:
        verdict.fail(last, "The head of the chain was changed.")
    elif (head is None or head.seq < last) and verdict.events:
        verdict.fail((head.seq if head else 0) + 1, f"Events after {head.seq if head else 0} are not sealed.")
    beyond = [seq for seq in known if seq > last]
    if beyond:
        verdict.fail(last + 1, f"The trail ends at event {last}, but event {min(beyond)} was anchored.")


def read_anchor_file(path: Path) -> dict[int, str]:
    """Anchors that were kept elsewhere: one JSON object `{seq, hash, …}` a line. Errors: `ValueError`, naming the line."""
    found: dict[int, str] = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found[int(row["seq"])] = str(row["hash"])
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"Line {number} of {path.name} is no anchor.") from None
    return found
