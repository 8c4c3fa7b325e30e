"""The page behind an invitation link: a new person sets their password and is in."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from pilotage.core.errors import Refused
from pilotage.people import operations
from pilotage.people.doors import open_page, refusal_to_form
from pilotage.people.forms.passwords import PasswordForm
from pilotage.people.invitation_links import user_of_link
from pilotage.people.viewers import viewer_of
from pilotage.people.views.sample import BACKEND


@open_page
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, uid: str, key: str) -> HttpResponse:
    """Shows the form while the link is good; POST sets the password and signs the person in."""
    now = timezone.now()
    user = user_of_link(uid, key, now)
    if user is None:
        return render(request, "people/invitation_gone.html", status=410)
    form = PasswordForm(request.POST or None, person=user)
    if form.is_valid():
        by = viewer_of(user, source="page", address=request.META.get("REMOTE_ADDR", ""))
        try:
            user = operations.accept_invitation(
                by=by, now=now, uid=uid, key=key, password=form.cleaned_data["password"]
            )
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            login(request, user, backend=BACKEND)
            operations.note_sign_in(by=by, now=now, user=user)
            return redirect("/")
    context = {"page_title": _("Welcome, %(name)s") % {"name": user.name}, "form": form, "person": user}
    return render(request, "people/invitation.html", context)
