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
from pilotage.billers.models import Biller
from pilotage.billers.permissions import ASSIGNERS, EDITORS, INVITERS, PLANNERS
from pilotage.catalogue.enums import VERTICAL_NAMES, Vertical
from pilotage.core.viewer import Viewer
from pilotage.desk.queries.history import history_of
from pilotage.desk.queries.lifecycle import strip_of
from pilotage.documents.queries import files_of_biller
from pilotage.onboarding.models import Project
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import ROLE_NAMES
from pilotage.summaries.models import IntegrationSummary
from pilotage.transition.models import SupportWindow, TransitionDecision
from pilotage.work.forms import CommentForm
from pilotage.work.queries import comments_on

FILES = 8


@staff_page
@require_GET
def biller(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The page of a biller."""
    viewer, now = request.viewer, timezone.now()
    try:
        found = billers.biller_for(viewer, pk)
    except Biller.DoesNotExist:
        raise Http404 from None
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
        **_phases(found, viewer, now),
    }  # fmt: skip
    return render(request, "desk/biller.html", context)


def _phases(found: Biller, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """The phases with all that hangs on each, the strip, and the people."""
    phases, cares, members = billers.phases_of(found), billers.care_of(found), billers.members_of(found)

    def by_phase(rows: Any) -> dict[Any, Any]:
        return {one.phase_id: one for one in rows.filter(biller=found)}

    projects = by_phase(Project.objects.visible_to(viewer).exclude(state="cancelled").order_by("kickoff_date"))
    windows = by_phase(SupportWindow.objects.visible_to(viewer).select_related("owner"))
    decisions = by_phase(TransitionDecision.objects.visible_to(viewer).select_related("assignee"))
    summaries = by_phase(IntegrationSummary.objects.visible_to(viewer))
    for one in [*cares, *members]:
        one.role_words = ROLE_NAMES.get(one.role, one.role)  # type: ignore[union-attr]
    return {
        "strip": strip_of(phases, cares, projects, windows, now) if phases else None,
        "phases": [
            {
                "phase": phase, "project": projects.get(phase.pk), "window": windows.get(phase.pk),
                "decision": decisions.get(phase.pk), "summary": summaries.get(phase.pk), "is_ahead": billers.is_ahead(phase),
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
