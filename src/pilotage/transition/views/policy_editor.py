"""A version of the support policy as a table of fields: rows come and go, gaps and overlaps are shown before it is kept."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.core.errors import Refused, Stale
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.transition import operations
from pilotage.transition import policy as policies
from pilotage.transition.forms import DraftForm, RowSet, row_set
from pilotage.transition.models import PolicyDraft
from pilotage.transition.permissions import POLICY_MAKERS, require
from pilotage.transition.policy_rows import content_of, rows_of
from pilotage.transition.rules import table_faults
from pilotage.transition.shipped_policy import shipped_versions
from pilotage.transition.views.policy import CRUMBS
from pilotage.transition.views.policy_drafts import draft_or_404

#: A row that is added by hand.
FRESH_ROW = {"support": "transition_success", "window_days": 90, "meetings": 2, "window_is_minimum": False}


@staff_page
@require_http_methods(["GET", "POST"])
def policy_new(request: PageRequest) -> HttpResponse:
    """A new version, from the newest one."""
    rows = policies.versions()
    content = rows[-1].content if rows else shipped_versions()[-1]["content"]
    return _edit(request, None, content)


@staff_page
@require_http_methods(["GET", "POST"])
def draft_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A draft, changed."""
    draft = draft_or_404(request, pk)
    return _edit(request, draft, draft.content)


def _edit(request: PageRequest, draft: PolicyDraft | None, content: Mapping[str, Any]) -> HttpResponse:
    if request.method == "GET":
        return _show(request, draft, DraftForm(initial=_initial(draft)), row_set(initial=rows_of(content)))
    require(request.viewer, POLICY_MAKERS, _("Only a client services leader or an administrator changes the policy."))
    form, rows, do = DraftForm(request.POST), row_set(request.POST), request.POST.get("do", "save")
    if do == "add" or do.startswith("remove-"):
        typed = DraftForm(initial=request.POST.dict())
        return _show(request, draft, typed, row_set(initial=_other_rows(rows, do)))
    is_right = all([form.is_valid(), rows.is_valid()])
    made = content_of(rows.rows(), content) if rows.is_valid() else {}
    faults = table_faults(made) if made else ()
    if do == "check":  # of the table alone; what is still empty above it is no matter yet
        typed = DraftForm(initial=request.POST.dict())
        return _show(request, draft, typed, rows, faults=faults, is_whole=bool(made) and not faults)
    if not is_right or faults:
        return _show(request, draft, form, rows, status=422, faults=faults)

    def run(given: Mapping[str, Any]) -> str:
        return _save(request, draft, given, made)

    record = draft.record if draft is not None else None
    context = _context(draft, rows)
    return form_page(
        request, form, run, context=context, record=record, said=_("The draft is kept. Give it to a second person now."),
        template="transition/policy_edit.html",
    )  # fmt: skip


def _save(request: PageRequest, draft: PolicyDraft | None, given: Mapping[str, Any], content: dict[str, Any]) -> str:
    try:
        kept = operations.save_draft(
            draft=draft, version=given["name"], effective_date=given["effective_date"], content=content,
            reason=given["reason"], expect=given["version"], by=request.viewer, now=timezone.now(),
        )  # fmt: skip
    except Stale:
        raise
    except Refused as refused:
        raise Refused(refused.message, field="name" if refused.field == "version" else refused.field) from None
    return reverse("transition:draft", args=[kept.pk])


def _initial(draft: PolicyDraft | None) -> dict[str, Any]:
    if draft is None:
        return {}
    return {
        "name": draft.version, "effective_date": draft.effective_date, "reason": draft.reason,
        "version": draft.record.version,
    }  # fmt: skip


def _other_rows(rows: RowSet, do: str) -> list[Mapping[str, Any]]:
    """What was typed, with a row more or one less."""
    typed = rows.typed()
    if do == "add":
        return [*typed, FRESH_ROW]
    number = do.removeprefix("remove-")
    return [row for place, row in enumerate(typed) if str(place) != number]


def _context(draft: PolicyDraft | None, rows: RowSet) -> dict[str, Any]:
    back = reverse("transition:draft", args=[draft.pk]) if draft is not None else reverse("transition:policy")
    return {
        "page_title": _("Change draft %(name)s") % {"name": draft.version}
        if draft
        else _("A new version of the policy"),
        "page_lead": _(
            "Say for which billers each row holds and what they get. A second person reviews it; on its day it takes "
            "effect. What was decided before keeps its version."
        ),
        "breadcrumbs": [*CRUMBS, (_("Support policy"), reverse("transition:policy"))],
        "cancel_url": back,
        "rows": rows,
    }


def _show(
    request: PageRequest, draft: PolicyDraft | None, form: DraftForm, rows: RowSet, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = _context(draft, rows) | {"form": form} | more
    return render(request, "transition/policy_edit.html", context, status=status)
