"""Files in requests: a name and base64."""

import base64
import binascii
import io

from ninja import Field

from pilotage.people.api.problems import ApiProblem
from pilotage.people.api.values import Given, Text


class FileIn(Given):
    """A file in base64; the end of its name says what it is."""

    name: Text = Field(min_length=1, max_length=200)
    content: str = Field(pattern="^[A-Za-z0-9+/]*={0,2}$")


def bytes_in(given: FileIn, *, field: str = "content") -> bytes:
    """What the file holds; 409 for what is no base64."""
    try:
        return base64.b64decode(given.content, validate=True)
    except binascii.Error:
        raise ApiProblem(409, "The content is not base64.", code="base64", field=field) from None


def stream_in(given: FileIn, *, field: str = "content") -> io.BytesIO:
    """The same, to read from."""
    return io.BytesIO(bytes_in(given, field=field))
