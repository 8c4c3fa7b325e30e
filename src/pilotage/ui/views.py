"""The gallery: every component and page kind with invented data."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pilotage.ui.gallery import pages, parts


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page, and links to the page kinds."""
    return render(request, "ui/gallery/components.html", parts.context(request))


def gallery_page(request: HttpRequest, kind: str) -> HttpResponse:
    """One page kind; `?data=` is normal, empty, crowded or errors."""
    data = request.GET.get("data", "normal")
    if kind not in pages.KINDS or data not in pages.DATA:
        raise Http404
    return render(request, f"ui/gallery/{kind}.html", pages.context(request, kind, data))
