"""Case memory: what earlier projects on the same CIS product met, and which past entries are like one that is written now."""

import uuid
from dataclasses import dataclass

from pilotage.billers.models import Phase
from pilotage.catalogue.rules import pitfalls_of
from pilotage.core.viewer import Viewer
from pilotage.raid.enums import Kind, Party
from pilotage.raid.models import RaidEntry
from pilotage.raid.rules import likeness
from pilotage.raid.seeds import SEEDS, Seed

#: Entries that are read for a product, and for the search of alike ones; the newest first.
MOST = 400
SHOWN = 5
#: From so much in common on two entries are told as alike (0 to 1).
ALIKE = 0.2


@dataclass(frozen=True)
class Alike:
    """A past entry, or a documented case, with how much it has in common with what was asked."""

    likeness: float
    title: str
    what_came: str
    entry: RaidEntry | None = None


def past_entries(product_id: uuid.UUID, viewer: Viewer, *, besides: uuid.UUID | None = None) -> list[RaidEntry]:
    """Risks and issues of phases on a product: those that happened first, then the highest; one for each title."""
    found = RaidEntry.objects.visible_to(viewer).filter(
        phase__integration__product=product_id, kind__in=(Kind.RISK, Kind.ISSUE)
    )
    if besides is not None:
        found = found.exclude(phase=besides)
    rows = list(found.select_related("biller", "phase").order_by("-raised_at")[:MOST])
    rows.sort(key=lambda row: (row.kind != Kind.ISSUE, -row.score))
    seen: dict[str, RaidEntry] = {}
    for row in rows:
        seen.setdefault(row.seed or row.title.casefold(), row)
    return list(seen.values())


def seeds_of_product(phase: Phase, viewer: Viewer) -> list[Seed]:
    """Questions from the history of the phase's CIS product: its noted pitfalls, then what its earlier projects met.

    Entries that came from the common questions are left out, for these are asked anyway.
    """
    product = phase.integration.product if phase.integration is not None else None
    if product is None:
        return []
    found = [
        Seed(
            f"pitfall:{_key(line)}", f"{line}: is it looked after?", line[:200], f"A known pitfall of {product}.", "",
            party=Party.CIS_VENDOR,
        )
        for line in pitfalls_of(product.pitfalls)
    ]  # fmt: skip
    rows = [row for row in past_entries(product.pk, viewer, besides=phase.pk) if row.seed not in SEEDS]
    for row in rows:
        why = f"{row.biller.name} met it ({row.code})." + (f" {row.outcome}" if row.outcome else "")
        found.append(
            Seed(
                f"past:{_key(row.title)}",
                f"Can “{row.title}” happen here too?",
                row.title,
                why,
                row.response_text,
                party=row.party,
                likelihood=row.likelihood or 4,
                impact=row.impact,
            )
        )
    return list({seed.key: seed for seed in found}.values())


def alike(text: str, viewer: Viewer, *, besides: uuid.UUID | None = None) -> list[Alike]:
    """The past entries and documented cases that have most in common with a text, at most five. One query."""
    rows = RaidEntry.objects.visible_to(viewer).exclude(pk=besides).select_related("biller", "phase")
    found = [
        Alike(likeness(text, f"{row.title} {row.description}"), row.title, row.outcome, row)
        for row in rows.order_by("-raised_at")[:MOST]
    ]
    found += [Alike(likeness(text, f"{seed.title} {seed.why}"), seed.title, seed.why) for seed in SEEDS.values()]
    ranked = sorted((one for one in found if one.likeness >= ALIKE), key=lambda one: -one.likeness)
    return list({one.title.casefold(): one for one in reversed(ranked)}.values())[::-1][:SHOWN]


def _key(text: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, text.casefold()))[:18]
