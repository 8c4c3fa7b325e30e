"""What is told about a card number that was found: where it stands and why it is taken for one; never the number."""

from dataclasses import dataclass

from pilotage.tally.forbidden.speaking import without_cards

REMEDY = "Card numbers are never kept here. Remove it, or leave its last four digits only."
#: At most so many places are named for one column; the count tells the rest.
MOST_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One place.

    `row` counts as a spreadsheet (or the lines of a text) does; `column` is the header or the place in the line.

    `masked` holds the last four digits alone. `others` is how many more places of the column are not named one by one.
    """

    row: int
    column: str
    masked: str
    reason: str
    remedy: str = REMEDY
    others: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "column", without_cards(self.column))

    def __str__(self) -> str:
        place = f"Row {self.row}, {self.column}" if self.column else f"Line {self.row}"
        more = f" {self.others:,} more in this column." if self.others else ""
        return f"{place}: {self.masked} {self.reason}{more} {self.remedy}"


def masked(digits: str) -> str:
    """Dots and the last four digits."""
    return f"{'•' * (len(digits) - 4)}{digits[-4:]}"
