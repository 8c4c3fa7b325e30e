"""The product's addresses, and beside them the least that a page can be: a signed-in Django view with 25 rows from one query."""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from pilotage.billers.models import Biller
from pilotage.config.urls import urlpatterns as product
from pilotage.people.doors import open_page

PAGE = """<!doctype html><title>Billers</title><table>{% for row in rows %}
<tr><td>{{ row.name }}</td><td>{{ row.state }}</td><td>{{ row.mrr_amount }}</td></tr>{% endfor %}</table>"""


@open_page
@login_required
def bare(request: HttpRequest) -> HttpResponse:
    """25 rows, one query."""
    rows = Biller.objects.everywhere().order_by("name")[:25]
    return HttpResponse(compiled().render({"rows": rows}, request))


@cache
def compiled() -> Any:
    """The template, read once as Django reads a file of templates."""
    return engines["django"].from_string(PAGE)


urlpatterns = [path("bare/", bare), *product]
