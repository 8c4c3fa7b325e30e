"""What the worker could not do, why, and doing it again."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tasks_db.models import DBTaskResult

from pilotage.core.models import DueReaction, OutboxMessage
from pilotage.core.operations import delivering
from pilotage.desk.queries import owed
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import act


@staff_page(roles=(Role.ADMIN,))
@require_GET
def jobs(request: PageRequest) -> HttpResponse:
    """Jobs, messages and reactions that wait or were given up."""
    context = {
        "page_title": _("Jobs"),
        "page_lead": _(
            "What the worker does behind the pages. What fails is tried again with growing pauses, then it waits for you."
        ),
        "breadcrumbs": [(_("Settings"), "/settings/")],
        "jobs": owed.jobs(),
        "outgoing": owed.messages(),
        "reactions": owed.reactions(),
    }
    return render(request, "desk/jobs.html", context)


@staff_page(roles=(Role.ADMIN,))
@require_POST
def retry_job(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A failed job runs once more."""
    if not DBTaskResult.objects.filter(pk=pk).exists():
        raise Http404
    return _again(request, lambda: delivering.retry_job(job_id=str(pk), now=timezone.now()))


@staff_page(roles=(Role.ADMIN,))
@require_POST
def retry_message(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A message is sent again."""
    found = OutboxMessage.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return _again(request, lambda: delivering.retry_message(message=found, now=timezone.now()))


@staff_page(roles=(Role.ADMIN,))
@require_POST
def retry_reaction(request: PageRequest, pk: int) -> HttpResponse:
    """A reaction runs again."""
    found = DueReaction.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return _again(request, lambda: delivering.retry_reaction(reaction=found, now=timezone.now()))


def _again(request: PageRequest, run: object) -> HttpResponse:
    return act(request, run, said=_("It is tried again within seconds."), then=reverse("desk:jobs"))  # type: ignore[arg-type]
