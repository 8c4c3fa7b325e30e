"""Adds bill cycles, changes them, takes them out of use, and fixes dates of their runs from a file."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import InvoiceType, Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.cycles.enums import INTERVALS
from pilotage.cycles.models import BillCycle, CycleDay
from pilotage.cycles.permissions import require_keeper
from pilotage.cycles.rules.dates import DayRule, is_near, why_not
from pilotage.work.texts import no_card

DATES_FIXED = "cycles.dates_fixed"


def add_cycle(
    *,
    phase: Phase,
    name: str,
    rules: Sequence[DayRule],
    first_month: date,
    interval_months: int = 1,
    accounts: int | None = None,
    invoice_type: InvoiceType | None = None,
    is_of_phase: bool = False,
    by: Viewer,
    now: datetime,
) -> BillCycle:
    """A cycle of the phase's biller; `is_of_phase`: it concerns that phase alone.

    Refuses a name that is taken, rules that can't be followed, an unknown interval. Also: event `cycles.billcycle_created`.
    """
    require_keeper(by)
    fields = _cleaned({"name": name, "rules": rules, "first_month": first_month, "interval_months": interval_months})
    with change(by=by, now=now) as c:
        _free(phase.biller_id, fields["name"])
        return c.create(
            BillCycle, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase if is_of_phase else None,
            accounts=accounts, invoice_type=invoice_type, **fields,
        )  # fmt: skip


def change_cycle(*, cycle: BillCycle, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Name, rules, first month, interval, accounts, invoice type, phase. Refuses as `add_cycle`. Raises `Stale`.

    Also: event `cycles.billcycle_changed`.
    """
    require_keeper(by)
    cleaned = _cleaned(fields)
    with change(by=by, now=now) as c:
        if "name" in cleaned:
            _free(cycle.biller_id, cleaned["name"], but=cycle)
        return c.save(cycle, expect=expect, **cleaned)


def retire_cycle(*, cycle: BillCycle, is_retired: bool = True, by: Viewer, now: datetime) -> None:
    """Takes a cycle out of use, or back. Also: event `cycles.billcycle_changed`."""
    require_keeper(by)
    with change(by=by, now=now) as c:
        c.save(cycle, is_retired=is_retired)


def fix_dates(*, phase: Phase, rows: Sequence[dict[str, Any]], by: Viewer, now: datetime) -> tuple[int, int]:
    """Dates of runs as a file gives them, each `{cycle, month, days}`: all of them, or none; they go before the rules.

    Cycles that the biller lacks are added without rules. A run's earlier dates are replaced. Returns how many runs and how
    many new cycles. Also: event `cycles.dates_fixed` on each cycle.
    """
    require_keeper(by)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=phase.biller_id)
        held = {
            row.name.lower(): row
            for row in BillCycle.objects.everywhere().filter(biller=phase.biller_id).select_related("record")
        }
        fresh = 0
        for name in dict.fromkeys(row["cycle"] for row in rows):
            if name.lower() not in held:
                first = min(row["month"] for row in rows if row["cycle"] == name)
                held[name.lower()] = c.create(
                    BillCycle, scope=phase.biller_id, biller_id=phase.biller_id, name=name, first_month=first, rules=[]
                )
                fresh += 1
        for row in rows:
            cycle = held[row["cycle"].lower()]
            for day in CycleDay.objects.everywhere().filter(cycle=cycle, month=row["month"]):
                c.remove(day, kind=DATES_FIXED)
            common = {"biller_id": phase.biller_id, "cycle": cycle, "month": row["month"]}
            days = [common | {"kind": kind, "on": on} for kind, on in row["days"].items()]
            c.create_many(CycleDay, days, scope=phase.biller_id, event=DATES_FIXED)
            c.touch(cycle)
        return len(rows), fresh


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a cycle as they are stored."""
    found = dict(fields)
    if "name" in found:
        found["name"] = " ".join(str(found["name"]).split())[:80]
        if not found["name"]:
            raise Refused(_("Name the cycle as the biller does, such as Cycle 2."), field="name")
        no_card(found["name"], field="name")
    if "rules" in found:
        problem = why_not(found["rules"])
        if problem:
            raise Refused(problem[1], field=f"{problem[0]}_offset")
        found["rules"] = [
            {"kind": str(one.kind), "offset": one.offset, "unit": str(one.unit), "roll": str(one.roll)}
            for one in found["rules"]
        ]
    if "first_month" in found:
        if not is_near(found["first_month"]):
            raise Refused(_("This month is too far off."), field="first_month")
        found["first_month"] = found["first_month"].replace(day=1)
    if found.get("interval_months", 1) not in INTERVALS:
        raise Refused(_("A cycle runs every 1, 2, 3, 6 or 12 months."), field="interval_months")
    return found


def _free(biller_id: Any, name: str, *, but: BillCycle | None = None) -> None:
    taken = BillCycle.objects.everywhere().filter(biller=biller_id, name__iexact=name)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if taken.exists():
        raise Refused(_("The biller has a cycle “%(name)s” already.") % {"name": name}, field="name")
