"""The token's door: who asks, with which scopes, and how often."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from pilotage.core.rls import work_for
from pilotage.core.viewer import Viewer
from pilotage.people import operations
from pilotage.people.api.problems import ApiProblem, not_found
from pilotage.people.models import ApiToken
from pilotage.people.queries import token_user
from pilotage.people.rules import scope_allows
from pilotage.people.viewers import viewer_of

PER_MINUTE = 3000


class ApiRequest(HttpRequest):
    """A request with its token's viewer."""

    viewer: Viewer


class TokenDoor(HttpBearer):
    """`Authorization: Bearer …`: the token's account, while it is active and the token neither past nor revoked.

    The token must have `scope`, such as `billers:read`: else 403, which names it, before the request is looked at.
    """

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Nobody (401), or the account; the request then has its viewer."""
        now = timezone.now()
        found = token_user(token, now) if "\x00" not in token else None
        if found is None:
            return None
        user, row = found
        _count(row, int(now.timestamp()))
        viewer = viewer_of(
            user, source="api", address=request.META.get("REMOTE_ADDR", ""), scopes=frozenset(row.scopes)
        )
        request.viewer = viewer  # type: ignore[attr-defined]
        work_for(viewer)
        if row.last_used_at is None or (now - row.last_used_at).total_seconds() > 60:
            operations.touch_token(token=row, now=now)
        if self.scope and not scope_allows(viewer.scopes, self.scope):
            raise ApiProblem(403, f"This token lacks the scope {self.scope}. Make one that has it.", code="scope")
        return user


def _count(row: ApiToken, second: int) -> None:
    key = f"api:{row.pk}:{second // 60}"
    cache.add(key, 0, 120)
    if cache.incr(key) > PER_MINUTE:
        wait = str(60 - second % 60)
        words = f"At most {PER_MINUTE} requests a minute. Go on in {wait} seconds."
        raise ApiProblem(429, words, code="too_many", headers={"Retry-After": wait})


def viewer_in(request: HttpRequest) -> Viewer:
    """Whom the token stands for."""
    return request.viewer  # type: ignore[attr-defined, no-any-return]


def staff_in(request: HttpRequest) -> Viewer:
    """Whom the token stands for, when they are of the provider; a biller's people get 404."""
    viewer = viewer_in(request)
    if not viewer.is_provider:
        raise not_found()
    return viewer
