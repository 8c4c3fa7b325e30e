"""What everybody sees and changes about themselves."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilotage.core.errors import Refused
from pilotage.people import operations, queries
from pilotage.people.doors import PageRequest, any_page, refusal_to_form
from pilotage.people.forms.people import OneselfForm
from pilotage.people.models import User


@any_page
@require_http_methods(["GET", "POST"])
def profile(request: PageRequest) -> HttpResponse:
    """Name, phone, zone; password, second step and sessions beside them."""
    user = User.objects.get(pk=request.viewer.user_id)
    form = OneselfForm(
        request.POST or None, initial={"name": user.name, "phone": user.phone, "time_zone": user.time_zone}
    )
    if form.is_valid():
        try:
            operations.change_user(by=request.viewer, now=timezone.now(), user=user, **form.cleaned_data)
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:profile")
    context = {
        "page_title": _("My profile"),
        "form": form,
        "person": user,
        "role_words": queries.role_words(user),
        "has_second_step": is_mfa_enabled(user),
    }
    return render(request, "people/profile.html", context)


@any_page
@require_POST
def sign_out_elsewhere(request: PageRequest) -> HttpResponse:
    """Ends every session of this person but the one that asks."""
    user = User.objects.get(pk=request.viewer.user_id)
    operations.end_sessions(by=request.viewer, now=timezone.now(), user=user)
    update_session_auth_hash(request, user)
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("people:profile")
