"""How long resolution notes stay fresh, as set here; shipped: 1, 2, 5 and 10 days by severity (R16, our default)."""

from django.utils.translation import gettext_lazy as _l

from pilotage.core import app_settings
from pilotage.core.app_settings import NUMBER, AppSetting
from pilotage.support.enums import SEVERITY_NAMES, Severity
from pilotage.support.rules import FRESH_DAYS

GROUP = "notes"

app_settings.define(
    *(
        AppSetting(
            f"notes_fresh_{severity.value}", NUMBER, FRESH_DAYS[severity], SEVERITY_NAMES[severity],
            _l("Calendar days after which they are stale."), GROUP, least=1, most=90,
        )
        for severity in Severity
    )
)  # fmt: skip


def fresh_days() -> dict[Severity, int]:
    """The days in force, by severity."""
    return {severity: int(app_settings.value(f"notes_fresh_{severity.value}")) for severity in Severity}
