"""Access tokens for the API: list, make (shown once), revoke."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.errors import Refused
from pilotage.people import operations, queries
from pilotage.people.doors import PageRequest, refusal_to_form, refusal_to_message, staff_page
from pilotage.people.enums import Role
from pilotage.people.forms.tokens import TokenForm
from pilotage.people.models import User

CRUMBS = [(gettext_lazy("Settings"), "/settings/")]
TOKEN_CRUMBS = [*CRUMBS, (gettext_lazy("Access tokens"), "/settings/tokens/")]


@staff_page
@require_GET
def tokens(request: PageRequest) -> HttpResponse:
    """One's own tokens; administrators see everybody's with `?whose=all`."""
    is_admin = request.viewer.has(Role.ADMIN)
    of_all = is_admin and request.GET.get("whose") == "all"
    rows = list(queries.tokens(request.viewer, of_all=of_all))
    now = timezone.now()
    for row in rows:
        row.state = "revoked" if row.revoked_at else "expired" if row.expires_at and row.expires_at <= now else "active"
    here = reverse("people:tokens")
    context = {
        "page_title": _("Access tokens"),
        "page_lead": _("A program that uses the API signs in with a token. It may do what its owner may, at most."),
        "breadcrumbs": CRUMBS,
        "rows": rows,
        "is_empty": not rows,
        "of_all": of_all,
        "tabs": [
            {"label": _("Mine"), "url": here, "active": not of_all},
            {"label": _("Everybody's"), "url": f"{here}?whose=all", "active": of_all},
        ]
        if is_admin
        else None,
    }
    return render(request, "people/tokens.html", context)


@staff_page
@never_cache
@require_http_methods(["GET", "POST"])
def token_new(request: PageRequest) -> HttpResponse:
    """Makes a token for oneself and shows it, this once."""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        now, lifetime = timezone.now(), form.lifetime()
        try:
            row, plain = operations.create_token(
                by=request.viewer,
                now=now,
                user=User.objects.get(pk=request.viewer.user_id),
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires=now + lifetime if lifetime else None,
            )
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            context = {"page_title": _("Your new token"), "breadcrumbs": TOKEN_CRUMBS, "row": row, "plain": plain}
            return render(request, "people/token_made.html", context)
    context = {
        "page_title": _("New access token"),
        "breadcrumbs": TOKEN_CRUMBS,
        "form": form,
        "submit_label": _("Make token"),
        "cancel_url": reverse("people:tokens"),
    }
    return render(request, "ui/page_form.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def token_revoke(request: PageRequest, pk: int) -> HttpResponse:
    """Asks once, then the token stops working."""
    row = queries.tokens(request.viewer, of_all=True).filter(pk=pk).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        with refusal_to_message(request):
            operations.revoke_token(by=request.viewer, now=timezone.now(), token=row)
            messages.success(request, _("The token %(prefix)s… doesn't work any more.") % {"prefix": row.prefix})
        return redirect("people:tokens")
    context = {
        "page_title": _("Revoke the token %(name)s?") % {"name": row.name or row.prefix},
        "breadcrumbs": TOKEN_CRUMBS,
        "question": _("Programs that use it stop working at once. It can't be brought back."),
        "submit_label": _("Revoke token"),
        "cancel_url": reverse("people:tokens"),
        "is_danger": True,
    }
    return render(request, "ui/page_confirm.html", context)
