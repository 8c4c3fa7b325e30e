"""Finds what an address names, or answers that it isn't there; crumbs and tabs that pages share."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.people.doors import PageRequest, found
from pilotage.verification import queries
from pilotage.verification.models import Spec, SpecVersion


def find_spec(request: PageRequest, pk: uuid.UUID) -> Spec:
    """A spec that this person sees."""
    return found(queries.spec_for, request.viewer, pk)


def find_version(request: PageRequest, pk: int) -> SpecVersion:
    """A version that this person sees."""
    return found(queries.version_for, request.viewer, pk)


def crumbs(spec: Spec | None = None) -> list[tuple[Any, str]]:
    """From the section down to a spec."""
    base = [(_("Verification"), reverse("verification:runs"))]
    return base if spec is None else [*base, (spec.name, reverse("verification:spec", args=[spec.pk]))]


def about(spec: Spec, title: str, label: str) -> dict[str, Any]:
    """What a form page about a spec shows around the form."""
    return {
        "page_title": title % {"name": spec.name},
        "breadcrumbs": crumbs(spec),
        "submit_label": label,
        "cancel_url": reverse("verification:spec", args=[spec.pk]),
    }


def tabs(view: str, phase: Phase | None) -> list[dict[str, Any]]:
    """The section's lists."""
    query = f"?phase={phase.pk}" if phase else ""
    pages = [
        ("runs", _("Runs"), reverse("verification:runs") + query),
        ("specs", _("Mappings and files"), reverse("verification:specs") + query),
        ("findings", _("Findings"), reverse("verification:findings")),
        ("daily", _("Daily checks"), reverse("daily:list") + query),
    ]
    return [{"label": label, "url": url, "active": key == view} for key, label, url in pages]


def saved_words(before: SpecVersion, made: SpecVersion) -> str:
    """What is told after a version was saved; where nothing was changed there is no new one."""
    if made.pk == before.pk:
        return _("Nothing was changed, so version %(n)d stays the newest; a remark is kept with a change only.") % {
            "n": made.number
        }
    return _("Version %(n)d is saved.") % {"n": made.number}
