"""Questions about billers."""

import uuid
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from pilotage.billers.enums import Stage
from pilotage.billers.models import Biller, Care, Contact, Integration, InvoiceType, Membership, Phase
from pilotage.core.prepared import RowsByKey, SameList
from pilotage.core.viewer import Viewer

SORTS: dict[str, tuple[Any, ...]] = {
    "name": ("name", "pk"),
    "-name": ("-name", "pk"),
    "mrr": (F("mrr_amount").asc(nulls_last=True), "pk"),
    "-mrr": (F("mrr_amount").desc(nulls_last=True), "pk"),
    "state": ("state", "name"),
    "-state": ("-state", "name"),
    "vertical": ("vertical", "name"),
    "-vertical": ("-vertical", "name"),
    "contract": (F("contract_date").asc(nulls_last=True), "pk"),
    "-contract": (F("contract_date").desc(nulls_last=True), "pk"),
}
#: MRR bands of the policy: lower bound included, upper not.
BANDS: dict[str, tuple[Decimal | None, Decimal | None]] = {
    "to-3000": (None, Decimal(3000)),
    "3000-5000": (Decimal(3000), Decimal(5000)),
    "5000-20000": (Decimal(5000), Decimal(20000)),
    "20000": (Decimal(20000), None),
}
#: Who is named first as looking after a biller.
CARERS = ("im", "tsm", "tam", "csm", "pm")
ORDER = {
    stage: place
    for place, stage in enumerate(("onboarding", "go_live", "transition", "contract", "steady", "cancelled"))
}


