"""What goes wrong over the API, as RFC 9457 problems."""

from typing import Any

from ninja import Schema

from pilotage.core.errors import Forbidden, Refused, Stale


class Problem(Schema):
    """What went wrong (RFC 9457): `detail` says what to do; `field` names the value that is wrong."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str = ""
    field: str | None = None


class ApiProblem(Exception):
    """Ends a request with a problem. `headers` go with it."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str = "",
        field: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.code, self.field = status, detail, code, field
        self.headers = headers or {}


#: Problems of any operation; `CREATES` and `CHANGES` besides, of POST and PATCH.
ERRORS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 422, 429, 500}): Problem}
CREATES: dict[Any, Any] = {frozenset({400, 401, 403, 404, 409, 413, 422, 429, 500}): Problem}
CHANGES: dict[Any, Any] = {frozenset({400, 401, 403, 404, 409, 412, 413, 422, 428, 429, 500}): Problem}


def not_found() -> ApiProblem:
    """The same for another biller's thing as for one that never was."""
    return ApiProblem(404, "There is nothing at this address.", code="not_found")


def problem_of(refused: Refused) -> ApiProblem:
    """A refusal of an operation: 403 for a missing role, 412 for a version that moved on, else 409.

    422 is kept for what doesn't fit the described form of a request; what fits and is refused by a rule, or by how things
    stand, is 409, with `field` where one value is the cause.
    """
    if isinstance(refused, Stale):
        return ApiProblem(412, "Somebody changed this since you read it. Read it again.", code="stale")
    return ApiProblem(
        403 if isinstance(refused, Forbidden) else 409, refused.message, code=refused.code, field=refused.field
    )
