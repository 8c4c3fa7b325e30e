"""One biller at a glance: where it stands, what blocks it, who acts next; and everything that hangs on it."""

import uuid
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.billers import queries as billers
from pilotage.billers.models import Biller, Phase
from pilotage.billers.permissions import ASSIGNERS, EDITORS, INVITERS, PLANNERS
from pilotage.catalogue.enums import VERTICAL_NAMES, Vertical
from pilotage.core.viewer import Viewer
from pilotage.desk.queries.history import history_of
from pilotage.desk.queries.lifecycle import next_of, phases_of, projects_of, strip_of
from pilotage.documents.queries import files_of_biller
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import ROLE_NAMES
from pilotage.work.forms import CommentForm
from pilotage.work.queries import comments_on

FILES = 8


@staff_page
@require_GET
def biller(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The page of a biller."""
    viewer, now = request.viewer, timezone.now()
    phases = phases_of(viewer, pk)
    found = phases[0].biller if phases else _without_phases(viewer, pk)
    files = files_of_biller(found.pk, viewer)
    context = {
        "page_title": found.name,
        "breadcrumbs": [(_("Billers"), reverse("billers:list"))],
        "biller": found,
        "vertical_words": VERTICAL_NAMES[Vertical(found.vertical)] if found.vertical else "",
        "facts_rows": _facts(found),
        "integrations": billers.integrations_of(found),
        "contacts": billers.contacts_of(found),
        "invoice_types": billers.invoice_types_of(found),
        "talk": {
            "record": found.record, "comments": list(comments_on(found.pk, viewer)), "files": files[:FILES],
            "comment_form": CommentForm(), "user_id": viewer.user_id,
        },
        "history_events": history_of(found.pk, viewer, 8),
        "history_url": reverse("desk:history", args=[found.pk]),
        "may_edit": viewer.has(*EDITORS),
        "may_plan": viewer.has(*PLANNERS),
        "may_assign": viewer.has(*ASSIGNERS),
        "may_invite": viewer.has(*INVITERS),
        **_phases(found, phases, now),
    }  # fmt: skip
    return render(request, "desk/biller.html", context)


@staff_page
@require_GET
def phase_next(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What a near go-live still needs, for the strip of the biller's page."""
    try:
        phase = billers.phase_for(request.viewer, pk)
    except Phase.DoesNotExist:
        raise Http404 from None
    found = next_of(phase, billers.care_of(phase.biller), timezone.now())
    return render(request, "ui/components/lifecycle_now.html", {"phase": found})


def _without_phases(viewer: Viewer, pk: uuid.UUID) -> Biller:
    try:
        return billers.biller_for(viewer, pk)
    except Biller.DoesNotExist:
        raise Http404 from None


def _phases(found: Biller, phases: list[Phase], now: datetime) -> dict[str, Any]:
    """The phases with all that hangs on each, the strip, and the people."""
    cares, members = billers.care_of(found), billers.members_of(found)
    projects, tasks = projects_of(found.pk)
    for one in [*cares, *members]:
        one.role_words = ROLE_NAMES.get(one.role, one.role)  # type: ignore[union-attr]
    return {
        "strip": strip_of(phases, cares, projects, tasks, now) if phases else None,
        "phases": [
            {
                "phase": phase, "project": projects.get(phase.pk), "window": getattr(phase, "window", None),
                "decision": getattr(phase, "decision", None), "summary_id": phase.summary_id,  # type: ignore[attr-defined]
                "is_ahead": billers.is_ahead(phase),
            }
            for phase in phases
        ],
        "cares": cares,
        "members": members,
    }  # fmt: skip


def _facts(found: Biller) -> list[Any]:
    edit = reverse("billers:edit", args=[found.pk])
    vertical = VERTICAL_NAMES[Vertical(found.vertical)] if found.vertical else None
    return [
        (_("Id"), found.external_id),
        {"label": _("Vertical"), "value": vertical, "missing": _("not known yet"), "url": edit}
        if not vertical
        else (_("Vertical"), vertical),
        (_("State"), found.state or "–"),
        (_("Time zone"), found.time_zone),
        {"label": _("MRR"), "value": "", "missing": _("not known yet"), "url": edit}
        if found.mrr_amount is None
        else (_("MRR"), f"${found.mrr_amount:,.2f}"),
        (_("Enterprise"), _("yes") if found.is_enterprise else _("no")),
        (_("Contract signed"), found.contract_date or "–"),
        *([(_("Website"), found.website, found.website)] if found.website else []),
    ]
