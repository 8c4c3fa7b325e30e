"""What people type when they start a project, build a playbook or carry one into projects."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.onboarding import lines
from pilotage.onboarding.composing import Told, source_with
from pilotage.onboarding.conditions import FACTS, PRODUCTS, asked_facts
from pilotage.onboarding.conditions.facts import FactKind
from pilotage.onboarding.enums import ANCHOR_NAMES, Anchor
from pilotage.onboarding.facts import Known
from pilotage.onboarding.forms import DAY, OWNER_ROLES
from pilotage.onboarding.lines import Line
from pilotage.onboarding.models import PlaybookVersion
from pilotage.onboarding.playbook_queries import published_with_lines
from pilotage.people.models import User

#: Facts that records decide, or that are decided later; nobody is asked for them at a start.
NEVER_ASKED = ("tier", "contact", "integration", "window_days", "invoice_types", "mrr", "enterprise", "phased", "state")
FACT, LENGTH, WORD = "fact_", "days_", "word_"
#: Answers that a person may correct although an earlier project told them.
FROM_BEFORE = "the project "


class StartForm(forms.Form):
    """A new project: from which playbook, from when, by whom; what its conditions ask; its lengths and words."""

    playbook = forms.ModelChoiceField(label=_("Playbook"), queryset=PlaybookVersion.objects.none(), empty_label=None)
    kickoff_date = forms.DateField(
        label=_("Kickoff"), widget=forms.DateInput(attrs=DAY), help_text=_("A day off moves to the next working day.")
    )
    anchor = forms.ChoiceField(
        label=_("Work the dates out"),
        choices=list(ANCHOR_NAMES.items()),
        initial=Anchor.KICKOFF,
        required=False,
        help_text=_("Back from the target: the plan says when to begin, and the kickoff above is not used."),
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    use_past = forms.BooleanField(
        label=_("Plan with the lengths that past projects on this CIS product took"), required=False
    )

    def __init__(
        self,
        *args: Any,
        has_past: bool = False,
        held: Mapping[str, int] | None = None,
        staff: Sequence[User] = (),
        known: Mapping[str, Known] | None = None,
        filled: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not has_past:
            del self.fields["use_past"]
        every = published_with_lines()
        self.versions = [one for one in every if not one.playbook.is_part]
        self.all_parts = [one for one in every if one.playbook.is_part]
        playbook: Any = self.fields["playbook"]
        playbook.queryset = PlaybookVersion.objects.filter(pk__in=[one.pk for one in self.versions]).select_related(
            "playbook"
        )
        playbook.choices = [(one.pk, str(one)) for one in self.versions]
        for role, label in OWNER_ROLES.items():
            people = [(user.pk, user.name) for user in staff if role in user.roles]
            self.fields[role] = forms.TypedChoiceField(
                label=label, required=False, coerce=int, empty_value=None, choices=[("", _("Nobody yet")), *people],
                initial=(held or {}).get(role),
            )  # fmt: skip
        self.sources = {one.pk: source_with(one, map(lines.line_of_row, rows)) for one, rows in every.items()}
        given = [line for source in self.sources.values() for line in source.lines]
        self._ask_facts(given, known or {})
        self._ask_parameters(given, filled or {})

    def _ask_facts(self, given: list[Line], known: Mapping[str, Known]) -> None:
        asked = {"products": None} | {key: None for line in given for key in asked_facts(line.condition)}
        for key in asked:
            told = known.get(key)
            if key in NEVER_ASKED or (told is not None and not told.source.startswith(FROM_BEFORE)):
                continue
            self.fields[f"{FACT}{key}"] = _fact_field(key, told)
        self.fields["parts"] = forms.TypedMultipleChoiceField(
            label=_("Stitch in besides"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
            choices=[(one.pk, one.playbook.name) for one in self.all_parts if not one.playbook.products],
            help_text=_("Parts for products come in by themselves."),
        )  # fmt: skip

    def _ask_parameters(self, given: list[Line], filled: Mapping[str, str]) -> None:
        for name, days in lines.lengths(given).items():
            self.fields[f"{LENGTH}{name}"] = forms.IntegerField(
                label=lines.in_words(name), required=False, min_value=1, max_value=1000, initial=days,
                help_text=_("In working days."),
            )  # fmt: skip
        for name in lines.placeholders(given):
            if not filled.get(name):
                self.fields[f"{WORD}{name}"] = forms.CharField(
                    label=lines.in_words(name), required=False, max_length=120
                )

    def owners(self) -> dict[str, User]:
        """The people by role."""
        chosen = {role: self.cleaned_data.get(role) for role in OWNER_ROLES}
        users = User.objects.in_bulk([pk for pk in chosen.values() if pk])
        return {role: users[pk] for role, pk in chosen.items() if pk in users}

    def told(self) -> Told:
        """What was answered; before anything is sent, what stands in the form."""
        return Told(self._answers(FACT), self._answers(LENGTH), self._answers(WORD))

    def chosen_parts(self) -> list[PlaybookVersion]:
        """The parts that the products ask for, and those that are ticked."""
        products, ticked = set(self.told().facts.get("products", [])), set(self._value("parts") or [])
        return [one for one in self.all_parts if one.pk in ticked or products & set(one.playbook.products)]

    def _answers(self, prefix: str) -> dict[str, Any]:
        found = {name.removeprefix(prefix): self._value(name) for name in self.fields if name.startswith(prefix)}
        return {key: value for key, value in found.items() if value not in (None, "", [])}

    def _value(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_bound else self.get_initial_for_field(self.fields[name], name)

    def group(self, prefix: str) -> list[Any]:
        """The fields whose names begin so, as they are drawn."""
        return [self[name] for name in self.fields if name.startswith(prefix)]

    @property
    def plain_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith((FACT, LENGTH, WORD)) and name != "parts"]

    @property
    def fact_fields(self) -> list[Any]:
        parts: Any = self.fields["parts"]
        return self.group(FACT) + ([self["parts"]] if parts.choices else [])

    @property
    def parameter_fields(self) -> list[Any]:
        return self.group(LENGTH) + self.group(WORD)


def _fact_field(key: str, told: Known | None) -> forms.Field:
    fact, hint = FACTS[key], _("As in %(source)s.") % {"source": told.source} if told else ""
    first = told.value if told else None
    if fact.kind == FactKind.SEVERAL:
        return forms.MultipleChoiceField(
            label=fact.label, required=False, choices=list(fact.answers.items()), initial=first, help_text=hint,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
    if fact.kind == FactKind.WORD:
        choices = [("", _("Not known yet")), *fact.answers.items()]
        return forms.ChoiceField(label=fact.label, required=False, choices=choices, initial=first, help_text=hint)
    return forms.CharField(label=fact.label, required=False, max_length=120, initial=first, help_text=hint)


class PlaybookForm(forms.Form):
    """A playbook version from a plan file."""

    name = forms.CharField(label=_("Name"), max_length=160)
    file = forms.FileField(
        label=_("Plan file"),
        help_text=_(
            "CSV with id, task, role, duration_days, depends_on; also phase, milestone, notes, condition, parent, documents, "
            "parameter, needed_by."
        ),
    )
    note = forms.CharField(label=_("What changed"), max_length=300, required=False)


class NewPlaybookForm(forms.Form):
    """A playbook to be built in the product."""

    name = forms.CharField(label=_("Name"), max_length=160)
    description = forms.CharField(label=_("What it is for"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    is_part = forms.BooleanField(
        label=_("A part, to be stitched into whole playbooks"), required=False,
        help_text=_("Its tasks may wait for milestones of the plan they go into: #M1."),
    )  # fmt: skip
    products = forms.MultipleChoiceField(
        label=_("Stitched in for"), required=False, choices=list(PRODUCTS.items()), widget=forms.CheckboxSelectMultiple
    )


class DraftFileForm(forms.Form):
    """All tasks of a draft anew, from a file."""

    file = forms.FileField(label=_("Plan file"), help_text=_("What is in the draft now is replaced."))


class NoteForm(forms.Form):
    """What a new version changed."""

    note = forms.CharField(
        label=_("What changed"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("People who carry it into their projects read this."),
    )  # fmt: skip


class FindPlaybookForm(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All kinds")), ("whole", _("Whole plans")), ("part", _("Parts"))],
    )


class LineForm(forms.Form):
    """One task of a draft."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = forms.RegexField(
        r"^[\w.\-]+$", label=_("Id"), max_length=40, error_messages={"invalid": _("Use letters, digits, dots and dashes.")}
    )  # fmt: skip
    title = forms.CharField(label=_("Task"), max_length=300)
    part = forms.CharField(label=_("Part of the plan"), max_length=120, required=False)
    roles = forms.CharField(
        label=_("Roles"), max_length=200, required=False, help_text=_("The responsible one first: IM;BIT")
    )
    duration_days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=1000, initial=1)
    depends_on = forms.CharField(
        label=_("Waits for"), max_length=1000, required=False,
        help_text=_("Ids with ; between: T001;T002 SS+2. Kinds are FS, SS, FF, SF, the lag is in working days. #M1 is a milestone."),
    )  # fmt: skip
    milestone = forms.CharField(label=_("Milestone"), max_length=120, required=False)
    parent = forms.CharField(
        label=_("Subtask of"), max_length=40, required=False, help_text=_("The id of another task.")
    )
    condition = forms.CharField(
        label=_("Only if"), max_length=500, required=False,
        help_text=_("Such as tier != help_desk and products has autopay. Empty: always."),
    )  # fmt: skip
    documents = forms.CharField(label=_("Documents"), max_length=1000, required=False, help_text=_("With ; between."))
    parameter = forms.RegexField(
        r"^[a-z][a-z0-9_]*$", label=_("Name of its length"), max_length=40, required=False,
        help_text=_("A start then asks for the working days: uat_days."),
        error_messages={"invalid": _("Use small letters, digits and _.")},
    )  # fmt: skip
    needed_by = forms.CharField(
        label=_("Needed by"), max_length=1000, required=False, help_text=_("Ids or milestones that wait for it: #M6.")
    )  # fmt: skip
    notes = forms.CharField(label=_("Notes"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    def line(self) -> Line:
        """What was typed, as a line."""
        given = self.cleaned_data
        return Line(
            code=given["code"],
            title=given["title"],
            part=given["part"] or "Plan",
            roles=lines.words(given["roles"]),
            duration_days=given["duration_days"],
            links=lines.read_links(given["depends_on"].split(";")),
            milestone=given["milestone"],
            notes=given["notes"],
            condition=given["condition"].strip(),
            parent=given["parent"].strip(),
            documents=lines.words(given["documents"]),
            parameter=given["parameter"],
            needed_by=lines.read_links(given["needed_by"].split(";")),
        )


def line_initial(row: Any) -> dict[str, Any]:
    """A stored line as the form shows it."""
    line = lines.line_of_row(row)
    return {
        "seen": row.revision,
        "code": line.code,
        "title": line.title,
        "part": line.part,
        "roles": ";".join(line.roles),
        "duration_days": line.duration_days,
        "depends_on": ";".join(map(lines.link_text, line.links)),
        "milestone": line.milestone,
        "parent": line.parent,
        "condition": line.condition,
        "documents": ";".join(line.documents),
        "parameter": line.parameter,
        "needed_by": ";".join(map(lines.link_text, line.needed_by)),
        "notes": line.notes,
    }


class FindProjectForm(forms.Form):
    """Which running projects are listed."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
