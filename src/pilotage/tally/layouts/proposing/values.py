"""What kind of values a column holds, judged by all that the sample has of it."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from pilotage.tally.layouts.amounts import OVERPUNCH
from pilotage.tally.layouts.forms import date_form, reader
from pilotage.tally.layouts.proposing.proposal import FieldGuess

NULL_MARKS: Final = ("NULL", "null", "(null)", "N/A", "NA", "n/a", "None", "-", "--", "\\N", "?", "00000000", "000000", "99999999",
                     "00/00/0000", "0000-00-00", "99/99/9999", "9999-12-31")  # fmt: skip
DATE_FORMS: Final = ("CCYY-MM-DD", "CCYYMMDD", "MMDDCCYY", "DDMMCCYY", "MM/DD/CCYY", "DD/MM/CCYY", "%m/%d/%Y", "%d/%m/%Y", "DD.MM.CCYY",
                     "MM-DD-CCYY", "DD-MON-CCYY", "DD-MON-YY", "MM/DD/YY", "YYMMDD", "MMDDYY", "DDMMYY", "CYYMMDD", "CCYYDDD", "CYYDDD",
                     "CCYY/MM/DD", "%b %d, %Y", "%B %d, %Y")  # fmt: skip
TIME_FORMS: Final = ("CCYY-MM-DD HH:MI:SS", "CCYY-MM-DDTHH:MI:SS", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S.%f", "CCYYMMDDHHMISS",
                     "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "CCYY-MM-DD-HH.MI.SS")  # fmt: skip
FLAGS: Final = (
    ("Y", "N"),
    ("y", "n"),
    ("T", "F"),
    ("true", "false"),
    ("TRUE", "FALSE"),
    ("True", "False"),
    ("Yes", "No"),
    ("YES", "NO"),
)
_NUMBER = re.compile(r"[-+]?\(?[$]?[-+]?\d[\d,]*(?:\.\d+)?\)?-?(?: ?(?:CR|DB|DR))?|[-+]?\.\d+", re.ASCII)
_MONEY_NAME = re.compile(
    r"amount|amt|balance|\bbal\b|charge|fee|payment|due\b|total|price|penalty|credit|debit|past_due", re.IGNORECASE
)
_ID_NAME = re.compile(
    r"\b(id|no|nbr|num|number|account|acct|zip|postal|phone|parcel|policy|route|key|code|ssn|meter)\b", re.IGNORECASE
)
_DATE_NAME = re.compile(r"date|\bon\b|day|_dt\b|as_of|due|since", re.IGNORECASE)


def judge(name: str, texts: Sequence[str], *, is_fixed: bool = False) -> FieldGuess:
    """The type of a column by its name and its values."""
    values = [text.strip() for text in texts]
    full = [value for value in values if value]
    counted = Counter(full)
    marks = _null_marks(counted, len(full))
    real = {value: many for value, many in counted.items() if value not in marks}
    words = re.sub(r"[_\-]+|(?<=[a-z0-9])(?=[A-Z])", " ", name)
    guess = _judged(words, list(real), sum(real.values()), is_fixed)
    guess.name, guess.distinct, guess.empty = name, len(real), len(values) - len(full)
    if marks:
        guess.settings["nulls"] = sorted(marks)
        guess.why += f", empty written as {', '.join(sorted(marks))}"
    if len(full) < 20:
        guess.confidence = min(guess.confidence, 60 if full else 20)
        guess.why += f", only {len(full)} values"
    return guess


def _null_marks(counted: Counter[str], total: int) -> set[str]:
    """Marks that stand in a column which otherwise holds longer, different values."""
    found = {mark for mark in NULL_MARKS if 0 < counted.get(mark, 0) < total}
    for mark in list(found):
        others = [value for value in counted if value not in found]
        if mark.strip("0") == "" or mark.strip("9") == "":
            form = next((form for form in _forms(others, DATE_FORMS)), None) if others else None
            if form is None or reader(date_form(form), False)(mark) is not None:
                found.discard(mark)
        elif mark in ("-", "--", "?", "NA") and len(others) < 2:
            found.discard(mark)
    return found


def _judged(words: str, values: list[str], total: int, is_fixed: bool) -> FieldGuess:
    if not values:
        return FieldGuess("", {"type": "text"}, 20, "empty in the sample")
    for known in FLAGS:
        if set(values) <= set(known) and (len(values) == 2 or total >= 20):
            return FieldGuess(
                "",
                {"type": "flag", "true": [known[0]], "false": [known[1]]},
                95,
                f"only {' and '.join(sorted(values))}",
            )
    dates = _dates(words, values)
    if dates is not None:
        return dates
    if is_fixed and (number := _overpunched(values)) is not None:
        return number
    if all(_NUMBER.fullmatch(value) for value in values):
        return _number(words, values, is_fixed)
    return FieldGuess("", {"type": "text"}, 95, "texts")


def _forms(values: list[str], forms: Sequence[str], with_time: bool = False) -> list[str]:
    """The forms that every value has."""
    sample = values[:400]
    found = []
    for form in forms:
        read = reader(date_form(form), with_time)
        if all(read(value) is not None for value in sample):
            found.append(form)
    return found


def _dates(words: str, values: list[str]) -> FieldGuess | None:
    times = _forms(values, TIME_FORMS, True)
    if times:
        return FieldGuess("", {"type": "datetime", "format": times[0]}, 97, f"every value is {times[0]}")
    forms = _forms(values, DATE_FORMS)
    if not forms:
        return None
    has_name, has_signs = bool(_DATE_NAME.search(words)), any(not value.isdigit() for value in values)
    likely = [form for form in forms if _is_likely(form, values)] or forms
    is_dated = forms[0] == "CCYYMMDD" and all(_is_likely("CCYYMMDD", [value]) for value in values)
    if (
        not has_signs
        and not has_name
        and not is_dated
        and (len(values) < 10 or _ID_NAME.search(words) or not any(_is_likely(form, values) for form in forms))
    ):
        return None
    first = likely[0]
    rivals = [
        form for form in likely[1:] if {first, form} not in ({"MM/DD/CCYY", "%m/%d/%Y"}, {"DD/MM/CCYY", "%d/%m/%Y"})
    ]
    sure = 97 if has_signs else 90 if has_name else 70
    if rivals:
        sure = min(sure, 55)
    return FieldGuess("", {"type": "date", "format": first}, sure, f"every value is {first}", rivals)


def _is_likely(form: str, values: list[str]) -> bool:
    """Whether the days that a form gives lie in the years that billing files speak of."""
    read = reader(date_form(form), False)
    years = [int((read(value) or "0")[:4]) for value in values[:400]]
    return sum(1950 <= year <= 2060 for year in years) >= 0.98 * len(years)


def _overpunched(values: list[str]) -> FieldGuess | None:
    """Digits with a last character that carries the sign."""
    if not all(len(value) > 1 and value[:-1].isdigit() and value[-1] in OVERPUNCH for value in values):
        return None
    if all(value.isdigit() for value in values):
        return None
    settings = {"type": "money", "decimals": 2, "sign": "overpunch"}
    return FieldGuess(
        "", settings, 70, "digits that end with a sign and digit in one; two decimals assumed", ["0 or 3 decimals"]
    )


def _number(words: str, values: list[str], is_fixed: bool) -> FieldGuess:
    settings: dict[str, Any] = {}
    plain = [value.strip("()$-+ ").removesuffix("CR").removesuffix("DB").removesuffix("DR").strip() for value in values]
    if any("$" in value for value in values):
        settings["symbol"] = "$"
    if any("," in value for value in values):
        settings["thousands"] = ","
    if any(value[-2:] in ("CR", "DB", "DR") for value in values):
        settings["sign"] = "crdb"
    is_money, is_id = bool(_MONEY_NAME.search(words)), bool(_ID_NAME.search(words))
    decimals = {len(value.partition(".")[2]) for value in plain}
    if decimals == {0}:
        zeros = any(len(value) > 1 and value.startswith("0") for value in plain)
        if is_money and is_fixed and zeros:
            return FieldGuess("", {"type": "money", "decimals": 2, **settings}, 60, "an amount by its name, without a point",
                              ["whole numbers"])  # fmt: skip
        if is_id or (zeros and not is_money):
            why = "digits with zeros in front" if zeros else "a number by its name, not an amount"
            return FieldGuess("", {"type": "text"}, 85 if is_id else 75, why, ["integer"])
        if is_money:
            return FieldGuess("", {"type": "money", **settings}, 75, "whole amounts by its name", ["integer"])
        return FieldGuess("", {"type": "integer", **settings}, 85, "whole numbers", ["text"])
    if decimals <= {0, 1, 2} and (is_money or decimals == {2} or "symbol" in settings):
        sure = 97 if is_money else 85
        return FieldGuess(
            "", {"type": "money", **settings}, sure, "at most two decimals", [] if is_money else ["decimal"]
        )
    return FieldGuess("", {"type": "decimal", **settings}, 92, f"up to {max(decimals)} decimals")
