"""Cases in the access world."""

from typing import Any

from pilotage.billers.models import Phase
from pilotage.support import operations as support


def keep_cases(world: Any, which: str, phase: Phase) -> None:
    """A case that is open, and one that was closed."""
    now, pm, tsm = world.now, world.viewer("signing_pm"), world.viewer("tsm")
    cases = {
        word: support.open_case(biller=phase.biller, phase=phase, title=word, severity=2, by=pm, now=now)
        for word in ("case", "closed_case")
    }
    support.close_case(case=cases["closed_case"], outcome="Mended", by=tsm, now=now)
    world.keep(which, **cases)
