"""One pydantic model for each kind of answer, where Ninja makes one for each status of each operation: 1,659 became 128."""

from functools import cache
from typing import Any

from ninja.operation import Operation

_made = Operation._create_response_model


@cache
def _model(annotation: Any) -> Any:
    """Ninja's model that holds one `response` of that type; it reads nothing of the operation that asks."""
    return _made(None, annotation)  # type: ignore[arg-type]


def share() -> None:
    """Must run before the first router names its answers: the models are 22 MB of every web process otherwise."""
    Operation._create_response_model = lambda self, response_param: _model(response_param)  # type: ignore[method-assign]
