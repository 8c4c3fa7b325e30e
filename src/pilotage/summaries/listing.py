"""The list of all Integration Summaries with their gaps: counted by the database, named for the page that is shown."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Greatest

from pilotage.billers.models import InvoiceType
from pilotage.core.viewer import Viewer
from pilotage.summaries.fields import FIXED, fields_for
from pilotage.summaries.models import IntegrationSummary, SummaryField
from pilotage.summaries.queries import count

SORTS: dict[str, tuple[Any, ...]] = {
    "biller": ("biller__name", "phase__number"),
    "-biller": ("-biller__name", "phase__number"),
    "gaps": ("gaps", "biller__name", "pk"),
    "-gaps": ("-gaps", "biller__name", "pk"),
    "go_live": (F("day").asc(nulls_last=True), "pk"),
    "-go_live": (F("day").desc(nulls_last=True), "pk"),
}
_DONE = ~Q(value="") | Q(is_not_applicable=True)


def summaries(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[IntegrationSummary]:
    """Summaries with biller, phase and integration, and `gaps`: how many fields are missing. Staff only.

    `asked`: q, gaps (`yes` or `no`), missing (the key of a fixed field that has to be missing).
    """
    found = IntegrationSummary.objects.visible_to(viewer) if viewer.is_provider else IntegrationSummary.objects.none()
    found = found.select_related("biller", "phase", "integration__product").annotate(
        day=Coalesce("phase__went_live_date", "phase__target_go_live_date"), gaps=_gaps()
    )
    if text := asked.get("q"):
        found = found.filter(Q(biller__name__icontains=text) | Q(integration__product__product__icontains=text))
    if asked.get("gaps"):
        found = found.filter(gaps__gt=0) if asked["gaps"] == "yes" else found.filter(gaps=0)
    if asked.get("missing"):
        filled = SummaryField.objects.everywhere().filter(_DONE, summary=OuterRef("pk"), key=asked["missing"])
        found = found.filter(~Exists(filled))
    return found.order_by(*SORTS.get(sort, SORTS["-gaps"]))


def _gaps() -> Any:
    """Fixed fields without words, and streams without; a biller without invoice types lacks one field."""
    fixed = SummaryField.objects.everywhere().filter(
        _DONE, summary=OuterRef("pk"), key__in=[field.key for field in FIXED]
    )
    streams = InvoiceType.objects.everywhere().filter(biller=OuterRef("biller"))
    streams = streams.filter(Q(phase=None) | Q(phase=OuterRef("phase")))
    key = Concat(Value("invoice_type_"), Cast(OuterRef("pk"), CharField()))
    written = SummaryField.objects.everywhere().filter(_DONE, summary=OuterRef(OuterRef("pk")), key=key)
    total, done = _number(streams), _number(streams.filter(Exists(written)))
    return Value(len(FIXED)) - _number(fixed) + Greatest(total, Value(1)) - done


def _number(rows: QuerySet[Any]) -> Any:
    counted = rows.order_by().annotate(_all=Value(1)).values("_all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def with_gaps(rows: Iterable[IntegrationSummary]) -> list[dict[str, Any]]:
    """`{summary, counted}` of each; two queries for all of them."""
    shown = list(rows)
    held: dict[Any, dict[str, SummaryField]] = {}
    for one in SummaryField.objects.everywhere().filter(summary__in=[row.pk for row in shown]):
        held.setdefault(one.summary_id, {})[one.key] = one
    streams: dict[Any, list[InvoiceType]] = {}
    for kind in InvoiceType.objects.everywhere().filter(biller__in=[row.biller_id for row in shown]).order_by("name"):
        streams.setdefault(kind.biller_id, []).append(kind)
    found = []
    for row in shown:
        mine = [one for one in streams.get(row.biller_id, []) if one.phase_id in (None, row.phase_id)]
        counted = count(fields_for((one.pk, one.name) for one in mine), held.get(row.pk, {}))
        found.append({"summary": row, "counted": counted, "done": counted["total"] - len(counted["missing"])})
    return found
