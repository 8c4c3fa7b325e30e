"""Sections of a reconciliation's report that show rows: matches to look at, items without a partner, findings in the books, duplicates."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from pilotage.tally.intake.money import shown
from pilotage.tally.reports.settlementwords import advice, name_of, test_words
from pilotage.tally.reports.tables import table

#: So many rows of each kind stand in the page; `result.json` has more.
MOST_ROWS: Final = 200
_MOST_IDS = 5
_FEWEST = 3
_TERMS = ("payments", "returns", "refunds", "chargebacks", "adjustments", "fee_lines", "fees_held")


def looked_at(answer: dict[str, Any]) -> str:
    """Matches that are no proof: by reason, each with its equation."""
    scale = answer["scale"]
    groups: dict[str, list[list[str]]] = {}
    residuals: dict[str, Counter[int]] = {}
    for one in answer["matches"]:
        if one["state"] in ("suggested", "ambiguous", "exception"):
            residual = one["equation"].get("residual", 0)
            residuals.setdefault(one["reason"], Counter())[residual] += 1
            groups.setdefault(one["reason"], []).append([
                _ids(one["left"]), _ids(one["right"]), one["state"], _equation(one["equation"], scale),
                shown(residual, scale) if residual else "0", _told(one),
            ])  # fmt: skip
    heads = ["Payments", "Deposit or bank line", "State", "Sum", "Residual", "What is known"]
    return "".join(
        _group(reason, rows, heads, {4}, _repeated(residuals[reason], scale)) for reason, rows in groups.items()
    )


def _repeated(residuals: Counter[int], scale: int) -> str:
    """Residuals that several matches share: one cause is likelier than many."""
    some = [(count, residual) for residual, count in residuals.items() if residual and count >= _FEWEST]
    some.sort(key=lambda one: (-one[0], abs(one[1]), one[1]))
    told = ", ".join(f"{shown(residual, scale)} in {count:,}" for count, residual in some[:_MOST_IDS])
    return f"<p>The same residual: {told}.</p>" if told else ""


def without_partner(answer: dict[str, Any]) -> str:
    """Items that found nothing, by reason: how late, and what came nearest."""
    scale = answer["scale"]
    groups: dict[str, list[list[str]]] = {}
    for one in answer["unmatched"]:
        late = one.get("overdue_banking_days")
        due = f"{one['due']}{f' ({_days(late)} ago)' if late else ''}" if "due" in one else ""
        groups.setdefault(one["reason"], []).append([
            escape(one["id"]), f"{one['row']:,}", one["date"] or "", shown(one["amount"], scale), due, _near(one.get("near", []), scale),
        ])  # fmt: skip
    heads = ["Item", "Row", "Date", "Amount", "Due", "Nearest, and what is against it"]
    left_off = answer["unmatched_left_off"]
    more = f'<p class="dim">{left_off:,} more are not listed.</p>' if left_off else ""
    return "".join(_group(reason, rows, heads, {1, 3}) for reason, rows in groups.items()) + more


def posting(answer: dict[str, Any]) -> str:
    """What is wrong in the books, and how old what is not posted is."""
    told = answer.get("posting")
    if not told:
        return ""
    scale = answer["scale"]
    groups: dict[str, list[list[str]]] = {}
    for one in told["findings"]:
        cells = [shown(one["paid"], scale), shown(one["posted"], scale), shown(one["difference"], scale)]
        days = one.get("overdue_banking_days")
        late = f"{_days(days)} late" if days else ""
        groups.setdefault(one["reason"], []).append([escape(one["id"]), one["date"] or "", *cells, late])
    parts = []
    if told["aged_unposted"]:
        rows = [[f"{escape(ages)} banking days", f"{count:,}"] for ages, count in told["aged_unposted"].items()]
        parts.append("<h3>Not posted, by age</h3>" + table(["Age", "Payments"], rows, "Not posted, by age", {1}))
    heads = ["Payment", "Date", "Paid", "Posted", "Difference", ""]
    parts += [_group(reason, rows, heads, {2, 3, 4}) for reason, rows in groups.items()]
    return (
        "".join(parts) or '<p class="none">Every payment is posted once, on its account, with its amount, in time.</p>'
    )


def duplicates(answer: dict[str, Any]) -> str:
    """What stands twice in a file, and payments that look as if they were made twice."""
    told, scale, parts = answer.get("posting", {}), answer["scale"], []
    for name, title in (("duplicates", "Twice in a file"), ("possible_duplicates", "Perhaps paid twice")):
        rows = [
            [
                escape(str(one.get("side", "payments"))),
                escape(name_of(one["class"])),
                escape(str(one["key"])),
                ", ".join(f"{row:,}" for row in one["rows"][:_MOST_IDS]),
                ", ".join(shown(amount, scale) for amount in one["amounts"][:_MOST_IDS]),
            ]
            for one in answer[name] or told.get(name, [])
        ]
        if rows:
            some = rows[:MOST_ROWS]
            heads = ["Side", "What", "Key", "Rows", "Amounts"]
            parts.append(f"<h3>{title}: {len(rows):,}</h3>{_more(len(some), len(rows))}{table(heads, some, title)}")
    return "".join(parts)


def allocation(answer: dict[str, Any]) -> str:
    """How the payments were laid against invoices, and those that do not meet theirs."""
    told = answer.get("allocation")
    if not told:
        return ""
    scale = answer["scale"]
    sums = [(name.replace("_", " ").capitalize(), told[name]) for name in ("allocated", "credits", "still_open")]
    counts = [[escape(state.replace("_", " ")), f"{count:,}"] for state, count in told["payments"].items()]
    parts = [table(["What", "Amount"], [[name, shown(amount, scale)] for name, amount in sums], "Allocated", {1})]
    parts.append(table(["Payments", "Count"], counts, "Payments by what became of them", {1}))
    rows = [
        [
            escape(one["payment"]),
            shown(one["amount"], scale),
            escape(one["state"].replace("_", " ")),
            escape(", ".join(f"{part['invoice']} {shown(part['amount'], scale)}" for part in one["parts"][:_MOST_IDS])),
            shown(one["credit"], scale),
        ]
        for one in told["listed"]
    ]
    if rows:
        some = rows[:MOST_ROWS]
        heads = ["Payment", "Amount", "What became of it", "Invoices", "Left as a credit"]
        parts.append(f"<h3>To look at: {len(rows):,}</h3>{_more(len(some), len(rows))}")
        parts.append(table(heads, some, "Payments that do not meet their invoices", {1, 4}))
    return "".join(parts)


def _group(reason: str, rows: Sequence[Sequence[str]], heads: Sequence[str], numbers: set[int], told: str = "") -> str:
    name, some = name_of(reason), rows[:MOST_ROWS]
    words = escape(advice(reason))
    head = f'<h3>{escape(name)}: {len(rows):,}</h3><p class="dim">{words}</p>{told}{_more(len(some), len(rows))}'
    return head + table(heads, some, escape(name), numbers)


def _more(some: int, every: int) -> str:
    return f'<p class="dim">{some:,} of {every:,} are shown.</p>' if some < every else ""


def _days(count: int) -> str:
    return f"{count:,} banking day{'' if count == 1 else 's'}"


def _ids(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _MOST_IDS:,} more" if len(ids) > _MOST_IDS else ""
    return escape(", ".join(ids[:_MOST_IDS]) + more)


def _equation(terms: Mapping[str, Any], scale: int) -> str:
    """The signed sum in words: 100.00 payments − 2.51 processing = 73.12 deposit."""
    named = [(name.replace("_", " "), terms.get(name, 0)) for name in _TERMS]
    named += [(name, amount) for name, amount in terms.get("fees", {}).items()]
    some = [(name, amount) for name, amount in named if amount] or [("payments", 0)]
    told = ""
    for name, amount in some:
        sign = ("− " if amount < 0 else "") if not told else (" − " if amount < 0 else " + ")
        told += f"{sign}{shown(abs(amount), scale)} {name}"
    is_equal = "=" if not terms.get("residual") else "≠"
    return escape(f"{told} {is_equal} {shown(terms.get('deposit', 0), scale)} deposit")


def _told(one: Mapping[str, Any]) -> str:
    """What explains a match, or speaks against it."""
    told = []
    for explained in one.get("explanations", []):
        ids = explained.get("ids") or [[f"row {row}" for row in explained.get("rows", [])]]
        named = " or ".join(", ".join(some) for some in ids[:3]) if any(ids) else ""
        odds = explained.get("odds_of_chance")
        chance = f" (by chance: {odds:.2%})" if isinstance(odds, float) else ""
        told.append(f"{name_of(explained['how'])}{f': {named}' if named else ''}{chance}")
    if one.get("solutions"):
        told.append(f"{one['solutions']:,} sums fit; by chance: {one['odds_of_chance']:.2%}")
    if one.get("alternatives") and one["tier"] == "one_to_one":
        told.append(f"as good: {', '.join(one['alternatives'][:3])}")
    if "stated_items" in one:
        told.append(f"{one['stated_items']:,} items stated, {one['items']:,} there")
    return escape("; ".join(told))


def _near(near: Sequence[Mapping[str, Any]], scale: int) -> str:
    """The nearest items with the one test that each failed."""
    return "<br>".join(
        escape(
            f"{one['id']}, {shown(one['amount'], scale)}{f', {day}' if (day := one['date']) else ''}: {test_words(one['failed'], scale)}"
        )
        for one in near
    )
