"""Commands that match payments, check schedules and recompute charges refuse files with card numbers before they tell anything of them."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CARD = "4539578763621486"
PAYMENTS = "id,amount,date,batch,account,text\n"
DEPOSITS = "id,amount,date,reference\nD1,30.00,2026-03-03,B1\n"
CHARGES = "account,tariff,from,to,usage,amount,note\n"
TARIFF = "{tariffs: {R1: {per_unit: '0.10'}}}"


def commanded(*words: object) -> tuple[int, str, str]:
    script = "from pilotage.tally.cli.app import main; main()"
    ran = subprocess.run([sys.executable, "-c", script, *map(str, words)], capture_output=True, text=True, timeout=120)
    return ran.returncode, ran.stdout, ran.stderr


def rows(text: str, count: int = 3) -> str:
    rng = random.Random(4)
    return "".join(
        f"P{at},10.00,2026-03-02,B1,{rng.randrange(10**8)},{text if at == 1 else 'paid'}\n" for at in range(count)
    )


def refused(place: Path, line: int, column: str, *words: object) -> dict[str, Any]:
    code, out, err = commanded(*words, "--json")
    assert code == 2 and CARD not in out + err
    assert err.startswith(f"{place}: Row {line}, {column}: ") and err.count("\n") == 1 and CARD[-4:] in err
    told: dict[str, Any] = json.loads(out)
    assert told["file"] == place.name and told["forbidden"][0]["row"] == line
    code, out, err = commanded(*words)
    assert code == 2 and not out and CARD not in err
    return told


@pytest.mark.parametrize(
    "written",
    [CARD, "4539 5787 6362 1486", "4539-5787-6362-1486", f"card {CARD} by phone", "４５３９５７８７６３６２１４８６"],
)
def test_a_card_in_a_payment_is_refused(written: str, tmp_path: Path) -> None:
    payments, deposits = tmp_path / "payments.csv", tmp_path / "deposits.csv"
    payments.write_text(PAYMENTS + rows(written))
    deposits.write_text(DEPOSITS)
    refused(payments, 3, "text", "reconcile", "--payments", payments, "--deposits", deposits)


def test_a_card_in_a_deposit_or_a_posted_payment_is_refused(tmp_path: Path) -> None:
    payments, other = tmp_path / "payments.csv", tmp_path / "other.csv"
    payments.write_text(PAYMENTS + rows("paid"))
    other.write_text(DEPOSITS.replace("B1", CARD))
    refused(other, 2, "reference", "reconcile", "--payments", payments, "--deposits", other)
    other.write_text(f"id,amount,date,account\n1,10.00,2026-03-02,{CARD}\n")
    refused(other, 2, "account", "reconcile", "--payments", payments, "--posted", other)


def test_account_numbers_of_sixteen_digits_pass(tmp_path: Path) -> None:
    rng = random.Random(9)
    payments, deposits = tmp_path / "payments.csv", tmp_path / "deposits.csv"
    lines = [f"P{at},10.00,2026-03-02,B{at},{rng.randrange(10**16):016d},paid\n" for at in range(200)]
    payments.write_text(PAYMENTS + "".join(lines))
    deposits.write_text("id,amount,date,reference\n" + "".join(f"D{at},10.00,2026-03-03,B{at}\n" for at in range(200)))
    code, _, err = commanded("reconcile", "--payments", payments, "--deposits", deposits)
    assert (code, err) == (0, "")


def test_a_card_in_a_bill_or_a_charge_is_refused(tmp_path: Path) -> None:
    bills, charges, spec = tmp_path / "bills.csv", tmp_path / "charges.csv", tmp_path / "tariffs.yaml"
    bills.write_text(f"account,due_date,amount\n{CARD},2026-03-02,10.00\n")
    refused(bills, 2, "account", "check-schedule", "--bills", bills)
    guide = Path(__file__).parents[2] / "examples" / "verification"
    head, *others = (guide / "charges.csv").read_text().splitlines()
    charges.write_text(
        "\n".join([f"{head},note", f"{others[0]},paid by {CARD} visa", *(f"{one}," for one in others[1:])]) + "\n"
    )
    spec.write_text((guide / "tariffs.yaml").read_text())
    refused(charges, 2, "note", "rates", "--charges", charges, "--spec", spec)
