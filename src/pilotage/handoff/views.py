"""Pages of handoffs: those that are due, one with its record, its open items, its questions and its signatures."""

import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.core.papers import docx_of, pdf_of
from pilotage.documents.rules import KINDS as FILE_KINDS
from pilotage.handoff import operations, queries
from pilotage.handoff.enums import SIDE_NAMES, STATE_NAMES, STATE_TONES, HandoffSide, HandoffState
from pilotage.handoff.forms import HandoffFilter, HandoffForm, WordsForm
from pilotage.handoff.models import HandoffQuestion
from pilotage.handoff.permissions import TALKERS, WRITERS, sides_of
from pilotage.handoff.record import KIND_NAMES, parts_from
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.models import User
from pilotage.people.pages import act, asked, chips_of, export_urls, form_page, page_of
from pilotage.people.queries import staff_choices
from pilotage.transition.window_days import last_day

CRUMBS = [(gettext_lazy("Handoffs"), "/handoffs/")]
PRINTERS = {"pdf": pdf_of, "docx": docx_of}
HEADERS = (
    "biller",
    "phase",
    "window_ends",
    "owner",
    "handoff",
    "taker",
    "csm",
    "client_services_accepted",
    "csm_accepted",
)


@staff_page
@require_GET
def handoff_list(request: PageRequest) -> HttpResponseBase:
    """Support windows that end, and how far their handoff is."""
    form, sort, now = HandoffFilter(request.GET), request.GET.get("sort", ""), timezone.now()
    found = queries.windows_near(request.viewer, asked(form), now=now, sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "handoffs", HEADERS, _export(found))
    page = page_of(request, found)
    for one in page.object_list:
        one.last_day = last_day(one.ends_at, one.biller.time_zone)
        one.handoff = getattr(one.phase, "handoff", None)
        state = HandoffState(one.handoff.state) if one.handoff else None
        one.word, one.tone = (STATE_NAMES[state], STATE_TONES[state]) if state else (_("Not begun"), "quiet")
    context = {
        "page_title": _("Handoffs"),
        "page_lead": _("From the TSM to client services and the CSM, by the end of the support window."),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        **export_urls(request),
    }
    return render(request, "handoff/list.html", context)


