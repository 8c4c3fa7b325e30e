"""The matrix as fields, the filters of what is owed, and an answer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.pages import VersionForm
from pilotage.raci import rules
from pilotage.raci.enums import CELL_NAMES, COLUMNS, LETTER_NAMES, WORK_NAMES, WORK_REMARKS


class MatrixForm(VersionForm):
    """One select box for each task and role; says what keeps the matrix from being whole."""

    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("Who looks later reads it."))

    def __init__(self, *args: Any, cells: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in WORK_NAMES.items():
            for role, short in COLUMNS.items():
                self.fields[f"w{int(number)}_{role}"] = forms.ChoiceField(
                    label=f"{name}: {short}", required=False, choices=list(CELL_NAMES.items()),
                    initial=cells[str(int(number))].get(role, ""),
                )  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """Each task with its four fields, as the page draws them."""
        return [
            {"number": int(number), "name": name, "remark": WORK_REMARKS[number],
             "cells": [self[f"w{int(number)}_{role}"] for role in COLUMNS]}
            for number, name in WORK_NAMES.items()
        ]  # fmt: skip

    def cells(self) -> rules.Cells:
        """What was chosen."""
        return {
            str(int(number)): {str(role): self.cleaned_data.get(f"w{int(number)}_{role}", "") for role in COLUMNS}
            for number in WORK_NAMES
        }

    def clean(self) -> dict[str, Any] | None:
        for _number, words in rules.faults(self.cells()):
            self.add_error(None, words)
        return self.cleaned_data


class OwedFilter(forms.Form):
    """Filters of what a person owes."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    done = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Still owed")), ("all", _("All"))])
    letter = forms.ChoiceField(
        label=_("As"), required=False, choices=[("", _("R, A, C and I")), *LETTER_NAMES.items()],
        widget=forms.HiddenInput,
    )  # fmt: skip
    biller = forms.UUIDField(required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What who is consulted says."""

    answer = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 5}))
