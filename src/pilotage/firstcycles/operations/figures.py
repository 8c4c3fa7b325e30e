"""Keeps the figures of a cycle, from a form, a file or the API."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.plain import plain_value
from pilotage.core.viewer import Viewer
from pilotage.firstcycles.enums import CRITERION_NAMES, CYCLES, FIGURES, Source
from pilotage.firstcycles.models import FiguresKept, FirstCycle
from pilotage.firstcycles.permissions import require_keeper
from pilotage.firstcycles.queries import today_at
from pilotage.firstcycles.rules import Figures, why_not
from pilotage.work.texts import no_card

KEPT = "firstcycles.figures_kept"
BIGGEST, MOST_AMOUNT = 2_000_000_000, Decimal("99999999999999.99")


def keep_figures(
    *,
    phase: Phase,
    number: int,
    as_of: date,
    left_out: Sequence[str] | None = None,
    remark: str | None = None,
    source: str = Source.FORM,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
    **figures: Any,
) -> FirstCycle:
    """The figures of one of the first three cycles at the end of `as_of`. `figures` are by the names of `FIGURES`, None takes one away;
    what isn't given stays, and so does how each one came. `left_out` are criteria that don't apply; they need the `remark`.

    Refuses a phase that isn't live, a day before go-live or to come, and figures that can't stand together. Raises `Stale`. Also: event
    `firstcycles.figures_kept`, with before and after.
    """
    require_keeper(by)
    unknown = set(figures) - set(FIGURES)
    if unknown:
        raise ValueError(f"no figures: {', '.join(sorted(unknown))}")
    _check_day(phase, number, as_of, now)
    with change(by=by, now=now) as c:
        row = held_row(c, phase, number)
        kept = {name: figures.get(name, getattr(row, name)) for name in FIGURES}
        _check_figures(as_of, kept)
        out, why = _left_out(row, left_out, remark)
        given = _given(row, figures)
        told: dict[str, Any] = {
            "origins": _origins(row, given, as_of, source, by.name),
            "source": source,
            "kept_at": now,
            "kept_by_name": by.name,
            "left_out": out,
            "remark": why,
        }
        c.save(row, kind=KEPT, expect=expect, as_of=as_of, **kept, **told)
        plain = {name: plain_value(value) for name, value in given.items()}
        FiguresKept(
            biller_id=row.biller_id, cycle=row, as_of=as_of, source=source, figures=plain, by_name=by.name, kept_at=now
        ).save(force_insert=True)
        return row


def _given(row: FirstCycle, figures: dict[str, Any]) -> dict[str, Any]:
    """What is said anew: every value, and None where there was one."""
    return {name: value for name, value in figures.items() if value is not None or getattr(row, name) is not None}


def _origins(row: FirstCycle, given: dict[str, Any], as_of: date, source: str, who: str) -> dict[str, Any]:
    found = {name: origin for name, origin in row.origins.items() if name not in given}
    new = {"as_of": as_of.isoformat(), "source": str(source), "by": who}
    return found | {name: new for name, value in given.items() if value is not None}


def take_file(*, phase: Phase, rows: Sequence[dict[str, Any]], by: Viewer, now: datetime) -> int:
    """Rows `{number, as_of, …}` of a file: all of them, or none; columns that a row leaves empty stay as they are. Returns how many.

    Refuses and tells as `keep_figures`.
    """
    with change(by=by, now=now):
        for row in rows:
            keep_figures(phase=phase, source=Source.FILE, by=by, now=now, **row)
        return len(rows)


def held_row(c: Change, phase: Phase, number: int) -> FirstCycle:
    """The row of a cycle, made when it is first needed; one at a time for each phase."""
    if number not in CYCLES:
        raise Refused(_("Choose one of the first three bill cycles."), field="number")
    if phase.went_live_date is None:
        raise Refused(_("%(phase)s is not live. Its first bill cycles come after its go-live.") % {"phase": phase})
    Record.objects.select_for_update().get(pk=phase.pk)
    rows = FirstCycle.objects.everywhere().filter(phase=phase, number=number)
    found: FirstCycle | None = rows.select_related("record").first()
    if found is not None:
        return found
    return c.create(FirstCycle, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, number=number)


def _check_day(phase: Phase, number: int, as_of: date, now: datetime) -> None:
    if as_of > today_at(phase.biller, now):
        raise Refused(_("Figures are of a day that has come."), field="as_of")
    if phase.went_live_date is not None and as_of < phase.went_live_date:
        words = _("%(phase)s went live on %(day)s. Figures are of a day since then.")
        raise Refused(words % {"phase": phase, "day": f"{phase.went_live_date:%-d %b %Y}"}, field="as_of")


def _check_figures(as_of: date, kept: dict[str, Any]) -> None:
    for name, value in kept.items():
        if isinstance(value, int | Decimal) and not 0 <= value <= (BIGGEST if isinstance(value, int) else MOST_AMOUNT):
            raise Refused(_("Write a number from 0."), field=name)
    problem = why_not(Figures(as_of, **kept))
    if problem:
        raise Refused(problem[1], field=problem[0])


def _left_out(row: FirstCycle, left_out: Sequence[str] | None, remark: str | None) -> tuple[list[str], str]:
    out = sorted(set(left_out)) if left_out is not None else list(row.left_out)
    why = remark.strip() if remark is not None else row.remark
    if set(out) - set(CRITERION_NAMES):
        raise Refused(_("Choose criteria of the list."), field="left_out")
    if out and not why:
        raise Refused(_("Say why these criteria don't apply."), field="remark")
    if len(why) > 4000:
        raise Refused(_("Keep this to 4,000 signs."), field="remark")
    no_card(why, field="remark")
    return out, why
