"""One case: what is tried, every run, a new one; and defects: list, one, raised, changed, moved."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls, form_page, page_of
from pilotage.testing import operations, queries
from pilotage.testing.enums import DEFECT_STATE_NAMES, SEVERITY_WORDS, DefectState, PlanState, Severity
from pilotage.testing.forms import CaseForm, DefectFilter, DefectForm, NoteForm, ResultForm
from pilotage.testing.models import Defect, TestCase
from pilotage.testing.permissions import may_plan, may_test
from pilotage.testing.rules import DEFECT_MOVES
from pilotage.testing.views.plans import context_of, find_plan, people_of, plan_tabs
from pilotage.work.views.tasks import talk_about

WORDS = ("title", "area", "steps", "expected", "cycle", "bill_type", "channel", "event", "is_required")
DEFECT_HEADERS = (
    "biller", "plan", "defect", "title", "description", "severity", "state", "case", "owner", "due_date", "workaround", "raised_at",
    "closed_at",
)  # fmt: skip


@staff_page
@require_http_methods(["GET", "POST"])
def case(request: PageRequest, pk: int) -> HttpResponse:
    """What is tried and should come of it, every run, and a form for the next one."""
    found = _case(request, pk)
    form = ResultForm(request.POST or None)
    is_open = found.plan.state != PlanState.SIGNED

    def run(given: Any) -> str:
        operations.record_result(
            case=found, outcome=given["outcome"], note=given["note"], by=request.viewer, now=timezone.now()
        )
        if given["outcome"] == "failed":
            return f"{reverse('testing:defect_new', args=[found.plan_id])}?case={pk}"
        return reverse("testing:plan", args=[found.plan_id])

    context = context_of(found.plan, "%(name)s", _("Save result")) | {
        "page_title": str(found),
        "case": found,
        "results": list(queries.results_of(found)),
        "defects": list(found.defects.order_by("number")),
        "may_plan": may_plan(request.viewer) and is_open,
        "may_test": may_test(request.viewer, found.plan.kind) and is_open,
    }
    return form_page(request, form, run, context=context, template="testing/case.html", said=_("The result is kept."))


@staff_page
@require_http_methods(["GET", "POST"])
def case_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A case of the plan's own; a cell of the matrix may be given."""
    plan = find_plan(request, pk)
    first = {name: request.GET.get(name, "") for name in ("cycle", "bill_type", "channel", "event")}
    form = CaseForm(request.POST or None, plan=plan, people=people_of(plan), initial=first)

    def run(given: Any) -> str:
        operations.add_case(plan=plan, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("testing:plan", args=[pk])

    return form_page(request, form, run, context=context_of(plan, _("New case in %(name)s"), _("Add case")))


@staff_page
@require_http_methods(["GET", "POST"])
def case_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Its words and its place in the matrix."""
    found = _case(request, pk)
    record = found.plan.record
    first = {name: getattr(found, name) for name in WORDS} | {"tester": found.tester_id, "version": record.version}
    people = people_of(found.plan)
    form = CaseForm(request.POST or None, plan=found.plan, people=people, initial=first, is_new=False)

    def run(given: Any) -> str:
        operations.change_case(
            case=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("testing:case", args=[pk])

    context = context_of(found.plan, _("Edit a case of %(name)s"), _("Save case"))
    return form_page(request, form, run, context=context, record=record)


@staff_page
@require_POST
def case_remove(request: PageRequest, pk: int) -> HttpResponse:
    """Takes a case that was never run from its plan."""
    found = _case(request, pk)
    return act(
        request,
        lambda: operations.remove_case(case=found, by=request.viewer, now=timezone.now()),
        said=_("The case is gone."),
        then=reverse("testing:plan", args=[found.plan_id]),
    )


@staff_page
@require_GET
def defect_list(request: PageRequest) -> HttpResponseBase:
    """Defects of one plan or all, the worst first; `?as=csv` or `xlsx` gives a file."""
    form, sort = DefectFilter(request.GET), request.GET.get("sort", "")
    given = asked(form)
    plan = find_plan(request, given["plan"]) if given.get("plan") else None
    found = queries.defects(request.viewer, given, sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "defects", DEFECT_HEADERS, _export(found))
    page = page_of(request, found)
    for one in page:
        one.severity_word = SEVERITY_WORDS[Severity(one.severity)]
    all_tabs = [
        {"label": _("Plans"), "url": reverse("testing:list"), "active": False},
        {"label": _("Defects"), "url": reverse("testing:defects"), "active": True},
    ]
    context = {
        "page_title": _("Defects of %(name)s") % {"name": plan.name} if plan else _("Defects"),
        "breadcrumbs": [(plan.name, reverse("testing:plan", args=[plan.pk]))] if plan else [],
        "plan": plan,
        "filter_form": form,
        "chips": chips_of(form, leave=("plan",)),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "may_test": plan is not None and may_test(request.viewer, plan.kind),
        "tabs": plan_tabs(plan, "defects") if plan else all_tabs,
        **export_urls(request),
    }
    return render(request, "testing/defects.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def defect_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A defect of a plan; after a failed run its case is known."""
    plan = find_plan(request, pk)
    key = request.GET.get("case", "")
    failed = queries.cases_of(plan).filter(pk=int(key)).first() if key.isdecimal() else None
    last = queries.results_of(failed).first() if failed else None
    first = {"title": failed.title if failed else "", "description": last.remark if last else ""}
    form = DefectForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        made = operations.raise_defect(plan=plan, case=failed, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("testing:defect", args=[made.pk])

    return form_page(request, form, run, context=context_of(plan, _("New defect in %(name)s"), _("Add defect")))


@staff_page
@require_GET
def defect(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What is wrong, how much it hurts, who mends it, what was said."""
    found = _defect(request, pk)
    context = {
        "page_title": found.title,
        "breadcrumbs": [
            (found.plan.name, reverse("testing:plan", args=[found.plan_id])),
            (_("Defects"), f"{reverse('testing:defects')}?plan={found.plan_id}"),
        ],
        "defect": found,
        "severity_word": SEVERITY_WORDS[Severity(found.severity)],
        "facts_rows": [
            (_("Severity"), found.get_severity_display()),
            (_("Case"), str(found.case), reverse("testing:case", args=[found.case_id])) if found.case else (_("Case"), None),
            (_("Who mends it"), found.owner.name if found.owner else None),
            (_("Due"), found.due_date),
        ],
        "moves": [{"to": to, "label": _MOVES[to]} for to in DEFECT_MOVES[found.state]],
        "may_test": may_test(request.viewer, found.plan.kind),
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
    }  # fmt: skip
    return render(request, "testing/defect.html", context)


_MOVES = {
    DefectState.FIXED: gettext_lazy("Fixed, to retest"),
    DefectState.CLOSED: gettext_lazy("Retest passed"),
    DefectState.ACCEPTED: gettext_lazy("Accept with a workaround"),
    DefectState.OPEN: gettext_lazy("Open again"),
}


@staff_page
@require_http_methods(["GET", "POST"])
def defect_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Words, severity, owner, due date."""
    found = _defect(request, pk)
    first = {name: getattr(found, name) for name in ("title", "severity", "description", "due_date")}
    form = DefectForm(request.POST or None, initial=first | {"owner": found.owner_id, "version": found.record.version})

    def run(given: Any) -> str:
        operations.change_defect(
            defect=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("testing:defect", args=[pk])

    return form_page(
        request, form, run, context=_about(found, _("Edit %(code)s"), _("Save defect")), record=found.record
    )


@staff_page
@require_http_methods(["GET", "POST"])
def defect_move(request: PageRequest, pk: uuid.UUID, to: str) -> HttpResponse:
    """One step: fixed, closed, accepted, open."""
    found = _defect(request, pk)
    if to not in DEFECT_STATE_NAMES:
        raise Http404
    form = NoteForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.move_defect(
            defect=found, to=to, note=given["note"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return reverse("testing:defect", args=[pk])

    label = _MOVES[DefectState(to)]
    return form_page(request, form, run, context=_about(found, f"%(code)s: {label}", str(label)), record=found.record)


def _about(found: Defect, title: str, label: str) -> dict[str, Any]:
    here = reverse("testing:defect", args=[found.pk])
    return {
        "page_title": title % {"code": found.code},
        "page_lead": found.title,
        "breadcrumbs": [(found.plan.name, reverse("testing:plan", args=[found.plan_id])), (found.title, here)],
        "submit_label": label,
        "cancel_url": here,
    }


def _case(request: PageRequest, pk: int) -> TestCase:
    try:
        return queries.case_for(request.viewer, pk)
    except TestCase.DoesNotExist:
        raise Http404 from None


def _defect(request: PageRequest, pk: uuid.UUID) -> Defect:
    try:
        return queries.defect_for(request.viewer, pk)
    except Defect.DoesNotExist:
        raise Http404 from None


def _export(found: Any) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=500):
        yield [
            one.biller.name, one.plan.name, one.code, one.title, one.description, one.severity, one.state,
            one.case.code if one.case else "", one.owner.name if one.owner else "", one.due_date, one.workaround, one.raised_at,
            one.closed_at,
        ]  # fmt: skip
