"""Generators of payments and bank lines with known truth. They import nothing of tally: the answer key is theirs alone."""

import csv
import datetime
import random
from pathlib import Path

FIRST_DAY = datetime.date(2026, 3, 2)
FIRST_NAMES = (
    "ANNA BEN CARLA DAVID ELENA FRANK GRACE HENRY IRIS JACK KAREN LEO MARIA NOAH OLGA PAUL ROSA SAM TINA VICTOR".split()
)
SYLLABLES = "BAR COL DEN FER GAL HAM JEN KEL LOR MAN NOR PEL RIV SAN TOR VEL WIN YAR ZIM AL".split()
ENDINGS = "SON TON MAN EZ ER LEY FORD INI SKI WELL".split()


def business_days(count: int) -> list[datetime.date]:
    """Weekdays of a stretch without bank holidays (March to mid May)."""
    days, day = [], FIRST_DAY
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day += datetime.timedelta(days=1)
    return days


def one_to_one(folder: Path, seed: int, size: int = 4_000) -> dict[str, str]:
    """payments.csv and bank.csv without any common reference; the answer is payment id → bank line id.

    Sixty percent of the amounts are one of 60 prices, families share surnames, the bank cuts and misspells names or gives
    none, one line in ten has the account number, the bank takes fees, is up to four banking days late; four percent of
    the lines on each side have no partner.
    """
    rng = random.Random(seed)
    days = business_days(40)
    prices = [rng.randint(1_500, 30_000) for _ in range(60)]
    accounts = [f"{rng.randrange(10**8):08d}" for _ in range(size * 2 // 3)]
    surnames = [rng.choice(SYLLABLES) + rng.choice(SYLLABLES) + rng.choice(ENDINGS) for _ in range(size // 3)]
    payments, bank, truth = [], [], {}
    for at in range(size):
        payer = rng.randrange(len(accounts))
        name = f"{FIRST_NAMES[payer % 20]} {surnames[payer % len(surnames)]}"
        day = rng.randrange(34)
        amount = rng.choice(prices) if rng.random() < 0.6 else int(rng.lognormvariate(9.2, 0.9)) + 100
        has_payment, has_line = rng.random() > 0.04, rng.random() > 0.04
        if has_payment:
            payments.append((f"P{at}", days[day].isoformat(), _money(amount), name.title(), accounts[payer]))
        if has_line:
            lag = rng.choices(range(5), (10, 55, 20, 10, 5))[0]
            text = _bank_text(rng, name) + (f" {accounts[payer]}" if rng.random() < 0.1 else "")
            line = f"L{rng.randrange(10**9):09d}"
            bank.append((line, days[day + lag].isoformat(), _money(_taken(rng, amount)), text))
            if has_payment:
                truth[f"P{at}"] = line
    rng.shuffle(bank)
    _write(folder / "payments.csv", ("payment_id", "date", "amount", "payer", "account"), payments)
    _write(folder / "bank.csv", ("line_id", "date", "amount", "description"), bank)
    return truth


def _taken(rng: random.Random, amount: int) -> int:
    """What arrives: mostly the amount, sometimes less a fee."""
    kind = rng.random()
    if kind < 0.9:
        return amount
    return amount - (max(1, amount * rng.choice((1, 2, 3)) // 100) if kind < 0.97 else rng.randint(1, 50))


def _bank_text(rng: random.Random, name: str) -> str:
    kind = rng.random()
    if kind < 0.06:
        return rng.choice(("DEPOSIT", "MOBILE PMT", "ACH CREDIT"))
    first, last = name.split()
    words = {0: name, 1: f"{last} {first[0]}", 2: f"{first[0]} {last}", 3: last, 4: f"{last} {first}"}[rng.randrange(5)]
    if rng.random() < 0.35:
        at = rng.randrange(len(words))
        words = words[:at] + rng.choice("AEIORSTLN") + words[at + rng.randrange(2) :]
    if rng.random() < 0.3:
        words = words[: rng.randint(6, 10)]
    return f"{rng.choice(('PMT', 'ACH', 'WEB', ''))} {words}".strip()


def batches(folder: Path, seed: int, size: int = 1_500) -> dict[str, int]:
    """payments.csv and deposits.csv with batch ids, returns, chargebacks, fees; the answer is deposit id → residual in cents.

    Fees: 2.75 % and 10 cents on each payment by card, rounded half up; 25 cents a batch with a card payment.
    A fifth of the deposits are off: a cent, a payment left out, a transposed amount.
    """
    rng = random.Random(seed)
    days = business_days(30)
    payments, deposits, truth = [], [], {}
    for batch in range(size):
        day, net, has_card = rng.randrange(25), 0, False
        for line in range(rng.randint(1, 60)):
            cents = rng.randint(500, 90_000)
            kind = rng.choices(("payment", "return", "chargeback", "refund"), (90, 5, 2, 3))[0]
            method = rng.choice(("card", "ach"))
            payments.append((f"P{batch}-{line}", f"B{batch}", days[day].isoformat(), _money(cents), kind, method))
            net += cents if kind == "payment" else -cents
            if kind == "payment" and method == "card":
                has_card = True
                net -= (cents * 275 + 10 * 10_000 + 5_000) // 10_000
        net -= 25 if has_card else 0
        off = rng.choice((1, -1, 4_500, -1_234, 90)) if rng.random() < 0.2 else 0
        deposits.append((f"D{batch}", f"B{batch}", days[day + rng.randint(1, 3)].isoformat(), _money(net + off)))
        truth[f"D{batch}"] = -off
    rng.shuffle(payments)
    _write(folder / "payments.csv", ("payment_id", "batch_id", "date", "amount", "type", "method"), payments)
    _write(folder / "deposits.csv", ("deposit_id", "batch_id", "date", "amount"), deposits)
    return truth


def large(folder: Path, seed: int, lines: int = 144_000, payments: int = 5_000_000) -> dict[str, int]:
    """Five million payments in batches, one bank line a batch; half a percent of the lines are off. Counts by state come back."""
    rng = random.Random(seed)
    days = [day.isoformat() for day in business_days(40)]
    wrong, missing, written, shift = 0, 0, 0, 0
    with (folder / "payments.csv").open("w") as one, (folder / "deposits.csv").open("w") as other:
        one.write("payment_id,batch_id,date,amount,account\n")
        other.write("deposit_id,batch_id,date,amount\n")
        for line in range(lines):
            shift = rng.randint(-10, 10) if line % 2 == 0 and line < lines - 1 else -shift
            count = (line + 1) * payments // lines - line * payments // lines + shift
            day, total, rows = rng.randrange(36), 0, []
            for at in range(written, written + count):
                cents = rng.randint(1_000, 60_000)
                total += cents
                rows.append(
                    f"PAY{at:09d},B{line:07d},{days[day]},{cents // 100}.{cents % 100:02d},{rng.randrange(10**8):010d}\n"
                )
            one.write("".join(rows))
            written += count
            kind = rng.random()
            if kind < 0.002:
                missing += 1
                continue
            off = 1 if kind < 0.005 else 0
            wrong += off
            other.write(f"D{line:07d},B{line:07d},{days[day + rng.randint(1, 3)]},{_money(total + off)}\n")
    return {"agree": lines - wrong - missing, "wrong": wrong, "missing": missing}


def shuffle(folder: Path, seed: int) -> None:
    """The lines of payments.csv in another order, the header first."""
    path = folder / "payments.csv"
    header, *lines = path.read_text().splitlines(keepends=True)
    random.Random(seed).shuffle(lines)
    path.write_text("".join((header, *lines)))


def widen(folder: Path, seed: int) -> None:
    """Payments as a platform exports them: with a time, a type, a method, a currency, a fee that is none, and a reference of their own."""
    path, rng = folder / "payments.csv", random.Random(seed)
    times = [f" {rng.randrange(24):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}" for _ in range(5_000)]
    wide = path.with_suffix(".wide")
    with path.open() as lines, wide.open("w") as stream:
        stream.write(next(lines).rstrip("\n") + ",type,method,currency,fee,reference\n")
        for at, line in enumerate(lines):
            name, batch, day, rest = line.rstrip("\n").split(",", 3)
            method = "card" if at % 3 else "ach"
            stream.write(f"{name},{batch},{day}{times[at % 4_999]},{rest},payment,{method},USD,0.00,TR{at:010d}\n")
    wide.replace(path)


def _money(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
