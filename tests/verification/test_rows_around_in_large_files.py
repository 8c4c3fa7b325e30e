"""What stands around a differing cell is found in files of any size that a run takes, those larger than other tables may be included."""

from pathlib import Path

from pilotage.tally.tables.limits import Limits
from pilotage.verification.engine import rows_at


def test_rows_are_found_in_a_file_larger_than_other_tables_may_be(tmp_path: Path) -> None:
    place = tmp_path / "accounts.csv"
    with place.open("w") as file:
        file.write("account_no,name,balance\n")
        file.writelines(f"{number},Ann {number},{number}.00\n" for number in range(1, 20))
        filling = f"{7:0>200},{'x' * 800},1.00\n" * 1_000
        while file.tell() <= Limits().file_bytes:
            file.write(filling)
    found = rows_at(place, place.name, {2, 11})
    assert found == {
        2: {"account_no": "1", "name": "Ann 1", "balance": "1.00"},
        11: {"account_no": "10", "name": "Ann 10", "balance": "10.00"},
    }
