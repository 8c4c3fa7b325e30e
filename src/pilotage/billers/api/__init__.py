"""Billers, integrations and phases over the API."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from pilotage.billers import operations
from pilotage.billers.api.shapes import (
    AnyCaseVertical,
    BillerChange,
    BillerIn,
    BillerOut,
    BillerPage,
    IntegrationChange,
    IntegrationIn,
    IntegrationOut,
    IntegrationPage,
    PhaseChange,
    PhaseIn,
    PhaseOut,
    PhasePage,
    biller_out,
    integration_out,
    phase_out,
)
from pilotage.billers.enums import Stage
from pilotage.billers.models import Biller, Integration, Phase
from pilotage.catalogue.models import CisProduct
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Limit,
    Text,
    TokenDoor,
    expected_version,
    once,
    one,
    page,
    pages,
    viewer_in,
    with_etag,
)

router = Router(tags=["billers"])


def _fresh(model: Any, viewer: Any, pk: UUID) -> Any:
    related = {
        Biller: ("record",),
        Integration: ("record", "product", "biller"),
        Phase: ("record", "biller", "integration"),
    }
    return one(model.objects.visible_to(viewer).select_related(*related[model]), pk)


@router.get("/billers", auth=TokenDoor("billers:read"), response={200: BillerPage, **ERRORS})
def list_billers(
    request: HttpRequest,
    q: Text = "",
    vertical: AnyCaseVertical | None = None,
    external_id: Text = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    """Billers that the token's account sees, in the order in which they were added."""
    rows = Biller.objects.visible_to(viewer_in(request)).select_related("record")
    if q:
        rows = rows.filter(name__icontains=q)
    if vertical:
        rows = rows.filter(vertical=vertical)
    if external_id:
        rows = rows.filter(external_id=external_id)
    return pages(page(rows, cursor, limit), biller_out)


@router.post("/billers", auth=TokenDoor("billers:write"), response={201: BillerOut, **CREATES})
@once
def create_biller(request: HttpRequest, given: BillerIn) -> Any:
    """Adds a biller."""
    by = viewer_in(request)
    fields = given.dict()
    fields["mrr_amount"] = fields.pop("mrr")
    made = operations.create_biller(by=by, now=timezone.now(), **fields)
    return Status(201, biller_out(_fresh(Biller, by, made.pk)))


