"""Carries an import's plan out in one transaction: all of it, or nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from pilotage.billers.enums import Stage
from pilotage.billers.models import Biller, Contact, Integration, InvoiceType, Phase
from pilotage.billers.operations import add_membership, assign_care, set_target_go_live
from pilotage.billers.operations.going_live import WENT_LIVE
from pilotage.billers.operations.phases import TARGET_SET
from pilotage.catalogue.queries import plain
from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.operations import start_project
from pilotage.onboarding.shipped import SLUG
from pilotage.people.models import User
from pilotage.people.operations import create_user, edit_person
from pilotage.portfolio.planning import BILLER_FIELDS, CONTACT_FIELDS, Plan, Values

NOTE = "import"
#: `(done, total)`
Tell = Callable[[int, int], None]


def carry_out(plan: Plan, *, by: Viewer, now: datetime, password_hash: str | None = None) -> None:
    """Writes everything that the plan creates and changes. Refuses, and keeps nothing, when somebody changed it meanwhile.

    Also: each row's own events.
    """
    try:
        with change(by=by, now=now) as c:
            _staff(c, plan, password_hash)
            _billers(c, plan)
            _integrations(c, plan)
            _phases(c, plan)
            _parts(c, plan, password_hash)
            _projects(c, plan)
    except IntegrityError:
        raise Refused("Somebody added rows with the same ids meanwhile. Check the files again, then import.") from None


def _staff(c: Change, plan: Plan, password_hash: str | None) -> None:
    users = plan.known["staff"]
    for values in plan.new["staff"]:
        more = {key: values[key] for key in ("time_zone", "title") if key in values}
        users[values["email"].casefold()] = create_user(
            by=c.by, now=c.now, email=values["email"], name=values["name"], roles=values["roles"],
            password_hash=password_hash, is_sample=password_hash is not None, **more,
        )  # fmt: skip
    for user, fields in plan.changed["staff"]:
        roles = fields.pop("roles", user.roles)
        edit_person(by=c.by, now=c.now, user=user, roles=roles, **fields)


def _billers(c: Change, plan: Plan) -> None:
    rows = [
        {"external_id": values["external_id"]}
        | {theirs: values[ours] for ours, theirs in BILLER_FIELDS.items() if ours in values}
        for values in plan.new["billers"]
    ]
    for made in c.create_many(Biller, rows, note=NOTE):
        plan.known["billers"][made.external_id] = made
    c.save_many(Biller, plan.changed["billers"], note=NOTE)


def _owned(plan: Plan, values: Values) -> Values:
    biller = plan.known["billers"][values["biller"]]
    return {"scope": biller.pk, "biller": biller}


def _integrations(c: Change, plan: Plan) -> None:
    rows = [
        _owned(plan, values)
        | {
            "external_id": values["external_id"],
            "product": plan.products[plain(values["product"])] if values.get("product") else None,
            "integrator": values.get("integrator", ""),
        }
        for values in plan.new["integrations"]
    ]
    for made in c.create_many(Integration, rows, note=NOTE):
        plan.known["integrations"][made.external_id] = made
    c.save_many(Integration, plan.changed["integrations"], note=NOTE)


def _phases(c: Change, plan: Plan) -> None:
    numbers = _phase_numbers(plan)
    rows = []
    for values in plan.new["phases"]:
        number = values.get("number") or _next(numbers, values["biller"])
        live = values.get("went_live")
        rows.append(
            _owned(plan, values)
            | {
                "external_id": values["external_id"],
                "integration": plan.known["integrations"].get(values.get("integration")),
                "name": values.get("name") or f"Phase {number}",
                "number": number,
                "is_phased": values.get("is_phased", False),
                "target_go_live_date": values.get("target_go_live"),
                "went_live_date": live,
                "stage": Stage.STEADY if live else Stage.CONTRACT,
                "is_live_before_pilotage": live is not None,
            }
        )
    for made in c.create_many(Phase, rows, note=NOTE):
        plan.known["phases"][made.external_id] = made
        if made.went_live_date is not None:
            c.log(
                WENT_LIVE, made, after={"went_live_date": made.went_live_date.isoformat()}, note="live before Pilotage"
            )
        elif made.target_go_live_date is not None:
            c.log(TARGET_SET, made, after={"target_go_live_date": made.target_go_live_date.isoformat()}, note=NOTE)
    _change_phases(c, plan)


def _change_phases(c: Change, plan: Plan) -> None:
    for phase, fields in plan.changed["phases"]:
        target = fields.pop("target_go_live_date", None)
        if "integration" in fields:
            fields["integration"] = plan.known["integrations"][fields["integration"]]
        if target is not None:
            set_target_go_live(phase=phase, date=target, reason=NOTE, by=c.by, now=c.now)
        c.save(phase, note=NOTE, **fields)


def _phase_numbers(plan: Plan) -> dict[str, set[int]]:
    wanted = {values["biller"] for values in plan.new["phases"]}
    taken: dict[str, set[int]] = {key: set() for key in wanted}
    held = [key for key in wanted if key in plan.known["billers"]]
    for first in range(0, len(held), 500):
        rows = Phase.objects.everywhere().filter(biller__external_id__in=held[first : first + 500])
        for key, number in rows.values_list("biller__external_id", "number"):
            taken[key].add(number)
    for values in plan.new["phases"]:
        if values.get("number"):
            taken[values["biller"]].add(values["number"])
    return taken


def _next(numbers: dict[str, set[int]], key: str) -> int:
    number = 1
    while number in numbers[key]:
        number += 1
    numbers[key].add(number)
    return number


def _parts(c: Change, plan: Plan, password_hash: str | None) -> None:
    c.create_many(
        InvoiceType,
        [_owned(plan, values) | {"name": values["name"]} for values in plan.new["invoice_types"]],
        note=NOTE,
    )
    contacts = [
        _owned(plan, values)
        | {"external_id": values["external_id"]}
        | {theirs: values[ours] for ours, theirs in CONTACT_FIELDS.items() if ours in values}
        for values in plan.new["contacts"]
    ]
    c.create_many(Contact, contacts, note=NOTE)
    c.save_many(Contact, plan.changed["contacts"], note=NOTE)
    users: dict[str, User] = plan.known["staff"]
    care = [(values["biller"], values["role"], values["email"]) for values in plan.new["care"]]
    care += [(held.biller.external_id, held.role, fields["email"]) for held, fields in plan.changed["care"]]
    for biller, role, email in care:
        owner = users[email.casefold()]
        assign_care(biller=plan.known["billers"][biller], user=owner, role=role, by=c.by, now=c.now)
    for values in plan.new["members"]:
        _member(c, plan, values, users, password_hash)
    for held, fields in plan.changed["members"]:
        c.save(held, note=NOTE, **fields)


def _member(c: Change, plan: Plan, values: Values, users: dict[str, User], password_hash: str | None) -> None:
    key = values["email"].casefold()
    if key not in users:
        users[key] = create_user(
            by=c.by, now=c.now, email=values["email"], name=values["name"], password_hash=password_hash,
            is_sample=password_hash is not None,
        )  # fmt: skip
    add_membership(
        biller=plan.known["billers"][values["biller"]], user=users[key], role=values["role"], by=c.by, now=c.now
    )


def _projects(c: Change, plan: Plan) -> None:
    for values in plan.new["projects"]:
        version: Any = plan.playbooks.get(values.get("playbook") or SLUG) or next(iter(plan.playbooks.values()))
        start_project(
            phase=plan.known["phases"][values["phase"]],
            playbook_version=version,
            kickoff_date=values["kickoff"],
            name=values.get("name"),
            external_id=values["external_id"],
            by=c.by,
            now=c.now,
        )
