"""Large uploads are looked at a block of bytes at a time; what is found, and where, is what reading them line by line finds."""

import io
import random
from collections.abc import Callable
from typing import Any

import pytest

from pilotage.tally.forbidden import Finding, bank_tables, likely_lines, plain_tables, scan_bank_accounts, scan_upload
from pilotage.tally.forbidden import texts as texts_of_lines
from pilotage.tally.forbidden.brands import luhn_holds

NEVER = 1 << 60
ROUTINGS = ("021000021", "011401533", "091000019", "322271627")
SEEDS = range(120)


def digits(rng: random.Random, low: int, high: int = 0) -> str:
    return "".join(rng.choices("0123456789", k=rng.randint(low, high or low)))


def card(rng: random.Random) -> str:
    body = rng.choice(("4", "51", "2221", "6011")) + digits(rng, 14)
    return next(body[:15] + last for last in "0123456789" if luhn_holds(body[:15] + last))


def grouped(rng: random.Random) -> str:
    number, sign = card(rng), rng.choice((" ", "-", ".", "\u00a0", "  "))
    return sign.join(number[at : at + 4] for at in range(0, 16, 4))


KINDS: dict[str, Callable[[random.Random], str]] = {
    "account_no": lambda rng: digits(rng, 9),
    "acct": lambda rng: digits(rng, 8, 10),
    "loan": lambda rng: digits(rng, 16),
    "padded": lambda rng: digits(rng, 14).zfill(20),
    "zip": lambda rng: digits(rng, 5),
    "meter": lambda rng: digits(rng, 8, 9),
    "phone": lambda rng: f"555-{digits(rng, 3)}-{digits(rng, 4)}",
    "stamp": lambda rng: f"2026-03-0{rng.randint(1, 9)} 10:{digits(rng, 2)}:11",
    "amount": lambda rng: f"{rng.randint(1, 10**6) / 100:.2f}",
    "large": lambda rng: f"{rng.randint(1, 10**15):,}",
    "float": lambda rng: f"{rng.randint(1, 9)}.{digits(rng, 12)}E+15",
    "email": lambda rng: f"user{digits(rng, 4)}e1@example.com",
    "name": lambda rng: rng.choice(("ANN LEE", "JOSÉ NÚÑEZ", "Zoë", "Bo  Wu", "O'NEIL", "")),
    "wide": lambda rng: "".join(chr(0xFF10 + int(one)) for one in digits(rng, 12, 17)),
    "uuid": lambda rng: f"{digits(rng, 8)}-{digits(rng, 4)}-{digits(rng, 4)}-{digits(rng, 4)}-{digits(rng, 12)}",
    "masked_no": lambda rng: f"{rng.choice(('****', 'xx', '••••'))}{digits(rng, 4)}",
    "remark": lambda rng: rng.choice(
        ("paid late", "", "see note", "checking account 123456789", f"use {card(rng)} now")
    ),
    "iban": lambda rng: rng.choice(("DE89370400440532013000", "GB82 WEST 1234 5698 7654 32", "AB12CDEF3456GH7")),
    "check": lambda rng: f"{rng.choice(ROUTINGS)} {digits(rng, 6, 12)}",
    "routing_no": lambda rng: rng.choice((*ROUTINGS, *ROUTINGS, digits(rng, 9))),
    "bank_account": lambda rng: rng.choice(("", f"***{digits(rng, 4)}", digits(rng, 8, 12))),
    "half": lambda rng: card(rng)[:8],
    "card_no": card,
    "grouped": grouped,
    "dashed": lambda rng: f"{digits(rng, 5)}-{digits(rng, 5)}-{digits(rng, 4)}",
    "two groups": lambda rng: f"{digits(rng, 10)}-{digits(rng, 5)}",
    "spaced": lambda rng: f"{digits(rng, 4)} {digits(rng, 4)} {digits(rng, 4)} {digits(rng, 4)}",
    "dotted": lambda rng: f"{digits(rng, 8)}.{digits(rng, 8)}",
    "padded group": lambda rng: f"00{digits(rng, 14)} {digits(rng, 2)}",
}


def cell(rng: random.Random, text: str, delimiter: str, *, all_quoted: bool) -> str:
    needs = delimiter in text or '"' in text
    return '"' + text.replace('"', '""') + '"' if needs or all_quoted or rng.random() < 0.02 else text


