"""Versions: what is changed must be what was read."""

import re

from django.http import HttpRequest, HttpResponse

from pilotage.core.models.records import Record
from pilotage.people.api.problems import ApiProblem

TAG = '(W/)?"?([0-9]{1,9})"?'


def expected_version(request: HttpRequest, record: Record) -> int:
    """The record's version, when If-Match names it. Without the header 428; with another version 412."""
    return expected_number(request, record.version)


def expected_number(request: HttpRequest, present: int) -> int:
    """The same for what counts its own versions."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise ApiProblem(
            428, "Send If-Match with the ETag that you read, so that nobody is overwritten.", code="if_match"
        )
    found = re.fullmatch(TAG, given)
    if found is None:
        raise ApiProblem(422, 'If-Match is the ETag that you read, such as "3".', code="if_match", field="If-Match")
    if int(found[2]) != present:
        raise ApiProblem(412, "If-Match names another version than the one there is now. Read it again.", code="stale")
    return present


def with_etag(response: HttpResponse, record: Record) -> None:
    """The record's version as ETag."""
    response["ETag"] = f'"{record.version}"'
