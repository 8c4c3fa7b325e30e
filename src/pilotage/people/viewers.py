"""Makes the viewer from a signed-in user."""

from typing import Any

from pilotage.core.viewer import Viewer


def viewer_of(user: Any, *, source: str, address: str = "", scopes: frozenset[str] = frozenset()) -> Viewer:
    """Plain values of one user. A biller's people cost one more query, for their memberships."""
    roles = frozenset(user.roles)
    billers = frozenset() if roles else frozenset(user.memberships.values_list("biller_id", flat=True))
    return Viewer(
        user_id=user.pk,
        name=user.name,
        roles=roles,
        biller_ids=billers,
        source=source,
        address=address,
        time_zone=user.time_zone,
        scopes=scopes,
    )
