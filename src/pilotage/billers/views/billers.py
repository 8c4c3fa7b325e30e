"""The billers list with its export and bulk assignment; a biller made and edited."""

import uuid
from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers import operations, queries
from pilotage.billers.enums import STAGE_NAMES, Stage
from pilotage.billers.forms import BillerFilter, BillerForm, CareForm
from pilotage.billers.models import Biller
from pilotage.billers.permissions import ASSIGNERS, PLANNERS
from pilotage.catalogue.enums import VERTICAL_NAMES, Vertical
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of, uuids

COLUMNS = {
    "vertical": gettext_lazy("Vertical"),
    "state": gettext_lazy("State"),
    "stage": gettext_lazy("Stage"),
    "cis": gettext_lazy("CIS"),
    "mrr": gettext_lazy("MRR"),
    "target": gettext_lazy("Go-live"),
    "care": gettext_lazy("Looked after by"),
    "contract": gettext_lazy("Contract"),
}
SHOWN = ("vertical", "state", "stage", "cis", "mrr", "target", "care")
ROWS = 25
HEADERS = (
    "external_id", "name", "vertical", "state", "time_zone", "mrr", "stage", "target_go_live", "went_live", "product", "integrator",
    "looked_after_by", "contract_date",
)  # fmt: skip


@staff_page
@require_GET
def biller_list(request: PageRequest) -> HttpResponseBase:
    """Search, filter, sort, choose columns; `?as=csv` or `xlsx` gives what is found as a file."""
    form = BillerFilter(request.GET)
    given, sort = dict(asked(form)), request.GET.get("sort", "")
    given["mine"] = request.GET.get("mine")
    found = queries.billers(request.viewer, given, sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "billers", HEADERS, _export(queries.with_parts(found)))
    page = page_of(request, found, ROWS)
    page.object_list = list(queries.as_rows(cast("QuerySet[Biller]", page.object_list)))
    shown = _columns(request)
    context = {
        "page_title": _("Billers"),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "page": page,
        "rows": [_row(one) for one in page.object_list],
        "is_empty": not page.paginator.count,
        "columns": [{"key": key, "label": label, "shown": key in shown} for key, label in COLUMNS.items()],
        "shown": {key: key in shown for key in COLUMNS},
        "tabs": [
            {"label": _("All"), "url": reverse("billers:list"), "active": not given["mine"]},
            {"label": _("Mine"), "url": f"{reverse('billers:list')}?mine=1", "active": bool(given["mine"])},
        ],
        "may_add": request.viewer.has(*PLANNERS),
        "may_assign": request.viewer.has(*ASSIGNERS),
        "bulk_form": CareForm() if request.viewer.has(*ASSIGNERS) else None,
        **export_urls(request),
    }
    return render(request, "billers/list.html", context)


def _columns(request: PageRequest) -> tuple[str, ...]:
    chosen = tuple(key for key in request.GET.getlist("columns") if key in COLUMNS)
    if chosen:
        request.session["billers.columns"] = list(chosen)
        return chosen
    return tuple(request.session.get("billers.columns", SHOWN))


def _row(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "pk": one["pk"],
        "name": one["name"],
        "vertical": VERTICAL_NAMES[Vertical(one["vertical"])] if one["vertical"] else "",
        "state": one["state"],
        "mrr": one["mrr_amount"],
        "stage": one["stage"] or "",
        "stage_words": STAGE_NAMES[Stage(one["stage"])] if one["stage"] else "",
        "date": one["live"] or one["target"],
        "cis": f"{one['vendor']} {one['cis']}" if one["cis"] else "",
        "care": one["care"] or "",
        "role": (one["role"] or "").upper(),
        "contract": one["contract_date"],
    }


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
    """The ticked billers are looked after by this person from now on: all of them, or none."""
    form, chosen = CareForm(request.POST), uuids(request)
    if not chosen:
        messages.error(request, _("Tick the billers first."))
    elif not form.is_valid():
        messages.error(request, _("Choose a person and a role."))
    else:
        with refusal_to_message(request):
            rows = list(Biller.objects.visible_to(request.viewer).filter(pk__in=chosen))
            user = User.objects.get(pk=form.cleaned_data["user"])
            role = form.cleaned_data["role"]
            n = operations.assign_care_to_many(
                billers=rows, user=user, role=role, by=request.viewer, now=timezone.now()
            )
            words = ngettext("%(name)s now looks after %(n)d biller.", "%(name)s now looks after %(n)d billers.", n)
            messages.success(request, words % {"name": user.name, "n": n})
    return redirect("billers:list")


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
