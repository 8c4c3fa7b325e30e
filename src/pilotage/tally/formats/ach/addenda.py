"""The addenda of one entry: what they say, and whether they may stand where they stand."""

from pilotage.tally.formats.ach.classes import (
    CHANGE_CODES,
    CONTESTED,
    DISHONOURED,
    IAT_TYPES,
    REFUSED_CHANGE_CODES,
    RETURN_CODES,
)
from pilotage.tally.formats.ach.routing import is_digits, short_date
from pilotage.tally.formats.report import Report

IAT_NEEDED = ("10", "11", "12", "13", "14", "15", "16")
_IAT_MOST = {"17": 2, "18": 5}
_TEXTS = 9_999
_RECORD = "addenda"


class Addenda:
    """Collects the addenda that follow one entry. Filled line by line, emptied with `clear`."""

    __slots__ = ("code", "count", "kind", "name", "original", "references", "report", "sequence", "texts", "types")

    def __init__(self, report: Report) -> None:
        self.report = report
        self.clear()

    def clear(self) -> None:
        """Ready for the next entry."""
        self.count = 0
        self.sequence = 0
        self.types: dict[str, int] = {}
        self.texts: list[str] = []
        self.references: dict[str, str] = {}
        self.kind = self.code = self.original = self.name = ""

    def add(self, line: int, text: str, trace: str) -> None:
        """One addenda record of 94 characters, after an entry with this trace number."""
        kind = text[1:3]
        self.count += 1
        last = max(self.types, default="")
        self.types[kind] = self.types.get(kind, 0) + 1
        if kind == "05":
            self._payment(line, text, trace)
        elif kind == "02":
            self._terminal(line, text, trace)
        elif kind == "98":
            self._change(line, text)
        elif kind == "99":
            self._return(line, text)
        elif "10" <= kind <= "18" and is_digits(kind):
            self._iat(line, text, trace, kind, last)

    def _keep(self, text: str) -> None:
        if text and len(self.texts) < _TEXTS:
            self.texts.append(text)

    def _same_entry(self, line: int, found: str, trace: str) -> None:
        if found != trace[-len(found) :]:
            self.report.fault("addenda_trace", line, _RECORD, "entry_sequence")

    def _in_sequence(self, line: int, found: str) -> None:
        self.sequence += 1
        if found != f"{self.sequence:04}":
            self.report.fault(
                "addenda_sequence", line, _RECORD, "sequence", found=found.strip() or "empty", wanted=self.sequence
            )

    def _payment(self, line: int, text: str, trace: str) -> None:
        self._keep(text[3:83].rstrip())
        self._in_sequence(line, text[83:87])
        self._same_entry(line, text[87:94], trace)

    def _terminal(self, line: int, text: str, trace: str) -> None:
        self.references["terminal"] = text[13:19].strip()
        self.references["serial"] = text[19:25].strip()
        self._keep(" ".join(part for part in (text[35:62].strip(), text[62:77].strip(), text[77:79].strip()) if part))
        self._same_entry(line, text[79:94], trace)

    def _change(self, line: int, text: str) -> None:
        code = text[3:6]
        self.code, self.original = code, self._original_trace(line, text[6:21])
        corrected = text[35:64].rstrip()
        self.references["corrected"] = corrected.strip()
        if code in REFUSED_CHANGE_CODES:
            self.kind = "refused_change"
            self.references |= {"change_code": text[64:67], "change_trace": text[67:74]}
        else:
            self.kind = "change"
            if code not in CHANGE_CODES:
                self.report.fault("change_code", line, _RECORD, "change_code", found=code.strip() or "Nothing")
        if not corrected.strip():
            self.report.fault("corrected_data", line, _RECORD, "corrected_data", code=code)

    def _return(self, line: int, text: str) -> None:
        code = text[3:6]
        self.code, self.original = code, self._original_trace(line, text[6:21])
        self.kind = "return"
        if code not in RETURN_CODES:
            self.report.fault("return_code", line, _RECORD, "return_code", found=code.strip() or "Nothing")
        looks_dishonoured = code in DISHONOURED and is_digits(text[38:53])
        if code in CONTESTED or looks_dishonoured:
            self.kind = "contested_return" if code in CONTESTED else "dishonoured_return"
            self.references |= {"return_trace": text[38:53].strip(), "return_reason": "R" + text[56:58]}
            if code in CONTESTED:
                self.references["dishonoured_trace"] = text[58:73].strip()
                self.references["dishonoured_reason"] = "R" + text[76:78]
            else:
                self._keep(text[58:79].strip())
            return
        if code in ("R14", "R15") and short_date(text[21:27]) is None:
            found = text[21:27].strip() or "nothing"
            self.report.fault("death_date", line, _RECORD, "date_of_death", code=code, found=found)
        self._keep(text[35:79].strip())

    def _original_trace(self, line: int, trace: str) -> str:
        if not is_digits(trace):
            self.report.fault("original_trace", line, _RECORD, "original_trace")
        return trace.strip()

    def _iat(self, line: int, text: str, trace: str, kind: str, last: str) -> None:
        if last > kind:
            self.report.fault("iat_order", line, _RECORD, "type", found=kind, after=last)
        if kind == "10":
            if text[3:6] not in IAT_TYPES:
                self.report.fault("iat_type", line, _RECORD, "transaction_type", found=text[3:6].strip() or "Nothing")
            self.name = text[46:81].strip()
            self.references |= {"payment_type": text[3:6].strip(), "foreign_amount": text[6:24].strip()}
            self.references["foreign_trace"] = text[24:46].strip()
        elif kind == "11":
            self.references["originator"] = text[3:38].strip()
        elif kind == "15":
            self.references["id"] = text[3:18].strip()
        elif kind in ("17", "18"):
            if kind == "17":
                self._keep(text[3:83].rstrip())
            wanted = self.types[kind]
            if text[83:87] != f"{wanted:04}":
                found = text[83:87].strip() or "empty"
                self.report.fault("addenda_sequence", line, _RECORD, "sequence", found=found, wanted=wanted)
        self._same_entry(line, text[87:94], trace)

    def iat_missing(self) -> str:
        """Addenda 10 to 16 that an IAT entry lacks, as a list in words."""
        return ", ".join(kind for kind in IAT_NEEDED if kind not in self.types)

    def iat_too_many(self) -> bool:
        """Whether one of the IAT addenda stands too often."""
        return any(count > _IAT_MOST.get(kind, 1) for kind, count in self.types.items())
