"""Right files of each format, written by hand. Tests change one thing in them."""

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
<BkToCstmrStmt>
<GrpHdr><MsgId>MSG-1</MsgId><CreDtTm>2026-11-21T06:00:00Z</CreDtTm></GrpHdr>
<Stmt>
<Id>STMT-7</Id>
<Acct><Id><Othr><Id>000123456789</Id></Othr></Id><Ccy>USD</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-19</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">345.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
<TxsSummry><TtlNtries><NbOfNtries>4</NbOfNtries><Sum>264.50</Sum><TtlNetNtry><Amt>255.50</Amt><CdtDbtInd>CRDT</CdtDbtInd></TtlNetNtry></TtlNtries>
<TtlCdtNtries><NbOfNtries>3</NbOfNtries><Sum>260.00</Sum></TtlCdtNtries><TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>4.50</Sum></TtlDbtNtries></TxsSummry>
<Ntry><NtryRef>N1</NtryRef><Amt Ccy="USD">200.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt>
<ValDt><Dt>2026-11-20</Dt></ValDt><AcctSvcrRef>BANK1</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>
<TxDtls><Refs><EndToEndId>E2E-1</EndToEndId></Refs><Amt Ccy="USD">150.00</Amt><RltdPties><Dbtr><Pty><Nm>Ada Byron</Nm></Pty></Dbtr></RltdPties></TxDtls>
<TxDtls><Refs><EndToEndId>E2E-2</EndToEndId></Refs><Amt Ccy="USD">50.00</Amt><RltdPties><Dbtr><Nm>Alan T</Nm></Dbtr></RltdPties></TxDtls>
</NtryDtls></Ntry>
<Ntry><Amt Ccy="USD">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>2026-11-20T10:00:00+01:00</DtTm></BookgDt>
<AcctSvcrRef>BANK2</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>E2E-3</EndToEndId><TxId>TX3</TxId></Refs>
<RtrInf><Rsn><Cd>AC01</Cd></Rsn></RtrInf><RmtInf><Ustrd>INVOICE 9</Ustrd><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="USD">4.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt><AddtlNtryInf>FEE</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="USD">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>
</Stmt>
</BkToCstmrStmt>
</Document>
"""  # noqa: E501

MT940 = """{1:F01BANKUS33AXXX0000000000}{2:O9401200}{4:
:20:STMT-1
:25:123456789/USD
:28C:00012/001
:60F:C261119USD100,00
:61:2611201120C200,00NTRFREF-1//BANK-1
supplementary
:86:/NAME/Ada Byron/REMI/INVOICE 7
more text
:61:2611201120RC50,00NRTIORIG-9//BANK-2
:86:?20INVOICE 9?32ALAN?33 T
:61:2611201120D4,50NCHGNONREF
:62M:C261120USD245,50
-
:20:STMT-1
:25:123456789/USD
:28C:00012/002
:60M:C261120USD245,50
:61:261120EC7,00NTRFNONREF
:62F:C261120USD245,50
:64:C261120USD245,50
-}
"""

LOCKBOX = [
    "1".ljust(3) + "0764012501234567890 261121".replace(" ", "")[:20].ljust(20) + "2611210930",
    "2".ljust(21) + "SERVICE001",
    "5001001" + "0012345" + "261120",
    "6001001" + "0000012550" + "231380104" + "0000009876" + "0000004411" + "ACCT 1001",
    "4001001" + "6" + "01" + "0" + "INV-1".ljust(10) + "0000010000",
    "4001001" + "6" + "02" + "9" + "INV-2".ljust(10) + "0000002550",
    "6001002" + "0000000450" + "231380104" + "0000009877" + "0000004412",
    "7001000" + "0012345" + "261120" + "002" + "0000013000",
    "8001000" + "0012345" + "261120" + "0002" + "0000013000",
    "9000010",
]

_ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261121*0930*U*00401*000000001*0*P*>"
X820 = (
    "~\n".join(
        [
            _ISA,
            "GS*RA*SENDER*RECEIVER*20261121*0930*1*X*004010",
            "ST*820*0001",
            "BPR*C*145.00*C*ACH*CTX*01*231380104*DA*111222*1234567890**01*076401251*DA*333444*20261123",
            "TRN*1*TRACE-77*1234567890",
            "CUR*PR*USD",
            "N1*PR*RIVERTON PARKS",
            "ENT*1",
            "RMR*IV*INV-1**100.00*105.00*5.00",
            "REF*PO*PO-9",
            "RMR*IV*INV-2**50",
            "ENT*2",
            "ADX*-5.00*01*IV*CREDIT-3",
            "SE*12*0001",
            "GE*1*1",
            "IEA*1*000000001",
        ]
    )
    + "~\n"
)
X823 = (
    "~\n".join(
        [
            _ISA.replace("000000001", "000000002"),
            "GS*LB*SENDER*RECEIVER*20261121*0930*2*X*004010",
            "ST*823*0002",
            "N1*BK*FIRST BANK",
            "DEP*LBX-12345*20261120*1200*DEP-9*01*231380104*DA*555666",
            "AMT*TD*130.00",
            "QTY*41*1",
            "QTY*42*2",
            "BAT*20261120*1200*B-1",
            "AMT*TB*130.00",
            "QTY*42*2",
            "BPR*X*125.50*C*CHK**01*231380104*DA*9876*1234567890**01*076401251*DA*555666*20261120",
            "TRN*1*4411",
            "N1*PR*ADA BYRON",
            "RMR*IV*INV-1**125.50",
            "BPR*X*4.50*C*CHK",
            "TRN*1*4412",
            "SE*16*0002",
            "GE*1*2",
            "IEA*1*000000002",
        ]
    )
    + "~\n"
)
