"""What people choose about an import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.portfolio.kinds import KINDS


class ManyFiles(forms.ClearableFileInput):
    """Takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, each checked as one is."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The list of files; at least one."""
        given = data if isinstance(data, list) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given or [None]]


class UploadForm(forms.Form):
    """The files."""

    upload = ManyFilesField(
        label=_("Files"),
        widget=ManyFiles(attrs={"multiple": True}),
        help_text=_("CSV or XLSX. Several at once: rows may refer to each other."),
    )


class MapForm(forms.Form):
    """What a file holds, and which of its columns is which."""

    kind = forms.ChoiceField(
        label=_("This file holds"), choices=[("", _("Choose")), *((kind.name, kind.label) for kind in KINDS.values())]
    )

    def __init__(self, *args: Any, headers: list[str], shown: str, mapping: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = shown
        columns = [("", _("Not in this file")), *((header, header) for header in headers if header)]
        for column in KINDS[shown].columns if shown in KINDS else ():
            self.fields[column.name] = forms.ChoiceField(
                label=column.name,
                required=False,
                choices=columns,
                initial=mapping.get(column.name, ""),
                help_text=column.help_text,
            )
