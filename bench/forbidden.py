"""Measures how many planted card numbers are found, how many innocent columns are refused, and how fast.

Run: python bench/forbidden.py
"""

import argparse
import io
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from pilotage.tally.forbidden import ColumnJudge, scan_bytes, scan_text, scan_upload
from pilotage.tally.forbidden.brands import luhn_holds

PREFIXES = (
    ("4", 16), ("4", 16), ("4", 13), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15), ("37", 15),
)  # fmt: skip
PREFIXES += (("6011", 16), ("65", 16), ("36", 14), ("3528", 16), ("62", 16))
WORDS = "please call about the bill that came late and was paid twice by check see note from office thanks".split()
NAMES = ("Ann", "Bo", "Cy", "Dee", "Ed")


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def checked(body: str) -> str:
    return next(body + last for last in "0123456789" if luhn_holds(body + last))


def card(rng: random.Random) -> str:
    prefix, length = rng.choice(PREFIXES)
    return checked(prefix + digits(rng, length - len(prefix) - 1))


def grouped(number: str, sign: str) -> str:
    sizes = {15: (4, 6, 5), 14: (4, 6, 4)}.get(len(number), (4,) * 5)
    parts, start = [], 0
    for size in sizes:
        parts.append(number[start : start + size])
        start += size
    return sign.join(part for part in parts if part)


def sentence(rng: random.Random, number: str) -> str:
    words = rng.choices(WORDS, k=rng.randint(4, 14))
    words.insert(rng.randint(0, len(words)), number)
    return " ".join(words)


def judged(values: list[object], header: str = "value", others: int = 0) -> bool:
    judge = ColumnJudge([header])
    for row, value in enumerate(values, 2):
        judge.feed(row, header, value)
    return bool(judge.findings())


# ---- planted cards: each channel makes one file or text with a card in it and says whether it was refused ----


def card_column(rng: random.Random) -> bool:
    return judged([card(rng) for _ in range(rng.randint(1, 40))])


def grouped_card_column(rng: random.Random) -> bool:
    return judged([grouped(card(rng), rng.choice((" ", "-", "."))) for _ in range(rng.randint(1, 40))])


def remark_column(rng: random.Random) -> bool:
    remarks: list[object] = [" ".join(rng.choices(WORDS, k=8)) for _ in range(200)]
    remarks[rng.randrange(200)] = sentence(rng, rng.choice((card(rng), grouped(card(rng), " "))))
    return judged(remarks)


def lone_card_among_names(rng: random.Random) -> bool:
    values: list[object] = [rng.choice(NAMES) for _ in range(100)]
    values[rng.randrange(100)] = card(rng)
    return judged(values)


def few_cards_among_short_numbers(rng: random.Random) -> bool:
    values: list[object] = [digits(rng, 10) for _ in range(300)]
    for _ in range(rng.randint(1, 4)):
        values[rng.randrange(300)] = card(rng)
    return judged(values)


def grouped_card_among_accounts(rng: random.Random) -> bool:
    values: list[object] = [digits(rng, 16) for _ in range(300)]
    values[rng.randrange(300)] = grouped(card(rng), " ")
    return judged(values)


def card_among_numbered_accounts(rng: random.Random) -> bool:
    start = int("1" + digits(rng, 15))
    values: list[object] = [str(start + place) for place in range(300)]
    values[rng.randrange(300)] = checked("4" + digits(rng, 14))
    return judged(values)


def number_cells(rng: random.Random) -> bool:
    kind = rng.choice((int, float))
    return judged([kind(checked("4" + digits(rng, 14))) for _ in range(rng.randint(1, 30))])


def comment(rng: random.Random) -> bool:
    return bool(scan_text(sentence(rng, grouped(card(rng), rng.choice(("", " ", "-", ".", "  "))))))


def full_width(rng: random.Random) -> bool:
    wide = card(rng).translate({ord(sign): 0xFF10 + int(sign) for sign in "0123456789"})
    return bool(scan_text(sentence(rng, wide)))


def remark_in_delimited_upload(rng: random.Random) -> bool:
    lines = [f"{digits(rng, 16)},{rng.choice(NAMES)},{' '.join(rng.choices(WORDS, k=5))}" for _ in range(100)]
    lines[rng.randrange(100)] = f"{digits(rng, 16)},{rng.choice(NAMES)},{sentence(rng, card(rng))}"
    return bool(scan_bytes("\n".join(lines).encode()))


