"""Looks for bank account numbers in a table that somebody sends, before anything is kept."""

from collections.abc import Iterable
from typing import BinaryIO

from pilotage.tally.forbidden.banking import BankAccountJudge
from pilotage.tally.forbidden.findings import Finding
from pilotage.tally.tables import Limits, TableUnreadable, open_table


def scan_bank_accounts(
    stream: BinaryIO,
    name: str = "",
    limits: Limits | None = None,
    *,
    allowed: Iterable[str] = (),
    key: Iterable[str] = (),
) -> list[Finding]:
    """Bank account numbers in columns that are not `allowed` to hold them; every sheet of a workbook is looked at.

    What is no table (a text, a fixed-width file without its layout) has no columns to judge, and nothing is found in it.
    """
    found: list[Finding] = []
    done: set[str] = set()
    waiting: list[str | None] = [None]
    while waiting:
        wanted = waiting.pop()
        if wanted in done:
            continue
        try:
            table = open_table(stream, name=name, sheet=wanted, limits=limits or Limits())
        except TableUnreadable:
            done.add(wanted or "")
            continue
        done.add(table.sheet)
        waiting += [one.name for one in table.other_sheets if not one.is_empty and one.name not in done]
        judge = BankAccountJudge(table.headers, allowed=allowed, key=key)
        try:
            for row in table.rows():
                judge.feed_row(row.number, row.cells.items())
        except TableUnreadable:
            pass
        found += judge.findings()
    return found
