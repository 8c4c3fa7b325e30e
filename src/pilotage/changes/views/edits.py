"""What a change does to plan and scope: said, and taken out again."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilotage.changes import operations
from pilotage.changes.enums import EDIT_NAMES
from pilotage.changes.forms import PlanEditForm, ScopeEditForm
from pilotage.changes.models import ScopeEdit, TaskEdit
from pilotage.changes.views.one import about, find_change
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, form_page


@staff_page
@require_http_methods(["GET", "POST"])
def plan_edit(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """A task that the change adds, makes longer or shorter, or drops."""
    found = find_change(request, pk)
    _require_kind(kind)
    form = PlanEditForm(request.POST or None, request=found, kind=kind)

    def run(given: Any) -> str:
        operations.edit_plan(request=found, kind=kind, by=request.viewer, now=timezone.now(), **form.values())
        return f"{reverse('changes:change', args=[pk])}#impact"

    titles = {
        "add": _("%(code)s: add a task"),
        "change": _("%(code)s: another length"),
        "drop": _("%(code)s: drop a task"),
    }
    return form_page(request, form, run, context=about(found, titles[kind], _("Put it into the change")))


@staff_page
@require_http_methods(["GET", "POST"])
def scope_edit(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """A scope line that the change adds, says differently, or drops."""
    found = find_change(request, pk)
    _require_kind(kind)
    form = ScopeEditForm(request.POST or None, request=found, kind=kind)

    def run(given: Any) -> str:
        operations.edit_scope(request=found, kind=kind, by=request.viewer, now=timezone.now(), **form.values())
        return f"{reverse('changes:change', args=[pk])}#scope"

    titles = {
        "add": _("%(code)s: add a scope line"),
        "change": _("%(code)s: change a scope line"),
        "drop": _("%(code)s: drop a scope line"),
    }
    return form_page(request, form, run, context=about(found, titles[kind], _("Put it into the change")))


@staff_page
@require_POST
def plan_edit_remove(request: PageRequest, pk: int) -> HttpResponse:
    """The change leaves that task alone."""
    return _remove(request, TaskEdit.objects.visible_to(request.viewer).filter(pk=pk))


@staff_page
@require_POST
def scope_edit_remove(request: PageRequest, pk: int) -> HttpResponse:
    """The change leaves that line alone."""
    return _remove(request, ScopeEdit.objects.visible_to(request.viewer).filter(pk=pk))


def _remove(request: PageRequest, rows: Any) -> HttpResponse:
    edit = rows.select_related("change__record", "change__phase__biller", "change__project").first()
    if edit is None:
        raise Http404
    return act(
        request,
        lambda: operations.remove_edit(edit=edit, by=request.viewer, now=timezone.now()),
        said=_("It is taken out of the change."),
        then=reverse("changes:change", args=[edit.change_id]),
    )


def _require_kind(kind: str) -> None:
    if kind not in EDIT_NAMES:
        raise Http404
