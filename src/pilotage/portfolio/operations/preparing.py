"""Builds an import's many rows before the transaction: billers, integrations, phases, invoice types and contacts."""

from collections.abc import Callable, Iterator
from datetime import datetime

from pilotage.billers.enums import Stage
from pilotage.billers.models import Biller, Contact, Integration, InvoiceType, Phase
from pilotage.billers.operations import prepare_target_go_live
from pilotage.billers.operations.going_live import WENT_LIVE
from pilotage.billers.operations.phases import TARGET_SET
from pilotage.catalogue.queries import plain
from pilotage.core.operations import Prepared
from pilotage.core.viewer import Viewer
from pilotage.portfolio.planning import BILLER_FIELDS, CONTACT_FIELDS, Plan, Values

NOTE = "import"
EVERY = 2000


def prepare(plan: Plan, *, by: Viewer, now: datetime, tell: Callable[[int], None] = lambda done: None) -> Prepared:
    """All that can be built without the lock; billers, integrations and phases of the plan are known from then on.

    `tell` hears now and then how many rows are built.
    """
    prepared = Prepared(by=by, now=now)
    done = 0
    for step in (_billers, _integrations, _phases, _changed_phases, _invoice_types, _contacts):
        for _row in step(prepared, plan):
            done += 1
            if done % EVERY == 0:
                tell(done)
    return prepared


def _billers(prepared: Prepared, plan: Plan) -> Iterator[None]:
    known = plan.known["billers"]
    for values in plan.new["billers"]:
        fields = {theirs: values[ours] for ours, theirs in BILLER_FIELDS.items() if ours in values}
        key = values["external_id"]
        known[key] = prepared.create(Biller, note=NOTE, external_id=key, **fields)
        yield
    for row, fields in plan.changed["billers"]:
        prepared.save(row, seen=row.seen_version, note=NOTE, **fields)
        yield


def _owned(plan: Plan, values: Values) -> Values:
    biller = plan.known["billers"][values["biller"]]
    return {"scope": biller.pk, "biller": biller, "note": NOTE}


def _integrations(prepared: Prepared, plan: Plan) -> Iterator[None]:
    for values in plan.new["integrations"]:
        key = values["external_id"]
        plan.known["integrations"][key] = prepared.create(
            Integration,
            external_id=key,
            product=plan.products[plain(values["product"])] if values.get("product") else None,
            integrator=values.get("integrator", ""),
            **_owned(plan, values),
        )
        yield
    for row, fields in plan.changed["integrations"]:
        prepared.save(row, seen=row.seen_version, note=NOTE, **fields)
        yield


def _phases(prepared: Prepared, plan: Plan) -> Iterator[None]:
    numbers = _phase_numbers(plan)
    for values in plan.new["phases"]:
        number = values.get("number") or _next(numbers[values["biller"]])
        live = values.get("went_live")
        made = prepared.create(
            Phase,
            external_id=values["external_id"],
            integration=plan.known["integrations"].get(values.get("integration")),
            name=values.get("name") or f"Phase {number}",
            number=number,
            is_phased=values.get("is_phased", False),
            target_go_live_date=values.get("target_go_live"),
            went_live_date=live,
            stage=Stage.STEADY if live else Stage.CONTRACT,
            is_live_before_pilotage=live is not None,
            **_owned(plan, values),
        )
        plan.known["phases"][made.external_id] = made
        if live is not None:
            prepared.log(WENT_LIVE, made, after={"went_live_date": live.isoformat()}, note="live before Pilotage")
        elif made.target_go_live_date is not None:
            day = made.target_go_live_date.isoformat()
            prepared.log(TARGET_SET, made, after={"target_go_live_date": day}, note=NOTE)
        yield


def _changed_phases(prepared: Prepared, plan: Plan) -> Iterator[None]:
    for phase, given in plan.changed["phases"]:
        fields, seen = dict(given), phase.seen_version
        target = fields.pop("target_go_live_date", None)
        if "integration" in fields:
            fields["integration"] = plan.known["integrations"][fields["integration"]]
        if target is not None:
            seen = prepare_target_go_live(prepared=prepared, phase=phase, date=target, reason=NOTE, seen=seen)
        prepared.save(phase, seen=seen, note=NOTE, **fields)
        yield


def _phase_numbers(plan: Plan) -> dict[str, set[int]]:
    """The numbers taken by each biller's phases, also by those that the files number themselves."""
    wanted = {values["biller"] for values in plan.new["phases"]}
    taken: dict[str, set[int]] = {key: set() for key in wanted}
    held = sorted(wanted - {values["external_id"] for values in plan.new["billers"]})
    for first in range(0, len(held), 500):
        rows = Phase.objects.everywhere().filter(biller__external_id__in=held[first : first + 500])
        for key, number in rows.values_list("biller__external_id", "number"):
            taken[key].add(number)
    for values in plan.new["phases"]:
        if values.get("number"):
            taken[values["biller"]].add(values["number"])
    return taken


def _next(taken: set[int]) -> int:
    number = 1
    while number in taken:
        number += 1
    taken.add(number)
    return number


def _invoice_types(prepared: Prepared, plan: Plan) -> Iterator[None]:
    for values in plan.new["invoice_types"]:
        prepared.create(InvoiceType, name=values["name"], **_owned(plan, values))
        yield


def _contacts(prepared: Prepared, plan: Plan) -> Iterator[None]:
    for values in plan.new["contacts"]:
        fields = {theirs: values[ours] for ours, theirs in CONTACT_FIELDS.items() if ours in values}
        prepared.create(Contact, external_id=values["external_id"], **fields, **_owned(plan, values))
        yield
    for row, fields in plan.changed["contacts"]:
        prepared.save(row, seen=row.seen_version, note=NOTE, **fields)
        yield
