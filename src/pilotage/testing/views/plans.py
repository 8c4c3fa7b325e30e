"""Test plans: list, one with its cases, new, edit, sign-off, bulk."""

import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.core import app_settings
from pilotage.core.exports import KINDS, table_file
from pilotage.documents.rules import KINDS as FILE_KINDS
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of
from pilotage.people.queries import staff_choices
from pilotage.testing import operations, queries
from pilotage.testing.enums import PlanState
from pilotage.testing.forms import BulkForm, CaseFilter, PlanFilter, PlanForm, ReasonForm, SignForm
from pilotage.testing.models import SignOff, TestPlan
from pilotage.testing.papers import HEADERS, results_sheet
from pilotage.testing.permissions import may_plan, may_test
from pilotage.work.views.tasks import talk_about

SIDES = ("cycles", "bill_types", "channels", "events")


@staff_page
@require_GET
def plan_list(request: PageRequest) -> HttpResponse:
    """Every plan with where it stands."""
    form, sort = PlanFilter(request.GET), request.GET.get("sort", "")
    given = asked(form)
    page = page_of(request, queries.plans(request.viewer, given, sort=sort))
    phase = find_phase(request, given["phase"]) if given.get("phase") else None
    context = {
        "page_title": _("Tests of %(phase)s") % {"phase": phase} if phase else _("Tests"),
        "breadcrumbs": [(phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))] if phase else [],
        "filter_form": form,
        "chips": chips_of(form, leave=("phase",)),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "phase": phase,
        "may_plan": may_plan(request.viewer),
        "tabs": _tabs("plans", phase),
    }
    return render(request, "testing/plans.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def plan_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A plan of a phase, begun from the library."""
    phase = find_phase(request, pk)
    first = {"kind": "uat", "bill_types": [one.name for one in phase.biller.invoicetypes.all()]}
    form = PlanForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        made = operations.begin_plan(phase=phase, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("testing:plan", args=[made.pk])

    context = {
        "page_title": _("New test plan for %(phase)s") % {"phase": phase},
        "page_lead": _(
            "The library has 72 cases of billing and payments. Cycles, bill types, channels and events make the coverage matrix."
        ),
        "breadcrumbs": [(_("Tests"), tests_of(pk))],
        "submit_label": _("Begin plan"),
        "cancel_url": tests_of(pk),
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def plan_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Name, days, and the sides of the matrix."""
    found = find_plan(request, pk)
    first = {name: getattr(found, name) for name in ("name", "starts_on", "ends_on", *SIDES)}
    form = PlanForm(request.POST or None, initial=first | {"version": found.record.version}, is_new=False)

    def run(given: Any) -> str:
        operations.change_plan(
            plan=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("testing:plan", args=[pk])

    context = context_of(found, _("Edit %(name)s"), _("Save plan"))
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_GET
def plan(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The cases with their results; `?as=csv`, `xlsx` or `pdf` gives them as a file."""
    found = find_plan(request, pk)
    form = CaseFilter(request.GET, plan=found)
    cases = queries.cases_of(found, asked(form), user_id=request.viewer.user_id)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "tests", HEADERS, _export(found, cases))
    if request.GET.get("as") == "pdf":
        return _paper(found, cases)
    page = page_of(request, cases, 100)
    is_signed = found.state == PlanState.SIGNED
    context = {
        "page_title": found.name,
        "breadcrumbs": [(_("Tests"), tests_of(found.phase_id)), (found.biller.name, reverse("desk:biller", args=[found.biller_id]))],
        "plan": found,
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "is_signed": is_signed,
        "missing": [] if is_signed else queries.why_unsigned(found),
        "sign_offs": queries.sign_offs_of(found),
        "may_plan": may_plan(request.viewer) and not is_signed,
        "may_test": may_test(request.viewer, found.kind) and not is_signed,
        "bulk_form": BulkForm(people=people_of(found)) if may_plan(request.viewer) and not is_signed else None,
        "talk": talk_about(request, found.record),
        "tabs": plan_tabs(found, "cases"),
        "history_url": reverse("desk:history", args=[pk]),
        **export_urls(request, "pdf"),
    }  # fmt: skip
    return render(request, "testing/plan.html", context)


@staff_page
@require_POST
def cases_bulk(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The ticked cases get a tester, pass, or are spread over cycles and bill types: all of them, or none."""
    found, by, now = find_plan(request, pk), request.viewer, timezone.now()
    keys = [int(key) for key in request.POST.getlist("selected") if key.isdecimal()]
    cases = list(queries.cases_of(found).filter(pk__in=keys).select_related("plan"))
    if not cases:
        messages.error(request, _("Tick the cases first."))
        return redirect("testing:plan", pk=pk)
    with refusal_to_message(request):
        if request.POST.get("do") == "pass":
            n = operations.record_results(cases=cases, outcome="passed", by=by, now=now)
            messages.success(request, ngettext("%(n)d case passed.", "%(n)d cases passed.", n) % {"n": n})
        elif request.POST.get("do") == "spread":
            n = operations.spread_cases(cases=cases, cycles=found.cycles, bill_types=found.bill_types, by=by, now=now)
            messages.success(request, ngettext("%(n)d case is new.", "%(n)d cases are new.", n) % {"n": n})
        else:
            form = BulkForm(request.POST, people=people_of(found))
            tester = User.objects.filter(pk=form.cleaned_data["tester"]).first() if form.is_valid() else None
            n = operations.assign_cases(cases=cases, tester=tester, by=by, now=now)
            messages.success(request, ngettext("%(n)d case changed hands.", "%(n)d cases changed hands.", n) % {"n": n})
    return redirect("testing:plan", pk=pk)


@staff_page
@require_http_methods(["GET", "POST"])
def plan_sign(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Writes down who signed."""
    found = find_plan(request, pk)
    form = SignForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.sign_plan(
            plan=found, name=given["name"], title=given["title"], note=given["note"], expect=given["version"],
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("testing:plan", args=[pk])

    context = context_of(found, _("Sign %(name)s off"), _("Sign off"))
    return form_page(request, form, run, context=context, record=found.record, said=_("Signed off."))


@staff_page
@require_http_methods(["GET", "POST"])
def sign_off_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Takes a signature back."""
    row = SignOff.objects.visible_to(request.viewer).filter(pk=pk).select_related("plan__record", "plan__phase").first()
    if row is None:
        raise Http404
    form = ReasonForm(request.POST or None)

    def run(given: Any) -> str:
        operations.withdraw_sign_off(sign_off=row, reason=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("testing:plan", args=[row.plan_id])

    return form_page(
        request, form, run, context=context_of(row.plan, _("Take the signature under %(name)s back"), _("Take back"))
    )


def find_plan(request: PageRequest, pk: uuid.UUID) -> TestPlan:
    """The plan, or a page that isn't there."""
    try:
        return queries.plan_for(request.viewer, pk)
    except TestPlan.DoesNotExist:
        raise Http404 from None


def people_of(plan: TestPlan) -> list[tuple[int, str]]:
    """Who may test: the biller's people first, then staff."""
    theirs = User.objects.filter(memberships__biller_id=plan.biller_id, is_active=True).order_by("name").distinct()
    return [*((one.pk, f"{one.name} ({_('biller')})") for one in theirs), *staff_choices()]


def context_of(plan: TestPlan, title: str, label: str) -> dict[str, Any]:
    """What a form page about a plan shows around the form."""
    here = reverse("testing:plan", args=[plan.pk])
    return {
        "page_title": title % {"name": plan.name},
        "breadcrumbs": [(_("Tests"), tests_of(plan.phase_id)), (plan.name, here)],
        "submit_label": label,
        "cancel_url": here,
    }


def plan_tabs(plan: TestPlan, view: str) -> list[dict[str, Any]]:
    """Cases, coverage, defects of one plan."""
    pages = (
        ("cases", _("Cases"), reverse("testing:plan", args=[plan.pk])),
        ("coverage", _("Coverage"), reverse("testing:coverage", args=[plan.pk])),
        ("defects", _("Defects"), f"{reverse('testing:defects')}?plan={plan.pk}"),
    )
    return [{"label": label, "url": url, "active": key == view} for key, label, url in pages]


def _tabs(view: str, phase: Phase | None) -> list[dict[str, Any]]:
    query = f"?phase={phase.pk}" if phase else ""
    pages = [
        ("plans", _("Plans"), f"{reverse('testing:list')}{query}"),
        ("defects", _("Defects"), reverse("testing:defects")),
    ]
    return [{"label": label, "url": url, "active": key == view} for key, label, url in pages]


def tests_of(phase_id: uuid.UUID) -> str:
    """The address of a phase's tests."""
    return f"{reverse('testing:list')}?phase={phase_id}"


def _paper(plan: TestPlan, cases: Any) -> HttpResponse:
    """The cases as they are filtered, with defects and signatures, to print or to send."""
    sheet, provider = results_sheet(plan, _export(plan, cases)), app_settings.value("provider_name") or "Pilotage"
    data = sheet.pdf(plan.phase, provider, timezone.now())
    response = HttpResponse(data, content_type=FILE_KINDS["pdf"][0])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(sheet.stem(plan.phase))}.pdf"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _export(plan: TestPlan, cases: Any) -> Iterator[list[object]]:
    newest = {row.case_id: row for row in plan.results.order_by("made_at", "pk")}
    for case in cases.iterator(chunk_size=500):
        last = newest.get(case.pk)
        yield [
            plan.name, case.code, case.area, case.title, case.steps, case.expected, case.cycle, case.bill_type, case.channel,
            case.event, case.tester.name if case.tester else "", case.is_required, case.outcome or "untested", case.tested_at,
            last.remark if last else "", last.made_by_name if last else "",
        ]  # fmt: skip
