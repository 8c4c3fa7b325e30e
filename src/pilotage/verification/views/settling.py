"""What is done about a run's differences: accept, second yes, withdraw, raise a finding."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from pilotage.people.doors import PageRequest, found, staff_page
from pilotage.people.pages import act, form_page
from pilotage.verification import operations, queries
from pilotage.verification.models import Run
from pilotage.verification.rules import results
from pilotage.verification.run_forms import AcceptForm, FindingForm
from pilotage.verification.views.finding import crumbs


@staff_page
@require_http_methods(["GET", "POST"])
def accept(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Why `?field=&reason=` may stay."""
    run, group = _group(request, pk)
    form = AcceptForm(request.POST or None)

    def save(given: Any) -> str:
        operations.accept_group(
            run=run,
            field=group.field,
            reason=group.reason,
            because=given["because"],
            by=request.viewer,
            now=timezone.now(),
        )
        return reverse("verification:run", args=[pk])

    context = _about(run, _("Accept %(what)s?") % {"what": _named(group)}, _("Accept differences"))
    context["page_lead"] = (
        _("%(n)s of money: it holds once a second person says yes.") if group.is_money else _("%(n)s.")
    ) % {"n": ngettext("%(n)s difference", "%(n)s differences", group.count) % {"n": f"{group.count:,}"}}
    return form_page(request, form, save, context=context, said=_("Accepted."))


@staff_page
@require_POST
def confirm(request: PageRequest, pk: int) -> HttpResponse:
    """The second person's yes."""
    row = found(queries.acceptance_for, request.viewer, pk)
    return act(
        request,
        lambda: operations.confirm_acceptance(acceptance=row, by=request.viewer, now=timezone.now()),
        said=_("The acceptance holds now."),
        then=reverse("verification:run", args=[row.run_id]),
    )


@staff_page
@require_POST
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """It is open again."""
    row = found(queries.acceptance_for, request.viewer, pk)
    return act(
        request,
        lambda: operations.withdraw_acceptance(acceptance=row, by=request.viewer, now=timezone.now()),
        said=_("These differences are open again."),
        then=reverse("verification:run", args=[row.run_id]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def finding_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A finding about `?field=&reason=`."""
    run, group = _group(request, pk)
    first = {"title": f"{_named(group)}: {group.count:,}", "owner": run.spec.owner_id or request.viewer.user_id}
    form = FindingForm(request.POST or None, initial=first)

    def save(given: Any) -> str:
        made = operations.raise_finding(
            run=run, field=group.field, reason=group.reason, by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("verification:finding", args=[made.pk])

    return form_page(
        request, form, save, context=_about(run, _("New finding of %(run)s") % {"run": run}, _("Raise finding"))
    )


def _group(request: PageRequest, pk: uuid.UUID) -> tuple[Run, results.Group]:
    run = found(queries.run_for, request.viewer, pk)
    asked = request.GET.get("field", ""), request.GET.get("reason", "")
    groups = results.groups(run.result)
    chosen = next((one for one in groups if one.key == asked), None)
    if chosen is None and not any(asked):
        chosen = next((one for one in groups if one.field), None)  # without a choice: the first of a field
    if chosen is None:
        raise Http404
    return run, chosen


def _named(group: results.Group) -> str:
    return f"{group.field}: {group.words.lower()}" if group.field else group.words


def _about(run: Run, title: str, label: str) -> dict[str, Any]:
    here = reverse("verification:run", args=[run.pk])
    return {
        "page_title": title,
        "breadcrumbs": [*crumbs(run.spec), (str(run), here)],
        "submit_label": label,
        "cancel_url": here,
    }
