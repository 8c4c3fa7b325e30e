"""Questions about the field inventory of a phase."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.verification.enums import FieldState
from pilotage.verification.models import Inventory, InventoryField, Run, Spec, SpecVersion
from pilotage.work.enums import FINISHED, TaskState
from pilotage.work.models import Task


def inventory_of(phase_id: uuid.UUID) -> Inventory | None:
    """The phase's, if it was begun."""
    rows = Inventory.objects.everywhere().filter(phase=phase_id).select_related("record", "phase__biller")
    found: Inventory | None = rows.first()
    return found


def proved_by(run: Run) -> list[Inventory]:
    """The lists of data fields whose newest proof is this run."""
    fields = InventoryField.objects.everywhere().filter(run=run, is_needed=True)
    rows = Inventory.objects.everywhere().filter(pk__in=fields.values("inventory"))
    return list(rows.select_related("phase__biller").order_by("pk"))


def fields_of(inventory: Inventory, asked: dict[str, Any] | None = None) -> QuerySet[InventoryField]:
    """Its fields in order. `asked`: q, area, state (`missing`: needed and not proven), owner."""
    asked = asked or {}
    found = InventoryField.objects.everywhere().filter(inventory=inventory)
    found = found.select_related("owner", "spec", "run__spec", "task", "inventory").defer(
        "run__result", "run__compared"
    )
    if text := asked.get("q"):
        found = found.filter(Q(name__icontains=text) | Q(column__icontains=text))
    if asked.get("state") == "missing":
        found = found.filter(is_needed=True).exclude(state=FieldState.PROVEN)
    elif asked.get("state") == "left_out":
        found = found.filter(is_needed=False)
    elif asked.get("state"):
        found = found.filter(state=asked["state"], is_needed=True)
    for name in ("area", "owner"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    return found.order_by("position", "pk")


def field_for(viewer: Viewer, pk: int) -> InventoryField:
    """Raises `InventoryField.DoesNotExist` when the viewer doesn't see it."""
    found = InventoryField.objects.visible_to(viewer).select_related(
        "inventory__phase__biller", "owner", "spec", "task"
    )
    field: InventoryField = found.get(pk=pk)
    return field


def spec_choices(phase: Phase) -> list[tuple[str, str]]:
    """Columns that may prove a field: "verification:column" with words."""
    found = []
    versions = SpecVersion.objects.everywhere().filter(spec__integration=phase.integration_id).select_related("spec")
    newest: dict[uuid.UUID, SpecVersion] = {}
    for version in versions.only("body", "number", "spec").order_by("spec__name", "number"):
        newest[version.spec_id] = version
    for version in newest.values():
        names = [*version.body["key"], *version.body["fields"]]
        found += [(f"{version.spec_id}:{name}", f"{version.spec.name}: {name}") for name in names]
    return found


def task_choices(phase: Phase, held: Task | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Tasks of the biller in two groups, to be done and done, those about mapping or data first. Dropped ones are left out
    unless it is `held`."""
    rows = Task.objects.everywhere().filter(biller=phase.biller_id).only("pk", "title", "done_at")
    open_ones = rows.exclude(state__in=FINISHED).order_by("due_date", "pk")[:300]
    done = rows.filter(Q(state=TaskState.DONE) | Q(pk=held.pk if held else None, state__in=FINISHED)).order_by(
        "-done_at", "pk"
    )[:300]
    groups = [
        (_("To be done"), [(str(task.pk), task.title) for task in open_ones]),
        (_("Over"), [_done(task) for task in done]),
    ]
    return [(name, sorted(some, key=lambda one: not _is_about_data(one[1]))) for name, some in groups if some]


def _done(task: Task) -> tuple[str, str]:
    return str(task.pk), f"{task.title} ({task.done_at:%-d %b %Y})" if task.done_at else task.title


def _is_about_data(title: str) -> bool:
    return any(word in title.lower() for word in ("mapp", "data ", "verif"))


def specs_beside(inventory: Inventory) -> list[Spec]:
    """Verifications of the phase's integration."""
    return list(Spec.objects.everywhere().filter(integration=inventory.phase.integration_id).order_by("name"))


def standing_of_phase(phase: Phase) -> Inventory | None:
    """What readiness reads: the counts as they were last worked out; None without an inventory. No query where the phase was
    read together with it.
    """
    found: Inventory | None = getattr(phase, "field_inventory", None)
    return found
