"""The columns of the billers list: what each is called and how its cells are drawn."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilotage.billers.enums import STAGE_NAMES
from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.ui.components.dates import date_words
from pilotage.ui.components.figures import money
from pilotage.ui.components.states import state
from pilotage.ui.components.tables import Column, Reading, Row, none, text

SHOWN = ("vertical", "state", "stage", "cis", "mrr", "target", "care")
CIS_SIGNS = 44
Draw = Callable[[Row], str]


def _stage(reading: Reading) -> Draw:
    drawn = {str(stage): state(stage, name) for stage, name in STAGE_NAMES.items()}
    missing = none(_("no phase"))
    return lambda row: drawn.get(row["stage"], missing)


def _vertical(reading: Reading) -> Draw:
    names = {str(vertical): text(name) for vertical, name in VERTICAL_NAMES.items()}
    return lambda row: names.get(row["vertical"], "–")


def _state(reading: Reading) -> Draw:
    return lambda row: text(row["state"])


def _cis(reading: Reading) -> Draw:
    return lambda row: _product(row["vendor"], row["cis"]) if row["cis"] else "–"


@lru_cache(maxsize=1000)
def _product(vendor: str, name: str) -> str:
    return text(Truncator(f"{vendor} {name}").chars(CIS_SIGNS))


def _mrr(reading: Reading) -> Draw:
    unknown = none(_("not known"))
    return lambda row: unknown if row["mrr_amount"] is None else money(row["mrr_amount"])


def _target(reading: Reading) -> Draw:
    drawn: dict[date | None, str] = {None: "–"}

    def draw(row: Row) -> str:
        day = row["live"] or row["target"]
        if day not in drawn:
            drawn[day] = date_words(day, reading.today, "short", reading.days_off)
        return drawn[day]

    return draw


def _care(reading: Reading) -> Draw:
    nobody = none(_("nobody yet"))

    def draw(row: Row) -> str:
        role = (row["role"] or "").upper()
        return f'{text(row["care"])} <span class="ui-meta">{text(role)}</span>' if row["care"] else nobody

    return draw


def _contract(reading: Reading) -> Draw:
    return lambda row: date_words(row["contract_date"], reading.today, "short", reading.days_off)


COLUMNS = (
    Column("stage", gettext_lazy("Stage"), _stage),
    Column("vertical", gettext_lazy("Vertical"), _vertical, sort="vertical"),
    Column("state", gettext_lazy("State"), _state, sort="state"),
    Column("cis", gettext_lazy("CIS"), _cis, kind="ui-hide-narrow"),
    Column("mrr", gettext_lazy("MRR"), _mrr, kind="num", sort="mrr"),
    Column("target", gettext_lazy("Go-live"), _target, kind="date"),
    Column("care", gettext_lazy("Looked after by"), _care),
    Column("contract", gettext_lazy("Contract"), _contract, kind="date", sort="contract"),
)


def columns_menu(shown: tuple[str, ...]) -> list[dict[str, Any]]:
    """What the menu of columns offers, in the order of the table."""
    return [{"key": one.key, "label": one.label, "shown": one.key in shown} for one in COLUMNS]
