"""An overview as people see it who hold a link to it."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from pilotage.documents.models import ShareLink
from pilotage.documents.sharing import path_of_link, shows
from pilotage.welcome import queries
from pilotage.welcome.brand import brand, stylesheet
from pilotage.welcome.content import paper_of, sections_of
from pilotage.welcome.facts import day
from pilotage.welcome.models import OverviewVersion
from pilotage.welcome.views.overviews import PRINTERS, file_answer


@shows(queries.PURPOSE)
def overview_by_link(request: HttpRequest, link: ShareLink, rest: str) -> HttpResponseBase:
    """The newest version that was shared, with what it said anew; `pdf` and `docx` are its files."""
    found = queries.overview_by_key(link.subject_id)
    version = queries.newest_version(found) if found else None
    if found is None or version is None:
        raise Http404
    if rest == "brand.css":
        return HttpResponse(stylesheet(), content_type="text/css")
    made = day(version.made_at.astimezone(ZoneInfo(found.biller.time_zone)).date())
    if rest:
        return _file(version, made, rest)
    head = version.facts["head"]
    context = {
        "page_title": _("Go-Live Overview: %(biller)s") % {"biller": head["biller"]},
        "page_lead": _("%(phase)s · as of %(day)s · times in %(zone)s")
        % {"phase": head["phase"], "day": made, "zone": head["zone"].replace("_", " ")},
        "brand": brand(),
        "brand_url": path_of_link(link, "brand.css"),
        "intro": version.texts.get("intro", ""),
        "sections": sections_of(version.facts, version.texts, version.left_out),
        "news": version.news,
        "files": [(_("PDF"), path_of_link(link, "pdf")), (_("Word"), path_of_link(link, "docx"))],
        "until": link.expires_at,
    }
    return render(request, "welcome/by_link.html", context)


def _file(version: OverviewVersion, made: str, ending: str) -> HttpResponse:
    if ending not in PRINTERS:
        raise Http404
    paper = paper_of(version.facts, version.texts, version.left_out, version=version.number, made=made)
    return file_answer(PRINTERS[ending](paper), f"Go-Live Overview, {version.facts['head']['biller']}.{ending}", ending)
