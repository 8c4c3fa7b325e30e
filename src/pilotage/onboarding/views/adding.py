"""A new task of a running plan: one line on the project's pages, a form with everything on a page of its own."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.onboarding import operations
from pilotage.onboarding.models import Project
from pilotage.onboarding.pictures.rows import RUNNING
from pilotage.onboarding.scheduling import calendar
from pilotage.onboarding.view_forms import AddForm
from pilotage.onboarding.views.looking import came_from, look
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page


@staff_page
@require_http_methods(["GET", "POST"])
def task_add(request: PageRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """Adds a task to a project; without one in the address, to a running one that the form asks for."""
    seen = look(request, pk)
    project = seen.project
    back = came_from(request, seen.address("board"))
    running = Project.objects.visible_to(request.viewer).filter(state__in=RUNNING).order_by("name")
    first = {"back": back, "duration_days": 1, **{name: value for name, value in request.GET.items() if value}}
    given = request.POST if request.method == "POST" else None
    form = AddForm(given, initial=first, project=project, projects=running)

    def run(given: Any) -> str:
        start = given["start_date"] or calendar().next_working_day(seen.today)
        made = operations.add_plan_task(
            project=project or given["project"], title=given["title"], part=given["part"],
            duration_days=given["duration_days"], roles=[given["role"]] if given["role"] else [],
            owner=form.owner_user(), after=form.codes(), start_date=start, by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return f"{back}#{made.code}" if project else reverse("work:task", args=[made.pk])

    context = {
        "page_title": _("New task in %(name)s") % {"name": project.name} if project else _("New task"),
        "breadcrumbs": [(project.name, back)] if project else [(_("Projects"), reverse("onboarding:list"))],
        "submit_label": _("Add task"),
        "cancel_url": back,
    }
    return form_page(request, form, run, context=context, said=_("The task is in the plan."))
