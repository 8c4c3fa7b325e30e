"""A welcome leaflet and a Go-Live Overview that were shared, in the access world."""

from typing import Any

from pictures import drawn
from pilotage.billers.models import Phase
from pilotage.handoff import operations as handoff
from pilotage.welcome import operations as welcome

GUEST = [("Gail Guest", "gail@example.com")]


def keep_welcome(world: Any, which: str, phase: Phase) -> None:
    """Both; the leaflet belongs to the phase that the help desk takes."""
    now, pm = world.now, world.viewer("signing_pm")
    helped = Phase.objects.everywhere().select_related("biller", "record").get(decision=world.things["helped"][which])
    welcome.set_logo(data=drawn(), by=world.viewer("admin"), now=now)
    leaflet = welcome.send_leaflet(phase=helped, readers=GUEST, days=30, by=pm, now=now)
    overview = welcome.share_overview(phase=helped, readers=GUEST, days=30, by=pm, now=now)
    words: dict[str, Any] = {"texts": {"quirks": "Rounds up"}, "introduced": {}, "taker": world.users["cs_agent"]}
    handoff.write_handoff(phase=phase, csm=world.users["csm"], by=pm, now=now, **words)
    asked = handoff.ask_question(phase=phase, text="Why does it round up?", by=world.viewer("csm"), now=now)
    world.keep(which, handoff_question=asked)
    world.keep(which, leaflet=leaflet, overview=overview, desk_phase=helped)
