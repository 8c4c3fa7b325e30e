"""A report as people see it who hold a link to it."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from pilotage.documents.models import ShareLink
from pilotage.documents.sharing import path_of_link, shows
from pilotage.reports import queries
from pilotage.reports.content import TONES, moment, sections_of
from pilotage.reports.enums import DECKS, STANDING_NAMES, ReportState, Standing
from pilotage.reports.files import file_of


@shows("report")
def by_link(request: HttpRequest, link: ShareLink, rest: str) -> HttpResponseBase:
    """The report as it was sent; `pdf` and `pptx` are its files."""
    found = queries.report_by_key(link.subject_id)
    if found is None or found.state != ReportState.SENT:
        raise Http404
    if rest:
        file = file_of(found, rest)
        if file is None:
            raise Http404
        return file
    context = {
        "page_title": found.title,
        "page_lead": _("As of %(moment)s") % {"moment": moment(found.as_of, found.biller.time_zone)},
        "report": found,
        "sections": sections_of(found),
        "tone": TONES[Standing(found.standing)],
        "standing_word": STANDING_NAMES[Standing(found.standing)],
        "has_newer": queries.later_version(found) is not None,
        "pdf_url": path_of_link(link, "pdf"),
        "pptx_url": path_of_link(link, "pptx") if found.series.kind in DECKS else "",
    }
    return render(request, "reports/by_link.html", context)
