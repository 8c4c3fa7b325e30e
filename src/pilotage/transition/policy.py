"""The policy in force: versions that people published, read once per change; and the settings of counting."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _l

from pilotage.core import app_settings
from pilotage.core.app_settings import FLAG, NUMBER, AppSetting
from pilotage.core.decision_tables import DecisionTable, VersionedTable
from pilotage.core.models.tables import PolicyVersion
from pilotage.transition.new_integration import NewIntegrationSettings
from pilotage.transition.rules import policy_from
from pilotage.transition.shipped_policy import shipped_policy

SLUG = "support-tier"

app_settings.define(
    AppSetting(
        "transition_first_utility", NUMBER, 2, _l("Utilities: how many first billers count as new"), group="transition",
        least=1, most=50,
    ),
    AppSetting(
        "transition_first_tax", NUMBER, 3, _l("Tax: how many first billers count as new"), group="transition",
        least=1, most=50,
    ),
    AppSetting(
        "transition_first_other", NUMBER, 2, _l("Others: how many first billers count as new"), group="transition",
        least=1, most=50,
    ),
    AppSetting(
        "transition_tax_state_rule", FLAG, True, _l("Tax: the first in its state is new as well"), group="transition"
    ),
)  # fmt: skip


def today(now: datetime) -> date:
    """The provider's day: versions take effect with it."""
    return now.astimezone(ZoneInfo(app_settings.value("provider_time_zone"))).date()


def versions() -> list[PolicyVersion]:
    """Published versions, oldest first."""
    return list(PolicyVersion.objects.filter(table__slug=SLUG, is_published=True).order_by("effective_date", "id"))


def policy() -> VersionedTable:
    """All published versions; the shipped ones where none is loaded yet. One query."""
    rows = versions()
    return _read(tuple((row.pk, row.version) for row in rows)) if rows else shipped_policy()


def table_of(version: str) -> DecisionTable | None:
    """The rows of one version by its name."""
    return next((one.table for one in policy().versions if one.version == version), None)


@lru_cache(maxsize=4)
def _read(keys: tuple[tuple[int, str], ...]) -> VersionedTable:
    rows = PolicyVersion.objects.filter(pk__in=[pk for pk, _version in keys])
    return policy_from(
        [
            {"version": row.version, "effective_date": row.effective_date.isoformat(), "content": row.content}
            for row in rows
        ]
    )


def counting() -> NewIntegrationSettings:
    """How many first billers are new, as set here."""
    return NewIntegrationSettings(
        first_utility=app_settings.value("transition_first_utility"),
        first_tax=app_settings.value("transition_first_tax"),
        first_other=app_settings.value("transition_first_other"),
        has_tax_state_rule=app_settings.value("transition_tax_state_rule"),
    )
