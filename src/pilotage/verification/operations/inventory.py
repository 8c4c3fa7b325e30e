"""Begins the field inventory of a phase, links its fields with verifications and tasks, and judges them by runs."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.verification.enums import SIGN_NAMES, FieldState, RunState, Verdict
from pilotage.verification.library import library
from pilotage.verification.models import Inventory, InventoryField, MappingSignature, Run, Spec, SpecVersion
from pilotage.verification.permissions import require_writer
from pilotage.verification.queries import accepted_groups
from pilotage.verification.rules import fields as rules
from pilotage.work.enums import FINISHED, TaskState
from pilotage.work.models import Task
from pilotage.work.texts import no_card

FIELDS_JUDGED = "verification.fields_judged"
LINKED = "verification.fields_linked"


def begin_inventory(*, phase: Phase, by: Viewer, now: datetime) -> Inventory:
    """The library's fields for a phase, linked with the verifications that its integration has. Refuses a second one.

    Also: event `verification.inventory_created`, and one for each field.
    """
    require_writer(by)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=phase.pk)
        if Inventory.objects.everywhere().filter(phase=phase).exists():
            raise Refused(_("%(phase)s has its list of fields already.") % {"phase": phase})
        found = c.create(Inventory, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, begun_at=now)
        c.create_many(
            InventoryField,
            [
                {"biller_id": phase.biller_id, "inventory": found, "position": n, "area": one.area, "key": one.key, "name": one.name}
                for n, one in enumerate(library(), 1)
            ],
            scope=phase.biller_id,
        )  # fmt: skip
        for spec in Spec.objects.everywhere().filter(integration=phase.integration_id).order_by("made_at", "pk"):
            _link(c, found, spec)
        _recount(c, found)
        return found


def link_spec(*, inventory: Inventory, spec: Spec, by: Viewer, now: datetime) -> int:
    """Fields without a verification get this one's columns where their names are alike. Returns how many.

    Refuses a verification of another integration. Also: event `verification.fields_linked`.
    """
    require_writer(by)
    if spec.integration_id != inventory.phase.integration_id:
        raise Refused(_("This verification belongs to another integration."))
    with change(by=by, now=now) as c:
        n = _link(c, inventory, spec)
        _recount(c, inventory)
        return n


def add_field(*, inventory: Inventory, name: str, by: Viewer, now: datetime) -> InventoryField:
    """A field of this biller's own. Refuses no name and one that is there. Also: event `verification.inventoryfield_created`."""
    require_writer(by)
    name = " ".join(name.split())
    no_card(name, field="name")
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60]
    if not key or len(name) > 120:
        raise Refused(_("Give the field a name."), field="name")
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=inventory.pk)
        rows = InventoryField.objects.everywhere().filter(inventory=inventory)
        if rows.filter(key=key).exists():
            raise Refused(_("This field is in the list already."), field="name")
        made = c.create(
            InventoryField, scope=inventory.biller_id, biller_id=inventory.biller_id, inventory=inventory, position=rows.count() + 1,
            area="own", key=key, name=name,
        )  # fmt: skip
        _recount(c, inventory)
        return made


def change_field(
    *,
    field: InventoryField,
    is_needed: bool,
    reason: str = "",
    owner: User | None = None,
    spec: Spec | None = None,
    column: str = "",
    task: Task | None = None,
    by: Viewer,
    now: datetime,
) -> bool:
    """Whether it is needed, who answers for it, which column proves it, and which task closes with it.

    Refuses leaving it out without a reason, a column that the verification doesn't map, and a task of another biller. Also: event
    `verification.inventoryfield_changed`.
    """
    require_writer(by)
    reason = " ".join(reason.split())
    no_card(reason, field="reason")
    if not is_needed and not reason:
        raise Refused(_("Say why it is not needed."), field="reason")
    if spec is not None and column not in _columns(spec):
        raise Refused(_("%(spec)s does not compare this column.") % {"spec": spec.name}, field="proof")
    if task is not None and task.biller_id != field.biller_id:
        raise Refused(_("This task belongs to another biller."), field="task")
    with change(by=by, now=now) as c:
        moved = spec != field.spec or column != field.column
        more: dict[str, Any] = {"state": FieldState.OPEN, "run": None, "proven_at": None} if moved else {}
        done = c.save(
            field, is_needed=is_needed, reason="" if is_needed else reason[:300], owner=owner, spec=spec,
            column=column if spec else "", task=task, **more,
        )  # fmt: skip
        if moved and spec is not None:
            _judge_by_newest(c, spec)
        _recount(c, field.inventory)
        return done


def assign_fields(*, fields: Iterable[InventoryField], by: Viewer, now: datetime, **values: Any) -> int:
    """Gives several fields an `owner` or a `task`: all, or none. Returns how many changed."""
    require_writer(by)
    if set(values) - {"owner", "task"}:
        raise TypeError("assign_fields sets owner and task")
    done, touched = 0, {}
    with change(by=by, now=now) as c:
        for field in fields:
            done += c.save(field, **values)
            touched[field.inventory_id] = field.inventory
        for inventory in touched.values():
            _recount(c, inventory)
    return done


def leave_out_fields(*, fields: Iterable[InventoryField], reason: str, by: Viewer, now: datetime) -> int:
    """Several fields are not needed: all, or none. Refuses without a reason. Returns how many changed."""
    require_writer(by)
    reason = " ".join(reason.split())
    no_card(reason, field="reason")
    if not reason:
        raise Refused(_("Say why they are not needed."), field="reason")
    done, touched = 0, {}
    with change(by=by, now=now) as c:
        for field in fields:
            done += c.save(field, is_needed=False, reason=reason[:300])
            touched[field.inventory_id] = field.inventory
        for inventory in touched.values():
            _recount(c, inventory)
    return done


