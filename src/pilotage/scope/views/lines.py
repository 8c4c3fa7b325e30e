"""One scope line: read, new, edit, drop, take up again, the promises it keeps, where each step leads."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.views.phases import find_phase
from pilotage.onboarding.models import PlanTask
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, form_page
from pilotage.scope import operations, queries
from pilotage.scope.enums import STEP_NAMES, LineState, Step
from pilotage.scope.forms import KeepsForm, LineForm, LinkForm, ReasonForm
from pilotage.scope.models import ScopeLine, TraceLink
from pilotage.scope.permissions import may_write
from pilotage.scope.views.trace import cells_of, today_of
from pilotage.work.views.tasks import talk_about


@staff_page
@require_GET
def line(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What will be delivered, for which promises, and where each step leads."""
    found = _line(request, pk)
    one = queries.traced(found, today_of(request))
    context = {
        "page_title": found.title,
        "breadcrumbs": [(_("Scope"), reverse("scope:trace", args=[found.phase_id]))],
        "line": found,
        "promises": one.promises,
        "cells": cells_of(one),
        "is_dropped": found.state == LineState.DROPPED,
        "may_write": may_write(request.viewer),
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "scope/line.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def line_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A line of a phase's scope; `?promise=` is ticked already."""
    phase = find_phase(request, pk)
    promises = queries.promises_of(pk)
    key = request.GET.get("promise", "")
    first = {"promises": [key], "title": next((one.title for one in promises if str(one.pk) == key), "")}
    form = LineForm(request.POST or None, initial=first, promises=promises)

    def run(given: Any) -> str:
        keys = set(form.promise_keys())
        made = operations.add_line(
            phase=phase, promises=[one for one in promises if one.pk in keys], by=request.viewer, now=timezone.now(),
            **form.values(),
        )  # fmt: skip
        return reverse("scope:line", args=[made.pk])

    there = reverse("scope:trace", args=[pk])
    context = {
        "page_title": _("New scope line for %(phase)s") % {"phase": phase},
        "breadcrumbs": [(_("Scope"), there)],
        "submit_label": _("Add line"),
        "cancel_url": there,
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def line_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Its words."""
    found = _line(request, pk)
    first = {"title": found.title, "description": found.description, "version": found.record.version}
    form = LineForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.change_line(
            line=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("scope:line", args=[pk])

    return form_page(request, form, run, context=_about(found, _("Edit %(code)s"), _("Save line")), record=found.record)


@staff_page
@require_http_methods(["GET", "POST"])
def line_drop(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """It leaves the scope, with the reason."""
    found = _line(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.drop_line(
            line=found, reason=given["reason"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return reverse("scope:line", args=[pk])

    return form_page(request, form, run, context=_about(found, _("Drop %(code)s"), _("Drop line")), record=found.record)


@staff_page
@require_POST
def line_restore(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """It is in scope again."""
    found = _line(request, pk)
    return act(
        request,
        lambda: operations.restore_line(line=found, by=request.viewer, now=timezone.now()),
        said=_("It is in scope again."),
        then=reverse("scope:line", args=[pk]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def line_promises(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Which promises the line keeps: ticked ones are added, others taken away."""
    found = _line(request, pk)
    promises = queries.promises_of(found.phase_id)
    held = set(found.keeps.values_list("promise_id", flat=True))
    form = KeepsForm(
        request.POST if request.method == "POST" else None,
        promises=promises,
        initial={"promises": [str(key) for key in held]},
    )

    def run(given: Any) -> str:
        chosen = [one for one in promises if str(one.pk) in set(given["promises"])]
        operations.choose_promises(line=found, promises=chosen, by=request.viewer, now=timezone.now())
        return reverse("scope:line", args=[pk])

    return form_page(request, form, run, context=_about(found, _("Promises that %(code)s keeps"), _("Save")))


@staff_page
@require_http_methods(["GET", "POST"])
def link_new(request: PageRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Where the line leads in one step, or why it needs none."""
    found = _line(request, pk)
    if step not in STEP_NAMES:
        raise Http404
    form = LinkForm(request.POST or None, line=found, step=step)

    def run(given: Any) -> str:
        by, now = request.viewer, timezone.now()
        if given["is_not_needed"]:
            operations.mark_not_needed(line=found, step=step, reason=given["text"], by=by, now=now)
        else:
            target = _target(found, step, given.get("target", ""))
            operations.link_line(line=found, step=step, target=target, text=given["text"], by=by, now=now)
        return reverse("scope:line", args=[pk])

    name = STEP_NAMES[Step(step)]
    return form_page(request, form, run, context=_about(found, f"%(code)s: {name}", _("Save")))


@staff_page
@require_POST
def link_remove(request: PageRequest, pk: int) -> HttpResponse:
    """The line doesn't lead there."""
    row = TraceLink.objects.visible_to(request.viewer).filter(pk=pk).select_related("line__record").first()
    if row is None:
        raise Http404
    return act(
        request,
        lambda: operations.remove_link(link=row, by=request.viewer, now=timezone.now()),
        said=_("The link is gone."),
        then=reverse("scope:line", args=[row.line_id]),
    )


def _target(found: ScopeLine, step: str, key: str) -> Any:
    if not key:
        return None
    if step == Step.CONFIGURATION:
        return queries.items_to_link(found.phase_id).filter(pk=key).first()
    if step == Step.TEST:
        return queries.cases_to_link(found.phase_id).filter(pk=key).first()
    rows = PlanTask.objects.everywhere().filter(project__phase=found.phase_id, pk=key)
    return rows.select_related("project").first()


def _line(request: PageRequest, pk: uuid.UUID) -> ScopeLine:
    try:
        return queries.line_for(request.viewer, pk)
    except ScopeLine.DoesNotExist:
        raise Http404 from None


def _about(found: ScopeLine, title: str, label: str) -> dict[str, Any]:
    here = reverse("scope:line", args=[found.pk])
    return {
        "page_title": title % {"code": found.code},
        "page_lead": found.title,
        "breadcrumbs": [(_("Scope"), reverse("scope:trace", args=[found.phase_id])), (found.title, here)],
        "submit_label": label,
        "cancel_url": here,
    }
