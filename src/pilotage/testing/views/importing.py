"""Brings results of a plan's cases in from a file."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.testing import operations
from pilotage.testing.forms import ResultsForm
from pilotage.testing.views.plans import context_of, find_plan


@staff_page
@require_http_methods(["GET", "POST"])
def results_import(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Export the plan, fill in result and note, bring it back."""
    found = find_plan(request, pk)
    form = ResultsForm(request.POST, request.FILES) if request.method == "POST" else ResultsForm()

    def run(given: Any) -> str:
        n = operations.take_results(
            plan=found, stream=given["file"], name=given["file"].name, by=request.viewer, now=timezone.now()
        )
        messages.success(request, ngettext("%(n)d result is recorded.", "%(n)d results are recorded.", n) % {"n": n})
        return reverse("testing:plan", args=[pk])

    context = context_of(found, _("Bring in results of %(name)s"), _("Record results")) | {"is_upload": True}
    return form_page(request, form, run, context=context)
