"""The steps of one field as a form: five choices a side, each with what it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pilotage.tally.errors import TallyError
from pilotage.verification.enums import Side
from pilotage.verification.rules.lines import Line
from pilotage.verification.rules.previewing import rule_for
from pilotage.verification.rules.steps import STEPS, Step, chosen, problems_of, step_of

SLOTS = 5
CHOICES = [("", "–"), *((key, name) for key, (name, _one, _two) in STEPS.items())]


class StepsForm(forms.Form):
    """`left-0-verb`, `left-0-value`, `left-0-more` … and texts that mean nothing."""

    nulls = forms.CharField(max_length=400, required=False)
    remark = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, line: Line, columns: Mapping[Side, Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line, self.columns = line, columns
        self.fields["nulls"].label = _("Texts that mean nothing")
        self.fields["nulls"].help_text = _("With commas, as 0000-00-00, N/A.")
        self.fields["nulls"].initial = ", ".join(line.nulls)
        self.fields["remark"].label = _("What is new")
        for side in Side:
            held = list(line.left_steps if side == Side.LEFT else line.right_steps)
            for n in range(SLOTS):
                verb, value, more = chosen(held[n]) if n < len(held) else ("", "", "")
                self._add(f"{side}-{n}", n, verb, value, more)

    def _add(self, name: str, n: int, verb: str, value: str, more: str) -> None:
        side = _("left") if name.startswith("left") else _("right")
        made: dict[str, forms.Field] = {
            "verb": forms.ChoiceField(choices=CHOICES, required=False, initial=verb),
            "value": forms.CharField(required=False, max_length=2000, strip=False, initial=value),
            "more": forms.CharField(required=False, max_length=60, strip=False, initial=more),
        }
        labels = {"verb": _("Step %(n)d on the %(side)s"), "value": _("What step %(n)d on the %(side)s takes"),
                  "more": _("What else step %(n)d on the %(side)s takes")}  # fmt: skip
        for part, field in made.items():
            field.label = labels[part] % {"n": n + 1, "side": side}
            field.widget.attrs["aria-label"] = field.label
            self.fields[f"{name}-{part}"] = field

    def rows(self, side: str) -> list[list[forms.BoundField]]:
        """The controls of one side."""
        return [[self[f"{side}-{n}-{part}"] for part in ("verb", "value", "more")] for n in range(SLOTS)]

    def changed_line(self) -> Line:
        """The line with the steps as they are chosen; what can't be is an error of the form, and left out."""
        left, right = self._steps(Side.LEFT), self._steps(Side.RIGHT)
        nulls = tuple(one.strip() for one in self.cleaned_data["nulls"].split(",") if one.strip())
        made = replace(self.line, nulls=nulls, left_steps=left, right_steps=right)
        try:
            rule_for(made)
        except TallyError as wrong:
            self.add_error(None, str(wrong).removeprefix("mapping: "))
        return made

    def _steps(self, side: Side) -> tuple[Step, ...]:
        steps: list[Step] = []
        for n in range(SLOTS):
            verb, value, more = (self.cleaned_data[f"{side}-{n}-{part}"] for part in ("verb", "value", "more"))
            if not verb:
                continue
            try:
                steps.append(step_of(verb, value, more))
            except ValueError as why:
                self.add_error(f"{side}-{n}-value", str(why))
        for words in problems_of(steps, self.columns[side]):
            self.add_error(None, words)
        return tuple(steps)
