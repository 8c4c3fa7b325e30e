"""An `Ntry` of camt as canonical entries: the booked line, and its details where it is a batch."""

from collections.abc import Iterator
from typing import NamedTuple

from pilotage.tally.entries import Entry
from pilotage.tally.formats.camt.leaves import NAMES, SIDES, Element, Money, children, day, deepest, leaf, money, side
from pilotage.tally.formats.report import Report

_KINDS = {"BOOK": "transaction", "PDNG": "pending", "INFO": "information", "FUTR": "pending"}
_REFERENCES = {
    "EndToEndId": "end_to_end", "TxId": "transaction", "InstrId": "instruction", "PmtInfId": "payment_information",
    "MsgId": "message", "AcctSvcrRef": "bank", "ChqNb": "check", "MndtId": "mandate", "ClrSysRef": "clearing",
    "UETR": "uetr",
}  # fmt: skip
_NOT_GIVEN = "NOTPROVIDED"


class Place(NamedTuple):
    """What an entry inherits from its statement."""

    account: str
    statement: str
    file: str


class Detail(NamedTuple):
    """What one `TxDtls` says."""

    amount: Money | None
    references: dict[str, str]
    name: str
    bank: str
    text: str
    reason: str
    direction: str


_NOTHING = Detail(None, {}, "", "", "", "", "")


def entries_of(report: Report, element: Element, place: Place) -> Iterator[Entry]:
    """The booked line, then one part for each of several details. Nothing where amount or direction cannot be told."""
    line: int = element.sourceline or 0
    told: dict[str, Element] = {}
    blocks: list[Element] = []
    for child in element:
        name = NAMES[child.tag]
        if name == "NtryDtls":
            blocks.append(child)
        else:
            told[name] = child
    details = [_detail(report, line, one) for block in blocks for one in block if NAMES[one.tag] == "TxDtls"]
    whole = _whole(report, line, told, details[0] if len(details) == 1 else _NOTHING, place)
    if whole is None:
        return
    yield whole
    if len(details) > 1:
        _add_up(report, line, blocks, whole, details)
        for number, detail in enumerate(details, 1):
            if detail.amount is not None:
                mark = detail.references.get("end_to_end") or f"{whole.reference}/{number}"
                yield whole._replace(
                    kind="detail", amount=detail.amount.units, currency=detail.amount.currency, name=detail.name,
                    direction=detail.direction or whole.direction, reference=mark, parent=whole.reference,
                    bank=detail.bank, references=detail.references, text=detail.text, code=detail.reason or whole.code,
                )  # fmt: skip


def _whole(report: Report, line: int, told: dict[str, Element], one: Detail, place: Place) -> Entry | None:
    """The booked line with what its only detail says."""
    amount = money(report, line, "Ntry", told.get("Amt"))
    direction = side(report, line, "Ntry", deepest(told.get("CdtDbtInd")))
    status = deepest(told.get("Sts"))
    kind = _KINDS.get(status)
    if kind is None:
        report.fault("status", line, "Ntry", "Sts", found=status[:20] or "empty")
        kind = "transaction"
    booked = day(report, line, "Ntry", "BookgDt", told.get("BookgDt"))
    if booked is None and kind == "transaction" and not deepest(told.get("BookgDt")):
        report.fault("date_missing", line, "Ntry", "BookgDt")
    valued = day(report, line, "Ntry", "ValDt", told.get("ValDt"))
    if amount is None or not direction:
        return None
    code, bank, own, more = (
        _code(told),
        leaf(told.get("AcctSvcrRef")),
        leaf(told.get("NtryRef")),
        leaf(told.get("AddtlNtryInf")),
    )
    if kind == "transaction" and (one.reason or leaf(told.get("RvslInd")) == "true"):
        kind = "return"
    references = dict(one.references)
    if own:
        references["entry"] = own
    if bank:
        references["bank"] = bank
    text = f"{one.text}\n{more}" if one.text and more else one.text or more
    return Entry(
        line, kind, amount.units, amount.currency, direction, booked or valued, place.account, one.name,
        bank or own or next(iter(references.values()), ""), place.statement, valued, _method(code), one.reason or code,
        one.bank, references.get("end_to_end", "") if one.reason else "", text, references, place.file,
    )  # fmt: skip


