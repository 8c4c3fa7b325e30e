"""Values in requests: exactly what the OpenAPI document says, nothing guessed. `Given` is the base of every body."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictBool, WithJsonSchema

BIGGEST = 2**31 - 1
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DIGITS = re.compile(r"-?[0-9]{1,40}")
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")
NO_NUL = "^[^\\u0000]*$"


class Given(Schema):
    """The body of a request: a field that isn't described is refused, so that a misspelt one isn't lost in silence."""

    model_config = ConfigDict(extra="forbid")


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a text can't hold the sign NUL. Leave it out")
    return text


def _day(given: Any) -> Any:
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise ValueError("write a date as YYYY-MM-DD")
    return given


def _moment(given: Any) -> Any:
    if not isinstance(given, str) or not _MOMENT.fullmatch(given):
        raise ValueError("write a moment with its offset, such as 2027-03-01T09:00:00Z")
    return given.replace(":60", ":59") if ":60" in given else given


def _in_utc(moment: datetime) -> datetime:
    """The same instant in UTC; one beyond the calendar is the last that has one."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if moment.year > 1 else datetime.min.replace(tzinfo=UTC)


def whole(given: Any) -> Any:
    """JSON knows one kind of number: 5.0 is whole, true and "5" are none."""
    if isinstance(given, float) and given.is_integer():
        return int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise ValueError("write a whole number")
    return given


def _amount(given: Any) -> Any:
    """Whole USD as a number, or text: a fraction as a number has been rounded already."""
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    text = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        raise ValueError('write USD as text with at most two decimals, such as "4200.50", or as a whole number')
    return text


def query_whole(given: Any) -> Any:
    """A whole number as an address writes it: digits with at most a minus before them."""
    if isinstance(given, str) and not _DIGITS.fullmatch(given):
        raise ValueError("write a whole number")
    return int(given)


def _query_flag(given: Any) -> Any:
    if given not in ("true", "false", True, False):
        raise ValueError("write true or false")
    return given in ("true", True)


Text = Annotated[str, AfterValidator(_without_nul), Field(json_schema_extra={"pattern": NO_NUL})]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_in_utc)]
#: Constraints stand before the validator: behind it they would be checked, but not described.
Whole = Annotated[int, Field(ge=0, le=BIGGEST), BeforeValidator(whole)]
Flag = StrictBool
#: USD, as text.
Amount = Annotated[
    str,
    BeforeValidator(_amount),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": f"^{_AMOUNT.pattern}$"},
                {"type": "integer", "minimum": 0, "maximum": 10**15 - 1},
            ],
            "examples": ["4200.50"],
        }
    ),
]
QueryWhole = Annotated[int, BeforeValidator(query_whole)]
QueryFlag = Annotated[bool, BeforeValidator(_query_flag)]
