"""A draft of the support policy: what differs, whom it would change, and the second person's word on it."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core.decision_tables import TableVersion
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, form_page
from pilotage.transition import operations, queries
from pilotage.transition import policy as policies
from pilotage.transition.enums import DRAFT_MOVES, DRAFT_NAMES, SUPPORT_NAMES, DraftState, Support
from pilotage.transition.forms import ReasonForm
from pilotage.transition.models import PolicyDraft
from pilotage.transition.permissions import POLICY_MAKERS
from pilotage.transition.rules import read_policy
from pilotage.transition.views.policy import CRUMBS, table_rows
from pilotage.transition.what_if import Standing, WhatIf, replay

MOST_SHOWN = 20


@staff_page
@require_GET
def draft(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The draft as a table with what differs from the version in force, and whom of the pending it would change."""
    found, today = draft_or_404(request, pk), policies.today(timezone.now())
    now_in_force, table = policies.policy().in_force(today), read_policy(found.content)
    is_mine = found.author_id == request.viewer.user_id
    may, moves = request.viewer.has(*POLICY_MAKERS), DRAFT_MOVES.get(DraftState(found.state), ())
    context = {
        "page_title": _("Support policy %(name)s") % {"name": found.version},
        "breadcrumbs": [*CRUMBS, (_("Support policy"), reverse("transition:policy"))],
        "draft": found,
        "state_words": DRAFT_NAMES[DraftState(found.state)],
        "rows": table_rows(table, before=now_in_force.table),
        "against": now_in_force.version,
        "impact": _impact(request, TableVersion(found.version, found.effective_date, table)) if moves else None,
        "may_edit": may and found.state == DraftState.DRAFT,
        "may_submit": may and DraftState.REVIEW in moves,
        "may_take_back": may and is_mine and found.state == DraftState.REVIEW,
        "may_review": may and not is_mine and found.state == DraftState.REVIEW,
        "may_drop": may and DraftState.DROPPED in moves,
        "waits_for_another": may and is_mine and found.state == DraftState.REVIEW,
    }
    return render(request, "transition/policy_draft.html", context)


def _impact(request: PageRequest, version: TableVersion) -> dict[str, Any]:
    """Whom of the pending and of the year's decisions this version would change, and what it costs a month."""
    found = replay(version, queries.standings(request.viewer, timezone.now()))
    changed = [one for one in found.changed if not one.standing.is_decided]
    shown = [
        {"key": one.standing.key, "name": one.standing.name, "was": _was(one.standing), "now": _words(one.then)}
        for one in changed[:MOST_SHOWN]
    ]
    return {
        "pending": found.total - found.decided,
        "changed": len(changed),
        "decided": found.decided,
        "changed_decided": len(found.changed) - len(changed),
        "shown": shown,
        "more": max(0, len(changed) - MOST_SHOWN),
        "months": list(found.months.items()),
        "sums": found.sums,
        "moves": [(was, then, n) for (was, then), n in found.moves.most_common()],
        "filled": _filled(found),
    }


def _filled(found: WhatIf) -> list[dict[str, Any]]:
    """The months ahead in percent of what all TSMs and TAMs can take, now and with this version."""
    return [
        {"it": one, "now": one.share(one.now), "then": one.share(one.then), "is_over": one.then > one.room}
        for one in queries.months_ahead(found, policies.today(timezone.now()))
    ]


def _was(standing: Standing) -> str:
    support = SUPPORT_NAMES[Support(standing.support)]
    days = _(", %(n)d days") % {"n": standing.window_days} if standing.window_days else ""
    return f"{standing.row}: {support}{days}" if standing.row else support


def _words(proposal: Any) -> str:
    support = SUPPORT_NAMES[Support(proposal.support)]
    if proposal.row is None:
        return support
    days = _(", %(n)d days") % {"n": proposal.window_days} if proposal.window_days else ""
    return f"{proposal.row}: {support}{days}"


@staff_page
@require_POST
def draft_move(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Gives the draft to review, takes it back, or drops it."""
    found = draft_or_404(request, pk)
    moves = {
        "submit": (operations.submit_draft, _("It waits for a second person now.")),
        "take_back": (operations.send_back_draft, _("It is a draft again.")),
        "drop": (operations.drop_draft, _("The draft is dropped.")),
    }
    if request.POST.get("do", "") not in moves:
        raise Http404
    move, said = moves[request.POST["do"]]
    then = reverse("transition:draft", args=[pk])
    return act(request, lambda: move(draft=found, by=request.viewer, now=timezone.now()), said=said, then=then)


@staff_page
@require_POST
def draft_approve(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The second person publishes it."""
    found = draft_or_404(request, pk)
    seen = request.POST.get("version", "")
    return act(
        request,
        lambda: operations.approve_draft(
            draft=found, expect=int(seen) if seen.isdecimal() else None, by=request.viewer, now=timezone.now()
        ),
        said=_("The version is published; it takes effect on its day."),
        then=reverse("transition:draft", args=[pk]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def draft_send_back(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The second person says what is to be changed."""
    found, form = draft_or_404(request, pk), ReasonForm(request.POST or None)
    back = reverse("transition:draft", args=[pk])

    def run(given: Any) -> str:
        operations.send_back_draft(draft=found, note=given["reason"], by=request.viewer, now=timezone.now())
        return back

    context = {
        "page_title": _("Send back support policy %(name)s") % {"name": found.version},
        "breadcrumbs": [*CRUMBS, (_("Support policy"), reverse("transition:policy")), (found.version, back)],
        "submit_label": _("Send back"),
        "cancel_url": back,
    }
    return form_page(request, form, run, context=context, said=_("The author has been told."))


def draft_or_404(request: PageRequest, pk: uuid.UUID) -> PolicyDraft:
    """The draft that the address names."""
    try:
        return queries.draft_for(request.viewer, pk)
    except PolicyDraft.DoesNotExist:
        raise Http404 from None
