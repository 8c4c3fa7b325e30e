"""The list, searchable, and one runbook with its change log, to read and to print."""

import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, page_of
from pilotage.runbooks import queries, rules
from pilotage.runbooks.forms import FindForm
from pilotage.runbooks.models import Runbook, RunbookSection, RunbookVersion
from pilotage.runbooks.permissions import may_write


@staff_page
@require_GET
def runbooks(request: PageRequest) -> HttpResponse:
    """All runbooks; the search reads their texts too."""
    form, today = FindForm(request.GET), timezone.now().date()
    page = page_of(request, queries.runbooks(request.viewer, asked(form), today=today))
    context = {
        "page_title": _("Runbooks"),
        "page_lead": _("How we do a thing, written down in versions. Billers read the shared ones in their portal."),
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": page,
        "today": today,
        "is_empty": not page.paginator.count,
        "may_write": may_write(request.viewer),
    }
    return render(request, "runbooks/list.html", context)


@staff_page
@require_GET
def runbook(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The newest version, or the one that `?version=` numbers; a draft with what writes it."""
    found = find_runbook(request, pk)
    versions = queries.versions_of(request.viewer, found)
    shown = shown_version(versions, request.GET.get("version", ""))
    may = may_write(request.viewer)
    context = reading_context(request, found, versions, shown) | {
        "breadcrumbs": [(_("Runbooks"), reverse("runbooks:list"))],
        "today": timezone.now().date(),
        "may_write": may,
        "is_draft": may and shown is not None and not shown.is_published,
        "draft": next((one for one in versions if not one.is_published), None),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "runbooks/runbook.html", context)


def find_runbook(request: PageRequest, pk: uuid.UUID) -> Runbook:
    """The runbook, or a page that isn't there."""
    try:
        return queries.runbook_for(request.viewer, pk)
    except Runbook.DoesNotExist:
        raise Http404 from None


def shown_version(versions: Sequence[RunbookVersion], asked_for: str) -> RunbookVersion | None:
    """The version of this number; else the newest published one, else the draft."""
    named = [one for one in versions if one.number == asked_for]
    published = [one for one in versions if one.is_published]
    return next(iter([*named, *published, *versions]), None)


def reading_context(
    request: PageRequest, found: Runbook, versions: Sequence[RunbookVersion], shown: RunbookVersion | None
) -> dict[str, Any]:
    """What a reader sees: chapters with their sections as paragraphs and lists, and the change log."""
    sections = queries.sections_of(request.viewer, shown) if shown is not None else []
    return {
        "page_title": found.name,
        "page_lead": found.description,
        "runbook": found,
        "version": shown,
        "versions": versions,
        "chapters": [
            {"name": name, "sections": [_drawn(one) for one in rows]}
            for name, rows in groupby(sections, key=lambda one: one.chapter)
        ],
    }


def _drawn(section: RunbookSection) -> dict[str, Any]:
    return {"row": section, "blocks": rules.blocks(section.body)}
