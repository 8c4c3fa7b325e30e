"""What a check is: its name, what it says, what to do, and the leniency that forgives it."""

from typing import Any, NamedTuple


class Rule(NamedTuple):
    """One check of one format. `message` and `remedy` are sentences; {names} in the message are filled from the finding."""

    message: str
    remedy: str
    leniency: str = ""


class Fault(NamedTuple):
    """One rule that a record broke: the record's type, its line, the field, the rule's name and what to do."""

    record: str
    line: int
    field: str
    rule: str
    message: str
    remedy: str

    def as_document(self) -> dict[str, Any]:
        """The fault for JSON."""
        return self._asdict()


#: Rules that hold for every file of lines.
EVERY_FILE = {
    "unknown_record": Rule(
        "The line begins with {found}, which is no record of this format.",
        "Remove the line, or ask the sender what it is.",
    ),
    "characters": Rule(
        "The line holds characters that the format does not allow.",
        "Ask the sender for plain text, or allow any_characters.",
        "any_characters",
    ),
    "line_too_long": Rule(
        "The line has over {most} characters, and is not read.",
        "Check that the file's line ends were not lost on the way.",
    ),
}
