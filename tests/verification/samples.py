"""Two small extracts of one billing system and one platform, as people send them."""

import io

LEFT = """ACCT_NO,CUST_NAME,BAL_AMT,BILL_DT,AUTOPAY,STATUS_CD,METER
00010001,ANN LEE ,120.50,2026-10-01,Y,A,M1
00010002,Bo Diaz,75.00,2026-10-02,N,A,M2
00010003,Cy Wu,0.00,2026-10-15,Y,C,M3
"""
RIGHT = """accountNumber,customer name,balance_amount,billDate,auto_pay,status,email
00010001,Ann Lee,120.50,10/01/2026,true,Active,a@example.com
00010002,Bo Diaz,75.01,10/02/2026,false,Active,b@example.com
00010004,Di Roy,9.99,10/15/2026,true,Closed,d@example.com
"""

#: Account, name, balance with two implied decimals, day, autopay, status.
FIXED = "".join(
    f"{account}{name:<12}{cents:>9}{day}{auto}{status}\n"
    for account, name, cents, day, auto, status in (
        ("00010001", "ANN LEE", "000012050", "261001", "Y", "A"),
        ("00010002", "Bo Diaz", "000007500", "261002", "N", "A"),
        ("00010003", "Cy Wu", "000000000", "261015", "Y", "C"),
    )
)
LAYOUT = """format: fixed
key: [ACCT_NO]
fields:
  ACCT_NO: {at: [1, 8]}
  CUST_NAME: {at: [9, 12]}
  BAL_AMT: {at: [21, 9], type: money, decimals: 2}
  BILL_DT: {at: [30, 6], type: date, format: YYMMDD}
  AUTOPAY: {at: [36, 1], type: flag, "true": [Y], "false": [N]}
  STATUS_CD: {at: [37, 1]}
"""


def stream(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


def table(text: str) -> tuple[list[str], list[list[str]]]:
    """Columns and rows."""
    head, *rows = (line.split(",") for line in text.splitlines())
    return head, rows
