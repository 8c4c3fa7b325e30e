"""Boards: tasks as cards in columns by state, owner or part; a card moves by a form, a key or a drag."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.errors import Refused
from pilotage.onboarding import operations
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.pictures.board import KINDS, NOBODY, columns
from pilotage.onboarding.pictures.filters import parts_of
from pilotage.onboarding.view_forms import PlaceForm, place_choices
from pilotage.onboarding.views.looking import Look, came_from, look
from pilotage.onboarding.views.tasks import find_plan_task
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.models import User
from pilotage.people.pages import form_page

MOST = 2000


@staff_page
@require_GET
def board(request: PageRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """The tasks of a project, or of all running ones. `by` says what the columns are, `wide` shows one column whole."""
    seen = look(request, pk, keep=("by",), most=MOST)
    kind = request.GET.get("by", "state")
    kind = kind if kind in KINDS else "state"
    parts = parts_of(seen.project) if kind == "part" and seen.project else []
    found = columns(seen.rows, kind, seen.today, wide=request.GET.get("wide", ""), parts=parts)
    context = (
        seen.page(_("Board of %(name)s"), _("Board of all projects"))
        | seen.cut()
        | {
            "kind": kind,
            "kinds": _kinds(seen, kind),
            "board_columns": [_drawn(seen, column) for column in found],
            "is_empty": not seen.rows,
        }
    )
    return render(request, "onboarding/board.html", context)


def _kinds(seen: Look, kind: str) -> list[dict[str, Any]]:
    rest = seen.request.GET.copy()
    found = []
    for key, label in KINDS.items():
        rest["by"] = key
        rest.pop("wide", None)
        found.append({"label": label, "url": f"?{rest.urlencode()}", "active": key == kind})
    return found


def _drawn(seen: Look, column: Any) -> dict[str, Any]:
    wide = seen.request.GET.copy()
    wide["wide"] = column.key
    cards = [{"row": row, "state": row.state_words(seen.today), "tone": row.tone(seen.today)} for row in column.cards]
    return {"column": column, "cards": cards, "more_url": f"?{wide.urlencode()}"}


@staff_page
@require_http_methods(["GET", "POST"])
def task_place(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Moves one card: `by` state, owner or part, `to` a column."""
    found = find_plan_task(request, pk)
    kind = request.POST.get("by") or request.GET.get("by") or "state"
    if kind not in KINDS:
        raise Http404
    back = came_from(request, f"{reverse('onboarding:board', args=[found.project_id])}?by={kind}")
    first = {"to": request.GET.get("to") or _present(found, kind), "version": found.task.record.version}
    form = PlaceForm(request.POST or None, initial=first | {"by": kind, "back": back}, kind=kind)
    form.offer(place_choices(kind, found))

    def run(given: Any) -> str:
        _place(request, found, kind, given)
        return back

    context = {
        "page_title": _("Move “%(task)s”") % {"task": found.task.title},
        "breadcrumbs": [(found.project.name, back)],
        "submit_label": _("Move task"),
        "cancel_url": back,
    }
    return form_page(request, form, run, context=context, record=found.task.record)


def _present(found: PlanTask, kind: str) -> str:
    if kind == "owner":
        return str(found.task.owner_id or NOBODY)
    return found.part if kind == "part" else found.task.state


def _place(request: PageRequest, found: PlanTask, kind: str, given: Any) -> None:
    by, now, to, expect = request.viewer, timezone.now(), given["to"], given["version"]
    if kind == "state":
        operations.set_plan_task_state(plan_task=found, state=to, reason=given["reason"], expect=expect, by=by, now=now)
    elif kind == "part":
        operations.set_plan_task_part(plan_task=found, part=to, expect=expect, by=by, now=now)
    else:
        owner = None if to == NOBODY else User.objects.filter(pk=to, is_active=True).first()
        if owner is None and to != NOBODY:
            raise Refused(_("This person has no active account any more. Choose somebody else."), field="to")
        operations.set_plan_task_owner(plan_task=found, owner=owner, expect=expect, by=by, now=now)
