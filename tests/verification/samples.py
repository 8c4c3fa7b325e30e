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


def stream(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


def table(text: str) -> tuple[list[str], list[list[str]]]:
    """Columns and rows."""
    head, *rows = (line.split(",") for line in text.splitlines())
    return head, rows