def table(rng: random.Random) -> tuple[str, list[str]]:
    """A table of random columns, some of its rows damaged, and their names."""
    delimiter = rng.choice((",", ",", ";", "\t", "|"))
    names = rng.sample(list(KINDS), rng.randint(2, 7))
    makes = [KINDS[one] for one in names]
    if rng.random() < 0.2:
        names = [f"COL_{place}" for place in range(1, len(names) + 1)]
    rare = KINDS[rng.choice(list(KINDS))] if rng.random() < 0.4 else None
    all_quoted, is_damaged = rng.random() < 0.2, rng.random() < 0.4
    lines = [] if rng.random() < 0.15 else [delimiter.join(names)]
    for _ in range(rng.randint(30, 400)):
        cells = [make(rng) for make in makes]
        if rare is not None and rng.random() < 0.01:
            cells[rng.randrange(len(cells))] = rare(rng)
        line = delimiter.join(cell(rng, one, delimiter, all_quoted=all_quoted) for one in cells)
        if is_damaged and rng.random() < 0.02:
            line = rng.choice(
                ("", delimiter * 2, f" {delimiter} ", f"{line}{delimiter}x", cells[0], f'"{line}', f"{line}\0")
            )
        lines.append(line)
    end = rng.choice(("\n", "\n", "\r\n", "\r"))
    return end.join(lines) + rng.choice(("", end)), names


def as_bytes(rng: random.Random, text: str) -> bytes:
    encoding = rng.choice(("utf-8", "utf-8", "utf-8-sig", "windows-1252", "utf-16"))
    data = text.encode(encoding, "replace")
    return data[:-3] + b"\xff" + data[-3:] if rng.random() < 0.05 else data


def ways(monkeypatch: pytest.MonkeyPatch, scan: Callable[[], Any], piece: int) -> tuple[Any, Any]:
    monkeypatch.setattr(texts_of_lines, "_LARGE", NEVER)
    monkeypatch.setattr(bank_tables, "LARGE", NEVER)
    by_lines = scan()
    monkeypatch.setattr(texts_of_lines, "_LARGE", 0)
    monkeypatch.setattr(bank_tables, "LARGE", 0)
    monkeypatch.setattr(likely_lines, "_PIECE", piece)
    monkeypatch.setattr(plain_tables, "_PIECE", piece)
    return by_lines, scan()


@pytest.mark.parametrize("seed", SEEDS)
def test_both_ways_find_the_same_places(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    text, names = table(rng)
    data = as_bytes(rng, text)
    allowed = [rng.choice(names)] if rng.random() < 0.3 else []

    def scan() -> list[Finding]:
        return scan_upload(io.BytesIO(data), "a.csv") + scan_bank_accounts(io.BytesIO(data), "a.csv", allowed=allowed)

    by_lines, by_blocks = ways(monkeypatch, scan, rng.choice((300, 4_000, 1 << 20)))
    assert by_blocks == by_lines


def test_the_tables_of_this_comparison_hold_enough_to_find() -> None:
    found = {"card": 0, "bank": 0, "nothing": 0}
    for seed in SEEDS:
        rng = random.Random(seed)
        data = as_bytes(rng, table(rng)[0])
        cards = bool(scan_upload(io.BytesIO(data), "a.csv"))
        banks = bool(scan_bank_accounts(io.BytesIO(data), "a.csv"))
        found["card"] += cards
        found["bank"] += banks
        found["nothing"] += not cards and not banks
    assert min(found.values()) > 15, found


def test_a_lone_pair_of_halves_is_weighed_against_the_whole_file(monkeypatch: pytest.MonkeyPatch) -> None:
    number = "4539578763621486"
    rows = [f"{at},{place:04d},note {place},x" for place, at in enumerate(range(10_000, 10_400))]
    for others in ([], ["1234 AB 5678,9012,y,z"]):
        lines = [
            "a,b,c,d",
            *rows[:100],
            f"{number[:8]},{number[8:]},n,x",
            *others,
            *(row.replace(",0", ",N0") for row in rows[100:]),
        ]
        data = "\n".join(lines).encode()
        by_lines, by_blocks = ways(monkeypatch, lambda data=data: scan_upload(io.BytesIO(data)), 2_000)  # type: ignore[misc]
        assert by_blocks == by_lines


def test_bank_accounts_are_looked_for_in_files_of_more_than_fifty_megabytes_too() -> None:
    row = b"A1,ANN LEE," + b"x" * 88 + b"\n"
    data = b"account_no,name,bank_account\n" + row * 540_000 + b"A3,CY,0012345678\n"
    (found,) = scan_bank_accounts(io.BytesIO(data), "a.csv")
    assert found.column == "bank_account"


def test_one_line_of_more_than_fifty_megabytes_is_read_to_its_end() -> None:
    data = b'{"rows": "' + b"x" * (51 << 20) + b' card 4539578763621486"}'
    (found,) = scan_upload(io.BytesIO(data), "a.json")
    assert found.row == 1
