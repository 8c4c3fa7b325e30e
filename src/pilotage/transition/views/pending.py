"""The pending-transition list, its export, and several decisions as proposed at once."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import asked, chips_of, export_urls, page_of, uuids
from pilotage.people.queries import users_with_role
from pilotage.transition import operations, queries
from pilotage.transition.forms import BulkForm, PendingFilter
from pilotage.transition.models import TransitionDecision
from pilotage.transition.permissions import DECIDERS

VIEWS = {
    "pending": _("To decide"),
    "asked": _("TSM asked for"),
    "missing": _("Facts missing"),
    "upcoming": _("Decided, not live"),
    "all": _("All"),
}
HEADERS = (
    "biller", "external_id", "phase", "vertical", "product", "integrator", "mrr", "target_go_live", "proposed", "row", "missing", "decided",
    "assignee", "override_reason",
)  # fmt: skip


@staff_page
@require_GET
def pending(request: PageRequest) -> HttpResponseBase:
    """Phases ahead of go-live with a target: what the policy proposes, and what is decided."""
    form, sort = PendingFilter(request.GET), request.GET.get("sort", "")
    view = request.GET.get("view", "pending")
    view = view if view in VIEWS else "pending"
    given = asked(form)
    found = queries.pending(request.viewer, view=view, text=given.get("q", ""), tier=given.get("tier", ""), sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "pending-transition", HEADERS, _export(found))
    page = page_of(request, found)
    may_decide = request.viewer.has(*DECIDERS)
    home = reverse("transition:pending")
    context = {
        "page_title": _("Pending transition"),
        "page_lead": _lead(),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "view": view,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "tabs": [{"label": label, "url": f"{home}?view={key}", "active": key == view} for key, label in VIEWS.items()],
        "may_decide": may_decide and view != "upcoming",
        "bulk_form": BulkForm() if may_decide and view != "upcoming" else None,
        **export_urls(request),
    }
    return render(request, "transition/pending.html", context)


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
    user = User.objects.get(pk=form.cleaned_data["assignee"])
    with refusal_to_message(request):
        n = operations.decide_as_proposed(decisions=rows, assignee=user, by=request.viewer, now=timezone.now())
        messages.success(
            request, ngettext("%(n)d transition is decided.", "%(n)d transitions are decided.", n) % {"n": n}
        )
    return redirect("transition:pending")


def _lead() -> str:
    leader = users_with_role("cs_leader").first()
    return _("Questions about transitions: %(name)s, client services.") % {"name": leader.name} if leader else ""


def _export(found: Any) -> Iterator[list[object]]:
    for phase in found.iterator(chunk_size=500):
        one, used = getattr(phase, "decision", None), phase.integration
        yield [
            phase.biller.name, phase.biller.external_id, phase.name, phase.biller.vertical,
            str(used.product) if used and used.product else "",
            used.integrator if used else "", phase.biller.mrr_amount, phase.target_go_live_date, one.support if one else "",
            one.row if one else "", ", ".join(one.missing) if one else "", one.choice if one else "",
            one.assignee.name if one and one.assignee else "", one.override_reason if one else "",
        ]  # fmt: skip
