"""Forms of bill cycles, their dates and go-live windows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.billers.models import InvoiceType, Phase
from pilotage.cycles.enums import (
    BASES,
    DAY_NAMES,
    INTERVALS,
    ROLL_NAMES,
    UNIT_NAMES,
    DayKind,
    Roll,
    Unit,
)
from pilotage.cycles.models import BillCycle
from pilotage.cycles.rules.dates import DayRule
from pilotage.people.pages import VersionForm

DAY = {"type": "date"}
#: What a new cycle offers: a monthly utility bill.
USUAL: dict[DayKind, tuple[int | None, Unit, Roll]] = {
    DayKind.READ: (3, Unit.MONTH_DAY, Roll.NEXT),
    DayKind.BILL: (3, Unit.WORKING, Roll.STAY),
    DayKind.PRINT: (1, Unit.WORKING, Roll.STAY),
    DayKind.DUE: (21, Unit.DAYS, Roll.NEXT),
    DayKind.BANK: (0, Unit.BANK, Roll.NEXT),
    DayKind.SETTLEMENT: (2, Unit.BANK, Roll.STAY),
    DayKind.PENALTY: (5, Unit.WORKING, Roll.STAY),
    DayKind.SHUT_OFF: (14, Unit.DAYS, Roll.NEXT),
}


class CycleFilter(forms.Form):
    """Filters of the list of cycles."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("In use")), ("retired", _("Out of use")), ("all", _("All"))]
    )
    biller = forms.UUIDField(required=False, widget=forms.HiddenInput)


class CycleForm(VersionForm):
    """A cycle and how its days are found; a day left empty doesn't exist in the cycle."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As the biller calls it: Cycle 2, Route 14."))
    accounts = forms.IntegerField(label=_("Accounts"), required=False, min_value=0)
    invoice_type = forms.ModelChoiceField(
        label=_("Invoice type"), queryset=InvoiceType.objects.none(), required=False, empty_label=_("Any")
    )
    interval_months = forms.TypedChoiceField(label=_("Runs"), coerce=int, choices=list(INTERVALS.items()))
    first_month = forms.DateField(
        label=_("A month in which it runs"), widget=forms.DateInput(attrs=DAY), help_text=_("Any day of that month.")
    )
    is_of_phase = forms.BooleanField(label=_("Concerns this phase alone"), required=False)

    def __init__(self, *args: Any, phase: Phase, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["invoice_type"]
        kinds.queryset = InvoiceType.objects.everywhere().filter(biller_id=phase.biller_id).order_by("name")
        for kind in DayKind:
            self._add(kind)
        self.order_fields([name for name in self.fields if name != "version"] + ["version"])

    def _add(self, kind: DayKind) -> None:
        base = " or ".join(str(DAY_NAMES[one]).lower() for one in BASES[kind])
        units = {one: f"{name} {base}" if one != Unit.MONTH_DAY else name for one, name in UNIT_NAMES.items()}
        if not BASES[kind]:
            units = {Unit.MONTH_DAY: UNIT_NAMES[Unit.MONTH_DAY]}
        rolls = (
            ROLL_NAMES
            if kind not in (DayKind.BANK, DayKind.SETTLEMENT)
            else {one: name.replace("working", "bank") for one, name in ROLL_NAMES.items()}
        )
        offset, unit, roll = USUAL[kind]
        self.fields[f"{kind}_offset"] = forms.IntegerField(
            label=DAY_NAMES[kind], required=False, min_value=0, max_value=120, initial=offset
        )
        self.fields[f"{kind}_unit"] = forms.ChoiceField(
            label=_("%(day)s is counted as") % {"day": DAY_NAMES[kind]}, choices=list(units.items()), initial=unit
        )
        self.fields[f"{kind}_roll"] = forms.ChoiceField(
            label=_("On a day off %(day)s goes to") % {"day": DAY_NAMES[kind].lower()},
            choices=list(rolls.items()),
            initial=roll,
        )

    @property
    def day_rows(self) -> list[tuple[str, Any, Any, Any]]:
        """Name and the three fields of each day."""
        return [(DAY_NAMES[kind], *(self[f"{kind}_{part}"] for part in ("offset", "unit", "roll"))) for kind in DayKind]

    @property
    def head_fields(self) -> list[Any]:
        """The fields above the days."""
        return [
            self[name] for name in ("name", "accounts", "invoice_type", "interval_months", "first_month", "is_of_phase")
        ]

    def values(self) -> dict[str, Any]:
        """What the operations take."""
        given = self.cleaned_data
        rules = [
            DayRule(kind, given[f"{kind}_offset"], Unit(given[f"{kind}_unit"]), Roll(given[f"{kind}_roll"]))
            for kind in DayKind
            if given.get(f"{kind}_offset") is not None
        ]
        names = ("name", "accounts", "invoice_type", "interval_months", "first_month", "is_of_phase")
        return {name: given[name] for name in names} | {"rules": rules}


def first_values(cycle: BillCycle) -> dict[str, Any]:
    """What a form about a cycle starts with."""
    names = ("name", "accounts", "invoice_type", "interval_months", "first_month")
    found: dict[str, Any] = {name: getattr(cycle, name) for name in names} | {
        "is_of_phase": cycle.phase_id is not None, "version": cycle.record.version,
    }  # fmt: skip
    held = {rule.kind: rule for rule in cycle.day_rules}
    for kind in DayKind:
        rule = held.get(kind)
        found[f"{kind}_offset"] = rule.offset if rule else None
        if rule:
            found |= {f"{kind}_unit": rule.unit, f"{kind}_roll": rule.roll}
    return found


class DatesFileForm(forms.Form):
    """Dates of runs as a file."""

    file = forms.FileField(
        label=_("File with dates"),
        help_text=_(
            "CSV or XLSX: cycle, month (2027-03), and any of read, bill, print, due, bank, settlement, penalty, shut_off."
        ),
        error_messages={"required": _("Choose a file, then send it.")},
    )


class SpanForm(forms.Form):
    """From–to of a search for windows."""

    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY))
    last = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs=DAY))
