"""What daily AutoPay figures must be: each step of the funnel a part of the one before."""

from collections.abc import Mapping
from itertools import pairwise

from pilotage.cycles.enums import FUNNEL, FUNNEL_NAMES


def why_not_figures(counts: Mapping[str, int]) -> tuple[str, str] | None:
    """Which count is more than it may be, and why; None when the funnel only narrows."""
    for before, after in pairwise(FUNNEL):
        if counts.get(after, 0) > counts.get(before, 0):
            return (
                after,
                f"{FUNNEL_NAMES[after]} ({counts[after]}) can't be more than {FUNNEL_NAMES[before].lower()} ({counts.get(before, 0)}).",
            )
    total = counts.get("total", 0)
    if counts.get("failed", 0) + counts.get("moved", 0) > total:
        return "failed", f"Failed and moved together can't be more than the {total} accounts."
    if counts.get("at_risk", 0) > total - counts.get("moved", 0):
        return "at_risk", f"At most the {total - counts.get('moved', 0)} accounts that haven't moved can be at risk."
    return None