def _detail(report: Report, line: int, element: Element) -> Detail:
    told = children(element)
    amount = told.get("Amt")
    if amount is None and "AmtDtls" in told:
        inner = children(told["AmtDtls"]).get("TxAmt")
        amount = children(inner).get("Amt") if inner is not None else None
    references: dict[str, str] = {}
    if "Refs" in told:
        for child in told["Refs"]:
            name = _REFERENCES.get(NAMES[child.tag])
            text = (child.text or "").strip()
            if name and text and text != _NOT_GIVEN:
                references[name] = text
    direction = SIDES.get(leaf(told.get("CdtDbtInd")), "")
    name, bank = _parties(told, direction)
    returned = told.get("RtrInf")
    reason = leaf(returned, "Rsn", "Cd") or leaf(returned, "Rsn", "Prtry") if returned is not None else ""
    text = _remittance(told, references)
    found = money(report, line, "TxDtls", amount) if amount is not None else None
    return Detail(found, references, name, bank, text, reason, direction)


def _parties(told: dict[str, Element], direction: str) -> tuple[str, str]:
    """The name of the other side and its bank: the debtor where there is one, else the creditor."""
    parties = children(told["RltdPties"]) if "RltdPties" in told else {}
    name = ""
    for role in ("Dbtr", "Cdtr", "UltmtDbtr", "UltmtCdtr"):
        if role in parties:
            name = leaf(parties[role], "Pty", "Nm") or leaf(parties[role], "Nm")
            if name:
                break
    bank = ""
    if "RltdAgts" in told:
        agents = children(told["RltdAgts"])
        for role in ("DbtrAgt", "CdtrAgt"):
            inner = children(agents[role]).get("FinInstnId") if role in agents else None
            bank = bank or leaf(inner, "BICFI") or leaf(inner, "BIC") or leaf(inner, "ClrSysMmbId", "MmbId")
    return name, bank


def _remittance(told: dict[str, Element], references: dict[str, str]) -> str:
    if "RmtInf" not in told:
        return ""
    texts = []
    for child in told["RmtInf"]:
        if NAMES[child.tag] == "Ustrd":
            texts.append((child.text or "").strip())
        elif reference := leaf(child, "CdtrRefInf", "Ref"):
            references.setdefault("creditor", reference)
    return "\n".join(text for text in texts if text)


def _add_up(report: Report, line: int, blocks: list[Element], whole: Entry, details: list[Detail]) -> None:
    """Details of one currency must add up to their entry, and be as many as the batch says."""
    amounts = [detail.amount for detail in details]
    if all(one is not None and one.currency == whole.currency for one in amounts):
        total = sum(
            (one.units if detail.direction in ("", whole.direction) else -one.units)
            for one, detail in zip(amounts, details, strict=True) if one is not None
        )  # fmt: skip
        if total != whole.amount:
            report.fault("details_sum", line, "Ntry", "TxDtls", found=total, stated=whole.amount)
    for block in blocks:
        stated = leaf(block, "Btch", "NbOfTxs")
        listed = sum(NAMES[one.tag] == "TxDtls" for one in block)
        if stated.isascii() and stated.isdigit() and len(stated) < 10 and listed > 1 and int(stated) != listed:
            report.fault("details_count", line, "Ntry", "NbOfTxs", stated=int(stated), found=listed)


def _code(told: dict[str, Element]) -> str:
    """The bank transaction code: domain/family/sub-family, or the bank's own."""
    if "BkTxCd" not in told:
        return ""
    inner = children(told["BkTxCd"])
    if "Domn" not in inner:
        return leaf(inner.get("Prtry"), "Cd")
    domain = children(inner["Domn"])
    family = children(domain["Fmly"]) if "Fmly" in domain else {}
    parts = (leaf(domain.get("Cd")), leaf(family.get("Cd")), leaf(family.get("SubFmlyCd")))
    return "/".join(part for part in parts if part)


_FAMILIES = {"RCDT": "transfer", "ICDT": "transfer", "RDDT": "debit", "IDDT": "debit", "CCRD": "card", "MCRD": "card"}
_FAMILIES |= {"RCHQ": "check", "ICHQ": "check", "LBOX": "lockbox", "CNTR": "cash", "DRFT": "check"}


def _method(code: str) -> str:
    parts = code.split("/")
    return _FAMILIES.get(parts[1], "") if len(parts) > 1 else ""
