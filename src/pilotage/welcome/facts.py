"""What an overview says of one phase, gathered from live data and made plain, so that it can be kept as it was when shared."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pilotage.billers.models import Care, Contact, InvoiceType, Phase
from pilotage.cycles.enums import DAY_NAMES, DayKind
from pilotage.cycles.models import GoLivePart
from pilotage.cycles.queries import cycles_of_phase, runs_of
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.queries import meetings_of
from pilotage.people.enums import ROLE_NAMES
from pilotage.testing.models import TestPlan
from pilotage.transition.enums import SUPPORT_NAMES, Choice, Support
from pilotage.transition.models import SupportWindow, TransitionDecision
from pilotage.transition.window_days import last_day
from pilotage.welcome.brand import support

#: How far behind go-live the first bills are looked for, and how many runs are named.
CYCLE_DAYS, FIRST_RUNS = 100, 3
#: What is read with a phase.
TOGETHER = ("biller", "integration__product", "decision__assignee", "window__owner")
SHOWN_DAYS = (DayKind.BILL, DayKind.DUE, DayKind.BANK)
Row = list[str]


def gather(phase: Phase, *, is_fresh: bool = False) -> dict[str, Any]:
    """`{head, values, lists}`: all as words, dates in the biller's zone. `is_fresh`: it was read just now with `TOGETHER`."""
    if not is_fresh:
        phase = Phase.objects.everywhere().select_related(*TOGETHER).get(pk=phase.pk)
    decision, window = getattr(phase, "decision", None), getattr(phase, "window", None)
    parts = list(
        GoLivePart.objects.everywhere()
        .filter(phase=phase)
        .select_related("invoice_type", "cycle")
        .order_by("starts_on", "pk")
    )
    go_live = phase.went_live_date or phase.target_go_live_date
    used = phase.integration
    software = " by ".join(part for part in (str(used.product or ""), used.integrator) if part) if used else ""
    return {
        "head": {"biller": phase.biller.name, "phase": phase.name, "zone": phase.biller.time_zone},
        "values": {
            "go_live": day(go_live) if go_live else "",
            "is_live": "live" if phase.went_live_date else "planned",
            "software": software,
            **_support(phase, decision, window, go_live),
        },
        "lists": {
            "invoice_types": _invoice_types(phase),
            "channels": _channels(phase, parts),
            "parts": _parts(parts),
            "meetings": _meetings(phase),
            "cycles": _cycles(phase, go_live),
            "people": _people(phase),
        },
    }


def day(found: date) -> str:
    """Mon 4 Jan 2027."""
    return f"{found:%a} {found.day} {found:%b %Y}"


def _support(
    phase: Phase, decision: TransitionDecision | None, window: SupportWindow | None, go_live: date | None
) -> dict[str, str]:
    if decision is None or decision.decided_at is None:
        return {"support": "", "contact": "", "window": "", "after": "", "open_case": _queue()}
    who = window.owner if window is not None else decision.assignee
    is_desk = decision.choice == Choice.HELP_DESK
    contact = f"{who.name}, {who.email}" if who is not None and not is_desk else ""
    length = window.days if window is not None else decision.chosen_window_days
    ends = last_day(window.ends_at, phase.biller.time_zone) if window is not None else None
    if ends is None and go_live is not None and length:
        ends = go_live + timedelta(days=length)
    words = f"{length} days from go-live{f', until and with {day(ends)}' if ends else ''}" if length else ""
    return {
        "support": SUPPORT_NAMES[Support(decision.chosen_support)],
        "contact": contact,
        "window": words,
        "after": f"Customer Support. {_queue()}" if contact else "",
        "open_case": f"Until the close support ends: write to {contact}." if contact else _queue(),
    }


def _queue() -> str:
    """How Customer Support is reached by everybody."""
    ways = support()
    told = ["Sign in to the portal and open Customer Support"]
    told += [f"call {ways['phone']}"] if ways["phone"] else []
    told += [f"write to {ways['email']}"] if ways["email"] else []
    return f"{', or '.join(told)}{f' ({hours})' if (hours := ways['hours']) else ''}."


def _invoice_types(phase: Phase) -> list[Row]:
    found = InvoiceType.objects.everywhere().filter(biller_id=phase.biller_id).order_by("name")
    return [[one.name] for one in found if one.phase_id in (None, phase.pk)]


def _channels(phase: Phase, parts: list[GoLivePart]) -> list[Row]:
    """Those that were tested for the phase, and those that go live on days of their own."""
    names = {channel for plan in TestPlan.objects.everywhere().filter(phase=phase) for channel in plan.channels}
    names |= {one.words for one in parts if one.by == "channel" and one.words}
    return [[name] for name in sorted({_channel(name) for name in names})]


def _channel(name: str) -> str:
    words = name.replace("_", " ")
    return {"ivr": "IVR", "autopay": "AutoPay"}.get(words.lower(), words[:1].upper() + words[1:])


def _parts(parts: list[GoLivePart]) -> list[Row]:
    return [
        [
            one.what,
            f"live since {day(one.went_live_on)}"
            if one.went_live_on
            else f"{day(one.starts_on)} to {day(one.ends_on)}",
        ]
        for one in parts
    ]


def _meetings(phase: Phase) -> list[Row]:
    zone = phase.biller.time_zone
    found = meetings_of(phase.pk).filter(state__in=(MeetingState.SCHEDULED, MeetingState.HELD))
    return [[one.title, _moment(one.starts_at, zone)] for one in found]


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date())}, {local:%H:%M} {local:%Z}"


def _cycles(phase: Phase, go_live: date | None) -> list[Row]:
    """The first runs that bill on or after go-live."""
    if go_live is None:
        return []
    runs = runs_of(cycles_of_phase(phase), go_live, go_live + timedelta(days=CYCLE_DAYS))
    first = sorted(
        (run for run in runs if run.days.get(DayKind.BILL, date.min) >= go_live), key=lambda run: run.days[DayKind.BILL]
    )
    return [
        [
            f"{run.cycle.name}, {run.days[DayKind.BILL]:%b %Y}",
            ", ".join(f"{DAY_NAMES[kind].lower()} {day(run.days[kind])}" for kind in SHOWN_DAYS if kind in run.days),
        ]
        for run in first[:FIRST_RUNS]
    ]


def _people(phase: Phase) -> list[Row]:
    cares = Care.objects.everywhere().filter(biller_id=phase.biller_id).select_related("user").order_by("role")
    ours = [[one.user.name, ROLE_NAMES.get(one.role, one.role), one.user.email] for one in cares if one.user.is_active]
    contacts = Contact.objects.everywhere().filter(biller_id=phase.biller_id).order_by("name")
    return [*ours, *([one.name, one.role or phase.biller.name, one.email] for one in contacts)]
