"""Welcome leaflets: one biller's with its standing, its text, its sharing; the template."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.core.papers import pdf_of
from pilotage.documents.queries import links_on
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.transition.enums import Choice
from pilotage.transition.permissions import HELPERS
from pilotage.transition.queries import decision_of
from pilotage.welcome import leaflet_text, leaflets, operations, queries
from pilotage.welcome.forms import LeafletForm, ShareForm
from pilotage.welcome.models import Leaflet
from pilotage.welcome.operations.leaflets import TEMPLATE_WRITERS
from pilotage.welcome.views.overviews import file_answer


@staff_page
@require_GET
def leaflet(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The leaflet as it would be shared now, and how far it is: shared, opened, acknowledged, Customer Support shown."""
    phase, now = find_phase(request, pk), timezone.now()
    held, decision = queries.leaflet_of(pk), decision_of(pk)
    title, body = leaflets.text_of(held or Leaflet(phase=phase))
    is_changed = (
        held is not None and held.shared_at is not None and (title, body) != (held.shared_title, held.shared_body)
    )
    is_desk = decision is not None and decision.choice == Choice.HELP_DESK
    context = {
        "page_title": _("Welcome leaflet of %(phase)s") % {"phase": phase},
        "breadcrumbs": [(phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))],
        "phase": phase,
        "leaflet": held,
        "title": title,
        "parts": leaflet_text.parts_of(body),
        "steps": _steps(held),
        "is_changed": is_changed,
        "is_desk": is_desk,
        "decision": decision,
        "may_share": is_desk and request.viewer.has(*HELPERS),
        "may_write_template": request.viewer.has(*TEMPLATE_WRITERS),
        "share_links": list(links_on([held.pk], request.viewer)) if held else [],
        "now": now,
        "history_url": reverse("desk:history", args=[held.pk]) if held else "",
    }
    return render(request, "welcome/leaflet.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def leaflet_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """This biller's own text; empty goes back to the template."""
    phase, held = find_phase(request, pk), queries.leaflet_of(pk)
    title, body = leaflets.template()
    first = {"title": held.title or title if held else title, "body": held.body or body if held else body}
    form = LeafletForm(request.POST or None, initial=first | {"version": held.record.version if held else None})

    def run(given: Any) -> str:
        own_title = "" if given["title"] == title else given["title"]
        own_body = "" if given["body"].replace("\r\n", "\n").strip() == body.strip() else given["body"]
        operations.write_leaflet(
            phase=phase, title=own_title, body=own_body, expect=given["version"] if held else None, by=request.viewer,
            now=timezone.now(),
        )  # fmt: skip
        return reverse("welcome:leaflet", args=[pk])

    context = _context(phase, _("Text of the welcome leaflet of %(phase)s"), _("Save text"))
    return form_page(request, form, run, context=context, record=held.record if held else None, said=_("Saved."))


@staff_page
@require_http_methods(["GET", "POST"])
def leaflet_share(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Chooses who gets it."""
    phase, now = find_phase(request, pk), timezone.now()
    held = queries.leaflet_of(pk)
    linked = set(queries.living_links(held, now, queries.LEAFLET)) if held else set()
    form = ShareForm(
        request.POST or None, people=queries.people_of(phase.biller_id), linked=linked,
        initial={"version": held.record.version if held else None},
    )  # fmt: skip

    def run(given: Any) -> str:
        operations.send_leaflet(
            phase=phase, readers=form.chosen(), days=given["days"], expect=given["version"] if held else None,
            by=request.viewer, now=now,
        )  # fmt: skip
        return reverse("welcome:leaflet", args=[pk])

    context = _context(phase, _("Share the welcome leaflet of %(phase)s"), _("Share"))
    said = _("Shared. Each reader has a mail with a link; it stands in the portal too.")
    return form_page(request, form, run, context=context, record=held.record if held else None, said=said)


@staff_page
@never_cache
@require_GET
def leaflet_file(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The leaflet as PDF."""
    phase = find_phase(request, pk)
    title, body = leaflets.text_of(queries.leaflet_of(pk) or Leaflet(phase=phase))
    return file_answer(pdf_of(leaflets.leaflet_paper(title, body)), f"Welcome leaflet, {phase}.pdf", "pdf")


@staff_page
@require_http_methods(["GET", "POST"])
def template(request: PageRequest) -> HttpResponse:
    """What leaflets begin with."""
    title, body = leaflets.template()
    form = LeafletForm(request.POST or None, initial={"title": title, "body": body})

    def run(given: Any) -> str:
        operations.write_template(title=given["title"], body=given["body"], by=request.viewer, now=timezone.now())
        return reverse("welcome:template")

    words = ", ".join(f"{{{name}}} ({_(meaning)})" for name, meaning in leaflet_text.PLACEHOLDERS.items())
    context = {
        "page_title": _("Template of the welcome leaflet"),
        "page_lead": _("Leaflets begin with it; each biller's can be changed. Placeholders: %(words)s.")
        % {"words": words},
        "breadcrumbs": [(_("Settings"), reverse("people:settings"))],
        "submit_label": _("Save template"),
        "cancel_url": reverse("people:settings"),
    }
    return form_page(request, form, run, context=context, said=_("Saved. What was shared stays as it is."))


def find_leaflet(pk: uuid.UUID) -> Leaflet:
    """The leaflet behind a link, shared."""
    found = queries.leaflet_by_key(pk)
    if found is None or found.shared_at is None:
        raise Http404
    return found


def _steps(held: Leaflet | None) -> list[dict[str, Any]]:
    """The four steps with when and who."""

    def step(word: str, what: str, who: str) -> dict[str, Any]:
        return {"word": word, "at": getattr(held, f"{what}_at", None), "who": who}

    by = held.shared_by.name if held and held.shared_by else ""
    return [
        step(_("Shared"), "shared", by),
        step(_("Opened by the biller"), "opened", held.opened_by if held else ""),
        step(_("Acknowledged by the biller"), "acknowledged", held.acknowledged_by if held else ""),
        step(_("Walked through Customer Support in the portal"), "walked", held.walked_by if held else ""),
    ]


def _context(phase: Phase, title: str, label: str) -> dict[str, Any]:
    back = reverse("welcome:leaflet", args=[phase.pk])
    return {
        "page_title": title % {"phase": phase},
        "breadcrumbs": [
            (phase.biller.name, reverse("desk:biller", args=[phase.biller_id])),
            (_("Welcome leaflet"), back),
        ],
        "submit_label": label,
        "cancel_url": back,
    }
