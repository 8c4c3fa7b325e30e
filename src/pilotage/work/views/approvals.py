"""Asking a biller for a yes or no."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.documents.models import StoredFile
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.work import operations, queries
from pilotage.work.forms import ApprovalForm
from pilotage.work.models import Task


@staff_page
@require_http_methods(["GET", "POST"])
def task_approval(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What they are asked, with the shared file that it is about."""
    try:
        found = queries.task_for(request.viewer, pk)
    except Task.DoesNotExist:
        raise Http404 from None
    files = StoredFile.objects.visible_to(request.viewer).filter(
        biller=found.biller_id, is_shared=True, removed_at=None, subject__in=[found.pk, found.subject_id]
    )
    form = ApprovalForm(request.POST or None, files=files, initial={"question": found.title})

    def run(given: Any) -> str:
        operations.ask_approval(task=found, by=request.viewer, now=timezone.now(), **given)
        return reverse("work:task", args=[pk])

    context = {
        "page_title": _("Ask for approval: %(title)s") % {"title": found.title},
        "page_lead": _(
            "The biller answers yes or no in the portal; a yes completes the task, a no comes with its reason."
        ),
        "breadcrumbs": [(found.title, reverse("work:task", args=[pk]))],
        "submit_label": _("Ask"),
        "cancel_url": reverse("work:task", args=[pk]),
    }
    return form_page(request, form, run, context=context, said=_("They are asked."))
