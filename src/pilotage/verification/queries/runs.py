"""Questions about runs, their differences, acceptances and files."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.verification.models import Acceptance, Difference, Run, RunFile, Spec

SORTS: dict[str, tuple[Any, ...]] = {
    "started": ("started_at", "pk"),
    "-started": ("-started_at", "pk"),
    "biller": ("biller__name", "-started_at", "pk"),
    "-biller": ("-biller__name", "-started_at", "pk"),
    "differing": ("differing", "pk"),
    "-differing": ("-differing", "pk"),
}


def runs(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[Run]:
    """Runs, the newest first, without their documents. `asked`: q, spec, biller, phase, verdict, state."""
    found = Run.objects.visible_to(viewer).select_related("spec", "biller", "left", "right", "version")
    found = found.defer("result", "compared", "version__body", "version__left_rows", "version__right_rows")
    if text := asked.get("q"):
        found = found.filter(Q(spec__name__icontains=text) | Q(biller__name__icontains=text))
    for name in ("spec", "biller", "verdict", "state"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("phase"):
        found = found.filter(spec__integration__phases=asked["phase"])
    return found.order_by(*SORTS.get(sort, SORTS["-started"]))


def run_for(viewer: Viewer, pk: uuid.UUID) -> Run:
    """Raises `Run.DoesNotExist` when the viewer doesn't see it."""
    found = Run.objects.visible_to(viewer).select_related("record", "spec", "biller", "left", "right", "version")
    run: Run = found.get(pk=pk)
    return run


def runs_of(spec: Spec) -> list[Run]:
    """The newest ten of a verification."""
    found = Run.objects.everywhere().filter(spec=spec).defer("result", "compared")
    return list(found.order_by("-number")[:10])


def acceptances_of(run: Run) -> dict[tuple[str, str], Acceptance]:
    """By field and reason."""
    return {(row.field, row.reason): row for row in Acceptance.objects.everywhere().filter(run=run)}


def accepted_groups(run: Run) -> set[tuple[str, str]]:
    """Groups whose acceptance holds."""
    return {key for key, row in acceptances_of(run).items() if row.holds}


def acceptance_for(viewer: Viewer, pk: int) -> Acceptance:
    """Raises `Acceptance.DoesNotExist`."""
    found = Acceptance.objects.visible_to(viewer).select_related("run__spec", "run__record", "run__biller")
    acceptance: Acceptance = found.get(pk=pk)
    return acceptance


def differences(run: Run, asked: dict[str, Any]) -> QuerySet[Difference]:
    """Kept differences. `asked`: q (a key), field, reason, only (`new`), sample (one of so many)."""
    found = Difference.objects.everywhere().filter(run=run)
    if text := asked.get("q"):
        found = found.filter(Q(key__icontains=text) | Q(left_raw__icontains=text) | Q(right_raw__icontains=text))
    for name in ("field", "reason"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("only") == "new":
        found = found.filter(is_new=True)
    return found.order_by("position", "pk")


def files_of_run(run: Run) -> list[RunFile]:
    """What it gave."""
    return list(RunFile.objects.everywhere().filter(run=run).order_by("name"))


def run_file_for(viewer: Viewer, pk: int) -> RunFile:
    """Staff only. Raises `RunFile.DoesNotExist`."""
    found = RunFile.objects.visible_to(viewer) if viewer.is_provider else RunFile.objects.none()
    file: RunFile = found.select_related("run__spec").get(pk=pk)
    return file
