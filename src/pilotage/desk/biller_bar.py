"""What every page under a biller begins with: who it is, where this phase stands, what blocks it, who acts next, by when."""

from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from pilotage.billers.models import Phase
from pilotage.billers.queries import care_of
from pilotage.catalogue.enums import VERTICAL_NAMES, Vertical
from pilotage.desk.queries.lifecycle import projects_of, strip_of
from pilotage.people.enums import ROLE_NAMES

#: Whose names stand in the bar, in this order.
NAMED = ("pm", "im", "tsm", "tam", "csm")
SHORT = {"pm": "PM", "im": "IM", "tsm": "TSM", "tam": "TAM", "csm": "CSM"}


def draw(context: Context, phase: Phase, how: str = "") -> SafeString:
    """`{% slot "biller" phase %}`: six queries at most; with "short" none, for a page that tells where the phase stands itself."""
    biller, cares = phase.biller, [] if how == "short" else care_of(phase.biller)
    given: dict[str, Any] = {
        "biller": biller,
        "vertical": VERTICAL_NAMES[Vertical(biller.vertical)] if biller.vertical else "",
        "people": [
            (SHORT[role], ROLE_NAMES[role], care.user.name) for role in NAMED for care in cares if care.role == role
        ],
        "strip": None,
    }
    if how != "short":
        projects, tasks = projects_of(biller.pk)
        given["strip"] = strip_of([phase], cares, projects, tasks, timezone.now())
    every: dict[str, Any] = {str(name): value for name, value in context.flatten().items()}
    return render_to_string("desk/biller_bar.html", every | given)
