"""A welcome leaflet filled in for its biller, as text and as a paper in the provider's brand."""

from pilotage.core.papers import Paper
from pilotage.welcome import leaflet_text
from pilotage.welcome.brand import brand, logo, provider, support
from pilotage.welcome.facts import day
from pilotage.welcome.models import Leaflet, LeafletTemplate


def template() -> tuple[str, str]:
    """Title and body that leaflets begin with, placeholders unfilled."""
    held = LeafletTemplate.objects.first()
    return (held.title, held.body) if held else (leaflet_text.SHIPPED_TITLE, leaflet_text.SHIPPED_BODY)


def text_of(leaflet: Leaflet) -> tuple[str, str]:
    """Title and body as they would be shared now."""
    title, body = template()
    values = values_of(leaflet)
    return leaflet_text.filled(leaflet.title or title, values), leaflet_text.filled(leaflet.body or body, values)


def values_of(leaflet: Leaflet) -> dict[str, str]:
    """What stands for each placeholder."""
    phase = leaflet.phase
    go_live = phase.went_live_date or phase.target_go_live_date
    return {
        "biller": phase.biller.name,
        "phase": phase.name,
        "go_live": day(go_live) if go_live else "the day that we agree on",
        "provider": provider(),
        **support(),
    }


def leaflet_paper(title: str, body: str) -> Paper:
    """For printing."""
    look = brand()
    parts = leaflet_text.parts_of(body)
    lead = parts[0] if parts and not parts[0].title else None
    return Paper(
        title=title,
        notes=lead.text.splitlines() if lead else (),
        parts=parts[1:] if lead else parts,
        foot=f"{look['name']} · {title}",
        brand=look["heading"],
        accent=look["accent"],
        logo=logo(),
    )
