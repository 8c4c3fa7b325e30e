"""What is known about a phase when its project starts, each answer with where it was read; what is not is asked for (L2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from pilotage.billers.models import Biller, InvoiceType, Phase
from pilotage.onboarding.conditions import FACTS
from pilotage.onboarding.models import Project


@dataclass(frozen=True)
class Known:
    """An answer, and where it was read."""

    value: object
    source: str


#: Answers by fact; `window_days` of the support tier stands beside them.
KnownFacts = dict[str, Known]
_sources: list[Callable[[Phase], KnownFacts]] = []


def knows_facts(source: Callable[[Phase], KnownFacts]) -> Callable[[Phase], KnownFacts]:
    """Registers what a higher app knows about a phase: the support tier, for example."""
    if source not in _sources:
        _sources.append(source)
    return source


def known_facts(phase: Phase) -> KnownFacts:
    """All that is known: what a project of the biller was told before, then the biller, the phase, its integration, and higher apps."""
    last_name, last_facts, types = _read(phase)
    found = _told_before(last_name, last_facts) | _of_biller(phase, types) | _of_integration(phase)
    for source in _sources:
        found |= source(phase)
    return {key: one for key, one in found.items() if one.value not in (None, "", [])}


def values(known: Mapping[str, Known]) -> dict[str, Any]:
    """The answers alone."""
    return {key: one.value for key, one in known.items()}


def fillings(phase: Phase) -> dict[str, str]:
    """Words that a playbook may name in curly brackets without asking anybody."""
    integration = phase.integration
    return {
        "biller": phase.biller.name,
        "phase": phase.name,
        "state": phase.biller.state,
        "cis": str(integration.product) if integration and integration.product else "",
        "integrator": integration.integrator if integration else "",
    }


def _read(phase: Phase) -> tuple[str | None, dict[str, Any] | None, int | None]:
    """The name and the facts of the biller's newest project, and how many invoice types the biller has; one query."""
    last = Project.objects.everywhere().filter(biller=OuterRef("pk")).order_by("-record__created_at")
    types = InvoiceType.objects.everywhere().filter(biller=OuterRef("pk")).order_by().values("biller")
    counted = types.annotate(total=Count("pk")).values("total")
    row: tuple[Any, Any, Any] = (
        Biller.objects.everywhere()
        .values_list(Subquery(last.values("name")[:1]), Subquery(last.values("facts")[:1]), Subquery(counted))
        .get(pk=phase.biller_id)
    )
    return row


def _of_biller(phase: Phase, types: int | None) -> KnownFacts:
    biller = phase.biller
    return {
        "vertical": Known(biller.vertical, "the biller"),
        "state": Known(biller.state, "the biller"),
        "enterprise": Known("yes" if biller.is_enterprise else "no", "the biller"),
        "mrr": Known(None if biller.mrr_amount is None else float(biller.mrr_amount), "the biller"),
        "phased": Known("yes" if phase.is_phased else "no", "the phase"),
        "invoice_types": Known(types or None, "the biller's invoice types"),
    }


def _of_integration(phase: Phase) -> KnownFacts:
    product = phase.integration.product if phase.integration is not None else None
    if product is None:
        return {}
    return {"cis": Known(product.product, "the integration"), "cis_vendor": Known(product.vendor, "the integration")}


def _told_before(name: str | None, facts: Mapping[str, Any] | None) -> KnownFacts:
    """What the start of the biller's newest project was told; products may differ by phase, the rest rarely does."""
    asked = {
        "fee_model",
        "source_system",
        "customer_categories",
        "tiered_pricing",
        "special_reconciliation",
        "products",
    }
    told = {key: value for key, value in (facts or {}).items() if key in asked and key in FACTS}
    return {key: Known(value, f"the project {name}") for key, value in told.items()}
