"""The billers list with its export and bulk assignment; a biller made and edited."""

import uuid
from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers import operations, queries
from pilotage.billers.forms import BillerFilter, BillerForm, CareForm
from pilotage.billers.models import Biller
from pilotage.billers.permissions import ASSIGNERS, PLANNERS
from pilotage.billers.views.columns import COLUMNS, SHOWN, columns_menu
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import Asked, chosen, export_urls, filtered, form_page, kept, page_of, same_list
from pilotage.ui.components.forms import control

HEADERS = (
    "external_id", "name", "vertical", "state", "time_zone", "mrr", "stage", "target_go_live", "went_live", "product", "integrator",
    "looked_after_by", "contract_date",
)  # fmt: skip


@staff_page
@require_GET
def biller_list(request: PageRequest) -> HttpResponseBase:
    """Search, filter, sort, choose columns; `?as=csv` or `xlsx` gives what is found as a file."""
    sort, is_mine, home = request.GET.get("sort", ""), request.GET.get("mine"), request.path
    asks, wanted = _asked(request)
    if request.GET.get("as") in KINDS:
        found = queries.billers(request.viewer, wanted, sort=sort)
        return table_file(request.GET["as"], "billers", HEADERS, _export(queries.with_parts(found)))
    page = page_of(request, queries.listed(request.viewer, wanted, sort=sort), queries.ROWS)
    page.object_list = rows = queries.with_leads(cast("list[dict[str, Any]]", page.object_list))
    shown = _columns(request)
    may_assign = request.viewer.has(*ASSIGNERS)
    context = {
        "page_title": _("Billers"),
        "filter_form": asks,
        "chips": asks.chips,
        "sort": sort,
        "page": page,
        "rows": rows,
        "is_empty": not page.paginator.count,
        "columns": columns_menu(shown),
        "shown": [one for one in COLUMNS if one.key in shown],
        "tabs": [
            {"label": _("All"), "url": home, "active": not is_mine},
            {"label": _("Mine"), "url": f"{home}?mine=1", "active": bool(is_mine)},
        ],
        "may_add": request.viewer.has(*PLANNERS),
        "may_assign": may_assign,
        "bulk_controls": kept("billers.bulk", _bulk_controls) if may_assign else "",
        **export_urls(request),
    }
    return render(request, "billers/list.html", context)


def _asked(request: PageRequest) -> tuple[Asked, dict[str, Any]]:
    """The filter as it was asked, and all that the address asks for."""
    asks = filtered(request, BillerFilter, "billers")
    return asks, asks.values | {"mine": request.GET.get("mine")}


def _bulk_controls() -> SafeString:
    form = CareForm()
    return control(form["role"], **{"aria-label": _("As")}) + control(form["user"], **{"aria-label": _("Who")})


def _columns(request: PageRequest) -> tuple[str, ...]:
    known = [one.key for one in COLUMNS]
    chosen = tuple(key for key in request.GET.getlist("columns") if key in known)
    if chosen:
        request.session["billers.columns"] = list(chosen)
        return chosen
    return tuple(request.session.get("billers.columns", SHOWN))


def _export(found: Any) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=500):
        phase = queries.leading_phase(one.all_phases)
        used = one.all_integrations[0] if one.all_integrations else None
        yield [
            one.external_id, one.name, one.vertical or "", one.state, one.time_zone, one.mrr_amount, phase.stage if phase else "",
            phase.target_go_live_date if phase else None, phase.went_live_date if phase else None,
            str(used.product) if used and used.product else "", used.integrator if used else "",
            "; ".join(f"{care.role}: {care.user.name}" for care in one.all_cares), one.contract_date,
        ]  # fmt: skip


@staff_page
@require_POST
def care_bulk(request: PageRequest) -> HttpResponse:
    """The ticked billers, or all found, are looked after by this person from now on: all of them, or none."""
    form = CareForm(request.POST)
    with refusal_to_message(request):
        keys = chosen(request, lambda: queries.billers(request.viewer, _asked(request)[1]))
        if not keys:
            messages.error(request, _("Tick the billers first."))
        elif not form.is_valid():
            messages.error(request, _("Choose a person and a role."))
        else:
            rows = list(Biller.objects.visible_to(request.viewer).filter(pk__in=keys))
            user = User.objects.get(pk=form.cleaned_data["user"])
            role = form.cleaned_data["role"]
            n = operations.assign_care_to_many(
                billers=rows, user=user, role=role, by=request.viewer, now=timezone.now()
            )
            words = ngettext("%(name)s now looks after %(n)d biller.", "%(name)s now looks after %(n)d billers.", n)
            messages.success(request, words % {"name": user.name, "n": n})
    return redirect(same_list(request, reverse("billers:list")))


@staff_page
@require_http_methods(["GET", "POST"])
def biller_new(request: PageRequest) -> HttpResponse:
    """Adds a biller."""
    form = BillerForm(request.POST or None, initial={"time_zone": request.viewer.time_zone})

    def run(given: Any) -> str:
        made = operations.create_biller(by=request.viewer, now=timezone.now(), **form.values())
        return reverse("desk:biller", args=[made.pk])

    context = {
        "page_title": _("New biller"),
        "page_lead": _("Only name and id are needed now; the rest is asked for when it matters."),
        "breadcrumbs": [(_("Billers"), reverse("billers:list"))],
        "submit_label": _("Add biller"),
        "cancel_url": reverse("billers:list"),
    }
    return form_page(
        request, form, run, context=context, said=_("The biller is added. Next: its integration and first phase.")
    )


@staff_page
@require_http_methods(["GET", "POST"])
def biller_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes a biller's facts."""
    biller = find_biller(request, pk)
    names = ("name", "vertical", "state", "time_zone", "mrr_amount", "is_enterprise", "contract_date", "website")
    first = {name: getattr(biller, name) for name in names} | {"version": biller.record.version}
    form = BillerForm(request.POST or None, initial=first, biller=biller)

    def run(given: Any) -> str:
        operations.change_biller(
            biller=biller, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("desk:biller", args=[pk])

    context = {
        "page_title": _("Edit %(name)s") % {"name": biller.name},
        "breadcrumbs": crumbs(biller),
        "submit_label": _("Save biller"),
        "cancel_url": reverse("desk:biller", args=[pk]),
    }
    return form_page(request, form, run, context=context, record=biller.record, said=_("The biller is saved."))


def find_biller(request: PageRequest, pk: uuid.UUID) -> Biller:
    """The biller, or a page that isn't there."""
    try:
        return queries.biller_for(request.viewer, pk)
    except Biller.DoesNotExist:
        raise Http404 from None


def crumbs(biller: Biller) -> list[tuple[Any, str]]:
    """Billers, then this one."""
    return [(_("Billers"), reverse("billers:list")), (biller.name, reverse("desk:biller", args=[biller.pk]))]