def plain_text_upload(rng: random.Random) -> bool:
    lines = [" ".join(rng.choices(WORDS, k=12)) for _ in range(40)]
    lines[rng.randrange(40)] = sentence(rng, grouped(card(rng), rng.choice(("", " ", "-"))))
    return bool(scan_bytes("\n".join(lines).encode(rng.choice(("utf-8", "utf-16", "cp1252")))))


def archive_member(rng: random.Random) -> bool:
    stream = io.BytesIO()
    number = card(rng)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        body = f"<w:p><w:r><w:t>{number[:6]}</w:t></w:r><w:r><w:t>{number[6:]}</w:t></w:r></w:p>"
        archive.writestr("word/document.xml", f"<w:document>{body}</w:document>")
    return bool(scan_upload(stream, "letter.docx"))


def workbook(rng: random.Random) -> bool:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet("Billers").write_row(0, 0, ["name", "note"])
    hidden = book.add_worksheet("Old")
    hidden.hide()
    for row, cells in enumerate([["name", "note"], ["Ann", "paid"], ["Bo", sentence(rng, card(rng))], ["Cy", "late"]]):
        hidden.write_row(row, 0, cells)
    book.close()
    return bool(scan_upload(stream, "billers.xlsx"))


def file_name(rng: random.Random) -> bool:
    return bool(scan_upload(io.BytesIO(b"nothing here"), f"receipt_{card(rng)}.txt"))


def behind_zeros(rng: random.Random) -> bool:
    return judged([card(rng).zfill(20) for _ in range(rng.randint(1, 40))])


def cut_in_two(rng: random.Random) -> bool:
    cut = rng.choice((4, 6, 8, 10))
    cards = [card(rng) for _ in range(rng.randint(3, 40))]
    lines = [f"{rng.choice(NAMES)},{number[:cut]},{number[cut:]}" for number in cards if len(number) - cut <= 15]
    return bool(scan_bytes("\n".join(lines).encode())) or len(lines) < 3


CHANNELS = (
    behind_zeros, cut_in_two, card_column, grouped_card_column, remark_column, lone_card_among_names,
    few_cards_among_short_numbers, grouped_card_among_accounts, card_among_numbered_accounts, number_cells, comment,
    full_width, remark_in_delimited_upload, plain_text_upload, archive_member, workbook, file_name,
)  # fmt: skip


# ---- innocent columns ----


def at_random(rng: random.Random, rows: int) -> Iterator[str]:
    length = rng.choice((10, 12, 13, 14, 15, 16, 16, 16, 17, 18, 19))
    return (digits(rng, length) for _ in range(rows))


def sixteen(rng: random.Random, rows: int) -> Iterator[str]:
    return (digits(rng, 16) for _ in range(rows))


def under_one_prefix(rng: random.Random, rows: int) -> Iterator[str]:
    prefix = digits(rng, rng.randint(1, 6))
    return (prefix + digits(rng, 16 - len(prefix)) for _ in range(rows))


def under_a_card_prefix(rng: random.Random, rows: int) -> Iterator[str]:
    prefix = rng.choice(("4", "51", "4000", "6011", "62", "2500"))
    return (prefix + digits(rng, 16 - len(prefix)) for _ in range(rows))


def counted_up(rng: random.Random, rows: int) -> Iterator[str]:
    start, step = int(digits(rng, 16)), rng.choice((1, 1, 1, 10, 7))
    return (f"{start + step * place:016d}" for place in range(rows))


def with_check_digit(rng: random.Random, rows: int) -> Iterator[str]:
    return (checked(digits(rng, 15)) for _ in range(rows))


def in_groups(rng: random.Random, rows: int) -> Iterator[str]:
    return (grouped(digits(rng, 16), "-") for _ in range(rows))


def labelled(rng: random.Random, rows: int) -> Iterator[str]:
    label = rng.choice(("ACCT", "ACCT NO ", "A-", "M"))
    return (label + digits(rng, 16) for _ in range(rows))


