"""The sample's weekly reviews: each begins with its agenda; the next one's leader ends the one before with its minutes."""

from datetime import datetime

from pilotage.core.viewer import system
from pilotage.portfolio.cast import Cast
from pilotage.transition.operations import close_review, open_review
from pilotage.transition.queries import open_review_of

PRESENT = "Client services leaders, TSM manager, PM of each project"


def review_the_week(cast: Cast, at: datetime) -> None:
    """Writes the minutes of the review that is open, then begins the next."""
    leader, held = cast.viewer("cs_leader", 0), open_review_of(system("import"))
    if held is not None:
        close_review(
            review=held,
            present=PRESENT,
            remarks="TSM capacity for the spring is looked at next week.",
            by=leader,
            now=at,
        )
    open_review(by=leader, now=at)
