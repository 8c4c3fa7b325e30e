"""Views of lists, saved and removed by the person who uses them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilotage.people import operations
from pilotage.people.doors import PageRequest, any_page, refusal_to_message


@any_page
@require_POST
def view_save(request: PageRequest) -> HttpResponse:
    """Keeps what a list shows under a name."""
    path, query, name = _path(request), request.POST.get("query", ""), request.POST.get("name", "")
    target = f"{path}?{query}"
    with refusal_to_message(request):
        target = operations.save_view(by=request.viewer, now=timezone.now(), path=path, name=name, query=query)
        messages.success(
            request, _("The view “%(name)s” is saved. Whoever has its address can open it.") % {"name": name}
        )
    return redirect(target)


@any_page
@require_POST
def view_remove(request: PageRequest) -> HttpResponse:
    """Forgets a saved view."""
    path, name = _path(request), request.POST.get("name", "")
    operations.remove_view(by=request.viewer, now=timezone.now(), path=path, name=name)
    messages.success(request, _("The view “%(name)s” is removed.") % {"name": name})
    return redirect(path)


def _path(request: PageRequest) -> str:
    """The list's own address; the first page for anything that is none of ours."""
    path = request.POST.get("path", "")
    try:
        resolve(path)
    except Resolver404:
        return "/"
    return path
