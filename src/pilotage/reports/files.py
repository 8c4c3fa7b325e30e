"""A report as a file: what was kept when it was sent, else made now."""

from urllib.parse import quote

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from pilotage.core import app_settings
from pilotage.core.papers import pdf_of
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import path_of
from pilotage.documents.rules import KINDS
from pilotage.reports.content import paper_of
from pilotage.reports.enums import DECKS, ReportKind, ReportState
from pilotage.reports.models import Report
from pilotage.reports.slides import pptx_of


def file_of(report: Report, ending: str) -> HttpResponseBase | None:
    """The report as `pdf`, or `pptx` where it is a pack; None for what there isn't."""
    if ending != "pdf" and not (ending == "pptx" and report.series.kind in DECKS):
        return None
    name = f"{report.title}, version {report.version}.{ending}"
    if report.state == ReportState.SENT:
        return _kept(report, ending)
    paper = paper_of(report, provider=app_settings.value("provider_name") or "Pilotage")
    made = pdf_of(paper) if ending == "pdf" else pptx_of(paper, is_short=report.series.kind == ReportKind.CLIENT)
    return _named(HttpResponse(made, content_type=KINDS[ending][0]), name)


def _kept(report: Report, ending: str) -> HttpResponseBase | None:
    found = (
        StoredFile.objects.everywhere()
        .filter(subject_id=report.pk, content_type=KINDS[ending][0], removed_at=None, uploaded_at=report.sent_at)
        .first()
    )
    if found is None:
        return None
    try:
        opened = open(path_of(found.stored_name), "rb")  # noqa: SIM115 the response closes it
    except FileNotFoundError:
        return None
    return _named(FileResponse(opened, content_type=found.content_type), found.name)


def _named(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
