"""Questions about specs, their versions and files."""

import uuid
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from pilotage.core.viewer import Viewer
from pilotage.verification.enums import SIGN_NAMES, SignSide
from pilotage.verification.models import HistoryFile, MappingSignature, ReceivedFile, Spec, SpecVersion, WatchedFolder

SORTS: dict[str, tuple[Any, ...]] = {
    "biller": ("biller__name", "name", "pk"),
    "-biller": ("-biller__name", "name", "pk"),
    "name": ("name", "pk"),
    "-name": ("-name", "pk"),
    "made": ("made_at", "pk"),
    "-made": ("-made_at", "pk"),
}


def specs(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[Spec]:
    """Specs with `newest` (number of the newest version) and `signed` (how many sides signed it). `asked`: q, biller, phase, signed."""
    newest = SpecVersion.objects.everywhere().filter(spec=OuterRef("pk")).order_by("-number")
    found = Spec.objects.visible_to(viewer).select_related("record", "biller", "integration__product", "owner")
    found = found.annotate(
        newest=Subquery(newest.values("number")[:1]),
        signed=Count("signatures", filter=Q(signatures__version__number=Subquery(newest.values("number")[:1]))),
    )
    if text := asked.get("q"):
        found = found.filter(Q(name__icontains=text) | Q(biller__name__icontains=text))
    if asked.get("biller"):
        found = found.filter(biller=asked["biller"])
    if asked.get("phase"):
        found = found.filter(integration__phases=asked["phase"])
    if asked.get("signed") == "yes":
        found = found.filter(signed=len(SIGN_NAMES))
    elif asked.get("signed") == "no":
        found = found.filter(signed__lt=len(SIGN_NAMES))
    return found.order_by(*SORTS.get(sort, SORTS["-made"]))


def spec_for(viewer: Viewer, pk: uuid.UUID) -> Spec:
    """Raises `Spec.DoesNotExist` when the viewer doesn't see it."""
    found = Spec.objects.visible_to(viewer).select_related("record", "biller", "integration__product", "owner")
    spec: Spec = found.get(pk=pk)
    return spec


def newest_versions(viewer: Viewer) -> QuerySet[SpecVersion]:
    """The newest version of each spec, with `signed` (how many sides signed it) and `is_signed_by_it`, the newest first."""
    newest = SpecVersion.objects.everywhere().filter(spec=OuterRef("spec")).order_by("-number").values("pk")[:1]
    found = SpecVersion.objects.visible_to(viewer).filter(pk=Subquery(newest)).select_related("spec")
    theirs = MappingSignature.objects.everywhere().filter(version=OuterRef("pk"), side=SignSide.BILLER_IT)
    found = found.defer("left_rows", "right_rows", "body")
    return found.annotate(signed=Count("signatures"), is_signed_by_it=Exists(theirs)).order_by("-made_at", "-pk")


def version_for(viewer: Viewer, pk: int) -> SpecVersion:
    """Raises `SpecVersion.DoesNotExist`."""
    found = SpecVersion.objects.visible_to(viewer).select_related("spec__record", "spec__biller", "spec__integration")
    version: SpecVersion = found.get(pk=pk)
    return version


def versions_of(spec: Spec) -> list[SpecVersion]:
    """The newest first, with their signatures, without sample rows."""
    found = SpecVersion.objects.everywhere().filter(spec=spec).defer("left_rows", "right_rows")
    return list(found.prefetch_related("signatures").order_by("-number")[:50])


def newest_version(spec: Spec) -> SpecVersion:
    """The version that counts."""
    found: SpecVersion = SpecVersion.objects.everywhere().filter(spec=spec).order_by("-number")[0]
    return found


def version_before(version: SpecVersion) -> SpecVersion | None:
    """The one before, if any."""
    rows = SpecVersion.objects.everywhere().filter(spec=version.spec_id, number__lt=version.number)
    found: SpecVersion | None = rows.order_by("-number").first()
    return found


def signatures_of(version: SpecVersion) -> dict[str, MappingSignature]:
    """By side."""
    return {row.side: row for row in MappingSignature.objects.everywhere().filter(version=version)}


def files_of(spec: Spec, viewer: Viewer, side: str = "") -> QuerySet[ReceivedFile]:
    """Files that came, the newest first."""
    found = ReceivedFile.objects.visible_to(viewer).filter(spec=spec)
    return (found.filter(side=side) if side else found).order_by("-received_at", "-pk")


def file_for(viewer: Viewer, pk: int) -> ReceivedFile:
    """Staff only. Raises `ReceivedFile.DoesNotExist`."""
    found = ReceivedFile.objects.visible_to(viewer) if viewer.is_provider else ReceivedFile.objects.none()
    file: ReceivedFile = found.get(pk=pk)
    return file


def history_of(spec: Spec) -> HistoryFile | None:
    """Earlier values that new runs use."""
    found: HistoryFile | None = HistoryFile.objects.everywhere().filter(spec=spec, is_used=True).first()
    return found


def history_for(viewer: Viewer, pk: int) -> HistoryFile:
    """Staff only. Raises `HistoryFile.DoesNotExist`."""
    found = HistoryFile.objects.visible_to(viewer) if viewer.is_provider else HistoryFile.objects.none()
    history: HistoryFile = found.select_related("spec").get(pk=pk)
    return history


def folders_of(spec: Spec) -> dict[str, WatchedFolder]:
    """Watched folders by side."""
    return {row.side: row for row in WatchedFolder.objects.everywhere().filter(spec=spec).order_by(F("side"))}


def folder_for(viewer: Viewer, pk: int) -> WatchedFolder:
    """Raises `WatchedFolder.DoesNotExist`."""
    folder: WatchedFolder = WatchedFolder.objects.visible_to(viewer).select_related("spec").get(pk=pk)
    return folder
