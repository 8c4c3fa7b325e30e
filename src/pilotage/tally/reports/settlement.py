"""report.html of a reconciliation: totals, the settlement timeline, what is open and why, with what came nearest to it."""

from html import escape
from typing import Any, Final

from pilotage.tally.intake.money import shown
from pilotage.tally.reports.page import whole_page
from pilotage.tally.reports.settlementplots import MOST_DAYS, day_bars, is_cut, lag_bars
from pilotage.tally.reports.settlementrows import allocation, duplicates, looked_at, posting, without_partner
from pilotage.tally.reports.tables import table

_SIDES: Final = {"payments": "Payments", "deposits": "Deposits", "bank": "Bank lines", "posted": "Posted"}
#: States in which somebody has to look.
_OPEN: Final = ("suggested", "ambiguous", "exception")


def render_settlement(answer: dict[str, Any]) -> str:
    """The whole page; `answer` is the document of `tally reconcile`."""
    parts = [
        ("totals", "Totals", _totals(answer)),
        ("timeline", "Settlement timeline", _timeline(answer)),
        ("matches", "Matches to look at", looked_at(answer)),
        ("unmatched", "Without a partner", without_partner(answer)),
        ("posting", "Posting", posting(answer)),
        ("allocation", "Invoices", allocation(answer)),
        ("duplicates", "Twice in a file", duplicates(answer)),
        ("proof", "Proof", _proof(answer)),
    ]
    agrees = bool(answer["agrees"])
    state = '<span class="state agree">✓ Agree</span>' if agrees else '<span class="state differ">✕ Open</span>'
    if agrees and _apart(answer):
        state = ""  # invoices that are paid in part are nothing wrong, and no agreement
    as_of = f"as of {answer['as_of']} · " if answer["as_of"] else ""
    below = f'<p class="dim">{as_of}amounts in {escape(answer["currency"])}</p>'
    return whole_page("Reconciliation", _headline(answer), state, below, parts)


def _states(answer: dict[str, Any]) -> dict[str, dict[str, dict[str, int]]]:
    """Side → state → rows and amount; those of posting beside, where deposits were reconciled as well."""
    found: dict[str, dict[str, dict[str, int]]] = dict(answer["states"])
    for name, cells in answer.get("posting", {}).get("states", {}).items():
        found.setdefault(name, cells)
    return found


def _headline(answer: dict[str, Any]) -> str:
    """One sentence that says what is so, of the first side in which something is open."""
    for side, cells in _states(answer).items():
        rows = sum(cells[state]["rows"] for state in _OPEN)
        if rows:
            amount = shown(sum(cells[state]["amount"] for state in _OPEN), answer["scale"])
            every = sum(cell["rows"] for cell in cells.values())
            name = _SIDES.get(side, side).lower()
            return f"{rows:,} of {every:,} {name} are open: {amount} {answer['currency']}."
    apart = _apart(answer)
    if apart:
        return f"{apart:,} payment{' does not meet its' if apart == 1 else 's do not meet their'} invoices."
    return "Everything agrees, or is not due yet."


def _apart(answer: dict[str, Any]) -> int:
    """How many payments do not meet their invoices."""
    return len(answer.get("allocation", {}).get("listed", []))


def _totals(answer: dict[str, Any]) -> str:
    """Every row in one state; the sums are those of the files."""
    scale, states = answer["scale"], _states(answer)
    if not states:
        return ""
    side, first = next(iter(states.items()))
    tiles = [
        (f"{_SIDES.get(side, side)} {name}", first[name]["rows"])
        for name in ("confirmed", "expected", "suggested", "ambiguous", "exception")
    ]
    parts = [
        f'<ul class="tiles">{"".join(f"<li><b>{rows:,}</b><span>{name}</span></li>" for name, rows in tiles)}</ul>'
    ]
    rows = [
        [_SIDES.get(side, escape(side)), state, f"{cell['rows']:,}", shown(cell["amount"], scale)]
        for side, cells in states.items()
        for state, cell in [
            *((name, cell) for name, cell in cells.items() if cell["rows"]),
            ("<b>all</b>", _sum(cells)),
        ]
    ]
    parts.append(table(["Side", "State", "Rows", "Amount"], rows, "Rows and amounts by side and state", {2, 3}))
    if answer["tiers"]:
        names = ("matches", "items", "confirmed", "suggested", "ambiguous", "exception")
        tiers = [
            [escape(tier.replace("_", " ")), *(f"{one[name]:,}" for name in names)]
            for tier, one in answer["tiers"].items()
        ]
        heads = ["How", "Matches", "Payments in them", "Confirmed", "Suggested", "Ambiguous", "Exceptions"]
        parts.append("<h3>How they were matched</h3>" + table(heads, tiers, "Matches by tier", set(range(1, 7))))
    return "".join(parts)


def _sum(cells: dict[str, dict[str, int]]) -> dict[str, int]:
    return {name: sum(cell[name] for cell in cells.values()) for name in ("rows", "amount")}


def _timeline(answer: dict[str, Any]) -> str:
    """From payment to deposit, bank and books in banking days, and the days of payment."""
    ways = [
        ("From payment to deposit", answer["timeline"]["to_deposit"]),
        ("From payment to the bank", answer["timeline"]["to_bank"]),
    ]
    ways.append(("From payment to posting", answer.get("posting", {}).get("banking_days", {})))
    parts = []
    by_day = answer.get("by_day", {})
    picture = day_bars(by_day, answer["scale"], answer["currency"])
    if picture:
        words = "Light is what was taken on a day, dark the part that a deposit holds to the cent."
        words += f" The newest {MOST_DAYS} days; result.json has the others under by_day." if is_cut(by_day) else ""
        parts.append(
            f'<h3>By the day of payment</h3><p class="dim">{words}</p>{_framed(picture, "By the day of payment")}'
        )
    for title, by_method in ways:
        if not by_method:
            continue
        # With one method its bars would be those of all.
        told = by_method if len(by_method) > 2 else {"all": by_method["all"]}
        parts.append(f'<h3>{title}</h3><p class="dim">Items by banking days; the median is dark.</p>')
        parts.append(_framed(lag_bars(told, f"{title}, in banking days."), title))
        rows = [
            [escape(name), f"{one['items']:,}", f"{one['p50']}", f"{one['p95']}", f"{one['slowest']}"]
            for name, one in by_method.items()
        ]
        parts.append(
            table(["Method", "Items", "Median", "95 % within", "Slowest"], rows, f"{title} by method", {1, 2, 3, 4})
        )
    return "".join(parts)


def _framed(picture: str, title: str) -> str:
    return f'<div class="wide" tabindex="0" role="region" aria-label="{title}">{picture}</div>'


def _proof(answer: dict[str, Any]) -> str:
    rows = [["Digest of the answer", escape(answer["digest"])]]
    return table(["What", "Value"], rows, "Proof", raw={1})
