"""How banks cut the remittance (6): in three ways, told apart by the check digit of the routing number."""

from typing import NamedTuple

from pilotage.tally.formats.ach.routing import check_digit, is_digits


class Cut(NamedTuple):
    """How record 6 is cut after the amount: slices of routing number, account and check number, and where free text begins."""

    name: str
    routing: slice
    account: slice
    check: slice
    rest: int


#: Nine digits of routing; the same in ten places; eight digits without the check digit.
CUTS = (
    Cut("routing_of_nine", slice(17, 26), slice(26, 36), slice(36, 46), 46),
    Cut("routing_of_ten", slice(17, 27), slice(27, 37), slice(37, 46), 46),
    Cut("routing_of_eight", slice(17, 25), slice(25, 35), slice(35, 45), 45),
)


def cut_of(record: str) -> Cut:
    """The cut that gives a routing number with a right check digit; the first where none does."""
    for cut in CUTS[:2]:
        routing = record[cut.routing].strip()[-9:]
        if len(routing) == 9 and is_digits(routing) and int(routing) and check_digit(routing[:8]) == int(routing[8]):
            return cut
    if is_digits(record[CUTS[2].routing]) and is_digits(record[25:35]) and record[26:36] != record[25:35]:
        return CUTS[2] if not is_digits(record[45:46]) else CUTS[0]
    return CUTS[0]
