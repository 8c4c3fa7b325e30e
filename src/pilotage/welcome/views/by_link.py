"""An overview as people see it who hold a link to it."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.papers import pdf_of
from pilotage.core.viewer import Viewer
from pilotage.documents.models import ShareLink
from pilotage.documents.sharing import path_of_link, shows
from pilotage.people.doors import refusal_to_form
from pilotage.welcome import operations, queries
from pilotage.welcome.brand import brand, logo, stylesheet
from pilotage.welcome.content import paper_of, sections_of
from pilotage.welcome.facts import day
from pilotage.welcome.forms import NameForm
from pilotage.welcome.leaflet_text import parts_of
from pilotage.welcome.leaflets import leaflet_paper
from pilotage.welcome.models import OverviewVersion
from pilotage.welcome.views.leaflets import find_leaflet
from pilotage.welcome.views.overviews import PRINTERS, file_answer

BRAND_FILES = ("brand.css", "logo.png")


def brand_file(name: str) -> HttpResponse:
    """What dresses the page: the style sheet, the logo where there is one."""
    if name == "brand.css":
        return HttpResponse(stylesheet(), content_type="text/css")
    found = logo()
    if found is None:
        raise Http404
    return HttpResponse(found.png, content_type="image/png")


@shows(queries.PURPOSE)
def overview_by_link(request: HttpRequest, link: ShareLink, rest: str) -> HttpResponseBase:
    """The newest version that was shared, with what it said anew; `pdf` and `docx` are its files."""
    found = queries.overview_by_key(link.subject_id)
    version = queries.newest_version(found) if found else None
    if found is None or version is None:
        raise Http404
    if rest in BRAND_FILES:
        return brand_file(rest)
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
        "logo": logo(),
        "logo_url": path_of_link(link, "logo.png"),
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


@shows(queries.LEAFLET)
def leaflet_by_link(request: HttpRequest, link: ShareLink, rest: str) -> HttpResponseBase:
    """The leaflet as it was shared; who reads it says so with their name."""
    found = find_leaflet(link.subject_id)
    if rest in BRAND_FILES:
        return brand_file(rest)
    if rest == "pdf":
        data = pdf_of(leaflet_paper(found.shared_title, found.shared_body))
        return file_answer(data, f"{found.shared_title}.pdf", "pdf")
    if rest:
        raise Http404
    now, by = timezone.now(), Viewer(user_id=None, name=_("%(name)s, by link") % {"name": link.name}, source="link")
    form = NameForm(request.POST or None, initial={"name": link.name})
    operations.note_opened(leaflet=found, who=link.name, by=by, now=now)
    if form.is_valid():
        try:
            operations.acknowledge_leaflet(leaflet=found, who=form.cleaned_data["name"], by=by, now=now)
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            return redirect(path_of_link(link))
    context = {
        "page_title": found.shared_title,
        "brand": brand(),
        "brand_url": path_of_link(link, "brand.css"),
        "logo": logo(),
        "logo_url": path_of_link(link, "logo.png"),
        "pdf_url": path_of_link(link, "pdf"),
        "parts": parts_of(found.shared_body),
        "leaflet": found,
        "form": form,
        "until": link.expires_at,
    }
    status = 422 if form.is_bound else 200
    return render(request, "welcome/leaflet_by_link.html", context, status=status)
