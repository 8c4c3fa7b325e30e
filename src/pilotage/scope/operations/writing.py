"""Writes promises and scope lines, and says which line keeps which promise."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.scope.enums import SOURCE_NAMES, LineState
from pilotage.scope.models import Keeps, Promise, ScopeLine
from pilotage.scope.permissions import require_writer
from pilotage.work.texts import no_card

WITHDRAWN = "scope.promise_withdrawn"
DROPPED = "scope.line_dropped"
RESTORED = "scope.line_restored"


def add_promise(
    *,
    phase: Phase,
    title: str,
    source: str,
    reference: str = "",
    said_on: date | None = None,
    by: Viewer,
    now: datetime,
) -> Promise:
    """What was promised. Refuses no title, an unknown source, card numbers. Also: event `scope.promise_created`."""
    require_writer(by)
    _check_source(source)
    with change(by=by, now=now) as c:
        return c.create(
            Promise, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, number=_next(Promise, phase), source=source,
            title=_line(title, 300, "title"), reference=_line(reference, 200, "reference", empty=True), said_on=said_on,
        )  # fmt: skip


def change_promise(*, promise: Promise, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Words, source, reference, day. Refuses withdrawn ones. Raises `Stale`. Also: event `scope.promise_changed`."""
    require_writer(by)
    given = dict(fields)
    if "title" in given:
        given["title"] = _line(given["title"], 300, "title")
    if "reference" in given:
        given["reference"] = _line(given["reference"], 200, "reference", empty=True)
    _check_source(given.get("source", promise.source))
    with change(by=by, now=now) as c:
        if promise.withdrawn_at is not None:
            raise Refused(_("%(code)s was withdrawn; write a new promise.") % {"code": promise.code})
        return c.save(promise, expect=expect, **given)


def withdraw_promise(*, promise: Promise, reason: str, expect: int | None = None, by: Viewer, now: datetime) -> None:
    """It no longer holds, by agreement. Refuses without a reason, twice. Raises `Stale`. Also: `scope.promise_withdrawn`."""
    require_writer(by)
    why = _reason(reason)
    with change(by=by, now=now) as c:
        held = Promise.objects.everywhere().select_for_update(of=("self",)).get(pk=promise.pk)
        if held.withdrawn_at is not None:
            raise Refused(_("It was withdrawn already."))
        c.save(promise, expect=expect, kind=WITHDRAWN, note=why, withdrawn_at=now, withdrawn_because=why)


def add_line(
    *,
    phase: Phase,
    title: str,
    description: str = "",
    promises: Iterable[Promise] = (),
    change_code: str = "",
    by: Viewer,
    now: datetime,
) -> ScopeLine:
    """A line of the scope, and which promises it keeps. Refuses no title and card numbers. Also: `scope.scopeline_created`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        line = c.create(
            ScopeLine, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, number=_next(ScopeLine, phase),
            title=_line(title, 300, "title"), description=_text(description), change_code=change_code,
        )  # fmt: skip
        for promise in promises:
            _keep(c, line, promise)
        return line


def change_line(*, line: ScopeLine, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Its words, and the change that brought them. Refuses dropped ones. Raises `Stale`. Also: event `scope.scopeline_changed`."""
    require_writer(by)
    given = dict(fields)
    if "title" in given:
        given["title"] = _line(given["title"], 300, "title")
    if "description" in given:
        given["description"] = _text(given["description"])
    with change(by=by, now=now) as c:
        if line.state == LineState.DROPPED:
            raise Refused(_("%(code)s is dropped. Take it up again to change it.") % {"code": line.code})
        return c.save(line, expect=expect, **given)


def drop_line(
    *, line: ScopeLine, reason: str, change_code: str = "", expect: int | None = None, by: Viewer, now: datetime
) -> None:
    """It leaves the scope; what it led to stays. Refuses without a reason, twice. Raises `Stale`. Also: `scope.line_dropped`."""
    require_writer(by)
    why = _reason(reason)
    with change(by=by, now=now) as c:
        held = ScopeLine.objects.everywhere().select_for_update(of=("self",)).get(pk=line.pk)
        if held.state == LineState.DROPPED:
            raise Refused(_("%(code)s is dropped already.") % {"code": line.code})
        fields = {"state": LineState.DROPPED, "reason": why} | ({"change_code": change_code} if change_code else {})
        c.save(line, expect=expect, kind=DROPPED, note=why, **fields)


def restore_line(*, line: ScopeLine, expect: int | None = None, by: Viewer, now: datetime) -> None:
    """It is in scope again. Refuses one that is. Raises `Stale`. Also: event `scope.line_restored`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        held = ScopeLine.objects.everywhere().select_for_update(of=("self",)).get(pk=line.pk)
        if held.state != LineState.DROPPED:
            raise Refused(_("%(code)s is in scope already.") % {"code": line.code})
        c.save(line, expect=expect, kind=RESTORED, state=LineState.IN_SCOPE, reason="")


def keep_promise(*, line: ScopeLine, promise: Promise, by: Viewer, now: datetime) -> bool:
    """The line keeps the promise; False when it did. Refuses another phase's, and withdrawn ones. Also: `scope.keeps_created`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        return _keep(c, line, promise)


def choose_promises(*, line: ScopeLine, promises: Iterable[Promise], by: Viewer, now: datetime) -> None:
    """The line keeps these of the standing promises and no others. Refuses as `keep_promise` does."""
    require_writer(by)
    wanted = {one.pk: one for one in promises}
    with change(by=by, now=now) as c:
        for one in wanted.values():
            _keep(c, line, one)
        held = Keeps.objects.everywhere().filter(line=line, promise__withdrawn_at=None).exclude(promise__in=wanted)
        for row in held.select_related("line", "promise"):
            c.touch(row)
            c.remove(row)


def _keep(c: Change, line: ScopeLine, promise: Promise) -> bool:
    if promise.phase_id != line.phase_id:
        raise Refused(_("%(code)s was promised for another phase.") % {"code": promise.code}, field="promises")
    if promise.withdrawn_at is not None:
        raise Refused(_("%(code)s was withdrawn.") % {"code": promise.code}, field="promises")
    Record.objects.select_for_update().get(pk=line.pk)
    if Keeps.objects.everywhere().filter(line=line, promise=promise).exists():
        return False
    row = c.create(Keeps, scope=line.biller_id, biller_id=line.biller_id, line=line, promise=promise)
    c.touch(row)
    return True


def _next(model: type[Promise] | type[ScopeLine], phase: Phase) -> int:
    Record.objects.select_for_update().get(pk=phase.pk)  # one writer at a time: numbers have no gaps
    last = model.objects.everywhere().filter(phase=phase).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _check_source(source: str) -> None:
    if source not in SOURCE_NAMES:
        raise Refused(_("Say where it was promised: contract, sales, solution design or a change."), field="source")


def _line(text: Any, most: int, field: str, *, empty: bool = False) -> str:
    words = " ".join(str(text).split())
    if not words and not empty:
        raise Refused(_("Say it in one line."), field=field)
    if len(words) > most:
        raise Refused(_("Keep this to %(n)d signs.") % {"n": most}, field=field)
    no_card(words, field=field)
    return words


def _text(text: Any) -> str:
    words = str(text).strip()
    if len(words) > 10_000:
        raise Refused(_("Keep this to %(n)d signs.") % {"n": 10_000}, field="description")
    no_card(words, field="description")
    return words


def _reason(text: str) -> str:
    words = _line(text, 300, "reason", empty=True)
    if not words:
        raise Refused(_("Say why, and who agreed."), field="reason")
    return words
