"""Made-up billers of any number, for load tests; seeded, so that two installations get the same."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pilotage.billers.enums import US_STATES
from pilotage.billers.models import Biller, Integration, Phase
from pilotage.catalogue.enums import Vertical
from pilotage.catalogue.models import CisProduct
from pilotage.core.viewer import system
from pilotage.onboarding.operations import load_shipped_playbook
from pilotage.portfolio.operations.making import make_billers, start_projects
from pilotage.work.models import Task

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix")
PLACES = (
    "Alder Birch Cedar Dover Elm Fenwick Grant Harlan Iris Juniper Kent Laurel Maple Noble Oakley "
    "Pine Quincy Rowan Sutter Tamar Union Vale Weston York"
).split()
ENDS = {
    Vertical.UTILITY: "Water and Light", Vertical.TAX: "County Tax Office", Vertical.MUNICIPALITY: "Township",
    Vertical.INSURANCE: "Mutual", Vertical.HEALTHCARE: "Health", Vertical.OTHER: "Services",
}  # fmt: skip
BATCH = 50


def make_demo(*, billers: int, now: datetime, seed: int = 1) -> dict[str, Any]:
    """Adds `billers` billers, each with an integration, a phase and a project; returns how many of each there are now.

    Numbers go on where an earlier call stopped. Committed in batches, so that others can work meanwhile.
    """
    chance = random.Random(seed)
    by = system("command")
    version = load_shipped_playbook(by=by, now=now)
    products = list(CisProduct.objects.order_by("pk")[:200])
    first = Biller.objects.everywhere().filter(external_id__startswith="demo-").count() + 1
    for start in range(first, first + billers, BATCH):
        numbers = range(start, min(start + BATCH, first + billers))
        rows = [_row(number, chance, now, products) for number in numbers]
        phases = make_billers(rows=rows, by=by, now=now)
        kickoffs = {phase.pk: now.date() - timedelta(days=chance.randint(0, 90)) for phase in phases}
        start_projects(phases=phases, kickoffs=kickoffs, version=version, by=by, now=now)
    return {
        "billers": billers,
        "projects": billers,
        "tasks": Task.objects.everywhere().filter(biller__external_id__startswith="demo-").count(),
        "integrations": Integration.objects.everywhere().count(),
        "phases": Phase.objects.everywhere().count(),
    }


def _row(number: int, chance: random.Random, now: datetime, products: list[CisProduct]) -> dict[str, Any]:
    vertical = chance.choice(list(Vertical))
    return {
        "external_id": f"demo-{number:05}",
        "name": f"{chance.choice(PLACES)} {chance.choice(PLACES)} {ENDS[vertical]} {number}",
        "vertical": vertical.value,
        "state": chance.choice(US_STATES),
        "time_zone": chance.choice(ZONES),
        "mrr_amount": Decimal(chance.randint(500, 30_000)),
        "contract_date": now.date() - timedelta(days=chance.randint(30, 400)),
        "product": chance.choice(products) if products else None,
        "integrator": chance.choice(("Provider", "Cedar Labs", "Vendor")),
        "target": now.date() + timedelta(days=chance.randint(10, 150)),
    }
