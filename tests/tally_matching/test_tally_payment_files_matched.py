"""Statements and ACH files as sides of a reconciliation, through the same readers as `tally read`."""

from pathlib import Path

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import read_spec

STATEMENT = """01,122099999,123456789,261118,2300,1,,,2/
02,031001234,122099999,1,261118,2359,USD,2/
03,0123456789,USD,010,500000,,,015,513349,,/
16,142,13649,0,88123,,SETTLEMENT DEP-901/
16,475,300,0,1001,,CHECK PAID/
49,1027298,4/
98,1027298,1,6/
99,1027298,1,8/
"""


def files(folder: Path, statement: str) -> dict[str, Path]:
    (folder / "p.csv").write_text("payment_id,batch_id,date,amount\nP1,B1,2026-11-16,100.00\nP2,B1,2026-11-16,36.49\n")
    (folder / "d.csv").write_text("deposit_id,batch_id,date,amount\nDEP-901,B1,2026-11-17,136.49\n")
    (folder / "bank.bai").write_text(statement)
    return {"payments": folder / "p.csv", "deposits": folder / "d.csv", "bank": folder / "bank.bai"}


def test_deposits_meet_the_lines_of_a_bai2_statement_and_debits_are_negative(tmp_path: Path) -> None:
    answer = reconcile(files(tmp_path, STATEMENT), read_spec({"bank": {"format": "bai2"}}, "spec"))
    assert answer["states"]["deposits"]["confirmed"] == {"rows": 1, "amount": 13649}
    assert answer["states"]["bank"]["confirmed"] == {"rows": 1, "amount": 13649}
    assert answer["states"]["bank"]["exception"] == {"rows": 1, "amount": -300}
    assert next(one for one in answer["unmatched"] if one["side"] == "bank")["row"] == 5


def test_a_statement_that_is_not_sound_is_not_counted(tmp_path: Path) -> None:
    broken = STATEMENT.replace("99,1027298,1,8/", "99,1027299,1,8/")
    with pytest.raises(TallyError, match=r"bank.bai line 8: the file is not valid"):
        reconcile(files(tmp_path, broken), read_spec({"bank": {"format": "bai2"}}, "spec"))
