"""The first minutes of a new installation: who the provider is, its first administrator, then what to start with."""

from dataclasses import replace

from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.errors import Refused
from pilotage.core.viewer import system
from pilotage.desk.forms import FirstRunForm
from pilotage.desk.operations import set_up_installation
from pilotage.people.doors import PageRequest, open_page, refusal_to_form, staff_page
from pilotage.people.enums import Role
from pilotage.people.models import User
from pilotage.people.settings_cards import address_or_none
from pilotage.people.views.sample import BACKEND


@open_page
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def first_run(request: PageRequest) -> HttpResponse:
    """Asks for provider and first administrator. Once anybody has an account this page is not there, for good."""
    if User.objects.exists():
        raise Http404
    form = FirstRunForm(request.POST or None)
    if form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "again"}
        try:
            by = replace(system("page"), address=request.META.get("REMOTE_ADDR", ""))
            user = set_up_installation(by=by, now=timezone.now(), **data)
        except Refused as refused:
            if refused.code == "closed":
                raise Http404 from None
            refusal_to_form(form, refused)
        else:
            login(request, user, backend=BACKEND)
            return redirect("desk:first_steps")
    return render(request, "desk/first_run.html", {"page_title": _("Set up Pilotage"), "form": form})


@staff_page(roles=(Role.ADMIN,))
@require_GET
def first_steps(request: PageRequest) -> HttpResponse:
    """What to start with: import a portfolio, or add a first biller."""
    context = {
        "page_title": _("What first?"),
        "import_url": address_or_none("portfolio:imports"),
        "biller_url": address_or_none("billers:create"),
    }
    return render(request, "desk/first_steps.html", context)
