"""One batch: its entries with their addenda, and the sums that its control must state."""

import re

from pilotage.tally.entries import CREDIT, Entry
from pilotage.tally.formats.ach import layouts
from pilotage.tally.formats.ach.addenda import Addenda
from pilotage.tally.formats.ach.allowed import Use, codes_of
from pilotage.tally.formats.ach.classes import CLASSES, CODES, NAME_AND_NUMBER, SERVICE_CLASSES, EntryClass, Header
from pilotage.tally.formats.ach.routing import Routings, check_digit, is_digits
from pilotage.tally.formats.report import Report

_NAMED = frozenset("PPD CCD WEB TEL CTX".split())
_TYPED = frozenset({"WEB", "TEL"})
_USUAL = frozenset({"  ", "R ", "S "})
_RECORD = "entry"
_made = tuple.__new__  # an entry without the cost of its own constructor


class Batch:
    """Takes the entries of one batch. An entry is given when the next one comes, once its addenda are read."""

    def __init__(self, header: Header, report: Report, routings: Routings, file: str) -> None:
        self.header, self.report, self.routings, self.file = header, report, routings, file
        self.rules: EntryClass = CLASSES.get(header.entry_class, EntryClass())
        layout = "iat" if header.is_iat else "adv" if header.entry_class == "ADV" else "plain"
        self.numeric = layouts.NUMERIC[layout]
        self.strict, self.loose = layouts.PATTERNS[layout]
        self.take = {"iat": self._iat, "adv": self._advice}.get(layout, self._plain)
        self.codes = codes_of(header.entry_class, header.is_reversal)
        only = SERVICE_CLASSES.get(header.service_class, "both")
        self.only = "" if only == "both" else only
        self.name_at, self.number_at = NAME_AND_NUMBER.get(self.rules.layout, NAME_AND_NUMBER["plain"])
        self.is_special = self.rules.layout in ("pop", "item", "shr", "counted")
        self.wants_name = header.entry_class in _NAMED
        self.wants_type = header.entry_class in _TYPED
        self.wants_number = self.rules.needs_check_number
        self.most = self.rules.most or 10**13
        counted = self.rules.layout == "counted"
        self.always_look = self.rules.least_addenda > 0 or counted or header.entry_class == "COR"
        self.entries = self.addenda_records = self.hash = self.debits = self.credits = 0
        self.last_trace = ""
        self.addenda = Addenda(report)
        self.pending: Entry | None = None
        self.pending_trace = ""
        self.stated_addenda = -1
        self.indicator, self.must_look = "0", False

    def entry(self, line: int, text: str) -> Entry | None:
        """One entry record of 94 characters. Gives the entry before it."""
        done = self.finish() if self.pending is not None else None
        self.entries += 1
        self.pending_trace = text[79:94]
        found = self.strict.fullmatch(text) or self._mended(line, text)
        if found is not None:
            self.take(line, found)
        return done

    def _plain(self, line: int, found: re.Match[str]) -> None:
        code, routing, account, cents, middle, free, indicator, trace = found.groups()
        use = self.codes.get(code)
        hashed, is_right = self.routings.look(routing)
        self.hash += hashed
        if use is None or not is_right or (self.only and use.direction != self.only):
            use = self._judged(line, code, routing, is_right)
            if use is None:
                return
        direction, kind, money = use
        amount = int(cents)
        account = account.strip()
        name = middle[self.name_at].strip()
        number = middle[self.number_at].strip()
        if (
            not account
            or (money is not None and (amount > 0) is not money)
            or (self.wants_name and not name)
            or (self.wants_number and not number)
            or amount > self.most
            or (self.wants_type and free not in _USUAL)
        ):
            self._doubted(line, use, amount, account, name, number, free)
        if trace <= self.last_trace or not trace.startswith(self.header.odfi):
            self._trace_doubted(line, trace)
        self.last_trace = trace
        if direction == CREDIT:
            self.credits += amount
        else:
            self.debits += amount
        self.indicator = indicator
        self.must_look = indicator != "0" or self.always_look or kind == "return"
        references = self._special(middle, free) if self.is_special else {"id": number} if number else {}
        header = self.header
        self.pending = _made(
            Entry,
            (line, kind, amount, "USD", direction, header.effective, account, name, trace, header.number)
            + (header.settled, "ach", header.entry_class, routing, "", "", references, self.file),
        )

    def _special(self, middle: str, free: str) -> dict[str, str]:
        """References of classes that cut positions 40 to 78 in their own way. A card number (SHR) keeps its last four digits."""
        layout = self.rules.layout
        number = middle[self.number_at].strip()
        if layout == "counted":
            self.stated_addenda = int(middle[15:19]) if is_digits(middle[15:19]) else -1
            return {"id": number} if number else {}
        if layout == "pop":
            return {"id": number, "city": middle[9:13].strip(), "state": middle[13:15].strip()}
        if layout == "shr":
            card = middle[15:37].strip()
            return {
                "id": number,
                "card": f"…{card[-4:]}",
                "card_expiry": middle[0:4].strip(),
                "card_type": free.strip(),
            }
        return {"id": number, "process_control": middle[15:21].strip(), "item": middle[21:37].strip()}

    def _iat(self, line: int, found: re.Match[str]) -> None:
        code, routing, stated, cents, account, ofac, ofac_two, indicator, trace = found.groups()
        for field, sign in (("ofac_screening", ofac), ("secondary_ofac_screening", ofac_two)):
            if sign not in " 01":
                self.report.fault("ofac_indicator", line, _RECORD, field, found=sign)
        self._less_usual(line, code, routing, account.strip(), int(cents), indicator, trace, {})
        self.stated_addenda = int(stated)
        self.must_look = True

    def _advice(self, line: int, found: re.Match[str]) -> None:
        code, routing, account, cents, advised, file_id, _operator, name, _free, indicator, trace = found.groups()
        references = {"advice_routing": advised.strip(), "file_id": file_id.strip()}
        self._less_usual(line, code, routing, account.strip(), int(cents), indicator, trace, references, name.strip())

    def _less_usual(
        self, line: int, code: str, routing: str, account: str, amount: int, indicator: str, trace: str,
        references: dict[str, str], name: str = "",
    ) -> None:  # fmt: skip
        """An entry of IAT or ADV, with the checks that both share. ADV has no trace number of its own."""
        use = self.codes.get(code)
        hashed, is_right = self.routings.look(routing)
        self.hash += hashed
        if use is None or not is_right or (self.only and use.direction != self.only):
            use = self._judged(line, code, routing, is_right)
            if use is None:
                return
        if not account or (use.money is not None and (amount > 0) is not use.money):
            self._doubted(line, use, amount, account, "-", "-", "  ")
        if self.header.is_iat:
            if trace <= self.last_trace or not trace.startswith(self.header.odfi):
                self._trace_doubted(line, trace)
            self.last_trace = trace
        if use.direction == CREDIT:
            self.credits += amount
        else:
            self.debits += amount
        self.indicator, self.must_look = indicator, indicator != "0" or use.kind == "return"
        header = self.header
        self.pending = Entry(
            line, use.kind, amount, "USD", use.direction, header.effective, account, name, trace, header.number,
            header.settled, "ach", header.entry_class, routing, references=references, file=self.file,
        )  # fmt: skip

    def _mended(self, line: int, text: str) -> re.Match[str] | None:
        """A record that the strict form refuses: names what is wrong with it; None where no entry can be made of it."""
        wrong = [field for field in self.numeric if not is_digits(text[field.begin : field.end])]
        for field in wrong:
            self.report.fault("field_numeric", line, _RECORD, field.name)
        if not (text.isascii() and text.isprintable()):
            self.report.fault("characters", line, _RECORD)
        if text[78:79] not in ("0", "1"):
            found = text[78:79].strip() or "blank"
            self.report.fault("addenda_indicator", line, _RECORD, "addenda_indicator", found=found, count="no or other")
            text = text[:78] + "0" + text[79:]
        if not wrong:
            return self.loose.fullmatch(text)
        if is_digits(text[3:11]):
            self.hash += int(text[3:11])
        return None

    def _judged(self, line: int, code: str, routing: str, is_right: bool) -> Use | None:
        report = self.report
        if not is_right:
            right, digit = check_digit(routing[:8]), routing[8]
            report.fault("check_digit", line, _RECORD, "check_digit", found=routing, digit=digit, right=right)
        use = self.codes.get(code)
        if use is None:
            if code not in CODES:
                report.fault("transaction_code", line, _RECORD, "transaction_code", found=code)
                return None
            named = self.header.entry_class
            report.fault("code_of_class", line, _RECORD, "transaction_code", found=code, entry_class=named)
            use = Use(CODES[code].direction, "payment", None)
        if self.only and use.direction != self.only:
            facts = {"direction": use.direction, "service": self.header.service_class}
            report.fault("service_class_direction", line, _RECORD, "transaction_code", **facts)
        return use

    def _doubted(self, line: int, use: Use, amount: int, account: str, name: str, number: str, free: str) -> None:
        report = self.report
        if not account:
            report.fault("account_missing", line, _RECORD, "account")
        if use.money is True and not amount:
            report.fault("amount_zero", line, _RECORD, "amount")
        if use.money is False and amount:
            report.fault("amount_not_zero", line, _RECORD, "amount", found=amount)
        if self.wants_name and not name:
            report.fault("name_missing", line, _RECORD, "name")
        if self.wants_number and not number:
            report.fault("check_number_missing", line, _RECORD, "check_number")
        if amount > self.most:
            facts = {"found": amount, "most": self.most, "entry_class": self.header.entry_class}
            report.fault("amount_limit", line, _RECORD, "amount", **facts)
        if self.wants_type and free not in _USUAL:
            report.fault("payment_type", line, _RECORD, "payment_type", found=free.strip())

    def _trace_doubted(self, line: int, trace: str) -> None:
        if trace <= self.last_trace:
            self.report.fault("trace_order", line, _RECORD, "trace_number")
        if not trace.startswith(self.header.odfi):
            self.report.fault("trace_odfi", line, _RECORD, "trace_number", wanted=self.header.odfi)

    def addendum(self, line: int, text: str) -> None:
        """One addenda record of 94 characters."""
        self.addenda_records += 1
        self.must_look = True
        kind = text[1:3]
        if not self._allows(kind):
            self._misfit(line, kind)
        if not (text.isascii() and text.isprintable()):
            self.report.fault("characters", line, "addenda")
        self.addenda.add(line, text, self.pending_trace)

    def _misfit(self, line: int, kind: str) -> None:
        """An addenda that may not stand here; a return or change under a code of forward entries is named apart."""
        if kind in ("98", "99") and self.pending is not None:
            self.report.fault("return_transaction_code", line, "addenda", "type", found=kind)
            return
        named = self.header.entry_class or "unknown"
        self.report.fault("addenda_type", line, "addenda", "type", found=kind.strip() or "blank", entry_class=named)

    def _allows(self, kind: str) -> bool:
        is_return = self.pending is not None and self.pending.kind == "return"
        if is_return or self.header.entry_class == "COR":
            return kind in ("98", "99") or (self.header.is_iat and "10" <= kind <= "18")
        if self.header.is_iat:
            return "10" <= kind <= "18" and is_digits(kind)
        return kind == self.rules.addenda

    def finish(self) -> Entry | None:
        """The entry that is held, with what its addenda say; None where there is none."""
        entry, self.pending = self.pending, None
        if self.must_look:
            if entry is not None:
                entry = self._closed(entry)
            self.addenda.clear()
            self.must_look, self.stated_addenda = False, -1
        return entry

    def _closed(self, entry: Entry) -> Entry:
        told, report, line = self.addenda, self.report, entry.line
        if (self.indicator == "1") != (told.count > 0):
            facts = {"found": self.indicator, "count": told.count or "no"}
            report.fault("addenda_indicator", line, _RECORD, "addenda_indicator", **facts)
        self._counted(entry, told.count)
        if not told.count:
            return entry
        text = "\n".join(told.texts) if entry.code != "CTX" else "".join(told.texts)
        references = {**entry.references, **{key: value for key, value in told.references.items() if value}}
        if told.kind:
            references["class"] = entry.code
        return entry._replace(
            kind=told.kind or entry.kind, code=told.code or entry.code, name=entry.name or told.name,
            original=told.original, text=text, references=references,
        )  # fmt: skip

    def _counted(self, entry: Entry, count: int) -> None:
        report, line = self.report, entry.line
        rules = self.rules
        is_answer = entry.kind in ("return", "change") or bool(self.addenda.kind)
        if is_answer:
            least, most = 1, 16 if self.header.is_iat else 1
        else:
            least, most = rules.least_addenda, rules.most_addenda
            if self.header.is_iat and (missing := self.addenda.iat_missing()):
                report.fault("iat_addenda", line, _RECORD, "addenda", missing=missing)
        too_many = self.header.is_iat and self.addenda.iat_too_many()
        if not least <= count <= most or too_many:
            if most or count:
                report.fault("addenda_count", line, _RECORD, "addenda", found=count, least=least, most=most)
        elif self.stated_addenda >= 0 and self.stated_addenda != count and not is_answer:
            report.fault("addenda_counted", line, _RECORD, "addenda_count", stated=self.stated_addenda, found=count)
