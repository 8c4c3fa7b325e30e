"""What people type about daily checks, their files, and what they look for in a list."""

from datetime import date
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.daily.enums import DAY_STATE_NAMES, KIND_NAMES, OPTIONAL, REASON_NAMES, ROLE_NAMES, ROLES, WEEK, Kind
from pilotage.daily.models import CheckSource, DailyCheck
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.verification.models import Spec

TIME = {"type": "time"}
USUAL_NAMES = {
    Kind.POSTING: _("Daily posting"),
    Kind.BALANCE: _("Daily balances"),
    Kind.SETTLEMENT: _("Daily settlement"),
    Kind.AUTOPAY: _("Daily AutoPay draws"),
    Kind.NOTICES: _("Daily notices"),
}
PLAIN = ("name", "spec_text", "due_time", "cut_off", "weekdays", "skips_holidays", "look_back", "alarm_days")


class CheckFilter(forms.Form):
    """Filters of the list of checks."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(
        label=_("What is checked"), required=False, choices=[("", _("Everything")), *KIND_NAMES.items()]
    )
    state = forms.ChoiceField(
        label=_("Last day"), required=False,
        choices=[("", _("Any result")), ("alarm", _("Alarm: open for too long")), ("paused", _("Paused")), *DAY_STATE_NAMES.items()],
    )  # fmt: skip
    biller = forms.UUIDField(required=False, widget=forms.HiddenInput)
    phase = forms.UUIDField(required=False, widget=forms.HiddenInput)


class FindingFilter(forms.Form):
    """Filters of a day's findings."""

    q = forms.CharField(label=_("Number or account"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    reason = forms.ChoiceField(label=_("What is wrong"), required=False)
    open = forms.ChoiceField(
        label=_("Open"), required=False, choices=[("", _("Open or not")), ("yes", _("Open alone"))]
    )

    def __init__(self, *args: Any, reasons: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason"]
        named = [(one, f"{REASON_NAMES.get(one, one.replace('_', ' '))} ({count:,})") for one, count in reasons.items()]
        field.choices = [("", _("Anything")), *named]


class CheckForm(VersionForm):
    """A check of one kind: name, spec, when, alarm, who, and where each of its files comes from."""

    kind = forms.ChoiceField(choices=list(KIND_NAMES.items()), widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=120)
    due_time = forms.TimeField(
        label=_("Files are expected by"), widget=forms.TimeInput(attrs=TIME, format="%H:%M"),
        help_text=_("In the biller's zone. The day is checked when all files are there, at the latest at this time."),
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"), coerce=int, required=False, choices=list(enumerate(WEEK)), widget=forms.CheckboxSelectMultiple
    )
    skips_holidays = forms.BooleanField(
        label=_("Not on bank holidays"), required=False, help_text=_("Those of the Federal Reserve.")
    )
    alarm_days = forms.IntegerField(
        label=_("Alarm when something is open for more than (banking days)"), min_value=0, max_value=60
    )
    owner = forms.TypedChoiceField(
        label=_("Owner"), required=False, coerce=int, empty_value=None,
        help_text=_("Gets the case about a first deviation, and the alarm; the biller's TSM gets the alarm too."),
    )  # fmt: skip
    spec = forms.ChoiceField(label=_("Mapping"), required=False, help_text=_("The newest version of a verification."))
    spec_text = forms.CharField(
        label=_("Spec"), required=False, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("YAML or JSON as `tally` takes it. Empty: columns are found by their headings, and the usual rules hold."),
    )  # fmt: skip
    look_back = forms.IntegerField(
        label=_("Days of files taken together"), min_value=1, max_value=31,
        help_text=_("1 where each file holds all that is open; more where it holds its own day alone."),
    )  # fmt: skip
    cut_off = forms.TimeField(
        label=_("Files after this time count for the next day"), required=False,
        widget=forms.TimeInput(attrs=TIME, format="%H:%M"),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, specs: list[Spec], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_kind, self.specs = kind, {str(one.pk): one for one in specs}
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]
        if kind == Kind.BALANCE:
            spec: Any = self.fields["spec"]
            spec.choices = [("", _("None: the spec below")), *((str(one.pk), one.name) for one in specs)]
        else:
            del self.fields["spec"]
        for role in ROLES[kind]:
            self._add_source(role)
        self.order_fields([
            "kind", "name", *(f"{role}_{part}" for role in ROLES[kind] for part in ("from", "folder")), "due_time", "weekdays",
            "skips_holidays", "alarm_days", "owner", "spec", "spec_text", "look_back", "cut_off", "version",
        ])  # fmt: skip

    def _add_source(self, role: str) -> None:
        label: Any = ROLE_NAMES[role]
        if role in OPTIONAL:
            label = _("%(file)s (if there are any)") % {"file": label}
        sides = [
            (f"{one.pk}:{side}", _("Verification “%(name)s”: %(side)s") % {"name": one.name, "side": name})
            for one in self.specs.values()
            for side, name in (("left", one.left_name), ("right", one.right_name))
        ]
        choices = [("hand", _("Sent by hand")), ("folder", _("A watched folder")), *sides]
        self.fields[f"{role}_from"] = forms.ChoiceField(label=label, choices=choices, initial="hand")
        self.fields[f"{role}_folder"] = forms.CharField(
            label=_("%(file)s: folder and names") % {"file": ROLE_NAMES[role]}, required=False, max_length=320,
            help_text=_("For a watched folder alone: inside the inbox, such as hill-water/daily/POST*.csv."),
        )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        found = {name: given[name] for name in PLAIN}
        for name in ("due_time", "cut_off"):
            found[name] = f"{given[name]:%H:%M}" if given[name] else ""
        if self.of_kind == Kind.BALANCE:
            found["spec"] = self.specs.get(given["spec"])
        key = given["owner"]
        found["owner"] = User.objects.filter(pk=key).first() if key else None
        return found

    def sources(self) -> dict[str, dict[str, Any]]:
        """Role → where its file comes from."""
        found: dict[str, dict[str, Any]] = {}
        for role in ROLES[self.of_kind]:
            chosen, path = self.cleaned_data[f"{role}_from"], PurePosixPath(self.cleaned_data[f"{role}_folder"].strip())
            if chosen == "folder":
                found[role] = {"folder": str(path.parent) if path.name else "/", "pattern": path.name}
            elif ":" in chosen:
                key, _colon, side = chosen.partition(":")
                found[role] = {"spec": self.specs[key], "side": side}
        return found


def first_values(check: DailyCheck, sources: list[CheckSource]) -> dict[str, Any]:
    """A check as its form shows it."""
    found: dict[str, Any] = {name: getattr(check, name) for name in PLAIN}
    found |= {
        "kind": check.kind,
        "owner": check.owner_id,
        "spec": str(check.spec_id or ""),
        "version": check.record.version,
    }
    for one in sources:
        chosen = f"{one.spec_id}:{one.side}" if one.spec_id else "folder" if one.folder else "hand"
        found[f"{one.role}_from"] = chosen
        found[f"{one.role}_folder"] = f"{one.folder}/{one.pattern}" if one.folder else ""
    return found


def new_values(kind: str) -> dict[str, Any]:
    """What the form of a new check begins with."""
    return {
        "kind": kind, "name": USUAL_NAMES[Kind(kind)], "due_time": "07:00",
        "weekdays": [0, 1, 2, 3, 4], "skips_holidays": True, "alarm_days": 2, "look_back": 1,
    }  # fmt: skip


class DayFileForm(forms.Form):
    """A file of a check for one day."""

    file = forms.FileField(label=_("File"), widget=forms.ClearableFileInput())
    day = forms.DateField(
        label=_("For"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("A day of the check. Empty: the day on which it comes."),
    )  # fmt: skip


class RunForm(forms.Form):
    """Which day is run by hand."""

    day = forms.DateField(required=False)

    def chosen(self) -> date | None:
        """The day, if one was given and can be read."""
        return self.cleaned_data.get("day") if self.is_valid() else None
