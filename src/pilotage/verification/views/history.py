"""Earlier values of one side: given, handed out, no longer used."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.people.doors import PageRequest, found, staff_page
from pilotage.people.pages import act, form_page
from pilotage.verification import operations, queries
from pilotage.verification.forms import HistoryForm
from pilotage.verification.views.files import handed_out
from pilotage.verification.views.finding import about, find_spec


@staff_page
@require_http_methods(["GET", "POST"])
def history_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a file with earlier values, or one that came."""
    spec = find_spec(request, pk)
    form = HistoryForm(request.POST, request.FILES, spec=spec) if request.method == "POST" else HistoryForm(spec=spec)

    def run(given: Any) -> str:
        file = given.pop("file")
        more = {"name": file.name, "stream": file, "held": None} if file else {}
        operations.give_history(spec=spec, by=request.viewer, now=timezone.now(), **(given | more))
        return reverse("verification:spec", args=[pk])

    context = about(spec, _("Earlier values for %(name)s"), _("Use earlier values")) | {
        "page_lead": _(
            "A difference is told as “Older value” where the other side still has what this file once held, with its age in days"
            " where the file has days. New runs use it; it takes the place of the last one."
        ),
        "is_upload": True,
    }
    return form_page(request, form, run, context=context, said=_("New runs use it."))


@staff_page
@never_cache
@require_GET
def history_file(request: PageRequest, pk: int) -> HttpResponseBase:
    """The bytes as they came."""
    one = found(queries.history_for, request.viewer, pk)
    return handed_out(one.stored_name, one.name)


@staff_page
@require_POST
def history_stop(request: PageRequest, pk: int) -> HttpResponse:
    """New runs go without it."""
    one = found(queries.history_for, request.viewer, pk)
    return act(
        request,
        lambda: operations.stop_history(history=one, by=request.viewer, now=timezone.now()),
        said=_("New runs go without earlier values."),
        then=reverse("verification:spec", args=[one.spec_id]),
    )
