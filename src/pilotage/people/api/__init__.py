"""What every router of the API shares: the token's door, problems as JSON, pages by cursor, versions, repeated requests."""

from pilotage.people.api import answers
from pilotage.people.api.door import ApiRequest, TokenDoor, staff_in, viewer_in
from pilotage.people.api.files import FileIn, bytes_in, stream_in
from pilotage.people.api.pages import Cursor, Limit, one, page, pages, person, rows_of, sent_in
from pilotage.people.api.problems import CHANGES, CREATES, ERRORS, ApiProblem, Problem, not_found, problem_of
from pilotage.people.api.repeats import once
from pilotage.people.api.values import (
    Amount,
    Day,
    Flag,
    Given,
    Moment,
    QueryFlag,
    QueryWhole,
    Text,
    Whole,
    query_whole,
    whole,
)
from pilotage.people.api.versions import expected_number, expected_version, with_etag

answers.share()

__all__ = [
    "CHANGES", "CREATES", "ERRORS", "Amount", "ApiProblem", "ApiRequest", "Cursor", "Day", "FileIn", "Flag", "Given", "Limit",
    "Moment", "Problem", "QueryFlag", "QueryWhole", "Text", "TokenDoor", "Whole", "bytes_in", "expected_number", "expected_version",
    "not_found", "once", "one", "page", "pages", "person", "problem_of", "query_whole", "rows_of", "sent_in", "staff_in",
    "stream_in", "viewer_in", "whole", "with_etag",
]  # fmt: skip
