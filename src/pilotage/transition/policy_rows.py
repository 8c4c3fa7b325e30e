"""The policy's rows as a person fills them in, to the stored table and back; and what each row says as a sentence. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pilotage.core.decision_tables import DecisionTable, Finding, Row
from pilotage.core.decision_tables.conditions import Condition, OneOf
from pilotage.transition.enums import SUPPORT_NAMES, Support

#: A row as form fields: texts as typed, numbers or None, lists of words.
RowFields = dict[str, Any]
AFTER_WINDOW = {
    "client_services": "client services; no hypercare",
    "client_services_and_csm": "cases to client services, performance and adoption to the CSM",
}


class CannotShow(ValueError):
    """A stored row with a condition that the table of fields has no place for."""


def rows_of(content: Mapping[str, Any]) -> list[RowFields]:
    """The rows of a stored table as form fields. Errors: `CannotShow`."""
    return [_fields(row) for row in content.get("rows", ())]


def content_of(rows: Sequence[RowFields], base: Mapping[str, Any]) -> dict[str, Any]:
    """A table with these rows; facts and results are those of `base`. Money bounds are kept as text, so exact."""
    return {"facts": base["facts"], "results": base["results"], "rows": [_stored(row) for row in rows]}


def _fields(row: Mapping[str, Any]) -> RowFields:
    when, then = row["when"], row["then"]
    if set(when) - {"vertical", "integration", "mrr"} or set(when.get("mrr", {"range": ()})) != {"range"}:
        raise CannotShow(f"Row {row['id']} has a condition that this form has no field for.")
    integrations = _words(when.get("integration"))
    bounds = when.get("mrr", {}).get("range", (None, None))
    return {
        "id": row["id"],
        "integration": integrations[0] if len(integrations) == 1 else "",
        "verticals": _words(when.get("vertical")),
        "mrr_from": bounds[0] and Decimal(bounds[0]),
        "mrr_below": bounds[1] and Decimal(bounds[1]),
        "support": then["support"],
        "window_days": then["window_days"],
        "window_is_minimum": then["window_is_minimum"],
        "meetings": then["meetings"],
        "after_window": then.get("after_window") or "",
        "note": row.get("note", ""),
    }


def _words(condition: Mapping[str, Any] | None) -> list[str]:
    if condition is None:
        return []
    return [condition["eq"]] if "eq" in condition else list(condition["in"])


def _stored(row: RowFields) -> dict[str, Any]:
    when: dict[str, Any] = {}
    if row["integration"]:
        when["integration"] = {"eq": row["integration"]}
    if row["verticals"]:
        when["vertical"] = {"in": list(row["verticals"])}
    lower, upper = row["mrr_from"], row["mrr_below"]
    if lower is not None or upper is not None:
        when["mrr"] = {"range": [None if bound is None else f"{bound:f}" for bound in (lower, upper)]}
    then = {name: row[name] for name in ("support", "window_days", "window_is_minimum", "meetings")}
    return {
        "id": row["id"],
        "when": when,
        "then": then | {"after_window": row["after_window"] or None},
        "note": row["note"],
    }


def finding_words(finding: Finding) -> str:
    """A gap or an overlap as an example of a biller."""
    facts = [f"MRR {value:,.2f} USD" if isinstance(value, Decimal) else "" for value in finding.example.values()]
    words = [_said(name, value) for name, value in finding.example.items() if not isinstance(value, Decimal)]
    biller = ", ".join([*words, *(fact for fact in facts if fact)])
    if finding.kind == "gap":
        return f"No row takes this biller: {biller}. Add a row for it, or widen one."
    return f"Rows {' and '.join(finding.rows)} both take this biller: {biller}. Narrow one of them."


def _said(name: str, value: object) -> str:
    return f"{value} integration" if name == "integration" else str(value)


def row_sentence(row: Row) -> str:
    """What a row says, whole, to somebody who never saw the table."""
    then = row.then
    support = SUPPORT_NAMES[Support(str(then["support"]))]
    days, meetings = then["window_days"], then["meetings"]
    if not days:
        gives = f"{support}: no support window"
    elif then["window_is_minimum"]:
        gives = f"{support} for at least {days} days from go-live; then the account is evaluated and extended if needed"
    else:
        gives = f"{support} for {days} days from go-live"
    held = f" Before go-live: at least {meetings} TSM meeting{'' if meetings == 1 else 's'}." if meetings else ""
    after = AFTER_WINDOW.get(str(then.get("after_window")))
    return f"{_who(row)} gets {gives}.{held}" + (f" Afterwards: {after}." if after else "")


def _who(row: Row) -> str:
    integration = row.when.get("integration")
    verticals = row.when.get("vertical")
    kind = f"on {_article(integration)} integration" if isinstance(integration, OneOf) else "on any integration"
    named = f" in {' or '.join(map(str, verticals.values))}" if isinstance(verticals, OneOf) else ""
    return f"A biller{named} {kind}, with {bounds_words(row.when.get('mrr'))}"


def _article(condition: OneOf) -> str:
    words = " or ".join(map(str, condition.values))
    return f"an {words}" if words[:1] in "aeiou" else f"a {words}"


def bounds_words(condition: Condition | None) -> str:
    """The bounds of MRR as people read them: the lower belongs to the row, the upper doesn't."""
    if condition is None or isinstance(condition, OneOf):
        return "any MRR" if condition is None else "MRR of " + " or ".join(f"{value:,}" for value in condition.values)
    if condition.upper is None:
        return f"MRR of {_money(condition.lower)} USD and more"
    if not condition.lower:
        return f"MRR under {_money(condition.upper)} USD"
    return f"MRR from {_money(condition.lower)} to under {_money(condition.upper)} USD"


def _money(amount: Decimal | None) -> str:
    shown = amount or Decimal(0)
    return f"{shown:,.0f}" if shown == shown.to_integral_value() else f"{shown:,.2f}"


def changed_rows(before: DecisionTable | None, after: DecisionTable) -> dict[str, str]:
    """How each row differs from another table: `new`, `changed` or `gone`, by the row's id; rows that are alike are left out."""
    old = {row.id: row for row in before.rows} if before is not None else {}
    new = {row.id: row for row in after.rows}
    found = {key: "new" if key not in old else "changed" for key, row in new.items() if old.get(key) != row}
    return found | {key: "gone" for key in old if key not in new}
