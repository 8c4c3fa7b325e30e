"""Sample sign-in: one click for each role, in a sample installation and on its own machine only."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.people import operations
from pilotage.people.doors import open_page
from pilotage.people.models import User
from pilotage.people.sample_people import is_sample_open, sample_groups
from pilotage.people.viewers import viewer_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@open_page
@require_http_methods(["GET", "POST"])
def sample_sign_in(request: HttpRequest) -> HttpResponse:
    """Lists the sample's people; POST signs in as one of them. Elsewhere this page is not there."""
    if not is_sample_open(request.META):
        raise Http404
    if request.method == "GET":
        return render(request, "people/sample.html", {"page_title": _("Sample sign-in"), "groups": sample_groups()})
    pk = request.POST.get("user", "")
    user = get_object_or_404(User, pk=int(pk) if pk.isdecimal() else 0, is_sample=True, is_active=True)
    login(request, user, backend=BACKEND)
    by = viewer_of(user, source="page", address=request.META.get("REMOTE_ADDR", ""))
    operations.note_sign_in(by=by, now=timezone.now(), user=user)
    return redirect("/")