def judge_fields(c: Change, run: Run) -> None:
    """What a run that ended, or whose acceptances changed, says of the fields that its verification proves. The newest run counts."""
    newer = Run.objects.everywhere().filter(spec=run.spec_id, number__gt=run.number).exclude(ended_at=None)
    if run.ended_at is None or newer.exists():
        return
    rows = list(
        InventoryField.objects.everywhere()
        .filter(spec=run.spec_id)
        .select_related("inventory__phase")
        .order_by("position", "pk")
    )
    judged = rules.judge(run.result, run.version.body.get("key") or [], accepted_groups(run))
    for field in rows:
        state = judged.get(field.column, FieldState.FAILING)
        is_proven = state == FieldState.PROVEN
        kept = field.proven_at if is_proven and field.state == state else c.now
        fields = {"state": state, "run": run, "proven_at": kept if is_proven else None}
        if (field.state, field.run_id) != (state, run.pk):
            InventoryField.objects.everywhere().filter(pk=field.pk).update(**fields)
    for inventory in {field.inventory_id: field.inventory for field in rows}.values():
        _recount(c, inventory, run)


def recount_of(c: Change, spec: Spec) -> None:
    """A mapping was saved or signed: what is missing is counted anew."""
    for inventory in Inventory.objects.everywhere().filter(fields__spec=spec).select_related("phase").distinct():
        _recount(c, inventory)


def _judge_by_newest(c: Change, spec: Spec) -> None:
    ended = Run.objects.everywhere().filter(spec=spec, ended_at__isnull=False).select_related("version")
    newest = ended.order_by("-number").first()
    if newest is not None:
        judge_fields(c, newest)


def _columns(spec: Spec) -> list[str]:
    body = SpecVersion.objects.everywhere().filter(spec=spec).order_by("-number")[0].body
    return [*body["key"], *body["fields"]]


def _link(c: Change, inventory: Inventory, spec: Spec) -> int:
    rows = list(InventoryField.objects.everywhere().filter(inventory=inventory, spec=None).order_by("position", "pk"))
    also = {one.key: one.also for one in library()}
    found = rules.match({row.key: (row.name, *also.get(row.key, ())) for row in rows}, _columns(spec))
    for row in rows:
        if row.key in found:
            InventoryField.objects.everywhere().filter(pk=row.pk).update(spec=spec, column=found[row.key])
    if found:
        c.log(LINKED, inventory, after={"verification": spec.name, "columns": found})
        _judge_by_newest(c, spec)
    return len(found)


def _recount(c: Change, inventory: Inventory, run: Run | None = None) -> None:
    rows = list(
        InventoryField.objects.everywhere()
        .filter(inventory=inventory)
        .select_related("spec", "task", "run__spec")
        .defer("run__result", "run__compared")
        .order_by("position", "pk")
    )
    standings = [rules.Standing(row.name, row.is_needed, row.state, row.spec_id is not None) for row in rows]
    needed = [one for one in standings if one.is_needed]
    specs = {row.spec_id: row.spec for row in rows if row.spec is not None and row.is_needed}
    unsigned = sorted(spec.name for spec in specs.values() if not _is_signed(spec))
    fields: dict[str, Any] = {
        "needed": len(needed),
        "proven": sum(one.state == FieldState.PROVEN for one in needed),
        "missing": rules.missing(standings, unsigned),
    }
    if run is not None:
        told = run.get_verdict_display() if run.state == RunState.DONE else run.get_state_display()
        told = _("every difference accepted") if run.verdict == Verdict.ACCEPTED else told
        fields["last_run_words"] = f"{run}: {told.lower()}, {c.now:%-d %b %Y}"
    c.save(inventory, **fields)
    _move_tasks(c, inventory, rows)


def _move_tasks(c: Change, inventory: Inventory, rows: list[InventoryField]) -> None:
    """Which tasks are done now and which open again, each with its fields and the runs that judged them, for `onboarding` to move."""
    linked = [row for row in rows if row.task is not None]
    done, failing = rules.tasks_to_move((str(row.task_id), row.is_needed, row.state) for row in linked)
    states = {str(row.task_id): row.task.state for row in linked if row.task}
    moves = {
        "done": sorted(task for task in done if states[task] not in FINISHED),
        "open": sorted(task for task in failing if states[task] == TaskState.DONE),
    }
    why: dict[str, dict[str, Any]] = {}
    for task in (*moves["done"], *moves["open"]):
        wanted = FieldState.FAILING if task in failing else FieldState.PROVEN
        told = [row for row in linked if str(row.task_id) == task and row.is_needed and row.state == wanted]
        runs = {str(row.run): f"/verification/runs/{row.run_id}/" for row in told if row.run}
        why[task] = {"fields": [row.name for row in told], "runs": runs}
    if why:
        runs = {name: url for one in why.values() for name, url in one["runs"].items()}
        note = ", ".join(f"“{name}” ({url})" for name, url in runs.items())
        moved = {name: tasks for name, tasks in moves.items() if tasks}
        c.log(FIELDS_JUDGED, inventory, after=moved | {"task_reasons": why}, note=note)


def _is_signed(spec: Spec) -> bool:
    newest = SpecVersion.objects.everywhere().filter(spec=spec).order_by("-number")[0]
    return bool(MappingSignature.objects.everywhere().filter(version=newest).count() == len(SIGN_NAMES))
