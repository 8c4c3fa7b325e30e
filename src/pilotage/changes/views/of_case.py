"""A case that goes to change control: what is asked for because of it, and how that stands (R15)."""

import uuid
from typing import Any

from django.http import Http404
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from pilotage.billers.models import Phase
from pilotage.changes import queries
from pilotage.changes.enums import STATE_TONES, ChangeState
from pilotage.changes.permissions import may_ask
from pilotage.people.doors import PageRequest
from pilotage.support.enums import Path
from pilotage.support.models import Case
from pilotage.support.queries import case_for


def draw(context: Context, case: Case) -> SafeString:
    """The changes that came from a case, and the way to ask for one; nothing where it goes elsewhere and led to none."""
    viewer = context["request"].viewer
    rows = list(queries.changes_from(viewer, case.record_id))
    if not rows and (case.path != Path.CHANGE or case.closed_at is not None):
        return SafeString("")
    for one in rows:
        one.tone = STATE_TONES[ChangeState(one.state)]
    values = {
        "case": case,
        "changes": rows,
        "may_ask": case.closed_at is None and case.path == Path.CHANGE and may_ask(viewer, case.biller_id),
    }
    return mark_safe(render_to_string("changes/of_case.html", values, request=context["request"]))


def case_behind(request: PageRequest, phase: Phase) -> Case | None:
    """The case that `?case=` names; one of another biller is a page that isn't there."""
    if not (key := request.GET.get("case")):
        return None
    try:
        case = case_for(request.viewer, uuid.UUID(key))
    except (ValueError, Case.DoesNotExist):
        raise Http404 from None
    if case.biller_id != phase.biller_id:
        raise Http404
    return case


def words_of(case: Case) -> dict[str, Any]:
    """What the form begins with."""
    said = [text for text in (case.description, case.notes) if text]
    return {
        "title": case.title,
        "what": "\n\n".join(said) or case.title,
        "why": f"{case.code}: {case.path_words or case.title}",
    }
