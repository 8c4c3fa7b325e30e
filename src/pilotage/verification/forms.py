"""What people type about specs, files, folders and signatures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.verification.enums import SIGN_NAMES, SignSide
from pilotage.verification.laid_out import LONGEST_LAYOUT
from pilotage.verification.models import ReceivedFile, Spec

FILES = {"accept": ".csv,.txt,.tsv,.dat,.psv,.xlsx,.jsonl,.ndjson,.parquet"}


class Columns(forms.CharField):
    """Names of columns with commas between them, as a list."""

    def clean(self, value: Any) -> Any:
        return [one.strip() for one in str(super().clean(value)).split(",") if one.strip()]


def bank_accounts_field() -> forms.CharField:
    """Which columns may hold bank accounts; anywhere else they are refused."""
    return Columns(
        label=_("Columns that may hold bank account numbers"), max_length=400, required=False,
        help_text=_("Names as in the files, with commas. Bank account numbers in any other column are refused."),
    )  # fmt: skip


class SpecFilter(forms.Form):
    """Filters of the list of specs."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    signed = forms.ChoiceField(
        label=_("Signed"), required=False, choices=[("", _("Signed or not")), ("yes", _("Signed by all")), ("no", _("Not signed by all"))]
    )  # fmt: skip
    biller = forms.UUIDField(required=False, widget=forms.HiddenInput)
    phase = forms.UUIDField(required=False, widget=forms.HiddenInput)


class SpecForm(VersionForm):
    """What is compared with what."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("What it proves, such as “Daily balances”."))
    left_name = forms.CharField(
        label=_("Left file"), max_length=80, help_text=_("The biller's system, such as “Harmony extract”.")
    )
    right_name = forms.CharField(
        label=_("Right file"), max_length=80, help_text=_("The other one, such as “Platform extract”.")
    )
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    field_order: tuple[str, ...] = ("name", "left_name", "right_name", "owner", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]

    def person(self) -> User | None:
        """The owner."""
        key = self.cleaned_data["owner"]
        return User.objects.filter(pk=key).first() if key else None


class NewSpecForm(SpecForm):
    """With a sample of each side."""

    left = forms.FileField(
        label=_("Sample of the left file"), widget=forms.ClearableFileInput(attrs=FILES),
        help_text=_(
            "CSV, another delimiter or XLSX with a heading; or fixed width, mainframe, JSON lines, Parquet: a layout is proposed then."
            " 20 rows of it are kept, for the mapping page."
        ),
    )  # fmt: skip
    right = forms.FileField(label=_("Sample of the right file"), widget=forms.ClearableFileInput(attrs=FILES))
    bank_accounts = bank_accounts_field()
    field_order: tuple[str, ...] = ("name", "left_name", "left", "right_name", "right", "bank_accounts", "owner")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]


class SamplesForm(forms.Form):
    """New samples of one side or both."""

    left = forms.FileField(
        label=_("Sample of the left file"), required=False, widget=forms.ClearableFileInput(attrs=FILES)
    )
    right = forms.FileField(
        label=_("Sample of the right file"), required=False, widget=forms.ClearableFileInput(attrs=FILES)
    )

    bank_accounts = bank_accounts_field()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("left") and not given.get("right"):
            raise forms.ValidationError(_("Choose a file for one side or both."))
        return given


class LayoutForm(forms.Form):
    """How the files of a side are built."""

    layout = forms.CharField(
        label=_("Layout"), max_length=LONGEST_LAYOUT, strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "form-control ui-code"}),
        help_text=_("at: [first sign, width]. A field to a line; its name is the column's name in the mapping."),
    )  # fmt: skip
    sample = forms.FileField(
        label=_("Another sample"), required=False, widget=forms.ClearableFileInput(attrs=FILES),
        help_text=_("Left empty: the beginning of the last one."),
    )  # fmt: skip


class FileForm(forms.Form):
    """A file of one side."""

    file = forms.FileField(label=_("File"), widget=forms.ClearableFileInput(attrs=FILES))


class FolderForm(forms.Form):
    """A folder that is watched."""

    folder = forms.CharField(
        label=_("Folder"),
        max_length=200,
        help_text=_("Inside the inbox of this installation, such as hill-water/daily. It is made if need be."),
    )
    pattern = forms.CharField(
        label=_("Names of files"),
        max_length=120,
        initial="*.csv",
        help_text=_("* stands for anything, as in BAL*.csv."),
    )
    starts_runs = forms.BooleanField(
        label=_("Start a run when both sides have a new file"), required=False, initial=True
    )


class HistoryForm(forms.Form):
    """Earlier values of one side."""

    side = forms.ChoiceField(label=_("Of which side"))
    file = forms.FileField(
        label=_("File with earlier values"), required=False, widget=forms.ClearableFileInput(attrs=FILES),
        help_text=_("Text with a heading, built as this side's files: the key, and fields as they once were."),
    )  # fmt: skip
    held = forms.ModelChoiceField(label=_("or one that came"), queryset=ReceivedFile.objects.none(), required=False)
    date_column = forms.CharField(
        label=_("Column with the day"), max_length=120, required=False,
        help_text=_("Where the file has a row for each day. Old values are told with their age then."),
    )  # fmt: skip
    date_format = forms.CharField(
        label=_("How the day is written"), max_length=40, required=False, help_text=_("Such as %Y-%m-%d or %m/%d/%Y."),
    )  # fmt: skip
    as_of = forms.DateField(
        label=_("Age counted to"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Left empty: the newest day of the file."),
    )  # fmt: skip

    def __init__(self, *args: Any, spec: Spec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side: Any = self.fields["side"]
        side.choices = [("left", spec.left_name), ("right", spec.right_name)]
        held: Any = self.fields["held"]
        held.queryset = ReceivedFile.objects.everywhere().filter(spec=spec).order_by("-received_at", "-pk")
        held.empty_label = _("None")
        held.label_from_instance = lambda file: f"{file.name}, {file.received_at:%-d %b %Y %H:%M}"


class SourceForm(forms.Form):
    """A folder on an SFTP server."""

    host = forms.CharField(label=_("Server"), max_length=253, help_text=_("Its name, such as sftp.hillwater.example."))
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=22)
    user = forms.CharField(label=_("User"), max_length=80, help_text=_("As the server knows us."))
    folder = forms.CharField(
        label=_("Folder"), max_length=400, initial=".", help_text=_("On the server; a dot is where the user begins.")
    )
    pattern = forms.CharField(
        label=_("Names of files"),
        max_length=120,
        initial="*.csv",
        help_text=_("* stands for anything, as in BAL*.csv."),
    )
    starts_runs = forms.BooleanField(
        label=_("Start a run when both sides have a new file"), required=False, initial=True
    )


class SignForm(forms.Form):
    """A yes to a mapping."""

    side = forms.ChoiceField(label=_("Who says yes"))
    name = forms.CharField(
        label=_("Name of the IT lead"), max_length=200, required=False, help_text=_("For the biller's yes alone.")
    )
    remark = forms.CharField(
        label=_("Where it stands in writing"),
        max_length=300,
        required=False,
        help_text=_("A mail or minutes, with the day."),
    )

    def __init__(self, *args: Any, sides: list[str], name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side: Any = self.fields["side"]
        own = _("%(who)s: you, %(name)s")
        side.choices = [
            (key, SIGN_NAMES[SignSide(key)] if key == SignSide.BILLER_IT else own % {"who": SIGN_NAMES[SignSide(key)], "name": name})
            for key in sides
        ]  # fmt: skip
        if SignSide.BILLER_IT not in sides:
            del self.fields["name"], self.fields["remark"]
