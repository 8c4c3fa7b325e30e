"""Compares what files say with what is known: what would be created, changed, or stays; and references that lead nowhere.

Reads only. The answer is carried out by `operations.committing` in one transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pilotage.billers.models import Integration, Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.catalogue.queries import plain, product_names
from pilotage.core.viewer import Viewer
from pilotage.onboarding.queries import published_versions
from pilotage.people.enums import Role
from pilotage.portfolio.kinds import KINDS, Kind
from pilotage.portfolio.loading import LOADERS, Values
from pilotage.portfolio.reading import Read, RowError, shown


@dataclass
class Plan:
    """What an import would do. `new` holds rows by kind, `changed` pairs of row and fields, `known` rows by kind and key."""

    new: dict[str, list[Values]] = field(default_factory=lambda: {name: [] for name in KINDS})
    changed: dict[str, list[tuple[Any, Values]]] = field(default_factory=lambda: {name: [] for name in KINDS})
    known: dict[str, dict[Any, Any]] = field(default_factory=lambda: {name: {} for name in KINDS})
    products: dict[str, Any] = field(default_factory=dict)
    playbooks: dict[str, Any] = field(default_factory=dict)
    created: int = 0
    updated: int = 0
    unchanged: int = 0


def plan_import(found: Read, *, by: Viewer, today: date) -> Plan:
    """The plan for these rows. Adds to `found` an error for each double key, unknown reference and refused change."""
    plan = Plan()
    keys = {name: _unique(KINDS[name], rows, found) for name, rows in found.rows.items()}
    for name in KINDS:
        plan.known[name] = LOADERS[name](found.rows[name], found, plan.known)
    plan.products = product_names() if found.rows["integrations"] else {}
    if found.rows["projects"]:
        versions = published_versions()
        plan.playbooks = {version.playbook.slug: version for version in versions}
    for name, rows in found.rows.items():
        kind = KINDS[name]
        for values in rows:
            if _has_bad_reference(kind, values, keys, plan, found) or _is_refused(name, values, plan, found, by, today):
                continue
            _place(name, kind, values, plan)
    return plan


def key_of(kind: Kind, values: Values) -> Any:
    """What a row is known by: one value, or several as a tuple; e-mail addresses and names without case."""
    parts = tuple(
        values[name].casefold() if name in ("email", "name") else values[name] for name in kind.keys if name in values
    )
    return parts[0] if len(kind.keys) == 1 else parts


def _unique(kind: Kind, rows: list[Values], found: Read) -> set[Any]:
    seen: dict[Any, Values] = {}
    for values in rows:
        key = key_of(kind, values)
        first = seen.setdefault(key, values)
        if first is not values:
            words = f"Row {first['_row']} of {first['_file']} has the same {' and '.join(kind.keys)}."
            found.refuse(_error(values, kind.keys[-1], words, "Keep one of the two rows."))
    return set(seen)


def _has_bad_reference(kind: Kind, values: Values, keys: dict[str, set[Any]], plan: Plan, found: Read) -> bool:
    is_bad = False
    for column in kind.columns:
        target, value = column.refers_to, values.get(column.name)
        if not target or value is None:
            continue
        wanted = value.casefold() if target == "staff" else value
        if wanted not in keys[target] and wanted not in plan.known[target]:
            label = KINDS[target].label.lower()
            words = f"There is no {column.name} “{shown(str(value))}” among {label}, neither here nor in these files."
            found.refuse(_error(values, column.name, words, f"Correct the cell, or add the row to {target}."))
            is_bad = True
    return is_bad


def _is_refused(name: str, values: Values, plan: Plan, found: Read, by: Viewer, today: date) -> bool:
    problem = _CHECKS[name](values, plan, by, today) if name in _CHECKS else None
    if problem is None:
        return False
    column, reason, remedy = problem
    found.refuse(_error(values, column, reason, remedy))
    return True


def _error(values: Values, column: str, reason: str, remedy: str) -> RowError:
    return RowError(values["_file"], values["_row"], column, shown(str(values.get(column, ""))), reason, remedy)


Problem = tuple[str, str, str] | None


def _check_integration(values: Values, plan: Plan, by: Viewer, today: date) -> Problem:
    wanted = values.get("product")
    if wanted and plain(wanted) not in plan.products:
        return (
            "product",
            f"“{shown(wanted)}” is not in the catalogue, or several vendors have it.",
            "Write vendor and product as the catalogue does, or add it there.",
        )
    return _check_biller_stays("integrations", values, plan)


def _check_phase(values: Values, plan: Plan, by: Viewer, today: date) -> Problem:
    held: Phase | None = plan.known["phases"].get(values["external_id"])
    live = values.get("went_live")
    if held is not None:
        if live is not None and live != held.went_live_date:
            return (
                "went_live",
                "An import never changes a go-live.",
                "Empty the cell; a phase goes live on its readiness page.",
            )
        target = values.get("target_go_live")
        if target is not None and target != held.target_go_live_date and held.stage not in BEFORE_LIVE:
            return (
                "target_go_live",
                "The phase is live or cancelled, so its target no longer moves.",
                "Leave the cell empty.",
            )
        return _check_biller_stays("phases", values, plan)
    if live is None:
        return None
    if live >= today:
        return ("went_live", "Went live must be a past day.", "Give target_go_live for a go-live ahead.")
    if not by.has(Role.ADMIN):
        return (
            "went_live",
            "Only an administrator may import go-lives from before Pilotage.",
            "Ask one to import this file.",
        )
    return None


def _check_contact(values: Values, plan: Plan, by: Viewer, today: date) -> Problem:
    return _check_biller_stays("contacts", values, plan)


def _check_biller_stays(name: str, values: Values, plan: Plan) -> Problem:
    held = plan.known[name].get(values["external_id"])
    if held is not None and held.biller.external_id != values["biller"]:
        words = f"This {KINDS[name].label.lower().rstrip('s')} belongs to {held.biller.name}."
        return ("biller", words, "Use another external_id, or the same biller.")
    return None


def _check_project(values: Values, plan: Plan, by: Viewer, today: date) -> Problem:
    wanted = values.get("playbook")
    if wanted and wanted not in plan.playbooks:
        return ("playbook", f"There is no playbook “{shown(wanted)}”.", f"Use one of: {', '.join(plan.playbooks)}.")
    held = plan.known["projects"].get(values["external_id"])
    if held is not None and values["kickoff"] != held.kickoff_date:
        return (
            "kickoff",
            "A running project keeps its kickoff.",
            "Leave it as it is; dates move on the project's page.",
        )
    return None


def _check_member(values: Values, plan: Plan, by: Viewer, today: date) -> Problem:
    held = plan.known["staff"].get(values["email"].casefold())
    if held is not None and held.roles:
        return ("email", "This address belongs to the provider's staff.", "Use the biller's own person.")
    return None


_CHECKS: dict[str, Callable[[Values, Plan, Viewer, date], Problem]] = {
    "integrations": _check_integration,
    "phases": _check_phase,
    "contacts": _check_contact,
    "projects": _check_project,
    "members": _check_member,
}


def _place(name: str, kind: Kind, values: Values, plan: Plan) -> None:
    held = plan.known[name].get(key_of(kind, values))
    if held is None:
        plan.new[name].append(values)
        plan.created += 1
        return
    fields = DIFFERENCES[name](held, values, plan)
    if fields:
        plan.changed[name].append((held, fields))
        plan.updated += 1
    else:
        plan.unchanged += 1


def _differing(held: Any, values: Values, names: dict[str, str]) -> Values:
    return {
        theirs: values[ours]
        for ours, theirs in names.items()
        if ours in values and getattr(held, theirs) != values[ours]
    }


BILLER_FIELDS = {
    "name": "name", "vertical": "vertical", "state": "state", "time_zone": "time_zone", "mrr": "mrr_amount",
    "is_enterprise": "is_enterprise", "contract_date": "contract_date", "website": "website",
}  # fmt: skip
CONTACT_FIELDS = {"name": "name", "email": "email", "phone": "phone", "role": "role"}


def _integration_differs(held: Integration, values: Values, plan: Plan) -> Values:
    fields = _differing(held, values, {"integrator": "integrator"})
    if "product" in values:
        wanted = plan.products[plain(values["product"])]
        if held.product_id != wanted.pk:
            fields["product"] = wanted
    return fields


def _phase_differs(held: Phase, values: Values, plan: Plan) -> Values:
    names = {"name": "name", "target_go_live": "target_go_live_date", "is_phased": "is_phased"}
    fields = _differing(held, values, names)
    wanted = values.get("integration")
    if wanted and (held.integration is None or held.integration.external_id != wanted):
        fields["integration"] = wanted
    return fields


DIFFERENCES: dict[str, Callable[[Any, Values, Plan], Values]] = {
    "staff": lambda held, values, plan: (
        _differing(held, values, {"name": "name", "time_zone": "time_zone", "title": "title"})
        | ({"roles": values["roles"]} if set(values["roles"]) != set(held.roles) else {})
    ),
    "billers": lambda held, values, plan: _differing(held, values, BILLER_FIELDS),
    "integrations": _integration_differs,
    "phases": _phase_differs,
    "invoice_types": lambda held, values, plan: {},
    "contacts": lambda held, values, plan: _differing(held, values, CONTACT_FIELDS),
    "care": lambda held, values, plan: (
        {} if held.user.email.casefold() == values["email"].casefold() else {"email": values["email"]}
    ),
    "members": lambda held, values, plan: _differing(held, values, {"role": "role"}),
    "projects": lambda held, values, plan: {},
}