def often_repeated(rng: random.Random, rows: int) -> Iterator[str]:
    accounts = [digits(rng, 16) for _ in range(max(5, rows // 10))]
    return (rng.choice(accounts) for _ in range(rows))


def of_two_systems(rng: random.Random, rows: int) -> Iterator[str]:
    return (digits(rng, rng.choice((10, 16))) for _ in range(rows))


def milliseconds(rng: random.Random, rows: int) -> Iterator[str]:
    return (str(1_700_000_000_000 + rng.randrange(10**11)) for _ in range(rows))


def article_numbers(rng: random.Random, rows: int) -> Iterator[str]:
    return (digits(rng, 13) for _ in range(rows))


def with_zeros(rng: random.Random, rows: int) -> Iterator[str]:
    significant = rng.choice((8, 12, 13, 14, 15, 16))
    return (digits(rng, significant).zfill(19) for _ in range(rows))


INNOCENT: tuple[Callable[[random.Random, int], Iterator[str]], ...] = (
    at_random,
    sixteen,
    under_one_prefix,
    under_a_card_prefix,
    counted_up,
    with_check_digit,
    in_groups,
    labelled,
    often_repeated,
    of_two_systems,
    milliseconds,
    article_numbers,
    with_zeros,
)


def measure_recall(tries: int, seed: int) -> tuple[int, int]:
    found_all = 0
    for channel in CHANNELS:
        rng = random.Random(f"{seed} {channel.__name__}")
        found = sum(channel(rng) for _ in range(tries))
        found_all += found
        print(f"  {channel.__name__:32} {found:6} of {tries}  {100 * found / tries:7.2f} %")
    return found_all, tries * len(CHANNELS)


def measure_false_alarms(columns: int, seed: int, sizes: tuple[int, ...]) -> tuple[int, int]:
    refused_all = all_ = 0
    for make in INNOCENT:
        rng = random.Random(f"{seed} {make.__name__}")
        refused = sum(judged(list(make(rng, sizes[place % len(sizes)])), "account") for place in range(columns))
        refused_all, all_ = refused_all + refused, all_ + columns
        print(f"  {make.__name__:32} {refused:6} of {columns}  {100 * refused / columns:7.3f} %")
    return refused_all, all_


def measure_mixtures(tries: int, seed: int) -> None:
    """Cards among random account numbers of the same length: what no count can tell, and from where on it can."""
    rng = random.Random(seed)
    for cards in (1, 5, 10, 20, 30, 50, 100):
        found = 0
        for _ in range(tries):
            values: list[object] = [digits(rng, 16) for _ in range(1000 - cards)]
            values += [
                checked((rng.choice(("4", "4", "51", "55", "6011")) + digits(rng, 15))[:15]) for _ in range(cards)
            ]
            found += judged(values)
        print(
            f"  {cards:4} cards among {1000 - cards} random account numbers: refused in {100 * found / tries:6.2f} % of columns"
        )


def measure_speed(rows: int, seed: int) -> None:
    rng = random.Random(seed)
    table = [
        (digits(rng, 16), rng.choice(NAMES), " ".join(rng.choices(WORDS, k=8)), "utility", "TX", "4200.50")
        for _ in range(rows)
    ]
    headers = ("account", "name", "note", "vertical", "state", "mrr")
    judge = ColumnJudge(headers)
    begun = time.perf_counter()
    for row, cells in enumerate(table, 2):
        judge.feed_row(row, zip(headers, cells, strict=True))
    verdict = judge.findings()
    taken = time.perf_counter() - begun
    print(
        f"  {rows:,} rows of {len(headers)} cells: {taken:.2f} s, {rows / taken:,.0f} rows/s, findings {len(verdict)}"
    )


def main() -> None:
    """Print the three tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tries", type=int, default=1000, help="planted cards per channel")
    options.add_argument("--columns", type=int, default=1000, help="innocent columns per kind")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    print("Planted cards found")
    found, tries = measure_recall(given.tries, given.seed)
    print(f"  all: {found} of {tries} ({100 * found / tries:.3f} %)")
    for sizes in ((50, 200, 1000), (3, 5, 10, 20), (1, 2)):
        print(f"Innocent columns refused, columns of {', '.join(map(str, sizes))} rows")
        refused, columns = measure_false_alarms(given.columns, given.seed, sizes)
        print(f"  all: {refused} of {columns} ({100 * refused / columns:.3f} %)")
    print("Cards of 16 digits among random account numbers of 16 digits")
    measure_mixtures(max(20, given.tries // 5), given.seed)
    print("Speed")
    measure_speed(100_000, given.seed)


if __name__ == "__main__":
    main()
