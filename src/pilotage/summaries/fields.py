"""The fields of an Integration Summary (mission, R3): fixed ones, and one for each invoice type. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

GENERAL, INVOICE_TYPES, LINKS, AREAS = "General", "Invoice types", "Links for client services", "Areas"


@dataclass(frozen=True)
class Field:
    """One field. `key` is how files and the API name it."""

    key: str
    label: str
    area: str
    help_text: str = ""


FIXED = (
    Field("integrator", "Integrator", GENERAL, "Who builds and maintains the interface."),
    Field("biller_software", "Biller software", GENERAL, "The CIS product, with its version where it matters."),
    Field(
        "integration_videos",
        "Integration videos",
        GENERAL,
        "Links; recordings of testing are good ones. N/A where none exist.",
    ),
    Field("project_notes", "Project notes", LINKS, "Link."),
    Field("raid_log", "RAID log", LINKS, "Link."),
    Field("project_schedule", "Project schedule", LINKS, "Link."),
    Field("uat_results", "UAT results", LINKS, "Link to all UAT and SIT results."),
    Field("uat_plan", "UAT plan", LINKS, "Link, or N/A where none exists."),
    Field("scope_plan", "Scope plan", LINKS, "Link to the solution design, or N/A where none exists."),
    Field("invoices", "Invoices", AREAS),
    Field("bif_customizations", "BIF customizations", AREAS),
    Field("payments", "Payments", AREAS),
    Field("adjustments", "Adjustments", AREAS),
    Field("daily_balance_file", "Daily balance file", AREAS),
    Field("change_logs", "Change logs", AREAS),
    Field("rejects", "Rejects", AREAS),
    Field("conveyance", "Conveyance", AREAS),
    Field("ivr", "IVR", AREAS),
)
NO_INVOICE_TYPE = Field(
    "invoice_types", "Invoice types", INVOICE_TYPES, "Add the biller's invoice types; each gets a field."
)
#: Keys of what stays as it is from one phase of an integration to the next; links belong to one project.
CARRIED = frozenset(field.key for field in FIXED if field.area == AREAS) | {"integration_videos"}
ORDER = (GENERAL, INVOICE_TYPES, LINKS, AREAS)


def fields_for(invoice_types: Iterable[tuple[int, str]]) -> list[Field]:
    """All fields in order; `invoice_types` are pairs (id, name). Without any, one field says that they are missing."""
    streams = [
        Field(f"invoice_type_{pk}", name, INVOICE_TYPES, "How this stream of bills arrives, posts and is presented.")
        for pk, name in invoice_types
    ] or [NO_INVOICE_TYPE]
    every = [*FIXED, *streams]
    return sorted(every, key=lambda field: ORDER.index(field.area))
