"""Whether the product can answer: for start-up, load balancers and monitoring."""

from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pilotage.people.doors import PageRequest, open_page


@open_page
@never_cache
@require_safe
def health(request: PageRequest) -> HttpResponse:
    """`ok` when the database answers, else 503; says nothing else, since anybody may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
