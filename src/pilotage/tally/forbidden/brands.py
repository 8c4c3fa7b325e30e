"""Card brands: their first digits and lengths, the check digit, and the numbers that everybody uses for tests.

Sources: ISO/IEC 7812 (prefix and Luhn check digit); the brands' published ranges. Account schemes of other industries
share prefixes with the lesser brands, so only brands that US billers meet are listed.
"""

from functools import cache

SHORTEST, LONGEST = 13, 19

#: Brand, ranges of leading digits (both ends included, same length), lengths.
BRANDS: tuple[tuple[str, tuple[tuple[str, str], ...], tuple[int, ...]], ...] = (
    ("Visa", (("4", "4"),), (13, 16, 19)),
    ("Mastercard", (("51", "55"), ("2221", "2720")), (16,)),
    ("American Express", (("34", "34"), ("37", "37")), (15,)),
    ("Discover", (("6011", "6011"), ("644", "649"), ("65", "65")), (16, 17, 18, 19)),
    ("Diners Club", (("300", "305"), ("3095", "3095"), ("36", "36"), ("38", "39")), (14,)),
    ("JCB", (("3528", "3589"),), (16, 17, 18, 19)),
    ("UnionPay", (("62", "62"),), (16, 17, 18, 19)),
    (
        "Maestro",
        (("5018", "5018"), ("5020", "5020"), ("5038", "5038"), ("6304", "6304"), ("6759", "6763")),
        tuple(range(13, 20)),
    ),
    ("Mir", (("2200", "2204"),), (16,)),
)

#: Published by card brands and payment gateways for trials; nobody has them by chance.
TEST_NUMBERS = frozenset(
    """
    4111111111111111 4242424242424242 4012888888881881 4000056655665556 4222222222222 4000000000000002
    4000002500003155 4012001037141112 4005519200000004 4009348888881881 4217651111111119
    4500600000000061 4917610000000000 4988438843884305 4263982640269299 4263970000005262
    4444333322221111 4917484589897107 4001919257537193 4007702835532454 4000000000009995
    5555555555554444 5105105105105100 5454545454545454 5200828282828210 5424000000000015
    5425233430109903 5555341244441115 5500000000000004 2223003122003222 2223000048400011
    2222420000001113 2222405343248877 2223016768739313 378282246310005 371449635398431 378734493671000
    370000000000002 341111111111111 374245455400126 374200000000004 6011111111111117 6011000990139424
    6011000000000004 6011601160116611 6011981111111113 6011000991543426 30569309025904 38520000023237
    36227206271667 36006666333344 3566002020360505 3530111333300000 3566111111111113 6200000000000005
    6205500000000000004 6759649826438453 6304000000000000 2200000000000004
    """.split()
)

_DOUBLED = str.maketrans("0123456789", "0246813579")


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others (ISO/IEC 7812-1 annex B)."""
    return (sum(map(int, digits[-1::-2])) + sum(map(int, digits[-2::-2].translate(_DOUBLED)))) % 10 == 0


def brand_of(digits: str) -> str:
    """The brand whose prefix and length the digits have; empty for none. The check digit is not looked at."""
    return _brand_of(digits[:4], len(digits))


@cache
def _brand_of(first: str, length: int) -> str:
    for name, ranges, lengths in BRANDS:
        if length in lengths and any(low <= first[: len(low)] <= high for low, high in ranges):
            return name
    return ""


@cache
def prefix_share(length: int) -> float:
    """The share of random numbers of this length that begin as some brand's cards of this length do."""
    return sum(1 for first in range(10_000) if _brand_of(f"{first:04d}", length)) / 10_000
