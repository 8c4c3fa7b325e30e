"""Reads 820 and 823 sets: each payment with its trace and parties, then its remittances and adjustments."""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from pilotage.tally.entries import CREDIT, DEBIT, Entry
from pilotage.tally.formats.ach.routing import is_digits
from pilotage.tally.formats.report import Report
from pilotage.tally.formats.x12.elements import day, money, routing
from pilotage.tally.formats.x12.envelope import Envelope
from pilotage.tally.formats.x12.segments import Segment, segments
from pilotage.tally.formats.x12.sums import Sum

_METHODS = {
    "ACH": "ach", "CHK": "check", "FWT": "wire", "BOP": "bank", "NON": "none", "CCC": "card", "DDT": "ach", "DDD": "ach",
    "SWT": "wire", "CWT": "wire", "FEW": "wire", "PBC": "check", "ZZZ": "other", "CLR": "clearing", "LBX": "lockbox",
}  # fmt: skip


def read_x12(stream: BinaryIO, report: Report, file: str) -> Iterator[Entry]:
    """Payments of an 820 or 823, then their parts. Lines are the numbers of segments."""
    report.unit = "segments"
    reader = _Sets(report, file)
    for segment in segments(stream, report, file):
        for entry in reader.take(segment):
            report.count(entry)
            yield entry
    for entry in reader.end(max(report.read, 1)):
        report.count(entry)
        yield entry


