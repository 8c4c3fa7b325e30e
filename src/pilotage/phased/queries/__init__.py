"""Questions about phased billers, and everything that is open for one client."""

from pilotage.phased.queries.front import SORTS, Item, front
from pilotage.phased.queries.signs import candidates, facts_of, phases_of, standing_of, standings_of

__all__ = ["SORTS", "Item", "candidates", "facts_of", "front", "phases_of", "standing_of", "standings_of"]
