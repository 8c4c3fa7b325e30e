"""One item: read, new, edit, its evidence, its moves."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, form_page
from pilotage.technical import operations, queries
from pilotage.technical.enums import AREA_NAMES, ItemState, Standing
from pilotage.technical.forms import EvidenceForm, ItemForm, ReasonForm
from pilotage.technical.models import CheckItem, Checklist, Evidence
from pilotage.technical.permissions import may_write
from pilotage.technical.views.lists import dress, items_of, today_of
from pilotage.work.queries import tasks_of
from pilotage.work.views.tasks import talk_about

KEPT = ("title", "expected", "due_date", "needs_second")


@staff_page
@require_GET
def item(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What has to be so, what shows it, who said so and who looked again."""
    found = _item(request, pk)
    rows = list(queries.evidence_of(found))
    today = today_of(request)
    given = {row.given_by_id for row in rows if row.withdrawn_at is None}
    waits = found.standing == Standing.UNCHECKED
    context = {
        "page_title": found.title,
        "breadcrumbs": [(_("Technical configuration"), items_of(found.phase_id))],
        "item": found,
        "facts_rows": _facts(found),
        "evidence": rows,
        "has_evidence": any(
            row.withdrawn_at is None and (row.expires_on is None or row.expires_on >= today) for row in rows
        ),
        "tasks": tasks_of(found.pk, request.viewer),
        "may_write": may_write(request.viewer),
        "is_open": found.state in (ItemState.OPEN, ItemState.IN_WORK),
        "waits": waits,
        "may_check": waits and may_write(request.viewer) and request.viewer.user_id not in (found.proven_by_id, *given),
        "today": today,
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "technical/item.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def item_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """An item of the phase's own."""
    try:
        held = queries.checklist_for(request.viewer, pk)
    except Checklist.DoesNotExist:
        raise Http404 from None
    form = ItemForm(request.POST or None, initial={"owner": request.viewer.user_id})

    def run(given: Any) -> str:
        made = operations.add_item(checklist=held, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("technical:item", args=[made.pk])

    context = {
        "page_title": _("New item for %(phase)s") % {"phase": held.phase},
        "breadcrumbs": [(_("Technical configuration"), items_of(held.phase_id))],
        "submit_label": _("Add item"),
        "cancel_url": items_of(held.phase_id),
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def item_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Words, owner, due date."""
    found = _item(request, pk)
    first = {name: getattr(found, name) for name in KEPT} | {"owner": found.owner_id, "version": found.record.version}
    form = ItemForm(request.POST or None, initial=first, is_new=False, is_own=found.code.startswith("X"))

    def run(given: Any) -> str:
        operations.change_item(
            item=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("technical:item", args=[pk])

    return form_page(request, form, run, context=_about(found, _("Edit %(code)s"), _("Save item")), record=found.record)


@staff_page
@require_http_methods(["GET", "POST"])
def evidence_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A file, a link or a note; with "prove" the item is proven by it at once."""
    found = _item(request, pk)
    form = EvidenceForm(request.POST, request.FILES) if request.method == "POST" else EvidenceForm()

    def run(given: Any) -> str:
        file = given["file"]
        operations.add_evidence(
            item=found, kind="file" if file else given["kind"], text=given["text"], link=given["link"],
            name=file.name if file else "", stream=file, expires_on=given["expires_on"], by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("technical:item", args=[pk])

    context = _about(found, _("Evidence for %(code)s"), _("Add evidence")) | {"is_upload": True}
    context["page_lead"] = found.expected or found.title
    return form_page(request, form, run, context=context, said=_("The evidence is kept."))


@staff_page
@require_http_methods(["GET", "POST"])
def evidence_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Takes a piece of evidence back."""
    rows = Evidence.objects.visible_to(request.viewer).filter(pk=pk)
    row = rows.select_related("item__record", "item__biller", "item__phase__biller").first()
    if row is None:
        raise Http404
    form = ReasonForm(request.POST or None)

    def run(given: Any) -> str:
        operations.withdraw_evidence(evidence=row, reason=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("technical:item", args=[row.item_id])

    return form_page(request, form, run, context=_about(row.item, _("Take evidence of %(code)s back"), _("Take back")))


@staff_page
@require_http_methods(["GET", "POST"])
def item_set_aside(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """It doesn't concern this phase, with the reason."""
    found = _item(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.set_aside_item(
            item=found, reason=given["reason"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return items_of(found.phase_id)

    context = _about(found, _("%(code)s is not applicable"), _("Set aside"))
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_POST
def item_move(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin, prove, look again, open again."""
    found, by, now = _item(request, pk), request.viewer, timezone.now()
    moves = {
        "start": (operations.start_item, _("In work.")),
        "prove": (operations.prove_item, _("Proven.")),
        "check": (operations.check_item, _("Looked at by a second person.")),
        "reopen": (operations.reopen_item, _("It is open again; its evidence stays.")),
    }
    if request.POST.get("to") not in moves:
        raise Http404
    run, said = moves[request.POST["to"]]
    return act(request, lambda: run(item=found, by=by, now=now), said=said, then=reverse("technical:item", args=[pk]))


def _facts(found: CheckItem) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        (_("Phase"), str(found.phase), reverse("golive:readiness", args=[found.phase_id])),
        (_("Area"), AREA_NAMES[found.area]),
        (_("Owner"), found.owner.name if found.owner else None),
        (_("Due"), found.due_date),
        (_("Evidence holds until"), found.valid_until or (_("without an end") if found.proven_at else None)),
    ]
    if found.proven_by:
        rows.append((_("Proven by"), found.proven_by.name))
    if found.needs_second:
        rows.append((_("Second look"), found.checked_by.name if found.checked_by else _("still to come")))
    return rows


def _item(request: PageRequest, pk: uuid.UUID) -> CheckItem:
    try:
        found = queries.item_for(request.viewer, pk, today_of(request))
    except CheckItem.DoesNotExist:
        raise Http404 from None
    dress(found)
    return found


def _about(found: CheckItem, title: str, label: str) -> dict[str, Any]:
    here = reverse("technical:item", args=[found.pk])
    return {
        "page_title": title % {"code": found.code},
        "page_lead": found.title,
        "breadcrumbs": [(_("Technical configuration"), items_of(found.phase_id)), (found.title, here)],
        "submit_label": label,
        "cancel_url": here,
    }