def billers(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[Biller]:
    """Billers by name. `asked`: q, vertical, state, stage, product (id), band, who (user id), mine (flag)."""
    found = Biller.objects.visible_to(viewer)
    if asked.get("q"):
        found = found.filter(Q(name__icontains=asked["q"]) | Q(external_id__iexact=asked["q"]))
    for name in ("vertical", "state"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("stage"):
        phases = Phase.objects.visible_to(viewer).filter(stage=asked["stage"])
        found = found.filter(pk__in=phases.values("biller"))
    if asked.get("product"):
        used = Integration.objects.visible_to(viewer).filter(product=asked["product"])
        found = found.filter(pk__in=used.values("biller"))
    who = viewer.user_id if asked.get("mine") else asked.get("who")
    if who:
        found = found.filter(pk__in=Care.objects.visible_to(viewer).filter(user=who).values("biller"))
    return _in_band(found, asked.get("band") or "").order_by(*SORTS.get(sort, SORTS["name"]))


def _in_band(found: QuerySet[Biller], band: str) -> QuerySet[Biller]:
    if band == "unknown":
        return found.filter(mrr_amount=None)
    if band not in BANDS:
        return found
    least, below = BANDS[band]
    if least is not None:
        found = found.filter(mrr_amount__gte=least)
    return found.filter(mrr_amount__lt=below) if below is not None else found


def with_parts(found: QuerySet[Biller]) -> QuerySet[Biller]:
    """The same with phases, integrations and care read along: three more queries for any number of rows."""
    phases = Phase.objects.everywhere().only(
        "biller_id", "number", "name", "stage", "target_go_live_date", "went_live_date"
    )
    used = (
        Integration.objects.everywhere()
        .select_related("product")
        .only("biller_id", "integrator", "product__vendor", "product__product")
    )
    cares = Care.objects.everywhere().select_related("user").only("biller_id", "role", "user__name")
    return found.prefetch_related(
        Prefetch("phases", queryset=phases.order_by("number"), to_attr="all_phases"),
        Prefetch("integrations", queryset=used, to_attr="all_integrations"),
        Prefetch("cares", queryset=cares, to_attr="all_cares"),
    )


def listed(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> SameList:
    """What `billers` finds, as plain values for a page of the list."""
    seen = None if viewer.is_provider else tuple(sorted(viewer.biller_ids))
    who = viewer.user_id if asked.get("mine") else None
    key = ("billers", seen, who, sort, tuple(sorted(asked.items())))
    return SameList(key, lambda: billers(viewer, asked, sort=sort), FACTS)


def with_leads(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most ROWS rows of `listed`, each with its leading phase, its CIS product and who looks after it: one query."""
    names = ("pk", "stage", "live", "target", "vendor", "cis", "care", "role")
    parts = {part[0]: dict(zip(names, part, strict=True)) for part in _parts.rows([row["pk"] for row in rows])}
    return [row | parts[row["pk"]] for row in rows]


def _parts_of(keys: list[uuid.UUID]) -> QuerySet[Any, Any]:
    phases = Phase.objects.everywhere().filter(biller=OuterRef("pk")).order_by(_rank("stage", tuple(ORDER)), "number")
    cares = Care.objects.everywhere().filter(biller=OuterRef("pk")).order_by(_rank("role", CARERS))
    used = Integration.objects.everywhere().filter(biller=OuterRef("pk")).order_by("pk")
    return Biller.objects.everywhere().filter(pk__in=keys).order_by().values_list(
        "pk",
        Subquery(phases.values("stage")[:1]),
        Subquery(phases.values("went_live_date")[:1]),
        Subquery(phases.values("target_go_live_date")[:1]),
        Subquery(used.values("product__vendor")[:1]),
        Subquery(used.values("product__product")[:1]),
        Subquery(cares.values("user__name")[:1]),
        Subquery(cares.values("role")[:1]),
    )  # fmt: skip


#: Rows of one page of the list, and what each says of itself.
ROWS = 25
FACTS = ("pk", "name", "vertical", "state", "mrr_amount", "contract_date")
_parts = RowsByKey(_parts_of, ROWS)


def _rank(name: str, order: tuple[str, ...]) -> Case:
    """Sorts words in this order; others last."""
    whens = [When(**{name: word, "then": Value(place)}) for place, word in enumerate(order)]
    return Case(*whens, default=Value(len(order)), output_field=IntegerField())


def leading_phase(phases: list[Phase]) -> Phase | None:
    """The phase that needs most attention: one that is on its way before one that is live."""
    return min(phases, key=lambda phase: (ORDER.get(phase.stage, 9), phase.number), default=None)


def biller_for(viewer: Viewer, pk: uuid.UUID) -> Biller:
    """Raises `Biller.DoesNotExist` when the viewer doesn't see it."""
    found: Biller = Biller.objects.visible_to(viewer).select_related("record").get(pk=pk)
    return found


def phases_of(biller: Biller) -> list[Phase]:
    """A biller's phases in order."""
    found = Phase.objects.everywhere().filter(biller=biller).select_related("record", "integration__product", "biller")
    return list(found.order_by("number"))


def phase_for(viewer: Viewer, pk: uuid.UUID) -> Phase:
    """Raises `Phase.DoesNotExist` when the viewer doesn't see it."""
    found: Phase = (
        Phase.objects.visible_to(viewer).select_related("record", "biller", "integration__product").get(pk=pk)
    )
    return found


def integrations_of(biller: Biller) -> list[Integration]:
    """A biller's integrations."""
    return list(
        Integration.objects.everywhere().filter(biller=biller).select_related("product", "record").order_by("pk")
    )


def integration_for(viewer: Viewer, pk: uuid.UUID) -> Integration:
    """Raises `Integration.DoesNotExist` when the viewer doesn't see it."""
    found: Integration = Integration.objects.visible_to(viewer).select_related("record", "biller", "product").get(pk=pk)
    return found


def contact_for(viewer: Viewer, pk: uuid.UUID) -> Contact:
    """Raises `Contact.DoesNotExist` when the viewer doesn't see it."""
    found: Contact = Contact.objects.visible_to(viewer).select_related("record", "biller").get(pk=pk)
    return found


def contacts_of(biller: Biller) -> list[Contact]:
    """A biller's contacts by name."""
    return list(Contact.objects.everywhere().filter(biller=biller).order_by("name"))


def care_of(biller: Biller) -> list[Care]:
    """Who looks after the biller."""
    return list(Care.objects.everywhere().filter(biller=biller).select_related("user").order_by("role"))


def members_of(biller: Biller) -> list[Membership]:
    """Who of the biller uses the portal."""
    return list(Membership.objects.everywhere().filter(biller=biller).select_related("user").order_by("user__name"))


def invoice_types_of(biller: Biller) -> list[InvoiceType]:
    """The biller's streams of bills."""
    return list(InvoiceType.objects.everywhere().filter(biller=biller).select_related("phase").order_by("name"))


def is_ahead(phase: Phase) -> bool:
    """True while the phase is on its way to live."""
    return phase.stage in (Stage.CONTRACT, Stage.ONBOARDING, Stage.GO_LIVE)
