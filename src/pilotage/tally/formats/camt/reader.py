"""Reads a camt file statement by statement, entry by entry, and proves balances and summaries."""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from pilotage.tally.entries import CREDIT, DEBIT, Entry, decimals_of, smallest_units
from pilotage.tally.errors import TallyError
from pilotage.tally.formats.camt.entries import Place, entries_of
from pilotage.tally.formats.camt.leaves import NAMES, SIDES, Element, children, day, deepest, leaf, local, money
from pilotage.tally.formats.report import Report

_STATEMENTS = frozenset({"Stmt", "Rpt", "Ntfctn"})
_BALANCES = 5_000
_TAGS = tuple("{*}" + name for name in ("Ntry", "Bal", "Acct", "TxsSummry", "Stmt", "Rpt", "Ntfctn", "GrpHdr"))


def read_camt(stream: BinaryIO, report: Report, file: str) -> Iterator[Entry]:
    """Entries of all statements. Errors: TallyError for a DTD, or where the file is no XML at all."""
    report.unit = "entries"
    reader = _Statements(report, file)
    events = etree.iterparse(
        stream, events=("end",), tag=_TAGS, resolve_entities=False, no_network=True, load_dtd=False,
        remove_comments=True, remove_pis=True, huge_tree=False,
    )  # fmt: skip
    is_new = True
    try:
        for _, element in events:
            if is_new:
                is_new = False
                _refuse_dtd(element, file)
            name = NAMES[element.tag]
            if name == "Ntry":
                report.read += 1
                for entry in entries_of(report, element, reader.place):
                    reader.add(entry)
                    report.count(entry)
                    yield entry
                _forget(element)
            else:
                reader.take(name, element)
    except etree.XMLSyntaxError as broken:
        _broken(broken, report, reader, file, is_new)
    reader.end()


def _refuse_dtd(element: Element, file: str) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise TallyError("The file declares a DTD, which no camt file does. Ask the bank for a plain one.", place=file)


def _broken(broken: Exception, report: Report, reader: "_Statements", file: str, is_new: bool) -> None:
    reason = " ".join(str(broken).split(", line")[0].split()).rstrip(".,")[:120]
    line = getattr(broken, "lineno", 0) or 1
    if is_new and not reader.seen:
        raise TallyError(
            f"The file is no XML that can be read ({reason}). Ask the bank for it again.", place=f"{file}:{line}"
        )
    reader.is_broken = True
    report.fault("xml", line, "Document", reason=reason)


