"""What people type about first bill cycles."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.core import app_settings
from pilotage.firstcycles.enums import AMOUNTS, COUNTS, CRITERION_NAMES, CYCLES, DUTY_NAMES, FIGURE_NAMES, FIGURES
from pilotage.firstcycles.limits import GROUP
from pilotage.firstcycles.standing import shown, value_of
from pilotage.people.forms.installation import field_for
from pilotage.people.pages import VersionForm

DAY = {"type": "date"}
HELP = {
    "oldest_unposted_on": _("Empty when every payment is posted."),
    "autopay_due_on": _("Proposed from the bill cycles where they are known."),
    "settled_amount": _("US dollars, as the deposits say."),
}


class BoardFilter(forms.Form):
    """Filters of all boards."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Newly live")),
            ("none", _("No figures yet")),
            ("all", _("All live")),
        ],
    )


class HistoryFilter(forms.Form):
    """Filters of how figures came."""

    cycle = forms.ChoiceField(
        label=_("Bill cycle"), required=False, choices=[("", _("All")), *[(str(n), str(n)) for n in CYCLES]]
    )


class FiguresForm(VersionForm):
    """The figures of one cycle as they are known by the end of a day."""

    as_of = forms.DateField(label=_("As of the end of"), widget=forms.DateInput(attrs=DAY))
    left_out = forms.MultipleChoiceField(
        label=_("Doesn't apply to this biller"),
        required=False,
        choices=list(CRITERION_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(
        label=_("What to know"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why something doesn't apply, what explains a figure. Never card numbers."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIGURES:
            words: dict[str, Any] = {"label": FIGURE_NAMES[name], "required": False, "help_text": HELP.get(name, "")}
            if name in COUNTS:
                self.fields[name] = forms.IntegerField(min_value=0, max_value=2_000_000_000, **words)
            elif name in AMOUNTS:
                self.fields[name] = forms.DecimalField(min_value=0, max_digits=16, decimal_places=2, **words)
            else:
                self.fields[name] = forms.DateField(widget=forms.DateInput(attrs=DAY), **words)
        self.order_fields(["as_of", *FIGURES, "left_out", "remark", "version"])

    def tell_counted(self, counted: Mapping[str, Mapping[str, Any]]) -> None:
        """Says beside each field what daily checks count; what is typed goes before it."""
        for name, told in counted.items():
            words = _("%(check)s counts %(value)s up to %(day)s. Leave this empty to take it.")
            day = date.fromisoformat(told["as_of"])
            self.fields[name].help_text = words % {
                "check": told["check"], "value": shown(value_of(name, told["value"])), "day": f"{day:%-d %b %Y}",
            }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class FileForm(forms.Form):
    """Figures as a file."""

    file = forms.FileField(
        label=_("File with figures"),
        help_text=_("CSV or XLSX with the columns of the template, a row for each cycle; empty cells change nothing."),
        error_messages={"required": _("Choose a file, then send it.")},
    )


class DutyForm(forms.Form):
    """A duty that was done in a cycle."""

    number = forms.TypedChoiceField(label=_("Bill cycle"), coerce=int, choices=[(n, n) for n in CYCLES])
    duty = forms.ChoiceField(label=_("What was done"), choices=list(DUTY_NAMES.items()))
    remark = forms.CharField(
        label=_("What came of it"), required=False, max_length=400, help_text=_("Such as a quick win that you named.")
    )


class LimitsForm(forms.Form):
    """The limits of the criteria."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        settings = app_settings.known(GROUP)
        kwargs["initial"] = {one.key: app_settings.value(one.key) for one in settings}
        super().__init__(*args, **kwargs)
        for one in settings:
            self.fields[one.key] = field_for(one)
