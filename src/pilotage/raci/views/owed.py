"""What a person owes as R, A, C and I, and the answer to a question."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of
from pilotage.raci import operations, queries
from pilotage.raci.enums import LETTER_NAMES, Letter
from pilotage.raci.forms import AnswerForm, OwedFilter
from pilotage.raci.models import Share
from pilotage.work.places import page_of_record

HEADERS = ("as", "role", "what", "biller", "phase", "due", "raised_at", "settled_at", "answer")


@staff_page
@require_GET
def owed(request: PageRequest) -> HttpResponseBase:
    """Everything that the matrix has brought to this person, by letter."""
    form, sort, now = OwedFilter(request.GET), request.GET.get("sort", ""), timezone.now()
    wanted = asked(form)
    found = queries.owed(request.viewer, wanted, now=now, sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "what-i-owe", HEADERS, _export(found))
    every = queries.owed(request.viewer, wanted | {"letter": ""}, now=now)
    counts = dict(every.order_by().values_list("letter").annotate(n=Count("pk")))
    page = page_of(request, found)
    for one in page:
        is_task = one.letter in (Letter.RESPONSIBLE, Letter.ACCOUNTABLE) and one.duty.task_id
        one.url = reverse("work:task", args=[one.duty.task_id]) if is_task else page_of_record(one.duty.subject)
        one.is_question = one.letter == Letter.CONSULTED and not one.answered_at
    context = {
        "page_title": _("What I owe"),
        "page_lead": _("What phased projects ask of you as responsible, accountable, consulted or informed."),
        "tabs": _tabs(wanted, counts),
        "filter_form": form,
        "chips": chips_of(form, leave=("letter", "biller")),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        **export_urls(request),
    }
    return render(request, "raci/owed.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def question(request: PageRequest, pk: int) -> HttpResponse:
    """What is asked, and the answer of who is consulted."""
    try:
        share = queries.share_for(request.viewer, pk)
    except Share.DoesNotExist:
        raise Http404 from None
    form = AnswerForm(request.POST or None, initial={"answer": share.answer})

    def run(given: Mapping[str, Any]) -> str:
        operations.answer_question(share=share, answer=given["answer"], by=request.viewer, now=timezone.now())
        return f"{reverse('raci:owed')}?letter=C"

    context = {
        "page_title": _("Question: %(what)s") % {"what": share.duty.title},
        "page_lead": _("%(phase)s. The %(role)s is consulted.")
        % {"phase": share.duty.phase, "role": share.get_role_display()},
        "breadcrumbs": [(_("What I owe"), reverse("raci:owed"))],
        "share": share,
        "subject_url": page_of_record(share.duty.subject),
        "cancel_url": reverse("raci:owed"),
        "submit_label": _("Answer"),
    }
    return form_page(request, form, run, context=context, said=_("Answered."), template="raci/question.html")


def _tabs(wanted: Mapping[str, Any], counts: Mapping[str, int]) -> list[dict[str, Any]]:
    home, letter = reverse("raci:owed"), wanted.get("letter") or ""
    tabs: list[dict[str, Any]] = [{"label": _("All"), "url": home, "active": not letter}]
    for key, name in LETTER_NAMES.items():
        label = f"{name} ({counts.get(key, 0)})"
        tabs.append({"label": label, "url": f"{home}?letter={key}", "active": letter == key})
    return tabs


def _export(found: Any) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=500):
        yield [
            one.get_letter_display(), one.get_role_display(), one.duty.title, one.biller.name, one.duty.phase.name, one.due_date,
            one.duty.raised_at, one.duty.settled_at, one.answer,
        ]  # fmt: skip
