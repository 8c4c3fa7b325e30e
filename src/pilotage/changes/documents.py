"""The change order as a workbook: what was asked, what it does, its price and risk, and who said yes."""

from typing import Any

from pilotage.changes.enums import KIND_NAMES, RISK_NAMES, ChangeKind, Risk, Side
from pilotage.changes.models import ChangeRequest
from pilotage.changes.queries import approvals_of
from pilotage.scope.writing import workbook


def change_order(request: ChangeRequest) -> bytes:
    """An XLSX workbook with two columns: what, and how it is."""
    return workbook("Change order", ("what", "is"), order_rows(request))


def order_rows(request: ChangeRequest) -> list[list[Any]]:
    """The lines of a change order."""
    impact = request.impact
    rows: list[list[Any]] = [
        ["Change", f"{request.code} {request.title}"],
        ["Phase", str(request.phase)],
        ["What", request.what],
        ["Why", request.why],
        ["Kind", KIND_NAMES[ChangeKind(request.kind)]],
        ["Asked for by", request.asked_by_name],
        ["Asked on", request.asked_at.date()],
        ["Price, once", price(request.one_off_amount, request.currency)],
        ["Price, monthly", price(request.monthly_amount, request.currency)],
        ["Risk", f"{RISK_NAMES[Risk(request.risk)] if request.risk else ''} {request.risk_text}".strip()],
        ["Planned go-live before", impact.get("go_live_before") or ""],
        ["Planned go-live after", impact.get("go_live_after") or ""],
        ["Working days by which it moves", impact.get("days_moved", 0)],
        ["Target go-live before", impact.get("target_before") or ""],
        ["Target go-live after", impact.get("target_after") or ""],
    ]
    rows += [["Task added", f"{one['title']}, {one['days']} working days"] for one in impact.get("added", [])]
    rows += [
        ["Task changed", f"{one['code']} {one['title']}: {one['before']} to {one['after']} working days"]
        for one in impact.get("changed", [])
    ]
    rows += [["Task dropped", one] for one in impact.get("dropped", [])]
    rows += [["Scope", one] for one in impact.get("scope", [])]
    for one in approvals_of(request):
        words = f"{one.name}, {one.made_at:%-d %b %Y}{f' ({one.remark})' if one.remark else ''}"
        rows.append([f"Yes of the {'biller' if one.side == Side.BILLER else 'provider'}", words])
    return rows


def price(amount: Any, currency: str) -> str:
    """1,200.00 USD; a dash for none."""
    return f"{amount:,.2f} {currency}" if amount else "–"