@router.get("/billers/{uuid:pk}", auth=TokenDoor("billers:read"), response={200: BillerOut, **ERRORS})
def get_biller(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One biller, with its ETag."""
    row = _fresh(Biller, viewer_in(request), pk)
    with_etag(response, row.record)
    return biller_out(row)


@router.patch("/billers/{uuid:pk}", auth=TokenDoor("billers:write"), response={200: BillerOut, **CHANGES})
def change_biller(request: HttpRequest, response: HttpResponse, pk: UUID, given: BillerChange) -> Any:
    """Changes a biller's facts. Needs If-Match."""
    by = viewer_in(request)
    row = _fresh(Biller, by, pk)
    version = expected_version(request, row.record)
    fields = given.dict(exclude_unset=True)
    if "mrr" in fields:
        fields["mrr_amount"] = fields.pop("mrr")
    for name in ("name", "time_zone", "is_enterprise"):
        if name in fields and fields[name] is None:
            del fields[name]
    operations.change_biller(biller=row, expect=version, by=by, now=timezone.now(), **fields)
    row = _fresh(Biller, by, pk)
    with_etag(response, row.record)
    return biller_out(row)


@router.get("/integrations", auth=TokenDoor("integrations:read"), response={200: IntegrationPage, **ERRORS})
def list_integrations(
    request: HttpRequest, biller: UUID | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """Integrations, of one biller or all."""
    rows = Integration.objects.visible_to(viewer_in(request)).select_related("record", "product")
    if biller:
        rows = rows.filter(biller=biller)
    return pages(page(rows, cursor, limit), integration_out)


@router.post("/integrations", auth=TokenDoor("integrations:write"), response={201: IntegrationOut, **CREATES})
@once
def create_integration(request: HttpRequest, given: IntegrationIn) -> Any:
    """Adds an integration to a biller."""
    by = viewer_in(request)
    biller = _fresh(Biller, by, given.biller)
    product = one(CisProduct.objects.all(), given.product) if given.product else None
    made = operations.add_integration(
        biller=biller, product=product, integrator=given.integrator, by=by, now=timezone.now()
    )
    return Status(201, integration_out(_fresh(Integration, by, made.pk)))


@router.get("/integrations/{uuid:pk}", auth=TokenDoor("integrations:read"), response={200: IntegrationOut, **ERRORS})
def get_integration(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One integration, with its ETag."""
    row = _fresh(Integration, viewer_in(request), pk)
    with_etag(response, row.record)
    return integration_out(row)


@router.patch(
    "/integrations/{uuid:pk}", auth=TokenDoor("integrations:write"), response={200: IntegrationOut, **CHANGES}
)
def change_integration(request: HttpRequest, response: HttpResponse, pk: UUID, given: IntegrationChange) -> Any:
    """Changes product or integrator. Needs If-Match."""
    by = viewer_in(request)
    row = _fresh(Integration, by, pk)
    version = expected_version(request, row.record)
    fields = given.dict(exclude_unset=True)
    if fields.get("product"):
        fields["product"] = one(CisProduct.objects.all(), fields["product"])
    if fields.get("integrator", "") is None:
        del fields["integrator"]
    operations.change_integration(integration=row, expect=version, by=by, now=timezone.now(), **fields)
    row = _fresh(Integration, by, pk)
    with_etag(response, row.record)
    return integration_out(row)


@router.get("/phases", auth=TokenDoor("billers:read"), response={200: PhasePage, **ERRORS})
def list_phases(
    request: HttpRequest,
    biller: UUID | None = None,
    stage: Stage | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    """Phases, of one biller or all."""
    rows = Phase.objects.visible_to(viewer_in(request)).select_related("record")
    if biller:
        rows = rows.filter(biller=biller)
    if stage:
        rows = rows.filter(stage=stage)
    return pages(page(rows, cursor, limit), phase_out)


@router.post("/phases", auth=TokenDoor("billers:write"), response={201: PhaseOut, **CREATES})
@once
def create_phase(request: HttpRequest, given: PhaseIn) -> Any:
    """Adds a phase to a biller."""
    by = viewer_in(request)
    biller = _fresh(Biller, by, given.biller)
    rows = Integration.objects.visible_to(by).filter(biller=biller)
    integration = one(rows, given.integration) if given.integration else None
    made = operations.add_phase(
        biller=biller,
        integration=integration,
        name=given.name,
        target_go_live_date=given.target_go_live,
        by=by,
        now=timezone.now(),
    )
    return Status(201, phase_out(_fresh(Phase, by, made.pk)))


@router.get("/phases/{uuid:pk}", auth=TokenDoor("billers:read"), response={200: PhaseOut, **ERRORS})
def get_phase(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One phase, with its ETag."""
    row = _fresh(Phase, viewer_in(request), pk)
    with_etag(response, row.record)
    return phase_out(row)


@router.patch("/phases/{uuid:pk}", auth=TokenDoor("billers:write"), response={200: PhaseOut, **CHANGES})
def change_phase(request: HttpRequest, response: HttpResponse, pk: UUID, given: PhaseChange) -> Any:
    """Changes name, integration or target. Needs If-Match. A stage or a live date can't be set."""
    by = viewer_in(request)
    row = _fresh(Phase, by, pk)
    version: int | None = expected_version(request, row.record)
    fields = given.dict(exclude_unset=True)
    fields.pop("reason", None)
    now = timezone.now()
    if fields.get("integration"):
        fields["integration"] = one(Integration.objects.visible_to(by).filter(biller=row.biller), fields["integration"])
    fields = {name: value for name, value in fields.items() if not (name == "name" and value is None)}
    with transaction.atomic():
        if "target_go_live" in fields:
            operations.set_target_go_live(
                phase=row, date=fields.pop("target_go_live"), reason=given.reason, expect=version, by=by, now=now
            )
            version = None
        if fields:
            operations.change_phase(phase=row, expect=version, by=by, now=now, **fields)
    row = _fresh(Phase, by, pk)
    with_etag(response, row.record)
    return phase_out(row)
