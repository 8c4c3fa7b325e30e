"""Named fee models: per item, per batch, percent with a stated rounding. All in whole numbers of the smallest unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from pilotage.tally.intake.documents import Section
from pilotage.tally.intake.money import ROUNDINGS, rounded
from pilotage.tally.matching.items import KINDS, Item


class Kinded(Protocol):
    """What has a kind and a method."""

    @property
    def kind(self) -> str: ...

    @property
    def method(self) -> str: ...


@dataclass(frozen=True)
class FeeModel:
    """What a processor keeps from a deposit.

    `per_item` and `per_batch` are smallest units and may hold parts of one (0.5 cents an item); `percent` is of the
    amounts of the items it applies to. It is rounded once per item or once per batch, as `round_per` says.
    """

    name: str
    percent: Fraction = Fraction(0)
    per_item: Fraction = Fraction(0)
    per_batch: Fraction = Fraction(0)
    rounding: str = "half_up"
    round_per: str = "item"
    kinds: frozenset[str] = frozenset({"payment"})
    methods: frozenset[str] = frozenset()

    def applies_to(self, item: Kinded) -> bool:
        return item.kind in self.kinds and (not self.methods or item.method.lower() in self.methods)

    def of(self, items: Iterable[Item]) -> int:
        """The fee on one batch, as a positive number of smallest units to take off."""
        meant = [item for item in items if self.applies_to(item)]
        if not meant:
            return 0
        if self.round_per == "item":
            each = sum(self.of_item(item.amount) for item in meant)
            return each + rounded(self.per_batch, self.rounding)
        volume = sum(abs(item.amount) for item in meant)
        return rounded(self.percent * volume + self.per_item * len(meant) + self.per_batch, self.rounding)

    def of_item(self, amount: int) -> int:
        """The fee on one item where each item is rounded by itself."""
        return rounded(self.percent * abs(amount) + self.per_item, self.rounding)


def read_fee(part: Section, scale: int) -> FeeModel:
    """A fee model of the spec: `{name, percent, per_item, per_batch, rounding, round_per, kinds, methods}`, amounts in currency."""
    unit = 10**scale
    kinds = part.texts("kinds", ("payment",))
    for kind in kinds:
        if kind not in KINDS:
            raise part.refuse("kinds", f"“{kind}” is none of {', '.join(KINDS)}.")
    model = FeeModel(
        name=part.text("name", "fee"), percent=_share(part.decimal("percent")) / 100,
        per_item=_share(part.decimal("per_item")) * unit, per_batch=_share(part.decimal("per_batch")) * unit,
        rounding=part.choice("rounding", ROUNDINGS, "half_up"), round_per=part.choice("round_per", ("item", "batch"), "item"),
        kinds=frozenset(kinds), methods=frozenset(one.lower() for one in part.texts("methods")),
    )  # fmt: skip
    part.close()
    if not (model.percent or model.per_item or model.per_batch):
        raise part.refuse("name", f"the fee “{model.name}” has no percent, per_item or per_batch.")
    return model


def _share(number: Decimal | None) -> Fraction:
    return Fraction(number) if number is not None else Fraction(0)
