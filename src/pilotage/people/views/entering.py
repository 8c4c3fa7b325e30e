"""The page behind the link of a mail: one click, and a biller's person is in and where the mail leads."""

from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pilotage.people import operations
from pilotage.people.doors import open_page
from pilotage.people.entry_links import inner, user_of_entry
from pilotage.people.viewers import viewer_of
from pilotage.people.views.sample import BACKEND


@open_page
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, uid: str, moment: str, key: str) -> HttpResponse:
    """Who is signed in goes on at once. GET only asks, since mail programs follow links; POST signs in and ends the link.

    A link that is over leads to the sign-in, and from there to the same page.
    """
    to = request.GET.get("to", "")
    if request.user.is_authenticated:
        return redirect(inner(to))
    user = user_of_entry(uid, moment, key, to, timezone.now())
    if user is None:
        return redirect_to_login(inner(to))
    if request.method == "POST":
        by = viewer_of(user, source="page", address=request.META.get("REMOTE_ADDR", ""))
        login(request, user, backend=BACKEND)
        operations.note_sign_in(by=by, now=timezone.now(), user=user)
        return redirect(inner(to))
    context = {"page_title": _("Welcome back, %(name)s") % {"name": user.name}, "person": user}
    return render(request, "people/enter.html", context)