class _Sets:
    """The set that is open, its payment, and what waits to be given after it."""

    def __init__(self, report: Report, file: str) -> None:
        self.report, self.file = report, file
        self.envelope = Envelope(report)
        self.payment: Entry | None = None
        self.parts: list[Entry] = []
        self.paid = 0
        self.currency = "USD"
        self.has_payment = self.is_given = False
        self.outer = self.inner = 0
        self.in_remittance = self.has_amounts = False
        self.deposit: Sum | None = None
        self.batch: Sum | None = None
        self.account = ""
        self.day: date | None = None
        self.dispatch = {
            "BPR": self._payment, "TRN": self._trace, "CUR": self._currency, "N1": self._party, "RMR": self._remittance,
            "ADX": self._adjustment, "DTM": self._date, "DEP": self._deposit, "BAT": self._batch, "AMT": self._amount,
            "QTY": self._quantity, "REF": self._reference, "ENT": self._entity,
        }  # fmt: skip

    def take(self, segment: Segment) -> list[Entry]:
        """One segment. The entries that are complete now."""
        name = segment.elements[0]
        if not (2 <= len(name) <= 3 and name.isascii() and name.isalnum() and name.isupper()):
            self.report.fault("segment_id", segment.number, "", "", found=name[:3] if name[:3].isalnum() else "This")
            return []
        was = self.envelope.inside
        done: list[Entry] = []
        if name in ("SE", "ST", "GE", "GS", "IEA", "ISA"):
            done = self._close_set(segment.number) if was else []
        if self.envelope.take(segment):
            if name == "ST":
                self._begin()
            return done
        if not self.envelope.inside:
            if self.envelope.set is None:
                self.report.fault("segment_order", segment.number, name, found=name)
            return []
        if name in ("BPR", "BAT", "DEP"):
            done = self._release()
        if name in self.dispatch:
            self.dispatch[name](segment)
        if name in ("RMR", "ADX", "ENT") or self.is_given:
            done += self._flow()
        return done

    def _begin(self) -> None:
        self.payment, self.parts, self.has_payment, self.currency = None, [], False, "USD"
        self.deposit = self.batch = None
        self.account, self.day = "", None

    def _flow(self) -> list[Entry]:
        """Gives the payment before its first part, then parts as they come: none of them waits for the end."""
        if self.payment is None:
            self.parts = []
            return []
        done = [] if self.is_given else [self._traced()]
        self.is_given = True
        held = self.parts
        self.parts = held[-1:]
        return done + held[:-1]

    def _traced(self) -> Entry:
        payment = self._named()
        if not payment.reference:
            self.report.fault("trace_missing", payment.line, "BPR", "TRN02")
        return payment

    def _named(self) -> Entry:
        """The payment; a check without trace is known by its number."""
        payment = self.payment
        assert payment is not None
        if not payment.reference and "ref_ck" in payment.references:
            payment = self.payment = payment._replace(reference=payment.references["ref_ck"])
        return payment

    def _release(self) -> list[Entry]:
        """Ends a payment: proves its remittances. What is left to give."""
        payment = self.payment
        if payment is None:
            return []
        done = ([] if self.is_given else [self._traced()]) + self.parts
        if self.has_amounts and payment.amount not in (self.inner + self.outer, self.outer + self.paid):
            found = self.outer + self.paid
            self.report.fault("remittance_total", payment.line, "BPR", "BPR02", found=found, stated=payment.amount)
        self.payment, self.parts, self.is_given = None, [], False
        return done

    def _close_set(self, number: int) -> list[Entry]:
        done = self._release()
        self._close_batch()
        if self.deposit is not None:
            self.deposit.prove(self.report)
            self.deposit = None
        if not self.has_payment:
            self.report.fault("payment_missing", number, "BPR", "BPR")
        return done

    def _close_batch(self) -> None:
        if self.batch is not None:
            self.batch.prove(self.report)
            self.batch = None

    def _payment(self, segment: Segment) -> None:
        self.has_payment = True
        amount = money(self.report, segment, 2, self.currency)
        self.outer = self.inner = self.paid = 0
        self.in_remittance = self.has_amounts = False
        if amount is None:
            if not segment.get(2):
                self.report.fault("amount", segment.number, "BPR", "BPR02")
            return
        flag, method = segment.get(3), segment.get(4)
        if flag not in ("C", "D"):
            self.report.fault("direction", segment.number, "BPR", "BPR03", found=flag[:5] or "empty")
        if method not in _METHODS:
            self.report.fault("method", segment.number, "BPR", "BPR04", found=method[:5] or "Nothing")
        for place in (7, 13):
            routing(self.report, segment, place)
        on = day(self.report, segment, 16) or self.day
        for total in (self.deposit, self.batch):
            if total is not None:
                total.add(amount)
        sender, receiver = segment.get(9), segment.get(15)
        references = {"payer_account": sender} if sender else {}
        parent = self.batch or self.deposit
        opened = self.envelope.set
        self.payment = Entry(
            segment.number, "payment", abs(amount), self.currency, DEBIT if flag == "D" else CREDIT, on,
            receiver or self.account, "", "", parent.reference if parent else opened.control if opened else "", on,
            _METHODS.get(method, ""), segment.get(5), segment.get(13), references=references, file=self.file,
        )  # fmt: skip
        self.is_given = False

    def _trace(self, segment: Segment) -> None:
        if self.payment is not None and not self.is_given and not self.payment.reference:
            self.payment = self.payment._replace(reference=segment.get(2))

    def _currency(self, segment: Segment) -> None:
        code = segment.get(2)
        if len(code) == 3 and code.isascii() and code.isalpha() and code.isupper():
            self.currency = code

    def _party(self, segment: Segment) -> None:
        if segment.get(1) == "PR" and self.payment is not None and not self.is_given:
            self.payment = self.payment._replace(name=segment.get(2))

    def _entity(self, segment: Segment) -> None:
        self.in_remittance = False

    def _remittance(self, segment: Segment) -> None:
        self.in_remittance = True
        amount = money(self.report, segment, 4, self.currency)
        if amount is not None:
            self.paid += amount
            self.inner += amount
            self.has_amounts = True
        reference = segment.get(2)
        if not reference:
            self.report.fault("remittance_reference", segment.number, "RMR", "RMR02")
        invoiced, discount = segment.get(5), segment.get(6)
        references = {"qualifier": segment.get(1), "invoiced": invoiced, "discount": discount}
        self._part(segment, "remittance", amount or 0, reference, references)

    def _adjustment(self, segment: Segment) -> None:
        amount = money(self.report, segment, 1, self.currency)
        if amount is None:
            return
        if self.in_remittance:
            self.inner += amount
        else:
            self.outer += amount
        self._part(segment, "adjustment", amount, segment.get(4), {"reason": segment.get(2)}, segment.get(2))

    def _part(
        self, segment: Segment, kind: str, amount: int, reference: str, references: dict[str, str], code: str = ""
    ) -> None:
        if self.payment is None:
            return
        payment = self._named()
        direction = DEBIT if (amount < 0) != (payment.direction == DEBIT) else CREDIT
        kept = {name: text for name, text in references.items() if text}
        part = payment._replace(
            line=segment.number, kind=kind, amount=abs(amount), direction=direction, account="", reference=reference,
            parent=payment.reference, value_date=None, code=code or segment.get(1), bank="", references=kept,
        )  # fmt: skip
        self.parts.append(part)

    def _reference(self, segment: Segment) -> None:
        """A further reference of the remittance before it, or of the payment."""
        name, text = f"ref_{segment.get(1).lower()}", segment.get(2)
        if self.parts:
            self.parts[-1].references.setdefault(name, text)
        elif self.payment is not None and not self.is_given:
            self.payment.references.setdefault(name, text)

    def _date(self, segment: Segment) -> None:
        found = day(self.report, segment, 2)
        if segment.get(1) in ("097", "009", "007") and self.payment is None:
            self.day = found

    def _deposit(self, segment: Segment) -> None:
        self._close_batch()
        if self.deposit is not None:
            self.deposit.prove(self.report)
        self.deposit = Sum("deposit", segment.number, segment.get(4) or segment.get(1))
        self.day, self.account = day(self.report, segment, 2), segment.get(8)
        self.report.facts |= {"lockbox": segment.get(1)}

    def _batch(self, segment: Segment) -> None:
        self._close_batch()
        self.batch = Sum("batch", segment.number, segment.get(3))
        self.day = day(self.report, segment, 1) or self.day
        if self.deposit is not None:
            self.deposit.held += 1

    def _amount(self, segment: Segment) -> None:
        total = self.batch or self.deposit
        if total is not None and self.payment is None:
            total.amount = money(self.report, segment, 2, self.currency)
            if total.name == "deposit" and total.amount is not None:
                self.report.stated["deposit"] = self.report.stated.get("deposit", 0) + total.amount

    def _quantity(self, segment: Segment) -> None:
        total, text = self.batch or self.deposit, segment.get(2)
        if total is None or self.payment is not None:
            return
        if not is_digits(text) or len(text) > 10:
            self.report.fault("number", segment.number, "QTY", "QTY02")
        elif segment.get(1) == "41":
            total.batches = int(text)
        elif segment.get(1) == "42":
            total.checks = int(text)

    def end(self, number: int) -> list[Entry]:
        """What is only known at the end of the file, and what is left to give."""
        done = self._close_set(number) if self.envelope.inside else []
        self.envelope.end(number)
        return done
