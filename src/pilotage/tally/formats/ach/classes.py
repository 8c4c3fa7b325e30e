"""Standard entry classes and transaction codes: what each may hold. Source: Nacha operating rules, appendix three."""

from datetime import date
from typing import NamedTuple

from pilotage.tally.entries import CREDIT, DEBIT


class EntryClass(NamedTuple):
    """What one standard entry class allows. `layout` names how positions 40 to 76 are cut; `most` is in cents."""

    directions: str = "both"
    addenda: str = ""
    most_addenda: int = 0
    least_addenda: int = 0
    layout: str = "plain"
    most: int = 0
    needs_check_number: bool = False


_CENTS_CHECK, _CENTS_RCK = 2_500_000, 250_000

CLASSES: dict[str, EntryClass] = {
    "PPD": EntryClass(addenda="05", most_addenda=1),
    "CCD": EntryClass(addenda="05", most_addenda=1),
    "WEB": EntryClass(addenda="05", most_addenda=1),
    "TEL": EntryClass(directions=DEBIT),
    "CIE": EntryClass(directions=CREDIT, addenda="05", most_addenda=1, layout="cie"),
    "CTX": EntryClass(addenda="05", most_addenda=9999, layout="counted"),
    "ARC": EntryClass(directions=DEBIT, layout="check", most=_CENTS_CHECK, needs_check_number=True),
    "BOC": EntryClass(directions=DEBIT, layout="check", most=_CENTS_CHECK, needs_check_number=True),
    "POP": EntryClass(directions=DEBIT, layout="pop", most=_CENTS_CHECK, needs_check_number=True),
    "RCK": EntryClass(directions=DEBIT, layout="check", most=_CENTS_RCK, needs_check_number=True),
    "XCK": EntryClass(directions=DEBIT, layout="item", most=_CENTS_RCK, needs_check_number=True),
    "TRC": EntryClass(directions=DEBIT, layout="item", needs_check_number=True),
    "TRX": EntryClass(directions=DEBIT, addenda="05", most_addenda=9999, layout="counted"),
    "POS": EntryClass(addenda="02", most_addenda=1, least_addenda=1),
    "MTE": EntryClass(addenda="02", most_addenda=1, least_addenda=1, layout="mte"),
    "SHR": EntryClass(addenda="02", most_addenda=1, least_addenda=1, layout="shr"),
    "DNE": EntryClass(directions=CREDIT, addenda="05", most_addenda=1, least_addenda=1),
    "ENR": EntryClass(addenda="05", most_addenda=9999, layout="counted"),
    "ACK": EntryClass(directions=CREDIT, addenda="05", most_addenda=1, layout="acknowledged"),
    "ATX": EntryClass(directions=CREDIT, addenda="05", most_addenda=9999, layout="counted"),
    "COR": EntryClass(),
    "IAT": EntryClass(addenda="iat", most_addenda=14, least_addenda=7, layout="iat"),
    "ADV": EntryClass(layout="adv"),
}

#: Where the name and the number of the receiver stand in the 37 signs from position 40.
NAME_AND_NUMBER: dict[str, tuple[slice, slice]] = {
    "plain": (slice(15, 37), slice(0, 15)),
    "check": (slice(15, 37), slice(0, 15)),
    "pop": (slice(15, 37), slice(0, 9)),
    "cie": (slice(0, 15), slice(15, 37)),
    "mte": (slice(0, 22), slice(22, 37)),
    "counted": (slice(19, 35), slice(0, 15)),
    "acknowledged": (slice(15, 37), slice(0, 15)),
    "item": (slice(37, 37), slice(0, 15)),
    "shr": (slice(37, 37), slice(4, 15)),
}


class Code(NamedTuple):
    """A transaction code: its direction, account type, and whether it is a prenote, carries no money, or is a return."""

    direction: str
    account: str
    what: str  # live, prenote, zero, return, advice


def _codes() -> dict[str, Code]:
    codes: dict[str, Code] = {}
    for tens, account in (("2", "checking"), ("3", "savings"), ("4", "ledger"), ("5", "loan")):
        codes |= {
            tens + "1": Code(CREDIT, account, "return"),
            tens + "2": Code(CREDIT, account, "live"),
            tens + "3": Code(CREDIT, account, "prenote"),
            tens + "4": Code(CREDIT, account, "zero"),
        }
        if tens == "5":
            codes |= {"55": Code(DEBIT, account, "live"), "56": Code(DEBIT, account, "return")}
            continue
        codes |= {
            tens + "6": Code(DEBIT, account, "return"),
            tens + "7": Code(DEBIT, account, "live"),
            tens + "8": Code(DEBIT, account, "prenote"),
            tens + "9": Code(DEBIT, account, "zero"),
        }
    for code in range(81, 89):
        codes[str(code)] = Code(CREDIT if code % 2 else DEBIT, "advice", "advice")
    return codes


CODES = _codes()
SERVICE_CLASSES = {"200": "both", "220": CREDIT, "225": DEBIT, "280": "both"}

DISHONOURED = frozenset({"R61", "R62", "R67", "R68", "R69", "R70"})
CONTESTED = frozenset({"R71", "R72", "R73", "R74", "R75", "R76", "R77"})
#: Dishonoured and contested returns have their own layout; R62 too, in its newer meaning.
RETURN_CODES = frozenset(
    [f"R{number:02}" for number in (*range(1, 48), *range(50, 54), *range(61, 78), *range(80, 86))]
)
CHANGE_CODES = frozenset(f"C{number:02}" for number in range(1, 15))
REFUSED_CHANGE_CODES = frozenset(f"C{number}" for number in range(61, 70))
IAT_TYPES = frozenset("ANN ARC BOC BUS DEP LOA MIS MOR PEN POP RCK REM RLS SAL TAX TEL WEB SHR POS MTE".split())


class Header(NamedTuple):
    """What a batch header says."""

    line: int
    entry_class: str
    service_class: str
    company_id: str
    odfi: str
    number: str
    effective: date | None
    settled: date | None
    is_reversal: bool
    is_iat: bool
