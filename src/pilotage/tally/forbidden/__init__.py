"""Finds card and bank account numbers in what people send, before anything is kept. Plain Python; never repeats a number.

One number proves little: of random 16-digit numbers 2.3 % have a right check digit and a card brand's prefix. So
columns are judged as a whole (`judging`), and texts number by number.
"""

from pilotage.tally.forbidden.bank_tables import scan_bank_accounts
from pilotage.tally.forbidden.banking import BankAccountJudge
from pilotage.tally.forbidden.columns import ColumnJudge
from pilotage.tally.forbidden.findings import Finding
from pilotage.tally.forbidden.texts import scan_bytes, scan_stream, scan_text
from pilotage.tally.forbidden.uploads import scan_upload

__all__ = [
    "BankAccountJudge",
    "ColumnJudge",
    "Finding",
    "scan_bank_accounts",
    "scan_bytes",
    "scan_stream",
    "scan_text",
    "scan_upload",
]
