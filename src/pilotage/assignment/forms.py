"""What people choose about a run, and what the map supposes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.assignment.enums import TAKER_NAMES
from pilotage.people.queries import staff_choices


class AskForm(forms.Form):
    """Who may be proposed, for which go-lives, and how long to search."""

    roles = forms.MultipleChoiceField(
        label=_("Propose"),
        choices=[("tsm", _("TSMs")), ("tam", _("TAMs"))],
        initial=list(TAKER_NAMES),
        widget=forms.CheckboxSelectMultiple,
    )
    within = forms.TypedChoiceField(
        label=_("Go-lives"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("All ahead")), (30, _("Within 30 days")), (60, _("Within 60 days")), (90, _("Within 90 days"))],
    )
    without = forms.TypedMultipleChoiceField(
        label=_("What if these people were not there?"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    seconds = forms.IntegerField(
        label=_("How long to search"),
        initial=10,
        min_value=1,
        max_value=60,
        help_text=_("Seconds. Up to some 40 billers the least is found and proved in one or two."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("To find it again beside others.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without: Any = self.fields["without"]
        without.choices = staff_choices(*TAKER_NAMES)

    def asked(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        return {name: given[name] for name in ("roles", "within", "without", "seconds")}


class SupposeForm(forms.Form):
    """What the map supposes."""

    run = forms.ChoiceField(label=_("With the proposals of"), required=False)
    later = forms.TypedChoiceField(
        label=_("Go-lives ahead"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("As planned")), (14, _("2 weeks later")), (30, _("30 days later")), (60, _("60 days later")),
            (90, _("90 days later")),
        ],
    )  # fmt: skip
    without = forms.TypedChoiceField(label=_("Without"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, runs: list[tuple[str, str]], people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        run: Any = self.fields["run"]
        run.choices = [("", _("None")), *runs]
        without: Any = self.fields["without"]
        without.choices = [("", _("Nobody")), *people]
