"""The API: every router under /api/v1/, and one form for whatever goes wrong."""

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from pilotage.assignment.api import router as assignment
from pilotage.billers.api import router as billers
from pilotage.catalogue.api import router as catalogue
from pilotage.changes.api import router as changes
from pilotage.config.api_document import DESCRIPTION, DescribedApi
from pilotage.config.api_problems import WORDS, answer_of
from pilotage.core.errors import Refused
from pilotage.cutover.api import router as cutover
from pilotage.cycles.api import router as cycles
from pilotage.daily.api import router as daily
from pilotage.desk.api import router as audit
from pilotage.escalation.api import router as escalations
from pilotage.firstcycles.api import router as first_cycles
from pilotage.forecasts.api import router as forecasts
from pilotage.golive.api import router as readiness
from pilotage.handoff.api import router as handoff
from pilotage.meetings.api import router as meetings
from pilotage.onboarding.api import router as projects
from pilotage.people.api import ApiProblem, TokenDoor, not_found, problem_of
from pilotage.phased.api import router as phased
from pilotage.raci.api import router as raci
from pilotage.raid.api import router as raid
from pilotage.reports.api import router as reports
from pilotage.runbooks.api import router as runbooks
from pilotage.scope.api import router as scope
from pilotage.staffing.api import router as staffing
from pilotage.summaries.api import router as summaries
from pilotage.support.api import router as cases
from pilotage.technical.api import router as technical
from pilotage.testing.api import router as tests
from pilotage.transition.api import router as transition
from pilotage.vendors.api import router as vendors
from pilotage.verification.api import router as verification
from pilotage.welcome.api import router as welcome
from pilotage.work.api import router as tasks

api = DescribedApi(
    title="Pilotage",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="/openapi.json",
    auth=TokenDoor(),
)
for router in (
    billers,
    catalogue,
    projects,
    forecasts,
    staffing,
    reports,
    vendors,
    tasks,
    summaries,
    transition,
    assignment,
    readiness,
    raci,
    meetings,
    phased,
    raid,
    runbooks,
    cases,
    escalations,
    scope,
    changes,
    technical,
    tests,
    cycles,
    first_cycles,
    cutover,
    verification,
    daily,
    welcome,
    handoff,
    audit,
):
    api.add_router("", router)


@api.exception_handler(ApiProblem)
def _told(request: HttpRequest, raised: ApiProblem) -> HttpResponse:
    return answer_of(raised)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, raised: Refused) -> HttpResponse:
    return answer_of(problem_of(raised))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, raised: AuthenticationError) -> HttpResponse:
    return answer_of(ApiProblem(401, "Send a token that works: Authorization: Bearer …", code="token"))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, raised: Http404) -> HttpResponse:
    return answer_of(not_found())


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, raised: RequestDataTooBig) -> HttpResponse:
    return answer_of(ApiProblem(413, WORDS[413], code="too_large"))


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, raised: ValidationError) -> HttpResponse:
    first = raised.errors[0]
    place = ".".join(str(part) for part in first["loc"][1:] if part != "given")
    words = str(first["msg"]).removeprefix("Value error, ")
    return answer_of(ApiProblem(422, f"{place}: {words}." if place else f"{words}.", code="unfit", field=place or None))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, raised: HttpError) -> HttpResponse:
    if isinstance(raised.__cause__, RequestDataTooBig):
        return _too_large(request, raised.__cause__)
    words = "The body is not JSON. Send one object in UTF-8." if raised.status_code == 400 else str(raised)
    return answer_of(ApiProblem(raised.status_code, words, code="request"))
