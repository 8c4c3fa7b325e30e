"""Whatever goes wrong under /api/ is answered as a problem, also where no operation was reached."""

import http
import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pilotage.config.api_document import PROBLEM
from pilotage.people.api import ApiProblem

PREFIX = "/api/"
WORDS = {
    400: "This request can't be read. Check its address and headers.",
    403: "This is not allowed.",
    404: "There is nothing at this address.",
    405: "This address doesn't know this method; Allow names those that it knows.",
    413: "The body is too large. Send less at once.",
    500: "Something of ours broke; it is in the log. Nothing was changed.",
}
CODES = {404: "not_found", 405: "method", 413: "too_large", 500: "fault"}


def answer_of(problem: ApiProblem) -> HttpResponse:
    """The problem as an answer."""
    body = {
        "type": "about:blank", "title": http.HTTPStatus(problem.status).phrase, "status": problem.status, "detail": problem.detail,
        "code": problem.code, "field": problem.field,
    }  # fmt: skip
    headers = problem.headers | ({"WWW-Authenticate": "Bearer"} if problem.status == 401 else {})
    return HttpResponse(json.dumps(body), status=problem.status, content_type=PROBLEM, headers=headers)


def api_problems_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Turns pages that say what went wrong (an unknown address or method, a fault) into problems, under /api/ only."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < 400 or not request.path_info.startswith(PREFIX):
            return response
        if response.get("Content-Type", "").startswith(PROBLEM):
            return response
        status = response.status_code
        detail = WORDS.get(status, http.HTTPStatus(status).phrase + ".")
        kept = {"Allow": response["Allow"]} if "Allow" in response else {}
        return answer_of(ApiProblem(status, detail, code=CODES.get(status, "request"), headers=kept))

    return middleware