def _forget(element: Element) -> None:
    """Free what was read, and what stands before it."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


class _Statements:
    """The statement that is open: account, balances, sums of its entries."""

    def __init__(self, report: Report, file: str) -> None:
        self.report, self.file = report, file
        self.seen = self.is_broken = False
        self._begin()

    def _begin(self) -> None:
        self.account, self.statement, self.currency = "", "", ""
        self.place = Place("", "", self.file)
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}
        self.booked = 0
        self.count = {CREDIT: 0, DEBIT: 0}
        self.sum = {CREDIT: 0, DEBIT: 0}
        self.summary: dict[str, str] = {}
        self.summary_line = 0

    def take(self, name: str, element: Element) -> None:
        """An element that is no entry."""
        if name == "Acct":
            self._account(element)
        elif name == "Bal":
            self._balance(element)
        elif name == "TxsSummry":
            self._summary(element)
        elif name in _STATEMENTS:
            self._close(element)
        elif name == "GrpHdr":
            self.seen = True
            told = children(element)
            self.report.facts |= {"message": leaf(told.get("MsgId")), "created": leaf(told.get("CreDtTm"))}

    def _account(self, element: Element) -> None:
        parent = element.getparent()
        if parent is None or local(parent) not in _STATEMENTS:
            return
        self.seen = True
        self.statement = leaf(parent, "Id")
        tag: str = element.tag
        self.report.facts["namespace"] = tag.partition("}")[0].removeprefix("{") if "}" in tag else ""
        told = children(element)
        self.account = leaf(told.get("Id"), "IBAN") or leaf(told.get("Id"), "Othr", "Id")
        self.currency = leaf(told.get("Ccy"))
        self.place = Place(self.account, self.statement, self.file)

    def _balance(self, element: Element) -> None:
        parent = element.getparent()
        if parent is None or local(parent) not in _STATEMENTS:
            return
        line: int = element.sourceline or 0
        told = children(element)
        kind = deepest(told.get("Tp"))
        if not kind:
            self.report.fault("balance_type", line, "Bal", "Tp")
        amount = money(self.report, line, "Bal", told.get("Amt"))
        on = day(self.report, line, "Bal", "Dt", told.get("Dt"))
        if amount is None:
            return
        signed = -amount.units if SIDES.get(leaf(told.get("CdtDbtInd"))) == DEBIT else amount.units
        self.first.setdefault(kind, signed)
        self.last[kind] = signed
        self.currency = self.currency or amount.currency
        if len(self.report.balances) < _BALANCES:
            about = {"account": self.account, "line": line, "code": kind, "amount": signed, "currency": amount.currency}
            self.report.balances.append({**about, "date": on.isoformat() if on else None})

    def _summary(self, element: Element) -> None:
        self.summary_line = element.sourceline or 0
        told = children(element)
        for key, name in (("entries", "TtlNtries"), ("credits", "TtlCdtNtries"), ("debits", "TtlDbtNtries")):
            block = told.get(name)
            self.summary[f"{key}_count"] = leaf(block, "NbOfNtries")
            self.summary[f"{key}_sum"] = leaf(block, "Sum")
        total = told.get("TtlNtries")
        net = leaf(total, "TtlNetNtry", "Amt") or leaf(total, "TtlNetNtryAmt")
        side = leaf(total, "TtlNetNtry", "CdtDbtInd") or leaf(total, "CdtDbtInd")
        self.summary["entries_net"] = ("-" if side == "DBIT" and net.strip("0.") else "") + net

    def add(self, entry: Entry) -> None:
        """Count an entry for the checks of its statement."""
        if entry.is_part:
            return
        self.count[entry.direction] += 1
        self.sum[entry.direction] += entry.amount
        if entry.kind in ("transaction", "return"):
            self.booked += entry.signed

    def _close(self, element: Element) -> None:
        line: int = element.sourceline or 0
        self.seen = True
        if not self.account:
            self.report.fault("account_missing", line, local(element), "Acct")
        opening = self.first.get("OPBD", self.first.get("PRCD"))
        closing = self.last.get("CLBD")
        if opening is not None and closing is not None and opening + self.booked != closing:
            facts = {"opening": opening, "booked": self.booked, "found": opening + self.booked, "stated": closing}
            self.report.fault("balance", line, local(element), "Bal", **facts)
        about = {"account": self.account, "reference": self.statement, "currency": self.currency}
        self.report.begin_statement(**about, opening=opening, closing=closing, **self._prove_summary())
        self._begin()
        _forget(element)

    def _prove_summary(self) -> dict[str, int]:
        """What the summary states as whole numbers; each is compared with what was read."""
        found = {
            "entries_count": self.count[CREDIT] + self.count[DEBIT],
            "entries_sum": self.sum[CREDIT] + self.sum[DEBIT],
            "entries_net": self.sum[CREDIT] - self.sum[DEBIT],
            "credits_count": self.count[CREDIT],
            "credits_sum": self.sum[CREDIT],
            "debits_count": self.count[DEBIT],
            "debits_sum": self.sum[DEBIT],
        }
        decimals = decimals_of(self.currency)
        told: dict[str, int] = {}
        for name, text in self.summary.items():
            if not text:
                continue
            try:
                stated = told[name] = smallest_units(text, 0 if name.endswith("count") else decimals)
            except ValueError:
                self.report.fault("amount", self.summary_line, "TxsSummry", name)
                continue
            if stated != found[name]:
                self.report.fault(name, self.summary_line, "TxsSummry", name, stated=stated, found=found[name])
        return told

    def end(self) -> None:
        """What is only known at the end of the file."""
        if not self.seen and not self.is_broken:
            self.report.fault("no_statement", 1, "Document")
