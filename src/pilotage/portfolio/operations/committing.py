"""Carries an import's plan out in one transaction: all of it, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from pilotage.billers.operations import add_membership, assign_care
from pilotage.core.errors import Refused, Stale
from pilotage.core.operations import Change, Prepared, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.operations import start_project
from pilotage.onboarding.shipped import SLUG
from pilotage.people.models import User
from pilotage.people.operations import create_user, edit_person
from pilotage.portfolio.operations.preparing import NOTE
from pilotage.portfolio.planning import Plan, Values


class Overtaken(Refused):
    """Somebody else changed what the plan was made from; nothing was kept. A new plan may fit."""


@contextmanager
def all_or_nothing(*, by: Viewer, now: datetime) -> Iterator[Change]:
    """The change in which an import is carried out. Raises `Overtaken`, and keeps nothing, when rows moved on meanwhile."""
    try:
        with change(by=by, now=now) as c:
            yield c
    except IntegrityError:
        raise Overtaken(
            "Somebody added rows with the same ids meanwhile. Check the files again, then import."
        ) from None
    except Stale:
        raise Overtaken("Somebody changed rows of these files meanwhile. Check the files again, then import.") from None


def carry_out(c: Change, plan: Plan, prepared: Prepared, *, password_hash: str | None = None) -> None:
    """Writes what was prepared, and the rest of the plan: people, care and projects. Also: each row's own events."""
    _staff(c, plan, password_hash)
    prepared.write(c)
    _care(c, plan)
    for values in plan.new["members"]:
        _member(c, plan, values, password_hash)
    for held, fields in plan.changed["members"]:
        c.save(held, note=NOTE, **fields)
    _projects(c, plan)


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


def _care(c: Change, plan: Plan) -> None:
    users: dict[str, User] = plan.known["staff"]
    care = [(values["biller"], values["role"], values["email"]) for values in plan.new["care"]]
    care += [(held.biller.external_id, held.role, fields["email"]) for held, fields in plan.changed["care"]]
    for biller, role, email in care:
        owner = users[email.casefold()]
        assign_care(biller=plan.known["billers"][biller], user=owner, role=role, by=c.by, now=c.now)


def _member(c: Change, plan: Plan, values: Values, password_hash: str | None) -> None:
    users: dict[str, User] = plan.known["staff"]
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
