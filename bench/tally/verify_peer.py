"""The same pair through datacompy on Polars, in an environment of its own: `PEERS/python verify_peer.py FOLDER`."""

import sys

import datacompy
import polars

MONEY = ["balance", "amount_due", "past_due", "previous_balance", "last_payment"]
DATES = ["bill_date", "due_date", "last_payment_date"]
sides = [polars.read_csv(f"{sys.argv[1]}/{side}.csv", infer_schema_length=0) for side in ("left", "right")]
sides = [
    side.with_columns([polars.col(MONEY).cast(polars.Decimal(18, 2)), polars.col(DATES).str.to_date(form)])
    for side, form in zip(sides, ("%Y-%m-%d", "%m/%d/%Y"), strict=True)
]
compared = datacompy.PolarsCompare(*sides, join_columns=["account_no"], ignore_spaces=True)
print(compared.report())
