"""What a proposal holds, and how it is written down as a layout file."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class FieldGuess:
    """One field as it looks in the sample. `confidence` is in percent; `why` what speaks for it; `others` what it may also be."""

    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    confidence: int = 100
    why: str = ""
    others: list[str] = field(default_factory=list)
    distinct: int = 0
    empty: int = 0

    @property
    def type(self) -> str:
        """The proposed type."""
        return str(self.settings.get("type", "text"))


@dataclass
class Proposal:
    """A layout as a mapping, its fields' evidence, likely keys, and how many rows of the sample it reads."""

    layout: dict[str, Any]
    fields: list[FieldGuess]
    keys: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: int = 0
    rejected: int = 0

    def document(self) -> dict[str, Any]:
        """The layout as a mapping with its fields, ready for `load_layout`."""
        made = dict(self.layout)
        if self.keys:
            made["key"] = [self.keys[0]]
        if "records" not in made:
            made["fields"] = {one.name: one.settings or {"type": "text"} for one in self.fields}
        return made

    def as_json(self) -> dict[str, Any]:
        """The proposal for programs."""
        return {
            "layout": self.document(),
            "fields": [
                {"name": one.name, "type": one.type, "confidence": one.confidence, "why": one.why, "others": one.others,
                 "distinct": one.distinct, "empty": one.empty}
                for one in self.fields
            ],
            "keys": self.keys,
            "notes": self.notes,
            "sample": {"rows": self.rows, "rejected": self.rejected},
        }  # fmt: skip

    def as_yaml(self) -> str:
        """A layout file with the confidence beside each field."""
        import yaml

        document = self.document()
        fields = document.pop("fields", None)
        lines = [f"# {note}" for note in self.notes]
        lines.append(f"# Reads {self.rows:,} of the {self.rows + self.rejected:,} rows of the sample.")
        lines.append(
            yaml.safe_dump(document, sort_keys=False, allow_unicode=True, default_flow_style=None, width=120).rstrip()
        )
        if fields is not None:
            lines.append("fields:")
            by_name = {one.name: one for one in self.fields}
            for name, settings in fields.items():
                written = yaml.safe_dump({name: 0}, allow_unicode=True).rstrip().removesuffix("0") + _flow(settings)
                guess = by_name[name]
                told = f"{guess.confidence} %: {guess.why}" + (
                    f"; or {', '.join(guess.others)}" if guess.others else ""
                )
                lines.append(f"  {written}  # {' '.join(told.split())}")
        return "\n".join(lines) + "\n"


def _flow(settings: dict[str, Any]) -> str:
    """A field's settings on one line."""
    import yaml

    return str(
        yaml.safe_dump(settings, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000)
    ).rstrip()
