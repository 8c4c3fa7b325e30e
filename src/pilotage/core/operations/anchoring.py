"""Anchors the chain: its newest link into a row and onto a file that can be kept elsewhere."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from pilotage.core.models import Anchor, AuditHead
from pilotage.core.operations.change import change
from pilotage.core.viewer import Viewer


def anchor_chain(*, by: Viewer, now: datetime, to: Path | None = None) -> dict[str, Any] | None:
    """Today's anchor `{day, seq, hash, at}`, once a day in the database and appended to the anchor file each time.

    `to` is another file to append it to. None when nothing has happened yet.
    """
    with change(by=by, now=now):
        head = AuditHead.objects.filter(pk=1).first()
        if head is None or not head.seq:
            return None
        anchor, _made = Anchor.objects.get_or_create(
            day=now.date(), defaults={"seq": head.seq, "chain_hash": head.chain_hash, "made_at": now}
        )
    line = {
        "day": anchor.day.isoformat(),
        "seq": anchor.seq,
        "hash": anchor.chain_hash,
        "at": anchor.made_at.isoformat(),
    }
    if to is not None:
        line = {"day": now.date().isoformat(), "seq": head.seq, "hash": head.chain_hash, "at": now.isoformat()}
    _append(to or settings.PILOTAGE_HOME / "anchors" / "anchors.jsonl", line)
    return line


def _append(path: Path, line: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