@staff_page
@require_GET
def handoff(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The record, generated now; once both have accepted, as it was then. What is open, and what stands in the way."""
    phase, viewer = find_phase(request, pk), request.viewer
    held, items = queries.handoff_of(pk), queries.open_items(phase)
    is_accepted = held is not None and held.state == HandoffState.ACCEPTED
    questions = queries.questions_of(held) if held else []
    may_accept = [
        side
        for side in sides_of(viewer)
        if held is not None and held.state == HandoffState.OFFERED and not _signed(held, side)
    ]
    context = {
        "page_title": _("Handoff of %(phase)s") % {"phase": phase},
        "breadcrumbs": [*CRUMBS, (phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))],
        "phase": phase,
        "handoff": held,
        "state_word": STATE_NAMES[HandoffState(held.state)] if held else _("Not begun"),
        "state_tone": STATE_TONES[HandoffState(held.state)] if held else "quiet",
        "parts": parts_from(held.record_parts) if held else [],
        "is_accepted": is_accepted,
        "items": [(one, KIND_NAMES[one.kind]) for one in items],
        "ownerless": len(queries.ownerless(items)),
        "obstacles": operations.obstacles_of(held, items=items, questions=questions)
        if held is not None and not is_accepted
        else [],
        "questions": questions,
        "owners": staff_choices(),
        "may_write": viewer.has(*WRITERS) and not is_accepted,
        "may_talk": viewer.has(*TALKERS) and not is_accepted,
        "may_accept": [(side, SIDE_NAMES[HandoffSide(side)]) for side in may_accept],
        "history_url": reverse("desk:history", args=[held.pk]) if held else "",
    }
    return render(request, "handoff/handoff.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def handoff_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What only people know, who takes over, when self-service was introduced."""
    phase, held = find_phase(request, pk), queries.handoff_of(pk)
    first: dict[str, Any] = {}
    if held is not None:
        first = {"version": held.record.version, "taker": held.taker_id, "csm": held.csm_id}
        first |= {f"text_{key}": text for key, text in held.texts.items()}
        first |= {f"day_{key}": day for key, day in held.introduced.items()}
    form = HandoffForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.write_handoff(
            phase=phase, texts=form.texts(), introduced=form.days(), taker=_person(given["taker"]), csm=_person(given["csm"]),
            expect=given["version"] if held else None, by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return _home(pk)

    context = _context(phase, _("Write the handoff of %(phase)s"), _("Save"))
    return form_page(request, form, run, context=context, record=held.record if held else None, said=_("Saved."))


@staff_page
@require_POST
def give(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Ticked open items become one person's."""
    phase = find_phase(request, pk)
    owner = _person(int(request.POST["owner"])) if request.POST.get("owner", "").isdecimal() else None
    if owner is None:
        raise Http404
    return act(
        request,
        lambda: operations.give_items(
            phase=phase, keys=request.POST.getlist("selected"), owner=owner, by=request.viewer, now=timezone.now()
        ),
        said=_("%(name)s owns it now.") % {"name": owner.name},
        then=f"{_home(pk)}#open",
    )


@staff_page
@require_POST
def move(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Offers it, takes it back, or brings its record up to now (`to`)."""
    phase, back = find_phase(request, pk), request.POST.get("to") == "back"
    if request.POST.get("to") == "refresh":
        return act(
            request,
            lambda: operations.refresh_record(phase=phase, by=request.viewer, now=timezone.now()),
            said=_("The record says what is known now."),
            then=_home(pk),
        )
    run = operations.take_back_handoff if back else operations.offer_handoff
    said = _("Taken back; the signatures are gone.") if back else _("Offered: client services and the CSM are told.")
    return act(request, lambda: run(phase=phase, by=request.viewer, now=timezone.now()), said=said, then=_home(pk))


@staff_page
@require_http_methods(["GET", "POST"])
def ask(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A question back."""
    phase, form = find_phase(request, pk), WordsForm(request.POST or None)

    def run(given: Any) -> str:
        operations.ask_question(phase=phase, text=given["text"], by=request.viewer, now=timezone.now())
        return f"{_home(pk)}#questions"

    context = _context(phase, _("Ask about the handoff of %(phase)s"), _("Ask"))
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def answer(request: PageRequest, pk: int) -> HttpResponse:
    """The answer to a question."""
    try:
        found = queries.question_for(request.viewer, pk)
    except HandoffQuestion.DoesNotExist:
        raise Http404 from None
    form, phase = WordsForm(request.POST or None), found.handoff.phase

    def run(given: Any) -> str:
        operations.answer_question(question=found, text=given["text"], by=request.viewer, now=timezone.now())
        return f"{_home(phase.pk)}#questions"

    context = _context(phase, _("Answer about the handoff of %(phase)s"), _("Answer"))
    context["page_lead"] = found.text
    return form_page(request, form, run, context=context)


@staff_page
@require_POST
def accept(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """One side takes over."""
    phase, side = find_phase(request, pk), request.POST.get("side", "")
    return act(
        request,
        lambda: operations.accept_handoff(phase=phase, side=side, by=request.viewer, now=timezone.now()),
        said=_("You have accepted the handoff."),
        then=_home(pk),
    )


@staff_page
@never_cache
@require_GET
def handoff_file(request: PageRequest, pk: uuid.UUID, ending: str) -> HttpResponse:
    """The record as PDF or DOCX."""
    find_phase(request, pk)
    held = queries.handoff_of(pk)
    if ending not in PRINTERS or held is None:
        raise Http404
    made = held.record_at or timezone.now()
    paper = operations.handoff_paper(held, parts_from(held.record_parts), f"{made:%-d %b %Y}")
    response = HttpResponse(PRINTERS[ending](paper), content_type=FILE_KINDS[ending][0])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{held}.{ending}')}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _signed(held: Any, side: str) -> bool:
    at = held.services_accepted_at if side == HandoffSide.CLIENT_SERVICES else held.csm_accepted_at
    return at is not None


def _person(pk: int | None) -> User | None:
    return User.objects.filter(pk=pk).first() if pk else None


def _home(pk: uuid.UUID) -> str:
    return reverse("handoff:handoff", args=[pk])


def _context(phase: Phase, title: str, label: str) -> dict[str, Any]:
    return {
        "page_title": title % {"phase": phase},
        "breadcrumbs": [*CRUMBS, (str(phase), _home(phase.pk))],
        "submit_label": label,
        "cancel_url": _home(phase.pk),
    }


def _export(found: Any) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=500):
        held = getattr(one.phase, "handoff", None)
        yield [
            one.biller.name, one.phase.name, one.ends_at, one.owner.name if one.owner else "", held.state if held else "",
            held.taker.name if held and held.taker else "", held.csm.name if held and held.csm else "",
            held.services_accepted_at if held else None, held.csm_accepted_at if held else None,
        ]  # fmt: skip
