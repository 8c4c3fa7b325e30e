"""Answers as JSON text: the same as Python's own writer, whatever stands in them."""

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.documents import canonical, shown
from pilotage.tally.matching.states import State

VALUES: list[Any] = [
    {},
    [],
    {"b": [], "a": {}, "é": 'Zoë \u2028 \x7f \x00 \n " \\ 🚰'},
    {"amount": 10**15, "beyond": 10**30, "less": -(2**63)},
    {"half a pair": "\ud800 odd"},
    {"day": datetime.date(2026, 11, 2), "moment": datetime.datetime(2026, 11, 2, 9, 30), "money": Decimal("10.10")},
    {"path": Path("a/b"), "state": State.CONFIRMED, "none": None, "yes": True, "share": 0.1},
    {"z": [{"b": 1, "a": [1, 2, {"d": 4, "c": 3}]}], "a": "text"},
]


@pytest.mark.parametrize("value", VALUES)
def test_shown_is_what_pythons_own_writer_gives(value: Any) -> None:
    told = json.loads(shown(value))
    assert told == json.loads(json.dumps(value, default=str))
    assert shown({"rows": [value]}).startswith('{\n  "rows": [\n    ')


@pytest.mark.parametrize("value", VALUES)
def test_the_canonical_form_is_the_same_by_both_writers(value: Any) -> None:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    assert canonical(value) == text.encode("utf-8", "surrogatepass")


def test_keys_in_another_order_have_the_same_canonical_form() -> None:
    assert canonical({"a": 1, "b": {"d": 2, "c": 3}}) == canonical({"b": {"c": 3, "d": 2}, "a": 1})
