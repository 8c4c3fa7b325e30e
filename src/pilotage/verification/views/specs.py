"""Specs: list, one with its versions and files, new from two samples, a version with what changed, signing."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.billers.models import Integration, Phase
from pilotage.billers.queries import integration_for
from pilotage.billers.views.phases import find_phase
from pilotage.people.doors import PageRequest, found, staff_page
from pilotage.people.pages import asked, chips_of, form_page, page_of
from pilotage.verification import operations, queries
from pilotage.verification.enums import SIGN_NAMES, SignSide
from pilotage.verification.forms import NewSpecForm, SignForm, SpecFilter, SpecForm
from pilotage.verification.models import MappingSignature, Spec, SpecVersion
from pilotage.verification.permissions import may_set_sources, may_write, sides_to_sign
from pilotage.verification.rules import lines as rules
from pilotage.verification.rules.telling import changes
from pilotage.verification.sampling import read_sample
from pilotage.verification.views.finding import about, crumbs, find_spec, find_version, tabs

HIDDEN = ("biller", "phase")
Signed = dict[str, MappingSignature]


@staff_page
@require_GET
def spec_list(request: PageRequest) -> HttpResponse:
    """Every spec with its newest version and who signed it."""
    form, sort = SpecFilter(request.GET), request.GET.get("sort", "")
    given = asked(form)
    page = page_of(request, queries.specs(request.viewer, given, sort=sort))
    phase = find_phase(request, given["phase"]) if given.get("phase") else None
    context = {
        "page_title": _("Verifications of %(phase)s") % {"phase": phase} if phase else _("Verifications"),
        "page_lead": _("Which files are compared, how their fields are mapped, and who signed the mapping."),
        "breadcrumbs": [(phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))] if phase else [],
        "filter_form": form,
        "chips": chips_of(form, leave=HIDDEN),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "phase": phase,
        "new_url": _new_url(phase) if may_write(request.viewer) else "",
        "all_sides": len(SIGN_NAMES),
        "tabs": tabs("specs", phase),
    }
    return render(request, "verification/specs.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def spec_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A spec of an integration, proposed from a sample of each side."""
    integration = found(integration_for, request.viewer, pk)
    first = {"owner": request.viewer.user_id, "left_name": _system_of(integration), "right_name": _("Platform extract")}
    form = (
        NewSpecForm(request.POST, request.FILES, initial=first)
        if request.method == "POST"
        else NewSpecForm(initial=first)
    )

    def run(given: Any) -> str:
        samples = {
            side: read_sample(given[side], given[side].name, field=side, bank_accounts=given["bank_accounts"])
            for side in ("left", "right")
        }
        made = operations.begin_spec(
            integration=integration, name=given["name"], left_name=given["left_name"], right_name=given["right_name"],
            owner=form.person(), by=request.viewer, now=timezone.now(), **samples,
        )  # fmt: skip
        return reverse("verification:mapping", args=[made.pk])

    context = {
        "page_title": _("New verification of %(biller)s") % {"biller": integration.biller.name},
        "page_lead": _(
            "A sample of each side is enough: the mapping is proposed from it, and you put it right on real rows."
        ),
        "breadcrumbs": [*crumbs(), (integration.biller.name, reverse("desk:biller", args=[integration.biller_id]))],
        "submit_label": _("Propose mapping"),
        "cancel_url": reverse("verification:specs"),
        "is_upload": True,
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_GET
def spec(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What is mapped and what not, who signed, versions, where files come from, files that came."""
    one = find_spec(request, pk)
    versions = queries.versions_of(one)
    newest = queries.newest_version(one)
    lines = rules.lines_of(newest.body, newest.left_columns, newest.right_columns)
    folders, sources, signed = queries.folders_of(one), queries.sources_of(one), queries.signatures_of(newest)
    context = {
        "page_title": one.name,
        "page_lead": _("%(left)s against %(right)s") % {"left": one.left_name, "right": one.right_name},
        "breadcrumbs": [*crumbs(), (one.biller.name, reverse("desk:biller", args=[one.biller_id]))],
        "spec": one,
        "facts_rows": _facts(one, newest),
        "newest": newest,
        "versions": versions,
        "coverage": rules.coverage(lines, newest.right_columns),
        "signing": _signing(signed),
        "may_write": may_write(request.viewer),
        "may_sign": bool(_mine(request, signed)),
        "all_signed": len(signed) == len(SIGN_NAMES),
        "sides": [
            (side, name, folders.get(side), sources.get(side))
            for side, name in (("left", one.left_name), ("right", one.right_name))
        ],
        "may_set_sources": may_set_sources(request.viewer),
        "runs": queries.runs_of(one),
        "files": list(queries.files_of(one, request.viewer)[:20]),
        "past": queries.history_of(one),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "verification/spec.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def spec_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Names and owner."""
    one = find_spec(request, pk)
    first = {name: getattr(one, name) for name in ("name", "left_name", "right_name")}
    form = SpecForm(request.POST or None, initial=first | {"owner": one.owner_id, "version": one.record.version})

    def run(given: Any) -> str:
        operations.change_spec(
            spec=one, name=given["name"], left_name=given["left_name"], right_name=given["right_name"], owner=form.person(),
            expect=given["version"], by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("verification:spec", args=[pk])

    return form_page(
        request, form, run, context=about(one, _("Edit %(name)s"), _("Save verification")), record=one.record
    )


@staff_page
@require_GET
def version(request: PageRequest, pk: int) -> HttpResponse:
    """One version: its fields, and what it says other than the one before."""
    one = find_version(request, pk)
    before, newest, signed = queries.version_before(one), queries.newest_version(one.spec), queries.signatures_of(one)
    lines = rules.lines_of(one.body, one.left_columns, one.right_columns)
    context = {
        "page_title": str(one),
        "page_lead": one.remark,
        "breadcrumbs": crumbs(one.spec),
        "version": one,
        "lines": [line for line in lines if line.right],
        "coverage": rules.coverage(lines, one.right_columns),
        "before": before,
        "changes": changes(before.body, one.body) if before else [],
        "signing": _signing(signed),
        "newest": newest,
        "is_signed": len(signed) == len(SIGN_NAMES),
        "may_sign": newest.pk == one.pk and bool(_mine(request, signed)),
    }
    return render(request, "verification/version.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def version_sign(request: PageRequest, pk: int) -> HttpResponse:
    """A yes to the newest version."""
    one = find_version(request, pk)
    signed = queries.signatures_of(one)
    mine = _mine(request, signed)
    if not mine and sides_to_sign(request.viewer) and request.method == "GET":
        messages.info(request, _("You have signed this version already, or all have."))
        return redirect("verification:version", pk=pk)
    form = SignForm(request.POST or None, sides=mine or list(SIGN_NAMES), name=request.viewer.name)

    def run(given: Any) -> str:
        operations.sign_version(version=one, by=request.viewer, now=timezone.now(), **given)
        return reverse("verification:spec", args=[one.spec_id])

    context = about(one.spec, _("Sign the mapping of %(name)s"), _("Sign version %(n)d") % {"n": one.number})
    context["page_lead"] = _(
        "The signature holds for version %(n)d exactly as it stands; a newer one needs new signatures."
    ) % {"n": one.number}
    context |= {"signing": _signing(signed), "version": one}
    return form_page(request, form, run, context=context, said=_("Signed."), template="verification/sign.html")


def _mine(request: PageRequest, signed: Signed) -> list[str]:
    """The sides for which this person may sign and that have not signed."""
    return [side for side in sides_to_sign(request.viewer) if side not in signed]


def _signing(signed: Signed) -> list[tuple[str, MappingSignature | None]]:
    return [(SIGN_NAMES[SignSide(side)], signed.get(side)) for side in SIGN_NAMES]


def _new_url(phase: Phase | None) -> str:
    return reverse("verification:spec_new", args=[phase.integration_id]) if phase and phase.integration_id else ""


def _system_of(integration: Integration) -> str:
    return f"{integration.product.product} extract" if integration.product else _("Biller's extract")


def _facts(one: Spec, newest: SpecVersion) -> list[Any]:
    return [
        (_("Biller"), one.biller.name, reverse("desk:biller", args=[one.biller_id])),
        (_("Integration"), str(one.integration)),
        (_("Left file"), f"{one.left_name} ({newest.body['left']['format']})"),
        (_("Right file"), f"{one.right_name} ({newest.body['right']['format']})"),
        (_("Key"), ", ".join(newest.body["key"]) or None),
        (_("Owner"), one.owner.name if one.owner else None),
    ]
