"""The go-live presentations ahead: the next Mondays, whom they are for, and who must come."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import asked, chips_of, export_urls, page_of
from pilotage.planner.golive_dates import PRESENTATION_ZONE
from pilotage.transition import queries
from pilotage.transition.enums import PRESENTATION_NAMES, PRESENTATION_TONES
from pilotage.transition.forms import PresentationFilter
from pilotage.transition.queries.presentations import Presentation

HEADERS = (
    "presentation", "biller", "external_id", "phase", "go_live", "standing", "scheduled", "must_come", "not_invited", "moved_by",
)  # fmt: skip


@staff_page
@require_GET
def presentation_list(request: PageRequest) -> HttpResponseBase:
    """Go-lives ahead by the Monday of their presentation: scheduled or not, on its day or not, and who must come."""
    form = PresentationFilter(request.GET)
    today, given = timezone.now().astimezone(ZoneInfo(PRESENTATION_ZONE)).date(), asked(form)
    found = queries.presented(request.viewer, today=today, text=given.get("q", ""), standing=given.get("standing", ""))
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "presentations", HEADERS, _lines(queries.presentations(found)))
    page = page_of(request, found)
    rows = queries.presentations(page)
    context = {
        "page_title": _("Go-live presentations"),
        "page_lead": _(
            "Client services presents on Mondays at 09:00 US Eastern, the last one before each go-live; a holiday moves it a week earlier."
        ),
        "breadcrumbs": [(_("Pending transition"), reverse("transition:pending"))],
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": [_shown(one) for one in rows],
        "is_empty": not page.paginator.count,
        "next_dates": queries.next_presentations(request.viewer, today=today),
        "zone": PRESENTATION_ZONE,
        "invites_billers": queries.invites_billers(),
        "may_set": request.viewer.has(Role.ADMIN),
        **export_urls(request),
    }
    return render(request, "transition/presentations.html", context)


def _shown(one: Presentation) -> dict[str, Any]:
    return {"it": one, "word": PRESENTATION_NAMES[one.standing], "tone": PRESENTATION_TONES[one.standing]}


def _lines(found: list[Presentation]) -> Iterator[list[object]]:
    for one in found:
        phase, meeting = one.phase, one.meeting
        yield [
            one.due_at.isoformat(), phase.biller.name, phase.biller.external_id, phase.name, phase.target_go_live_date,
            str(PRESENTATION_NAMES[one.standing]), meeting.starts_at.isoformat() if meeting else "",
            "; ".join(f"{name} ({role})" for name, role in one.team), "; ".join(one.left_out), one.holiday,
        ]  # fmt: skip
