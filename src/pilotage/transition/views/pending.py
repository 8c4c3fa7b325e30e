"""The pending-transition list: what changed since the last review, its export, and several decisions as proposed at once."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import asked, chips_of, export_urls, page_of, uuids
from pilotage.people.queries import users_with_role
from pilotage.transition import operations, policy, queries
from pilotage.transition.enums import FACT_NAMES
from pilotage.transition.forms import BulkForm, PendingFilter
from pilotage.transition.models import TransitionDecision
from pilotage.transition.permissions import DECIDERS
from pilotage.transition.views.wording import signs_shown

VIEWS = {
    "pending": gettext_lazy("To decide"),
    "changed": gettext_lazy("Changed in 7 days"),
    "asked": gettext_lazy("TSM asked for"),
    "risky": gettext_lazy("Not going well"),
    "missing": gettext_lazy("Facts missing"),
    "upcoming": gettext_lazy("Decided, not live"),
    "overtaken": gettext_lazy("Decided on other facts"),
    "all": gettext_lazy("All"),
}
#: What an empty view means, and that it is fine.
EMPTY = {
    "changed": gettext_lazy("No target, proposal or decision changed in the last 7 days."),
    "asked": gettext_lazy("No IM or PM asks for a TSM."),
    "risky": gettext_lazy(
        "No biller to decide slips, has red entries, failing tests, critical cases or missed meetings."
    ),
    "missing": gettext_lazy("Every biller on the list has the facts that the policy asks for."),
    "upcoming": gettext_lazy("What client services has decided is here until it goes live."),
    "overtaken": gettext_lazy("Every decision stands on the facts as they are."),
}
HEADERS = (
    "biller", "external_id", "phase", "vertical", "state", "enterprise", "product", "integrator", "mrr",
    "target_go_live", "proposed", "row", "policy_version", "window_days", "meetings", "missing", "tsm_asked_for",
    "decided", "assignee", "decided_at", "override_reason", "now_proposed", "risk_signs",
)  # fmt: skip


@staff_page
@require_GET
def pending(request: PageRequest) -> HttpResponseBase:
    """Phases ahead of go-live with a target: what the policy proposes, what changed, and what is decided."""
    form, sort, now = PendingFilter(request.GET), request.GET.get("sort", ""), timezone.now()
    view = request.GET.get("view", "pending")
    view = view if view in VIEWS else "pending"
    found = _found(request, form, view, sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "pending-transition", HEADERS, _export(found))
    page = page_of(request, found)
    since = now - queries.REVIEW_SPAN
    changes = queries.changes_since(page.object_list, since)
    signs = queries.risk_signs(page.object_list, now)
    for phase in page.object_list:
        phase.signs = signs_shown(signs.get(phase.pk, []))
        phase.changes = changes.get(phase.pk, [])
        decision = getattr(phase, "decision", None)
        phase.missing_words = [FACT_NAMES.get(fact, fact) for fact in decision.missing] if decision else []
    may_decide = request.viewer.has(*DECIDERS) and view not in ("upcoming", "overtaken")
    home = reverse("transition:pending")
    context = {
        "page_title": _("Pending transition"),
        "page_lead": _lead(),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "view": view,
        "has_decided": view not in ("pending", "missing", "risky"),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "empty_words": EMPTY.get(view, ""),
        "tabs": [{"label": label, "url": f"{home}?view={key}", "active": key == view} for key, label in VIEWS.items()],
        "bulk_form": BulkForm() if may_decide and page.paginator.count else None,
        **export_urls(request),
    }
    return render(request, "transition/pending.html", context)


def _found(request: PageRequest, form: PendingFilter, view: str, sort: str) -> Any:
    given, now = asked(form), timezone.now()
    within = given.get("within")
    return queries.pending(
        request.viewer,
        view=view,
        text=given.get("q", ""),
        tier=given.get("tier", ""),
        vertical=given.get("vertical", ""),
        until=policy.today(now) + timedelta(days=within) if within is not None else None,
        since=now - queries.REVIEW_SPAN,
        now=now,
        sort=sort,
    )


@staff_page
@require_POST
def pending_bulk(request: PageRequest) -> HttpResponse:
    """Decides the ticked ones as proposed, with one TSM: all of them, or none. Help-desk proposals need nobody."""
    form, chosen = BulkForm(request.POST), uuids(request)
    rows = list(
        TransitionDecision.objects.visible_to(request.viewer)
        .filter(pk__in=chosen)
        .select_related("phase__biller", "biller", "record")
    )
    if not rows or not form.is_valid():
        messages.error(request, _("Tick the billers first, then choose the TSM."))
        return redirect("transition:pending")
    given = form.cleaned_data["assignee"]
    user = User.objects.filter(pk=given).first() if given else None
    with refusal_to_message(request):
        n = operations.decide_as_proposed(
            decisions=rows, assignee=user, expect=_seen(request), by=request.viewer, now=timezone.now()
        )
        messages.success(
            request, ngettext("%(n)d transition is decided.", "%(n)d transitions are decided.", n) % {"n": n}
        )
    return redirect("transition:pending")


def _seen(request: PageRequest) -> dict[uuid.UUID, int]:
    """The record versions that stood on the page, by decision; what can't be read is left out."""
    found = {}
    for text in request.POST.getlist("seen"):
        key, _colon, version = text.partition(":")
        try:
            found[uuid.UUID(key)] = int(version)
        except ValueError:
            continue
    return found


def _lead() -> str:
    leader = users_with_role("cs_leader").first()
    return _("Questions about transitions: %(name)s, client services.") % {"name": leader.name} if leader else ""


def _export(found: Any) -> Iterator[list[object]]:
    rows = list(found)
    signs = queries.risk_signs(rows, timezone.now())
    for phase in rows:
        one, used, biller = getattr(phase, "decision", None), phase.integration, phase.biller
        facts = [
            biller.name, biller.external_id, phase.name, biller.vertical, biller.state,
            "yes" if biller.is_enterprise else "no", str(used.product) if used and used.product else "",
            used.integrator if used else "", biller.mrr_amount, phase.target_go_live_date,
        ]  # fmt: skip
        own = _decision_cells(one, phase.asked) if one is not None else [""] * (len(HEADERS) - len(facts) - 1)
        yield [*facts, *own, "; ".join(sign.words for sign in signs.get(phase.pk, []))]


def _decision_cells(one: TransitionDecision, asked_for: int) -> list[object]:
    newer = one.newer or {}
    return [
        one.support, one.row, one.policy_version, one.window_days, one.meetings_required, ", ".join(one.missing),
        "yes" if asked_for else "no", one.choice, one.assignee.name if one.assignee else "", one.decided_at,
        one.override_reason, newer.get("row") or newer.get("support", ""),
    ]  # fmt: skip
