"""Deposits and batches of an 823: what they state, and what their payments add up to."""

from dataclasses import dataclass

from pilotage.tally.formats.report import Report


@dataclass
class Sum:
    """A deposit or a batch that is open. Amounts in smallest units; None where nothing is stated."""

    name: str
    number: int
    reference: str = ""
    amount: int | None = None
    batches: int | None = None
    checks: int | None = None
    paid: int = 0
    payments: int = 0
    held: int = 0

    def add(self, amount: int) -> None:
        """Add a payment."""
        self.paid += amount
        self.payments += 1

    def prove(self, report: Report) -> None:
        """Compare what is stated with what was read."""
        record = "DEP" if self.name == "deposit" else "BAT"
        if self.amount is not None and self.amount != self.paid:
            report.fault(f"{self.name}_total", self.number, record, "AMT02", stated=self.amount, found=self.paid)
        if self.checks is not None and self.checks != self.payments:
            report.fault(f"{self.name}_checks", self.number, record, "QTY02", stated=self.checks, found=self.payments)
        if self.batches is not None and self.name == "deposit" and self.batches != self.held:
            report.fault("deposit_batches", self.number, record, "QTY02", stated=self.batches, found=self.held)
