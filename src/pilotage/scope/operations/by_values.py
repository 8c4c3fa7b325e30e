"""Words, promises and state of a line or a promise at once, as programs send them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.scope.enums import LineState
from pilotage.scope.models import Promise, ScopeLine
from pilotage.scope.operations.writing import (
    change_line,
    change_promise,
    choose_promises,
    drop_line,
    restore_line,
    withdraw_promise,
)


def change_line_by_values(
    *,
    line: ScopeLine,
    values: Mapping[str, Any],
    promises: Iterable[Promise] | None = None,
    state: str | None = None,
    reason: str = "",
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """A line is taken up again first, then its words and the promises it keeps, and it is dropped last: all or nothing.

    Refuses and raises as these operations do.
    """
    with change(by=by, now=now) as c:
        if expect is not None:
            c.save(line, expect=expect)
        if state == LineState.IN_SCOPE and line.state != state:
            restore_line(line=line, by=by, now=now)
        if values or (promises is None and state is None):
            change_line(line=line, by=by, now=now, **values)
        if promises is not None:
            choose_promises(line=line, promises=promises, by=by, now=now)
        if state == LineState.DROPPED and line.state != state:
            drop_line(line=line, reason=reason, by=by, now=now)


def change_promise_by_values(
    *,
    promise: Promise,
    values: Mapping[str, Any],
    is_withdrawn: bool = False,
    reason: str = "",
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Words first, then it is withdrawn: all or nothing. Refuses and raises as these operations do."""
    with change(by=by, now=now) as c:
        if expect is not None:
            c.save(promise, expect=expect)
        if values or not is_withdrawn:
            change_promise(promise=promise, by=by, now=now, **values)
        if is_withdrawn:
            withdraw_promise(promise=promise, reason=reason, by=by, now=now)
