"""How an Integration Summary is drawn: its rows by area, and its head with what is missing."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilotage.summaries.fields import Field
from pilotage.summaries.models import SummaryField
from pilotage.summaries.queries import count

Held = dict[str, SummaryField]


def row_of(one: Field, held: SummaryField | None) -> dict[str, Any]:
    """One field: what it says, whether it is missing, an address of ours that it holds, where it came from."""
    value = held.value if held is not None else ""
    is_missing = held is None or (not value and not held.is_not_applicable)
    is_ours = value.startswith("/") and not value.startswith("//") and not any(sign.isspace() for sign in value)
    return {
        "field": one, "held": held, "is_missing": is_missing, "link": value if is_ours else "",
        "source": held.source if held is not None else "",
    }  # fmt: skip


def areas_of(fields: list[Field], held: Held) -> list[dict[str, Any]]:
    """Rows by area, in the order of the fields."""
    return [
        {"name": name, "rows": [row_of(one, held.get(one.key)) for one in group]}
        for name, group in groupby(fields, key=lambda one: one.area)
    ]


def head_of(fields: list[Field], held: Held) -> dict[str, Any]:
    """`{counted, done, missing_words}` of a whole summary."""
    counted = count(fields, held)
    return {
        "counted": counted,
        "done": counted["total"] - len(counted["missing"]),
        "missing_words": _missing_words(counted["missing"]),
    }


def _missing_words(missing: list[dict[str, str]]) -> str:
    n = len(missing)
    if not n:
        return ""
    names = ", ".join(one["label"] for one in missing[:4])
    more = _(" and %(n)d more") % {"n": n - 4} if n > 4 else ""
    words = ngettext("%(n)d field is missing: %(names)s%(more)s.", "%(n)d fields are missing: %(names)s%(more)s.", n)
    return words % {"n": n, "names": names, "more": more}
