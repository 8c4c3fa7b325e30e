"""The directory of experts, questions to them, and their answers."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.exports import KINDS, table_file
from pilotage.core.models import Record
from pilotage.escalation import operations, queries
from pilotage.escalation.forms import AdviceForm, AskForm, ExpertForm, OpenFilter, SearchFilter
from pilotage.escalation.models import Advice, Expert
from pilotage.escalation.permissions import may_keep
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of
from pilotage.work.places import page_of_record, record_for

EXPERTS = ("area", "who", "from", "until", "zone", "backup", "remark")
ADVICE = (
    "asked_at",
    "biller",
    "about",
    "area",
    "question",
    "asked_by",
    "asked_of",
    "answered_at",
    "answered_by",
    "answer",
)


def tabs_of(active: str) -> list[dict[str, Any]]:
    """The tabs above these pages."""
    names = (
        ("escalations", _("Escalations")),
        ("policies", _("Policies")),
        ("advice", _("Questions")),
        ("experts", _("Experts")),
    )
    return [{"label": label, "url": reverse(f"escalation:{key}"), "active": key == active} for key, label in names]


@staff_page
@require_GET
def expert_list(request: PageRequest) -> HttpResponseBase:
    """Who knows what, when they answer, and who stands in."""
    form = SearchFilter(request.GET)
    found = queries.experts(asked(form))
    if request.GET.get("as") in KINDS:
        rows = (
            [e.area, e.person.name, e.begins, e.ends, e.person.time_zone, e.backup.name if e.backup else "", e.remark]
            for e in found
        )
        return table_file(request.GET["as"], "experts", EXPERTS, rows)
    page = page_of(request, found)
    context = _list(request, form, page) | {
        "page_title": _("Experts"),
        "page_lead": _("Technical advice by area when an issue can't wait for the next call. Ask from a case."),
        "tabs": tabs_of("experts"),
        "may_keep": may_keep(request.viewer),
    }
    return render(request, "escalation/experts.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def expert_edit(request: PageRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """An entry of the directory, new or changed."""
    found = Expert.objects.select_related("record", "person", "backup").filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise Http404
    names = ("area", "begins", "ends", "remark", "is_retired")
    first = {} if found is None else {name: getattr(found, name) for name in names} | {
        "person": found.person_id, "backup": found.backup_id, "version": found.record.version,
    }  # fmt: skip
    form = ExpertForm(request.POST or None, initial=first)

    def run(given: Mapping[str, Any]) -> str:
        operations.save_expert(
            expert=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("escalation:experts")

    title = _("Change %(expert)s") % {"expert": found} if found else _("New expert")
    context = {
        "page_title": title,
        "breadcrumbs": [(_("Experts"), reverse("escalation:experts"))],
        "cancel_url": reverse("escalation:experts"),
    }
    record = found.record if found is not None else None
    return form_page(request, form, run, context=context, record=record, said=_("The directory is saved."))


@staff_page
@require_GET
def advice_list(request: PageRequest) -> HttpResponseBase:
    """Questions to experts, the oldest without an answer first."""
    form = OpenFilter(request.GET)
    found = queries.advice(request.viewer, asked(form) | {"mine": request.GET.get("mine")})
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "advice", ADVICE, _export(found))
    page = page_of(request, found)
    context = _list(request, form, page) | {
        "page_title": _("Questions to experts"),
        "page_lead": _("What was asked of whom, how long it has waited, and the answer."),
        "tabs": tabs_of("advice"),
    }
    return render(request, "escalation/advice.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def ask(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask an expert now, about a case, a project or another record."""
    try:
        record, biller = record_for(request.viewer, pk)
    except Record.DoesNotExist:
        raise Http404 from None
    form, here = AskForm(request.POST or None), page_of_record(record)

    def run(given: Mapping[str, Any]) -> str:
        made = operations.ask_expert(
            subject=record, biller=biller, expert=form.chosen(), question=given["question"], by=request.viewer,
            now=timezone.now(),
        )  # fmt: skip
        return reverse("escalation:advice_one", args=[made.pk])

    context = {
        "page_title": _("Ask an expert: %(what)s") % {"what": record.title},
        "page_lead": biller.name,
        "breadcrumbs": [(record.title, here)],
        "submit_label": _("Ask now"),
        "cancel_url": here,
    }
    return form_page(request, form, run, context=context, said=_("Asked. They hear of it now."))


@staff_page
@require_http_methods(["GET", "POST"])
def advice_one(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A question, and its answer."""
    try:
        found = queries.advice(request.viewer, {"state": "all"}).get(pk=pk)
    except Advice.DoesNotExist:
        raise Http404 from None
    form = AdviceForm(request.POST or None, initial={"answer": found.answer})

    def run(given: Mapping[str, Any]) -> str:
        operations.answer_advice(advice=found, answer=given["answer"], by=request.viewer, now=timezone.now())
        return page_of_record(found.subject)

    context = {
        "page_title": _("Question on %(area)s") % {"area": found.expert.area},
        "page_lead": f"{found.biller.name}: {found.subject.title}",
        "breadcrumbs": [(_("Questions"), reverse("escalation:advice"))],
        "advice": found,
        "subject_url": page_of_record(found.subject),
        "submit_label": _("Answer"),
        "cancel_url": reverse("escalation:advice"),
    }
    return form_page(request, form, run, context=context, said=_("Answered."), template="escalation/question.html")


def _list(request: PageRequest, form: Any, page: Any) -> dict[str, Any]:
    return {
        "filter_form": form, "chips": chips_of(form), "page": page, "rows": page, "is_empty": not page.paginator.count,
        **export_urls(request),
    }  # fmt: skip


def _export(found: Any) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=500):
        yield [
            one.asked_at, one.biller.name, one.subject.title, one.expert.area, one.question,
            one.asked_by.name if one.asked_by else "", one.asked_of.name, one.answered_at, one.answered_by_name, one.answer,
        ]  # fmt: skip
