"""The first page of a biller's people, and the list of what they have done."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from pilotage.onboarding.models import Project
from pilotage.people.doors import PageRequest, portal_page
from pilotage.people.enums import ROLE_NAMES
from pilotage.portal import queries
from pilotage.portal.forms import OwedFilter
from pilotage.verification.queries import newest_versions
from pilotage.work.enums import TaskState
from pilotage.work.models import Task
from pilotage.work.queries import approvals

PAGE_SIZE = 25
SENDING = 6


@portal_page
@require_GET
def home(request: PageRequest) -> HttpResponse:
    """Where their go-lives stand, what they owe and by when, and who looks after them."""
    viewer, now = request.viewer, timezone.now()
    today = _today(now, viewer.time_zone)
    form = OwedFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    billers, phases, projects = queries.my_billers(viewer), queries.phases_of(viewer), queries.projects_of(viewer)
    everything = list(queries.owed(viewer))
    whose, text = given.get("whose", ""), given.get("q", "")
    found = queries.owed(viewer, whose=whose, text=text) if whose or text else everything
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    people = queries.people_for(billers)
    for care in people:
        care.role_words = ROLE_NAMES.get(care.role, care.role)  # type: ignore[attr-defined]
    to_sign = list(newest_versions(viewer).filter(is_signed_by_it=False)[:SENDING])
    context = {
        "page_title": billers[0].name if len(billers) == 1 else _("Your billers"),
        "page_lead": _lead(everything, len(to_sign), today),
        "today": today,
        "next_task": _next(everything, viewer.user_id),
        "strip": queries.strip_of(phases, projects, everything if len(phases) > 1 else [], _project_url),
        "filter_form": form,
        "chips": _chips(given),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "has_any": bool(everything),
        "has_several": len(billers) > 1,
        "projects": [
            project | {"phase": phase} for phase in phases if (project := _project_row(projects.get(phase.pk)))
        ],
        "meetings": queries.meetings_ahead(viewer, now),
        "asks": list(approvals(viewer, is_waiting=True)),
        "to_sign": to_sign,
        "to_send": [task for task in everything if getattr(getattr(task, "plan", None), "documents", None)][:SENDING],
        "files": queries.shared_files(viewer)[: queries.FILES_SHOWN],
        "people": people,
    }
    return render(request, "portal/home.html", context)


@portal_page
@require_GET
def done(request: PageRequest) -> HttpResponse:
    """Tasks of their side that are done or dropped."""
    page = Paginator(queries.finished(request.viewer), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("What we have done"),
        "breadcrumbs": [(_("Home"), reverse("portal:home"))],
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
    }
    return render(request, "portal/done.html", context)


def _next(tasks: list[Task], user_id: int | None) -> Task | None:
    """What this person does first: of the open tasks that nothing blocks the earliest that is theirs or nobody's, else any."""
    able = [task for task in tasks if task.state != TaskState.BLOCKED]
    mine = [task for task in able if task.owner_id in (None, user_id)]
    return next(iter([*mine, *able]), None)


def _project_url(project: Project) -> str:
    return reverse("portal:project", args=[project.pk])


def _project_row(project: Project | None) -> dict[str, Any] | None:
    return None if project is None else {"project": project, "url": _project_url(project)}


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _lead(tasks: list[Task], to_sign: int, today: date) -> str:
    if not tasks and to_sign:
        return ngettext("A mapping waits for your IT lead.", "%(n)d mappings wait for your IT lead.", to_sign) % {
            "n": to_sign
        }
    if not tasks:
        return _("Nothing waits for you.")
    late = sum(1 for task in tasks if task.due_date and task.due_date < today)
    words = ngettext("%(n)d task waits for you", "%(n)d tasks wait for you", len(tasks)) % {"n": len(tasks)}
    if late:
        return _("%(tasks)s, %(late)d of them overdue.") % {"tasks": words, "late": late}
    return f"{words}."


def _chips(given: dict[str, Any]) -> list[dict[str, Any]]:
    chips = []
    if given.get("q"):
        chips.append({"name": "q", "label": _("Search"), "value": given["q"]})
    if given.get("whose"):
        chips.append({"name": "whose", "label": _("Whose"), "value": _("mine and unassigned")})
    return chips
