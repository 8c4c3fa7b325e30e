"""The API: every router under /api/v1/, and one form for whatever goes wrong."""

import http
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from pilotage.billers.api import router as billers
from pilotage.core.errors import Refused
from pilotage.desk.api import router as audit
from pilotage.golive.api import router as readiness
from pilotage.onboarding.api import router as projects
from pilotage.people.api import ApiProblem, TokenDoor, problem_of
from pilotage.raid.api import router as raid
from pilotage.summaries.api import router as summaries
from pilotage.transition.api import router as transition
from pilotage.work.api import router as tasks

PROBLEM = "application/problem+json"


class Api(NinjaAPI):
    """Documents problems under their own content type."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation.get("responses", {}).items():
                    content = answer.get("content")
                    if int(status) >= 400 and content and "application/json" in content:
                        answer["content"] = {PROBLEM: content["application/json"]}
        return schema


api = Api(
    title="Pilotage",
    version="1.0.0",
    description="Billers from contract to steady state. Tokens: Settings, Access tokens, or `pilotage token create`.",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=TokenDoor(),
)
for router in (billers, projects, tasks, summaries, transition, readiness, raid, audit):
    api.add_router("", router)


def problem(problem: ApiProblem) -> HttpResponse:
    """The problem as an answer."""
    body = {
        "type": "about:blank", "title": http.HTTPStatus(problem.status).phrase, "status": problem.status, "detail": problem.detail,
        "code": problem.code, "field": problem.field,
    }  # fmt: skip
    response = HttpResponse(json.dumps(body), status=problem.status, content_type=PROBLEM)
    if problem.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ApiProblem)
def _told(request: HttpRequest, raised: ApiProblem) -> HttpResponse:
    return problem(raised)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, raised: Refused) -> HttpResponse:
    return problem(problem_of(raised))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, raised: AuthenticationError) -> HttpResponse:
    return problem(ApiProblem(401, "Send a token that works: Authorization: Bearer …", code="token"))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, raised: Http404) -> HttpResponse:
    return problem(ApiProblem(404, "There is nothing at this address.", code="not_found"))


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, raised: ValidationError) -> HttpResponse:
    first = raised.errors[0]
    place = ".".join(str(part) for part in first["loc"][1:] if part != "given")
    return problem(ApiProblem(422, f"{place}: {first['msg']}.", code="unfit", field=place or None))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, raised: HttpError) -> HttpResponse:
    return problem(ApiProblem(raised.status_code, str(raised), code="request"))
