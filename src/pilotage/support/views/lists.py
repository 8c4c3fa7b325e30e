"""Lists of cases: all of them or one biller's, the triage agenda, bulk assignment."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pilotage.billers.models import Biller
from pilotage.billers.queries import biller_for
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls, page_of, uuids
from pilotage.support import operations, queries, rules
from pilotage.support.forms import BulkForm, CaseFilter
from pilotage.support.freshness import fresh_days
from pilotage.support.models import Case
from pilotage.support.permissions import may_write
from pilotage.support.rhythm import in_words

HEADERS = (
    "biller", "case", "title", "severity", "state", "about", "phase", "owner", "reported_by", "opened_at", "path", "next_step", "by",
    "notes", "notes_written_at", "tracker", "tracker_state", "closed_at", "outcome",
)  # fmt: skip


@staff_page
@require_GET
def case_list(request: PageRequest) -> HttpResponseBase:
    """Search, filter, sort; `?as=csv` or `xlsx` gives a file: with `biller`, the report of all of its cases (R14)."""
    form, sort, now = CaseFilter(request.GET), request.GET.get("sort", ""), timezone.now()
    wanted = asked(form) | ({"owner": request.viewer.user_id} if request.GET.get("mine") else {})
    found = queries.cases(request.viewer, wanted, now=now, sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "cases", HEADERS, _export(found))
    page, fresh = page_of(request, found), fresh_days()
    for one in page:
        one.is_stale = rules.is_stale(one.severity, one.state, one.noted_at, now, fresh)
    context = _frame(request, wanted) | {
        "filter_form": form,
        "chips": chips_of(form, leave=("biller", "phase")),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "bulk_form": BulkForm() if may_write(request.viewer) else None,
        **export_urls(request),
    }
    return render(request, "support/list.html", context)


@staff_page
@require_GET
def triage_agenda(request: PageRequest) -> HttpResponseBase:
    """What the next triage call looks at: cases without a way, then those whose day has passed; critical first."""
    now = timezone.now()
    found = queries.agenda(request.viewer, now)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "triage-agenda", HEADERS, _export(found))
    page = page_of(request, found)
    context = {
        "page_title": _("Triage agenda"),
        "page_lead": _("Calls: %(when)s. Each case leaves with its way, an owner, a day.") % {"when": in_words()},
        "breadcrumbs": [(_("Cases"), reverse("support:list"))],
        "tabs": _tabs(request, None, "triage"),
        "next_call": queries.next_call(now),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "may_write": may_write(request.viewer),
        **export_urls(request),
    }
    return render(request, "support/triage.html", context)


@staff_page
@require_POST
def assign(request: PageRequest) -> HttpResponse:
    """Gives the ticked cases to one person."""
    form = BulkForm(request.POST)
    chosen = list(
        Case.objects.visible_to(request.viewer).filter(pk__in=uuids(request)).select_related("record", "biller")
    )
    if not form.is_valid() or not chosen:
        raise Http404
    words = ngettext("%(n)d case given away.", "%(n)d cases given away.", len(chosen)) % {"n": len(chosen)}
    return act(
        request,
        lambda: operations.assign_cases(cases=chosen, owner=form.person(), by=request.viewer, now=timezone.now()),
        said=words,
        then=reverse("support:list"),
    )


def _frame(request: PageRequest, wanted: dict[str, Any]) -> dict[str, Any]:
    biller = None
    if wanted.get("biller"):
        try:
            biller = biller_for(request.viewer, wanted["biller"])
        except Biller.DoesNotExist:
            raise Http404 from None
    is_mine, is_stale = bool(request.GET.get("mine")), request.GET.get("notes") == "stale"
    view = "mine" if is_mine else "stale" if is_stale else "list"
    return {
        "page_title": _("Cases of %(biller)s") % {"biller": biller.name} if biller else _("Cases"),
        "breadcrumbs": [(biller.name, reverse("desk:biller", args=[biller.pk]))] if biller else [],
        "of_biller": biller,
        "tabs": _tabs(request, biller, view),
        "may_write": may_write(request.viewer),
    }


def _tabs(request: PageRequest, biller: Biller | None, view: str) -> list[dict[str, Any]]:
    home, kept = reverse("support:list"), {"biller": biller.pk} if biller else {}
    tabs: list[dict[str, Any]] = []
    for key, label, more in (
        ("list", _("Cases"), {}),
        ("mine", _("Mine"), {"mine": 1}),
        ("stale", _("Stale notes"), {"notes": "stale"}),
    ):
        query = urlencode(kept | more)
        tabs.append({"label": label, "url": f"{home}?{query}" if query else home, "active": key == view})
    tabs.append({"label": _("What I owe"), "url": reverse("raci:owed"), "active": False})
    tabs.append({"label": _("Escalations"), "url": reverse("escalation:escalations"), "active": False})
    tabs.append({"label": _("Phased billers"), "url": reverse("phased:list"), "active": False})
    return [*tabs, {"label": _("Triage"), "url": reverse("support:triage"), "active": view == "triage"}]


def _export(found: Any) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=500):
        yield [
            one.biller.name, one.code, one.title, one.get_severity_display(), one.get_state_display(), one.get_category_display(),
            one.phase.name if one.phase else "", one.owner.name if one.owner else "", one.reported_by, one.opened_at,
            one.get_path_display(), one.path_words, one.path_due_date, one.notes, one.noted_at, one.tracker_key, one.tracker_state,
            one.closed_at, one.outcome,
        ]  # fmt: skip
