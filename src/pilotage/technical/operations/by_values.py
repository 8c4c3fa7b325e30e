"""Fields and moves of an item at once, as programs send them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.technical.enums import ItemState
from pilotage.technical.models import CheckItem
from pilotage.technical.operations.listing import change_item
from pilotage.technical.operations.proving import check_item, prove_item, reopen_item, set_aside_item, start_item


def change_by_values(
    *,
    item: CheckItem,
    values: Mapping[str, Any],
    state: str | None = None,
    reason: str = "",
    is_checked: bool = False,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Words first, then the move by the name of the state that it leads to, then the second look: all or nothing.

    Refuses and raises as these operations do.
    """
    with change(by=by, now=now) as c:
        if expect is not None:
            c.save(item, expect=expect)
        if values:
            change_item(item=item, by=by, now=now, **values)
        if state is not None and state != item.state:
            _move(item, state, reason, by, now)
        if is_checked:
            check_item(item=item, by=by, now=now)


def _move(item: CheckItem, state: str, reason: str, by: Viewer, now: datetime) -> None:
    if state == ItemState.IN_WORK:
        start_item(item=item, by=by, now=now)
    elif state == ItemState.PROVEN:
        prove_item(item=item, by=by, now=now)
    elif state == ItemState.NOT_APPLICABLE:
        set_aside_item(item=item, reason=reason, by=by, now=now)
    else:
        reopen_item(item=item, reason=reason, by=by, now=now)
