"""Mappings of the biller's files: what is compared with what and how it is read, and the IT lead's signature."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.people.doors import PageRequest, portal_page
from pilotage.people.pages import form_page, page_of
from pilotage.portal.forms import RemarkForm
from pilotage.verification import operations, queries
from pilotage.verification.enums import SIGN_NAMES, SignSide
from pilotage.verification.models import SpecVersion
from pilotage.verification.permissions import is_it_lead
from pilotage.verification.rules import lines as rules


@portal_page
@require_GET
def mappings(request: PageRequest) -> HttpResponse:
    """The newest mapping of each verification, and who has signed it."""
    page = page_of(request, queries.newest_versions(request.viewer))
    context = {
        "page_title": _("Mappings"),
        "page_lead": _("How the fields of your files are compared with ours. Your IT lead signs each mapping."),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "all_sides": len(SIGN_NAMES),
    }
    return render(request, "portal/mappings.html", context)


@portal_page
@require_GET
def mapping(request: PageRequest, pk: int) -> HttpResponse:
    """One version: each field, how both sides are read, what is not compared, who signed."""
    one = _version(request, pk)
    signed = queries.signatures_of(one)
    newest = queries.newest_version(one.spec)
    lines = rules.lines_of(one.body, one.left_columns, one.right_columns)
    is_open = SignSide.BILLER_IT not in signed and newest.pk == one.pk
    context = {
        "page_title": str(one),
        "page_lead": _("%(left)s against %(right)s") % {"left": one.spec.left_name, "right": one.spec.right_name},
        "breadcrumbs": [(_("Mappings"), reverse("portal:mappings"))],
        "version": one,
        "newest": newest,
        "lines": [line for line in lines if line.right],
        "coverage": rules.coverage(lines, one.right_columns),
        "signing": [(SIGN_NAMES[SignSide(side)], signed.get(side)) for side in SIGN_NAMES],
        "may_sign": is_open and is_it_lead(request.viewer, one.biller_id),
        "waits": is_open,
        "is_signed": newest.pk == one.pk and len(signed) == len(SIGN_NAMES),
    }
    return render(request, "portal/mapping.html", context)


@portal_page
@require_http_methods(["GET", "POST"])
def mapping_sign(request: PageRequest, pk: int) -> HttpResponse:
    """The IT lead's yes, in their own name."""
    one = _version(request, pk)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    there = reverse("portal:mapping", args=[pk])

    def run(given: Any) -> str:
        operations.sign_as_it_lead(version=one, remark=given["remark"], by=request.viewer, now=timezone.now())
        return there

    context = {
        "page_title": _("Sign %(name)s") % {"name": one},
        "page_lead": _("You sign as %(name)s. What you sign is kept as it stands now; a newer version needs a new yes.")
        % {"name": request.viewer.name},
        "breadcrumbs": [(_("Mappings"), reverse("portal:mappings")), (str(one), there)],
        "submit_label": _("Sign version %(n)d") % {"n": one.number},
        "cancel_url": there,
    }
    return form_page(request, form, run, context=context, said=_("Signed. Thank you."))


def _version(request: PageRequest, pk: int) -> SpecVersion:
    try:
        return queries.version_for(request.viewer, pk)
    except SpecVersion.DoesNotExist:
        raise Http404 from None
