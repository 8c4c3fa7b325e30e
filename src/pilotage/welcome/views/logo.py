"""The provider's logo: shown, set and taken away."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import act, form_page
from pilotage.welcome import operations
from pilotage.welcome.brand import logo as logo_held
from pilotage.welcome.forms import LogoForm


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def logo(request: PageRequest) -> HttpResponse:
    """How it looks now, and a new one."""
    form = LogoForm(request.POST or None, request.FILES or None)

    def run(given: Any) -> str:
        operations.set_logo(data=given["file"].read(), by=request.viewer, now=timezone.now())
        return reverse("welcome:logo")

    context = {
        "page_title": _("Logo"),
        "page_lead": _("It heads the Go-Live Overview and the welcome leaflet: page, PDF and Word. Provider holds name and colour."),
        "breadcrumbs": [(_("Settings"), reverse("people:settings"))],
        "submit_label": _("Set the logo"),
        "cancel_url": reverse("people:settings"),
        "logo": logo_held(),
        "is_upload": True,
    }  # fmt: skip
    said = _("Set. It stands on every paper from now on.")
    return form_page(request, form, run, context=context, said=said, template="welcome/logo.html")


@staff_page
@never_cache
@require_GET
def logo_file(request: PageRequest) -> HttpResponse:
    """The picture itself."""
    found = logo_held()
    if found is None:
        raise Http404
    return HttpResponse(found.png, content_type="image/png")


@staff_page(roles=(Role.ADMIN,))
@require_POST
def logo_remove(request: PageRequest) -> HttpResponse:
    """Papers carry the name alone."""
    return act(
        request,
        lambda: operations.take_logo_away(by=request.viewer, now=timezone.now()),
        said=_("Taken away. Papers carry your name alone."),
        then=reverse("welcome:logo"),
    )
