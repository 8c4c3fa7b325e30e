"""The plain case of a large file: batches that agree to the cent are settled as sums of whole columns; only the rest becomes items."""

import datetime
import io
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pilotage.tally.intake.sheets import LIMITS
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.reading import columns_of
from pilotage.tally.matching.spec import ReconcileSpec, SideSpec
from pilotage.tally.tables import open_table

_HEAD = 1024 * 1024
LARGE = 20 * 1024 * 1024
_PLAIN = frozenset(
    "id amount date batch reference account name text kind method currency debit_credit original due".split()
)
_PLAIN_PAYMENTS, _PLAIN_DEPOSITS = _PLAIN | {"fee", "authorised"}, _PLAIN | {"count"}
_KEYS = ("batch", "reference", "id")


@dataclass
class Settled:
    """What the sums settled: rows and money by side, banking days from payment to deposit by method, what was taken and settled by day,
    the newest day; and the items that are left."""

    rows: dict[str, int]
    amounts: dict[str, int]
    #: Tier → matches and the payments in them.
    tiers: dict[str, tuple[int, int]]
    #: Method → banking days from payment to deposit → payments.
    lags: dict[str, Counter[int]]
    newest: datetime.date | None
    days: dict[str, Counter[str]]
    left: dict[str, list[Item]]


@dataclass(frozen=True)
class PlainText:
    """A plain UTF-8 text: its headers and which of them play a role."""

    path: Path
    side: SideSpec
    headers: tuple[str, ...]
    roles: dict[str, str]
    delimiter: str

    def place(self, role: str) -> int:
        """Which column plays the role."""
        return self.headers.index(self.roles[role])


def settle_batches(files: Mapping[str, Path], spec: ReconcileSpec) -> Settled | None:
    """Settle the batches that agree exactly, each with one deposit, no repeated id and readable cells. None: not the plain case.

    Everything else is left as items for the usual tiers, so that the answer is the same, only sooner.
    """
    path = files["payments"]
    if "bank" in files or not path.is_file() or path.stat().st_size < LARGE or not _is_plain(spec):
        return None
    payments = _plain_text(files["payments"], spec.sides["payments"], _PLAIN_PAYMENTS, ("id", "date"))
    deposits = _plain_text(files["deposits"], spec.sides["deposits"], _PLAIN_DEPOSITS, ("date",))
    if payments is None or deposits is None or (keys := _keys(payments.roles, deposits.roles)) is None:
        return None
    from pilotage.tally.matching.rowfees import Fees
    from pilotage.tally.matching.settling import Settling
    from pilotage.tally.verify.plain import NotPlain

    if not Fees.can(spec.fees):
        return None
    try:
        return Settling(payments, deposits, keys, spec).settled()
    except NotPlain:
        return None  # damaged rows: the row reader names the first of them


@dataclass(frozen=True)
class Keys:
    """Where the batch of a payment stands, and in which columns of a deposit it may. `by_reference`: payments share their deposit's
    reference: one alone is settled by that, and copies are looked for. `names_deposits`: one may name a deposit beside its batch."""

    payment: str
    deposit: tuple[str, ...]
    by_reference: bool
    names_deposits: bool


def _keys(payments: Collection[str], deposits: Collection[str]) -> Keys | None:
    """None where rows may meet in a way that sums cannot see."""
    roles = tuple(role for role in _KEYS if role in deposits)
    if not roles or not {"batch", "reference"} & set(payments):
        return None
    if "batch" not in payments:
        return Keys("reference", roles, "reference" in roles, names_deposits=False)
    if "reference" not in payments:
        return Keys("batch", roles, by_reference=False, names_deposits=False)
    return None if "text" in deposits else Keys("batch", roles, by_reference=False, names_deposits="reference" in roles)


def _is_plain(spec: ReconcileSpec) -> bool:
    sides = (spec.sides["payments"], spec.sides["deposits"])
    usual = all(
        side.format == "csv" and side.unit == "decimal" and not (side.decimal_comma or side.exclude or side.extract)
        for side in sides
    )
    return usual and not spec.split_deposits and {"reference", "batch"} <= set(spec.tiers)


def _plain_text(path: Path, side: SideSpec, allowed: frozenset[str], needed: Sequence[str]) -> PlainText | None:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    head = head[: head.rfind(b"\n") + 1] or head
    with open_table(io.BytesIO(head), name=path.name, limits=LIMITS) as table:
        roles = columns_of(side).lay_out(table.headers, str(path))
        plain = table.kind == "text" and table.encoding.lower().startswith(("utf-8", "ascii"))
        if not plain or table.header_number != 1 or set(roles) - allowed or not set(needed) <= set(roles):
            return None
        return PlainText(path, side, table.headers, roles, table.delimiter)
