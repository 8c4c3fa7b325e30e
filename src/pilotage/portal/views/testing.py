"""The tests that a biller's people run: what waits for them, one case, a defect, their signature."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.people.doors import PageRequest, portal_page
from pilotage.people.pages import asked, chips_of, form_page, page_of
from pilotage.portal.forms import SignForm
from pilotage.testing import operations, queries
from pilotage.testing.enums import PlanState
from pilotage.testing.forms import CaseFilter, ResultForm
from pilotage.testing.models import TestCase, TestPlan


@portal_page
@require_GET
def tests(request: PageRequest) -> HttpResponse:
    """Their acceptance tests, and where each stands."""
    page = page_of(request, queries.plans(request.viewer, {}))
    context = {
        "page_title": _("Tests"),
        "page_lead": _("You try what your customers and your staff will do, and say what came of it."),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
    }
    return render(request, "portal/tests.html", context)


@portal_page
@require_GET
def test_plan(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The cases of one plan."""
    found = _plan(request, pk)
    form = CaseFilter(request.GET, plan=found)
    page = page_of(request, queries.cases_of(found, asked(form), user_id=request.viewer.user_id), 100)
    is_signed = found.state == PlanState.SIGNED
    context = {
        "page_title": found.name,
        "breadcrumbs": [(_("Tests"), reverse("portal:tests"))],
        "plan": found,
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "is_signed": is_signed,
        "missing": [] if is_signed else queries.why_unsigned(found),
        "sign_offs": [one for one in queries.sign_offs_of(found) if one.withdrawn_at is None],
        "defects": list(queries.defects(request.viewer, {"plan": found.pk})),
    }
    return render(request, "portal/test_plan.html", context)


@portal_page
@require_http_methods(["GET", "POST"])
def test_case(request: PageRequest, pk: int) -> HttpResponse:
    """What is tried, what should come of it, and what did. A failure becomes a defect, so that it isn't told twice."""
    try:
        found = queries.case_for(request.viewer, pk)
    except TestCase.DoesNotExist:
        raise Http404 from None
    form = ResultForm(request.POST or None)

    def run(given: Any) -> str:
        by, now = request.viewer, timezone.now()
        if given["outcome"] == "failed":
            operations.record_failure(case=found, note=given["note"], by=by, now=now)
        else:
            operations.record_result(case=found, outcome=given["outcome"], note=given["note"], by=by, now=now)
        return reverse("portal:test_plan", args=[found.plan_id])

    context = {
        "page_title": str(found),
        "breadcrumbs": [
            (_("Tests"), reverse("portal:tests")),
            (found.plan.name, reverse("portal:test_plan", args=[found.plan_id])),
        ],
        "case": found,
        "results": list(queries.results_of(found)),
        "may_test": found.plan.state != PlanState.SIGNED,
        "submit_label": _("Save result"),
        "cancel_url": reverse("portal:test_plan", args=[found.plan_id]),
    }
    return form_page(
        request, form, run, context=context, template="testing/case.html", said=_("Thank you. The result is kept.")
    )


@portal_page
@require_http_methods(["GET", "POST"])
def test_sign(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Signs the plan as it stands, in the person's own name."""
    found = _plan(request, pk)
    form = SignForm(request.POST or None, initial={"version": found.record.version})
    there = reverse("portal:test_plan", args=[pk])

    def run(given: Any) -> str:
        operations.sign_plan(
            plan=found, name=request.viewer.name, title=given["title"], note=given["note"], expect=given["version"],
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return there

    context = {
        "page_title": _("Sign %(name)s off") % {"name": found.name},
        "page_lead": _("You sign as %(name)s. What you sign is kept as it stands now.") % {"name": request.viewer.name},
        "breadcrumbs": [(_("Tests"), reverse("portal:tests")), (found.name, there)],
        "submit_label": _("Sign off"),
        "cancel_url": there,
    }
    return form_page(request, form, run, context=context, record=found.record, said=_("Signed. Thank you."))


def _plan(request: PageRequest, pk: uuid.UUID) -> TestPlan:
    try:
        return queries.plan_for(request.viewer, pk)
    except TestPlan.DoesNotExist:
        raise Http404 from None
