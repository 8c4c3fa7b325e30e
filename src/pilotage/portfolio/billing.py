"""How the sample's billers bill: cycles, AutoPay that comes over, protections around the go-live, parts of phased ones."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.cycles.enums import DayKind, Roll, Unit
from pilotage.cycles.models import AutopayMove, BillCycle, GoLivePart, Protection
from pilotage.cycles.operations import (
    add_cycle,
    agree_protection,
    begin_move,
    check_accounts,
    close_protection,
    move_part,
    plan_part,
    take_figures,
)
from pilotage.cycles.rules.dates import DayRule
from pilotage.people.models import User

Step = tuple[date, Callable[[datetime], None]]
NOTICE = (
    "We are moving to a new payment site. Until {day} nobody is charged a late fee and no service is shut off for a payment that "
    "is late because of the move."
)


def billing_steps(phase: Phase, place: int, kickoff: date, target: date, person: Callable[[str], Viewer]) -> list[Step]:
    """Days and what happened on them."""
    im, os, pm = person("im"), person("os"), person("pm")
    found: list[Step] = [(kickoff + timedelta(days=2), partial(_cycles, phase, place, im))]
    if place % 3 == 0:
        found.append((kickoff + timedelta(days=30), partial(_protect, phase, target, pm)))
        found.append((target + timedelta(days=44), partial(_end_protection, phase, pm)))
    if place % 2 == 0:
        found.append((target - timedelta(days=45), partial(_begin_autopay, phase, target, os)))
        for n, share in ((38, 0.0), (31, 0.12), (24, 0.35), (17, 0.58), (10, 0.81), (3, 0.94)):
            found.append((target - timedelta(days=n), partial(_figures, phase, place, share, os)))
        found.append((target + timedelta(days=24), partial(_figures, phase, place, 1.0, os)))
        found.append((target - timedelta(days=12), partial(_compare, phase, place, 7, os)))
        found.append((target - timedelta(days=8), partial(_compare, phase, place, 0, os)))
    if phase.is_phased or place % 5 == 2:
        found.append((kickoff + timedelta(days=12), partial(_parts, phase, target, pm)))
        found += [(target + timedelta(days=n), partial(_parts_live, phase, pm)) for n in (-9, 1, 10, 21)]
    return found


def _rules(read: int, due_after: int, has_shut_off: bool) -> list[DayRule]:
    found = [
        DayRule(DayKind.READ, read, Unit.MONTH_DAY, Roll.NEXT),
        DayRule(DayKind.BILL, 3, Unit.WORKING),
        DayRule(DayKind.PRINT, 1, Unit.WORKING),
        DayRule(DayKind.DUE, due_after, Unit.DAYS, Roll.NEXT),
        DayRule(DayKind.BANK, 0, Unit.BANK, Roll.NEXT),
        DayRule(DayKind.SETTLEMENT, 2, Unit.BANK),
        DayRule(DayKind.PENALTY, 5, Unit.WORKING),
    ]
    return [*found, DayRule(DayKind.SHUT_OFF, 14, Unit.DAYS, Roll.NEXT)] if has_shut_off else found


def _cycles(phase: Phase, place: int, by: Viewer, at: datetime) -> None:
    """Utilities and towns bill in two to four cycles a month, taxes twice a year, all others once a month."""
    if BillCycle.objects.everywhere().filter(biller=phase.biller_id).exists():
        return
    month, vertical = date(at.year, 1, 1), phase.biller.vertical
    if vertical == "tax":
        rules = [
            DayRule(DayKind.BILL, 1, Unit.MONTH_DAY, Roll.NEXT),
            DayRule(DayKind.PRINT, 4, Unit.WORKING),
            DayRule(DayKind.DUE, 45, Unit.DAYS, Roll.NEXT),
            DayRule(DayKind.BANK, 0, Unit.BANK, Roll.NEXT),
            DayRule(DayKind.SETTLEMENT, 2, Unit.BANK),
            DayRule(DayKind.PENALTY, 1, Unit.WORKING),
        ]
        add_cycle(
            phase=phase, name="Instalments", rules=rules, first_month=date(at.year, 3, 1), interval_months=6,
            accounts=18_400 + 310 * place, by=by, now=at,
        )  # fmt: skip
        return
    count = 2 + place % 3 if vertical in ("utility", "municipality") else 1
    for n in range(count):
        add_cycle(
            phase=phase, name=f"Cycle {n + 1}", rules=_rules(2 + n * 7, 21, vertical in ("utility", "municipality")),
            first_month=month, accounts=2_150 + 130 * place + 410 * n, by=by, now=at,
        )  # fmt: skip


def _protect(phase: Phase, target: date, by: Viewer, at: datetime) -> None:
    end = target + timedelta(days=42)
    owner = User.objects.get(pk=by.user_id or 0)
    agree_protection(
        phase=phase, starts_on=target - timedelta(days=3), ends_on=end, owner=owner, agreed_by="Finance director, by mail",
        cost_amount=f"{1800 + target.day * 75}.00", notice_text=NOTICE.format(day=f"{end:%-d %B %Y}"), by=by, now=at,
    )  # fmt: skip


def _end_protection(phase: Phase, by: Viewer, at: datetime) -> None:
    row = Protection.objects.everywhere().filter(phase=phase, state="agreed").select_related("record").first()
    if row is not None:
        words = "Late fees and shut-offs run again in the CIS since this morning; the finance lead sent a screenshot."
        close_protection(protection=row, evidence=words, by=by, now=at)


def _begin_autopay(phase: Phase, target: date, by: Viewer, at: datetime) -> None:
    begin_move(
        phase=phase, owner=User.objects.get(pk=by.user_id or 0), old_stops_on=target - timedelta(days=2),
        remark="The incumbent releases tokens by SFTP; bank drafts held by the biller are enrolled anew by letter.", by=by, now=at,
    )  # fmt: skip


def _figures(phase: Phase, place: int, share: float, by: Viewer, at: datetime) -> None:
    move = AutopayMove.objects.everywhere().filter(phase=phase).select_related("record").first()
    if move is None:
        return
    token, enrol, stop = 900 + place * 37, 420 + place * 11, 60 + place
    rows = []
    for method, total, pace in (("token", token, 1.0), ("enrol", enrol, 0.7), ("stop", stop, 1.0)):
        moved = int(total * share * pace)
        rows.append(
            {
                "on": at.date(), "method": method, "total": total, "told": max(moved, int(total * min(1.0, 0.4 + share))),
                "begun": max(moved, int(total * min(1.0, share * pace + 0.1 * (share > 0)))), "moved": moved,
                "drafted": int(moved * 0.97) if share == 1 and method != "stop" else 0,
                "failed": min(total - moved, int(moved * 0.01)),
                "at_risk": int((total - moved) * 0.03) if method == "enrol" and place % 3 == 0 and share > 0.5 else 0,
            }
        )  # fmt: skip
    take_figures(move=move, rows=rows, by=by, now=at)


def _compare(phase: Phase, place: int, both: int, by: Viewer, at: datetime) -> None:
    move = AutopayMove.objects.everywhere().filter(phase=phase).select_related("record").first()
    if move is None:
        return

    def account(n: int) -> dict[str, object]:
        key = hashlib.sha256(f"{phase.pk}:{n}".encode()).hexdigest()
        return {"key": key, "given": key, "shut_off": None}

    old, new = [account(n) for n in range(240 + place)], [account(n) for n in range(240 + place - both, 900 + place)]
    check_accounts(
        move=move, old=old, new=new, names=("incumbent-autopay.csv", "enrolled.csv"), today=at.date(), by=by, now=at
    )


def _parts(phase: Phase, target: date, by: Viewer, at: datetime) -> None:
    cycles = list(BillCycle.objects.everywhere().filter(biller=phase.biller_id).order_by("name"))[:2]
    plan_part(
        phase=phase, cut_by="payers", words="Staff pilot", starts_on=target - timedelta(days=10),
        ends_on=target - timedelta(days=1), accounts=120, by=by, now=at,
    )  # fmt: skip
    for n, cycle in enumerate(cycles):
        start = target + timedelta(days=9 * n)
        plan_part(
            phase=phase, cut_by="cycle", cycle=cycle, starts_on=start, ends_on=start + timedelta(days=14),
            accounts=cycle.accounts, by=by, now=at,
        )  # fmt: skip
    plan_part(
        phase=phase, cut_by="channel", words="IVR", starts_on=target + timedelta(days=20), ends_on=target + timedelta(days=24),
        by=by, now=at,
    )  # fmt: skip


def _parts_live(phase: Phase, by: Viewer, at: datetime) -> None:
    """Parts whose day has come are live, unless the phase isn't and they are no pilot."""
    phase.refresh_from_db()
    for part in GoLivePart.objects.everywhere().filter(phase=phase, state="planned", starts_on__lte=at.date()):
        if part.by == "payers" or phase.went_live_date is not None:
            move_part(part=part, to="live", on=part.starts_on, by=by, now=at)
