"""What readiness reads of the help desk's steps: the leaflet shared, opened, acknowledged; Customer Support shown."""

from django.utils.translation import gettext_lazy as _l

from pilotage.core import app_settings
from pilotage.core.app_settings import FLAG, AppSetting
from pilotage.transition.models import TransitionDecision
from pilotage.welcome.queries import leaflet_of

MUST = "leaflet_must_be_acknowledged"
app_settings.define(
    AppSetting(
        MUST, FLAG, False, _l("A go-live waits until the help-desk biller has acknowledged its leaflet"),
        _l("Otherwise it is shown, and holds nothing up."),
    )
)  # fmt: skip


def standing_of_leaflet(decision: TransitionDecision) -> tuple[str, list[str]]:
    """The evidence, and what is missing, of a phase that the help desk takes."""
    leaflet = leaflet_of(decision.phase_id)
    steps = {
        "The welcome leaflet is not shared.": decision.leaflet_shared_at,
        "Customer Support in the portal is not shown.": decision.portal_shown_at,
    }
    done = [f"{at:%-d %b %Y}" for at in steps.values() if at]
    missing = [words for words, at in steps.items() if not at]
    evidence = f"{len(done)} of 2 steps done{': ' + ', '.join(done) if done else ''}."
    if leaflet is not None and leaflet.shared_at:
        opened = f"opened {leaflet.opened_at:%-d %b %Y}" if leaflet.opened_at else "not opened yet"
        said = (
            f"acknowledged by {leaflet.acknowledged_by} {leaflet.acknowledged_at:%-d %b %Y}"
            if leaflet.acknowledged_at
            else "not acknowledged yet"
        )
        evidence += f" The leaflet is {opened}, {said}."
    if app_settings.value(MUST) and not (leaflet and leaflet.acknowledged_at):
        missing.append("The biller has not acknowledged the leaflet.")
    return evidence, missing
