"""The data fields of a phase: what proves each, who answers for it, which task closes with it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.people.doors import PageRequest, found, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import act, asked, chips_of, form_page, page_of
from pilotage.verification import operations, queries
from pilotage.verification.inventory_forms import BulkForm, FieldFilter, FieldForm, OwnFieldForm
from pilotage.verification.models import Inventory, InventoryField
from pilotage.verification.permissions import may_write


@staff_page
@require_GET
def fields(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Every field with its column, newest proof, owner and task."""
    phase = find_phase(request, pk)
    inventory = queries.inventory_of(phase.pk)
    form = FieldFilter(request.GET)
    writes = may_write(request.viewer)
    page = page_of(request, queries.fields_of(inventory, asked(form)), 100) if inventory else None
    context = {
        "page_title": _("Data fields of %(phase)s") % {"phase": phase},
        "page_lead": _(
            "From account balance to payment history: which column proves each field, and whether the newest run did."
        ),
        "breadcrumbs": [(phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))],
        "phase": phase,
        "inventory": inventory,
        "filter_form": form if inventory else None,
        "chips": chips_of(form),
        "page": page,
        "rows": page,
        "is_empty": page is None or not page.paginator.count,
        "may_write": writes,
        "bulk_form": BulkForm(phase=phase) if inventory and writes else None,
    }
    return render(request, "verification/fields.html", context)


@staff_page
@require_POST
def fields_begin(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Begins the list from the library."""
    phase = find_phase(request, pk)
    return act(
        request,
        lambda: operations.begin_inventory(phase=phase, by=request.viewer, now=timezone.now()),
        said=_("The list of fields is begun."),
        then=reverse("verification:fields", args=[pk]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def field_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A field of this biller's own."""
    phase = find_phase(request, pk)
    inventory = _inventory(phase)
    form = OwnFieldForm(request.POST or None)

    def run(given: Any) -> str:
        made = operations.add_field(inventory=inventory, name=given["name"], by=request.viewer, now=timezone.now())
        return reverse("verification:field", args=[made.pk])

    return form_page(
        request, form, run, context=_about(phase, _("New field of %(phase)s") % {"phase": phase}, _("Add field"))
    )


@staff_page
@require_http_methods(["GET", "POST"])
def field(request: PageRequest, pk: int) -> HttpResponse:
    """One field: needed or not, its column, owner, task."""
    one = found(queries.field_for, request.viewer, pk)
    first = {
        "is_needed": one.is_needed, "reason": one.reason, "owner": one.owner_id, "task": str(one.task_id or ""),
        "proof": f"{one.spec_id}:{one.column}" if one.spec_id else "",
    }  # fmt: skip
    form = FieldForm(request.POST or None, phase=one.inventory.phase, held=one.task, initial=first)

    def run(given: Any) -> str:
        operations.change_field(field=one, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("verification:fields", args=[one.inventory.phase_id])

    context = _about(one.inventory.phase, one.name, _("Save field"))
    return form_page(request, form, run, context=context, said=_("The field is saved."))


@staff_page
@require_POST
def fields_bulk(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The ticked fields get an owner or a task (`do` assign or task); or a verification's columns are linked (`do` link)."""
    phase = find_phase(request, pk)
    inventory, by, now = _inventory(phase), request.viewer, timezone.now()
    form = BulkForm(request.POST, phase=phase)
    if not form.is_valid():
        raise Http404
    keys = [int(key) for key in request.POST.getlist("selected") if key.isdecimal() and len(key) < 12]
    rows = list(
        InventoryField.objects.visible_to(by)
        .filter(inventory=inventory, pk__in=keys)
        .select_related("inventory__phase")
    )
    with refusal_to_message(request):
        if request.POST.get("do") == "link":
            n = sum(
                operations.link_spec(inventory=inventory, spec=spec, by=by, now=now)
                for spec in queries.specs_beside(inventory)
            )
        elif request.POST.get("do") == "leave_out":
            n = operations.leave_out_fields(fields=rows, reason=form.cleaned_data["reason"], by=by, now=now)
        else:
            values = _values(form, request.POST.get("do", ""))
            n = operations.assign_fields(fields=rows, by=by, now=now, **values)
        messages.success(request, ngettext("%(n)d field changed.", "%(n)d fields changed.", n) % {"n": n})
    return redirect("verification:fields", pk=pk)


def _values(form: BulkForm, do: str) -> dict[str, Any]:
    if do == "task":
        return {"task": form.task()}
    owner = form.cleaned_data["owner"]
    return {"owner": User.objects.filter(pk=owner).first() if owner else None}


def _inventory(phase: Phase) -> Inventory:
    held = queries.inventory_of(phase.pk)
    if held is None:
        raise Http404
    return held


def _about(phase: Phase, title: str, label: str) -> dict[str, Any]:
    here = reverse("verification:fields", args=[phase.pk])
    return {
        "page_title": title,
        "breadcrumbs": [(phase.biller.name, reverse("desk:biller", args=[phase.biller_id])), (_("Data fields"), here)],
        "submit_label": label,
        "cancel_url": here,
    }
