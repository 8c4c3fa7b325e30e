"""Sides, types, tolerances and signatures of a verification."""

from enum import StrEnum


class Side(StrEnum):
    """Which of the two files."""

    LEFT = "left"
    RIGHT = "right"


class FieldType(StrEnum):
    """How a field is read (the types of `tally`)."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    FLAG = "flag"
    CODE = "code"


TYPE_NAMES = {
    FieldType.TEXT: "Text",
    FieldType.INTEGER: "Whole number",
    FieldType.DECIMAL: "Decimal number",
    FieldType.MONEY: "Money",
    FieldType.DATE: "Date",
    FieldType.DATETIME: "Date and time",
    FieldType.FLAG: "Yes or no",
    FieldType.CODE: "Code",
}


class Tolerance(StrEnum):
    """By how much two values may differ and still agree; the limit itself agrees."""

    NONE = ""
    ABSOLUTE = "absolute"
    PERCENT = "percent"
    DAYS = "days"


TOLERANCE_NAMES = {
    Tolerance.NONE: "Exact",
    Tolerance.ABSOLUTE: "By amount",
    Tolerance.PERCENT: "By percent",
    Tolerance.DAYS: "By days",
}


class SignSide(StrEnum):
    """Who signs a mapping."""

    OS = "os"
    IM = "im"
    BILLER_IT = "biller_it"


SIGN_NAMES = {
    SignSide.OS: "Onboarding specialist",
    SignSide.IM: "Implementation manager",
    SignSide.BILLER_IT: "IT lead of the biller",
}
