"""Writes camt.053 files for the benchmarks. Knows nothing of the readers."""

import random
from pathlib import Path

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
 <BkToCstmrStmt>
  <GrpHdr><MsgId>MSG-1</MsgId><CreDtTm>2026-11-21T06:00:00</CreDtTm></GrpHdr>
  <Stmt>
   <Id>STMT-1</Id><CreDtTm>2026-11-21T06:00:00</CreDtTm>
   <Acct><Id><Othr><Id>000123456789</Id></Othr></Id><Ccy>USD</Ccy></Acct>
   <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>
    <Amt Ccy="USD">{opening}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
   <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>
    <Amt Ccy="USD">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
"""
_ENTRY = """   <Ntry>
    <NtryRef>N{number}</NtryRef>
    <Amt Ccy="USD">{amount}</Amt>
    <CdtDbtInd>{side}</CdtDbtInd>
    <Sts><Cd>BOOK</Cd></Sts>
    <BookgDt><Dt>2026-11-20</Dt></BookgDt>
    <ValDt><Dt>2026-11-20</Dt></ValDt>
    <AcctSvcrRef>BANK{number:09}</AcctSvcrRef>
    <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
    <NtryDtls>
     <TxDtls>
      <Refs><EndToEndId>E2E-{number}</EndToEndId></Refs>
      <Amt Ccy="USD">{amount}</Amt>
      <RltdPties>
       <Dbtr><Pty><Nm>PAYER {payer}</Nm></Pty></Dbtr>
       <DbtrAcct><Id><Othr><Id>{account}</Id></Othr></Id></DbtrAcct>
      </RltdPties>
      <RmtInf><Ustrd>INVOICE {payer}</Ustrd></RmtInf>
     </TxDtls>
    </NtryDtls>
   </Ntry>
"""


def money(cents: int) -> str:
    """Cents as a decimal text."""
    return f"{cents // 100}.{cents % 100:02}"


def write_camt(path: Path, entries: int, seed: int) -> dict[str, int]:
    """One statement with this many booked entries. What it holds: entries, credits and debits in cents."""
    rng = random.Random(seed)
    sides = [(rng.randint(1, 500_000), "CRDT" if rng.random() < 0.7 else "DBIT") for _ in range(entries)]
    truth = {"entries": entries, "credit": 0, "debit": 0}
    for amount, side in sides:
        truth["credit" if side == "CRDT" else "debit"] += amount
    opening = 10**12
    closing = opening + truth["credit"] - truth["debit"]
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_HEAD.format(opening=money(opening), closing=money(closing)))
        for number, (amount, side) in enumerate(sides, 1):
            facts = {"payer": rng.randint(1, 99_999), "account": rng.randint(10**8, 10**11)}
            out.write(_ENTRY.format(number=number, amount=money(amount), side=side, **facts))
        out.write("  </Stmt>\n </BkToCstmrStmt>\n</Document>\n")
    return truth
