"""Findings: list, one, edit, move, close, its case and its task."""

import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.people.doors import PageRequest, found, staff_page
from pilotage.people.pages import act, asked, chips_of, form_page, page_of
from pilotage.verification import operations, queries
from pilotage.verification.enums import REASON_NAMES, FindingState
from pilotage.verification.models import Finding
from pilotage.verification.permissions import may_write
from pilotage.verification.run_forms import FindingFilter, FindingForm, OutcomeForm
from pilotage.verification.views.finding import crumbs, tabs
from pilotage.work.queries import tasks_of
from pilotage.work.views.tasks import talk_about


@staff_page
@require_GET
def finding_list(request: PageRequest) -> HttpResponse:
    """Every finding that is followed up, by its day."""
    form, sort = FindingFilter(request.GET), request.GET.get("sort", "")
    today = _today(request)
    page = page_of(request, queries.findings(request.viewer, asked(form), today=today, sort=sort))
    context = {
        "page_title": _("Verification findings"),
        "page_lead": _("Differences that somebody follows up, with an owner and a day."),
        "filter_form": form,
        "chips": chips_of(form, leave=("spec", "biller")),
        "sort": sort,
        "page": page,
        "rows": page,
        "today": today,
        "is_empty": not page.paginator.count,
        "tabs": tabs("findings", None),
    }
    return render(request, "verification/findings.html", context)


@staff_page
@require_GET
def finding(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What was found, where it stands, its tasks, its case, what was said."""
    one = found(queries.finding_for, request.viewer, pk)
    context = {
        "page_title": one.title,
        "breadcrumbs": crumbs(one.spec),
        "finding": one,
        "facts_rows": _facts(one),
        "tasks": tasks_of(one.record_id, request.viewer),
        "is_closed": one.state == FindingState.CLOSED,
        "may_write": may_write(request.viewer),
        "today": _today(request),
        "talk": talk_about(request, one.record),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "verification/finding.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def finding_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Words, owner, day."""
    one = found(queries.finding_for, request.viewer, pk)
    first = {name: getattr(one, name) for name in ("title", "description", "due_date")}
    form = FindingForm(request.POST or None, initial=first | {"owner": one.owner_id, "version": one.record.version})

    def run(given: Any) -> str:
        operations.change_finding(
            finding=one, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("verification:finding", args=[pk])

    return form_page(request, form, run, context=_about(one, _("Edit %(code)s"), _("Save finding")), record=one.record)


@staff_page
@require_http_methods(["GET", "POST"])
def finding_close(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Closes it with what came of it."""
    one = found(queries.finding_for, request.viewer, pk)
    form = OutcomeForm(request.POST or None)

    def run(given: Any) -> str:
        operations.move_finding(
            finding=one, to=FindingState.CLOSED, outcome=given["outcome"], by=request.viewer, now=timezone.now()
        )
        return reverse("verification:finding", args=[pk])

    return form_page(request, form, run, context=_about(one, _("Close %(code)s"), _("Close finding")))


@staff_page
@require_POST
def finding_move(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """`to` in_work, open, case or task."""
    one, by, now = found(queries.finding_for, request.viewer, pk), request.viewer, timezone.now()
    moves: dict[str, tuple[Any, str]] = {
        "in_work": (lambda: operations.move_finding(finding=one, to="in_work", by=by, now=now), _("In work now.")),
        "open": (lambda: operations.move_finding(finding=one, to="open", by=by, now=now), _("Open again.")),
        "case": (lambda: operations.open_case_of(finding=one, by=by, now=now), _("A case is open.")),
        "task": (lambda: operations.make_task_of(finding=one, by=by, now=now), _("A task is made.")),
    }
    if request.POST.get("to") not in moves:
        raise Http404
    run, said = moves[request.POST["to"]]
    return act(request, run, said=said, then=reverse("verification:finding", args=[pk]))


def _about(one: Finding, title: str, label: str) -> dict[str, Any]:
    here = reverse("verification:finding", args=[one.pk])
    return {
        "page_title": title % {"code": one.code},
        "page_lead": one.title,
        "breadcrumbs": [*crumbs(one.spec), (one.title, here)],
        "submit_label": label,
        "cancel_url": here,
    }


def _facts(one: Finding) -> list[Any]:
    case = (_("Case"), one.case.code, reverse("support:case", args=[one.case_id])) if one.case else (_("Case"), None)
    return [
        (_("Biller"), one.biller.name, reverse("desk:biller", args=[one.biller_id])),
        (_("Found in"), str(one.run), reverse("verification:run", args=[one.run_id])),
        (_("Field"), one.field or _("whole rows")),
        (_("Reason"), REASON_NAMES.get(one.reason, one.reason) or None),
        (_("Differences"), f"{one.cells:,}"),
        (_("Owner"), one.owner.name if one.owner else None),
        (_("Due"), one.due_date),
        case,
    ]


def _today(request: PageRequest) -> date:
    return timezone.now().astimezone(ZoneInfo(request.viewer.time_zone)).date()
