"""What the shell of every page needs: navigation, who is signed in, their zone, unread notices."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `ui/base.html`."""
    viewer = getattr(request, "viewer", None)
    return {"viewer": viewer, "zone": getattr(viewer, "time_zone", "UTC"), "nav": [], "unread_count": 0}
